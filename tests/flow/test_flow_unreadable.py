"""Whatever in the store cannot be read is moved aside and told of; everything else goes on."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from monitor.clock import now
from monitor.model.activity import Deed
from monitor.model.ids import FeedId, ItemId, StoryId
from monitor.model.news.visit import Hub, Subscription
from monitor.model.sending.alert import Reason
from monitor.model.sending.decision import Silence
from monitor.model.story import Correction
from monitor.store.base import keys
from monitor.store.connection.client import Client
from monitor.store.decisions.alert_queue import AlertQueue
from monitor.store.decisions.decision_log import DecisionLog
from monitor.store.open import open_store
from monitor.store.records.counts import counts
from monitor.store.records.silences import Silences
from monitor.store.records.subscriptions import Subscriptions
from tests.fakes import SOMEBODY, an_alert, an_item
from tests.flow.folder import PACK, write_folder
from tests.flow.test_flow_daemon import copies, daemon, listening, times, until
from tests.flow.web import LoopbackWeb

pytestmark = pytest.mark.gate

GARBAGE = b'{"from": "another version", '
WHEN = """\
  burst: {title: Burst, when: {rules: [ku*]}, count: {at_least: 50, within: 1h}}
"""


async def fill(client: Client) -> None:
    """Everything that a store may hold beside what a day of news leaves."""
    at = now()
    later = at + timedelta(hours=1)
    told = an_alert(item=an_item(first_seen_at=at), decided_at=at)
    waiting = [
        an_alert("held", item=an_item("Held", id=ItemId("i2")), decided_at=at, not_before=later),
        an_alert("waits", item=an_item("Waits", id=ItemId("i3")), decided_at=at),
        an_alert("update", item=an_item("Update", id=ItemId("i4")), decided_at=at, reason=Reason.ALSO),
        an_alert("repeats", item=an_item("Repeats", id=ItemId("i5")), decided_at=at, repeat=timedelta(seconds=1)),
    ]  # fmt: skip
    await AlertQueue(client, update_every=timedelta(0)).queue([told, *waiting])
    await Silences(client).add(
        Silence(id="m1", until=later, made_at=at, by="desk", tag="sport"), at=at, by=SOMEBODY
    )
    merge = Correction(story=StoryId("s1"), into=StoryId("s2"))
    await DecisionLog(client).correct(merge, Deed.MERGE, at=at, by=SOMEBODY)
    hub = Hub(url="https://hub.example", topic="https://a.example")
    subscription = Subscription(hub=hub, token="t", secret="s", ask_again_at=later)
    await Subscriptions(client).put(FeedId("alpha"), subscription)
    channel = keys.channel(told.channel, "")
    for part in ("dead", "events"):
        await client.read("XADD", client.key(f"{channel}{part}"), "*", "v", "{}", "d", "{}", "a", "x")
    await client.read("HSET", client.key(f"{channel}follow_body"), "again s1", "{}")
    await client.read("ZADD", client.key(f"{channel}followups"), 1, "again s1")
    await client.read("HSET", client.key(keys.FAILURE), "alpha", "{}")


async def spoil(client: Client) -> Counter[str]:
    """Make every value of every key one that nobody can read; how many of each kind of key."""
    spoilt: Counter[str] = Counter()
    for key in await client.read("KEYS", client.key("*")):
        kind = (await client.read("TYPE", key)).decode()
        name = key.decode().removeprefix(client.prefix)
        if ":marks:" in name:  # whatever bytes are there are marks
            continue
        if kind == "hash":
            for field in await client.read("HKEYS", key):
                await client.read("HSET", key, field, GARBAGE)
        elif kind == "string":
            await client.read("SET", key, GARBAGE)
        elif kind == "stream":
            for _, fields in await client.read("XRANGE", key, "-", "+"):
                spoilt_fields = [part for field in fields for part in (field, GARBAGE)]
                await client.read("XADD", key, "*", *spoilt_fields)
        else:
            continue
        spoilt[name] += 1
    return spoilt


def _logged(lines: list[str], words: str) -> bool:
    return any(words in line for line in lines)


async def test_a_store_in_which_nothing_can_be_read_costs_what_it_held_and_nothing_else(tmp_path: Path) -> None:
    async with LoopbackWeb().serve() as web:
        web.publish("alpha", "old", "Kursk market prices of last week")
        hook = f"{{type: apprise, url: '{web.base.replace('http', 'json')}/hook'}}"
        folder = write_folder(
            tmp_path / "rules", web=web, feeds=["alpha"], channels=f"channels: {{desk: {hook}, ops: {hook}}}\n",
            pack=PACK + WHEN,
        )  # fmt: skip
        data = tmp_path / "data"
        async with daemon(folder, "--data", str(data)) as first:
            await until(lambda: web.conditional_hits >= 1)
            web.publish("alpha", "a1", "Bridge near Kursk reopens after repairs")
            await until(lambda: times(web, "Bridge near Kursk") >= 1)
            first.kill()
            await first.wait()
        async with open_store(None, data=data) as client:
            await fill(client)
            spoilt = await spoil(client)
        assert len(spoilt) > 25, "every kind of key is there"

        for number, title in enumerate(("Dock workers begin a harbour strike", "Water breaks into the salt mine")):
            web.publish("alpha", f"b{number}", title)
            async with daemon(folder, "--data", str(data)) as process, listening(process) as lines:
                for condition in (
                    partial(_logged, lines, "watching"),
                    # What the store has lost may have been sent, so that this may say that it is a repeat.
                    partial(copies, web, title.split(maxsplit=2)[2]),
                    partial(times, web, "could not be read: memory"),
                ):
                    await until(lambda: process.returncode is not None or condition())  # noqa: B023
                    assert process.returncode is None, "the daemon ended"
        told = " ".join(str(message["title"]) for message in web.hooked)
        for part in ("out of channel desk", "log", "tallies", "memory", "store"):
            assert f"could not be read: {part}" in told, part
        assert sum("could not be read: memory" in str(message["title"]) for message in web.hooked) == 1
        async with open_store(None, data=data) as client:
            assert (await counts(client))["unreadable"] >= 8
