"""The state that version 0.1.0 left: this version goes on where it stopped."""

from __future__ import annotations

import asyncio
import json
import shutil
import signal
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from monitor.clock import from_ms
from monitor.model.ids import content_id
from monitor.store.connection.client import connect
from monitor.store.records.acknowledgements import Acknowledgements
from monitor.store.records.counts import queues
from monitor.store.server.embedded import EmbeddedServer, running_at
from tests import state_0_1_0 as old
from tests.flow.old_services import OldServices
from tests.flow.test_flow_daemon import daemon, listening, until
from tests.flow.test_flow_data_directory import monitor
from tests.loopback import free_port

pytestmark = pytest.mark.gate

AGE = timedelta(hours=3)
"""How long the upgrade takes: what services asked to wait is due by then, what is held for the night is not."""
HELD = {"desk", "night", "retired"}
"""Whose delayed alerts stay where they are: held for hours, or of a channel that is no longer in the rules."""
BY_FALLBACK = ("unauthorised", "fbcfb8ece92135db42ae40d9")
"""An alert that waits although the channel's fallback has sent it."""
UNACKNOWLEDGED = "2fb867f61f40dc2c738a1518"
"""An alert that waits for a channel that fails: 0.1.0 would have escalated it once it was delivered."""
UPDATES = 2
"""Messages that are to be brought up to date."""
Sent = tuple[str, str]


def waiting(known: dict[str, Any]) -> set[Sent]:
    """Channel and alert of what must be sent now."""
    return {
        (channel, alert)
        for channel, parts in known["waiting"].items()
        for part in ("urgent", "out", "delayed")
        for alert in parts[part]
        if channel not in HELD
    } - {BY_FALLBACK}


def rules(directory: Path) -> Path:
    """The rules of 0.1.0, but for the port of the monitor's own web server."""
    shutil.copytree(old.DATA / "rules", directory)
    settings = directory / "monitor.yaml"
    settings.write_text(settings.read_text().replace("28402", str(free_port())))
    return directory


async def fill(data: Path, *, shift: timedelta) -> None:
    """Keep the state in the embedded store of a data directory."""
    server = EmbeddedServer(data)
    client = Redis(unix_socket_path=(await server.start()).removeprefix("unix://"))
    try:
        assert await old.load_state(client, shift=shift, expiring=False) > 100
        store: old.Commands = client
        bodies = f"{old.PREFIX}{{c:failing}}:body"
        body: bytes = await store.execute_command("HGET", bodies, UNACKNOWLEDGED)
        escalates = body.replace(b'"escalate":null', b'"escalate":{"after":"PT60S","to":["phone"]}')
        assert escalates != body
        await store.execute_command("HSET", bodies, UNACKNOWLEDGED, escalates)
    finally:
        await client.aclose()
        await server.stop()


def shown_before(shift: timedelta) -> Sequence[dict[str, Any]]:
    """The items that 0.1.0 has seen."""
    history = next(record for record in old.shifted(shift) if record["key"].endswith("{p0}:history"))
    return [json.loads(dict(fields)["v"]) for _, fields in history["value"]["entries"]]


async def ask(where: Sequence[str], *arguments: str) -> Any:
    """What a command prints as JSON."""
    code, said = await monitor(*arguments, *where, "--json")
    assert code in (0, 1), said
    return json.loads(said)


async def settled(data: Path, services: OldServices, *, but: frozenset[str] = frozenset()) -> None:
    """Once the feeds were fetched, nothing is under way any more but what is held, and what waits for `but`."""
    seen = len(services.visited)
    await until(lambda: {"northlight", "meridian", "quiet"} <= {*services.visited[seen:]})
    left = {f"{channel} delayed" for channel in HELD} | {f"{channel} out" for channel in but}
    url = running_at(data)
    assert url is not None
    client = await connect(url)
    try:
        async with asyncio.timeout(60):
            while True:
                found = await queues(client)
                if {name for name, many in found.items() if many and not name.endswith("dead")} <= left:
                    return
                await asyncio.sleep(0.1)
    finally:
        await client.aclose()


async def test_what_waited_is_sent_once_and_what_was_known_is_found(tmp_path: Path) -> None:
    known = json.loads((old.DATA / "manifest.json").read_text(encoding="utf-8"))
    folder, data = rules(tmp_path / "rules"), tmp_path / "data"
    shift = timedelta(seconds=int((datetime.now(UTC) - AGE - old.taken_at()).total_seconds()))
    await fill(data, shift=shift)
    where = ("--rules", str(folder), "--data", str(data))
    expected = waiting(known)
    at_once = {sent for sent in expected if sent[0] != "stuck"}
    async with OldServices(shown_before(shift), hanging={"stuck"}).serve() as services:
        async with daemon(folder, "--data", str(data)) as process, listening(process) as log:
            await until(lambda: services.asked and at_once <= {*services.accepted})
            await settled(data, services, but=frozenset({"stuck"}))
            process.kill()
            await process.wait()
            assert not [line for line in log if "state was reset" in line], "what rules counted goes on"
        services.hanging.clear()
        async with daemon(folder, "--data", str(data)) as process, listening(process):
            expected |= {("phone", content_id(UNACKNOWLEDGED, "unacknowledged", "phone"))}
            await until(lambda: expected <= {*services.accepted})
            await settled(data, services)
            check_what_was_sent(services, known, expected)
            await check_what_is_found(where, known, shift=shift)
            await check_acknowledgements(data, known, shift=shift)
            process.send_signal(signal.SIGTERM)
            assert await asyncio.wait_for(process.wait(), 60) == 0


def check_what_was_sent(services: OldServices, known: dict[str, Any], expected: set[Sent]) -> None:
    """Everything once, and nothing that had been sent before."""
    times = Counter(services.accepted)
    assert expected <= {*times}
    assert [sent for sent, many in times.items() if many > 1] == []
    assert times[BY_FALLBACK] == 0
    before = {(channel, alert) for channel, alerts in known["told"].items() for alert in alerts}
    dead = {(channel, one["alert"]) for channel, letters in known["dead_letters"].items() for one in letters}
    assert not {*times} & (before | dead)
    assert len(services.edited) == UPDATES


async def check_what_is_found(where: Sequence[str], known: dict[str, Any], *, shift: timedelta) -> None:
    """What the commands say of the state."""
    status, audit, alerts, silences, stories = await asyncio.gather(
        ask(where, "status"),
        ask(where, "audit"),
        ask(where, "alerts", "list"),
        ask(where, "silence", "list"),
        ask(where, "stories", "list", "--limit", "1000"),
    )
    assert audit["balanced"], audit
    letters = {(one["channel"], one["id"], one["detail"]) for one in alerts["dead_letters"]}
    assert letters == {
        (channel, later(one["id"], shift), one["detail"])
        for channel, of in known["dead_letters"].items()
        for one in of
    }
    assert {one["id"] for one in silences} == {*known["silences"]}
    titles = {one["id"]: one["headline"] for one in stories}
    assert {story: titles.get(story) for story in known["stories"]} == {
        story: of["headline"] for story, of in known["stories"].items()
    }
    assert status["counts"]["new"] == known["commands"]["status"]["counts"]["new"]


def later(entry: str, shift: timedelta) -> str:
    """The id of an entry of a stream, moved in time."""
    ms, _, number = entry.partition("-")
    return f"{int(ms) + shift // timedelta(milliseconds=1)}-{number}"


async def check_acknowledgements(data: Path, known: dict[str, Any], *, shift: timedelta) -> None:
    """Each with its time: nobody is reminded of these stories."""
    url = running_at(data)
    assert url is not None
    client = await connect(url)
    try:
        found = {story: await Acknowledgements(client).acknowledged_at(story) for story in known["acknowledged"]}
    finally:
        await client.aclose()
    assert found == {story: from_ms(int(at)) + shift for story, at in known["acknowledged"].items()}
