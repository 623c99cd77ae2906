"""What is sick holds up nothing else, and no alert waits where nobody looks: through the whole daemon."""

from __future__ import annotations

import asyncio
import json
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from monitor.clock import now
from monitor.store.connection.client import connect
from monitor.store.records.silences import Silences
from monitor.store.server.embedded import running_at
from tests.command import command_beside
from tests.fakes import SOMEBODY
from tests.flow.folder import write_folder
from tests.flow.gate import Gate
from tests.flow.test_flow_daemon import daemon, until
from tests.flow.web import LoopbackWeb

pytestmark = pytest.mark.gate

PACK = """\
pack: {id: test, owner: desk}
rules:
  kursk: {title: Kursk, any: [Kursk], severity: high}
  grave: {title: Grave, any: [Perm], severity: critical}
  harbour: {title: Harbours, any: [harbour]}
"""


@dataclass
class Newsroom:
    """A feed, services, a folder of rules and the daemon between them."""

    web: LoopbackWeb
    gate: Gate
    folder: Path
    data: Path
    process: asyncio.subprocess.Process | None = None
    log: list[str] = field(default_factory=list)
    number: int = 0

    def channels(self, text: str) -> None:
        """Write channels.yaml; `GATE` stands for the address of the services."""
        (self.folder / "channels.yaml").write_text(text.replace("GATE", self.gate.base), encoding="utf-8")

    def publish(self, title: str) -> None:
        self.number += 1
        self.web.publish("alpha", f"g{self.number}", title)

    async def sees(self, condition: object) -> None:
        """Wait until a condition holds; the daemon must not end meanwhile."""
        assert callable(condition)
        await until(lambda: condition() or (self.process is not None and self.process.returncode is not None))
        assert self.process is None or self.process.returncode is None, "the daemon ended"

    async def logs(self, *words: str) -> None:
        await self.sees(lambda: any(all(word in line for word in words) for line in self.log))

    async def asks(self, *command: str, code: int = 0) -> Any:
        """What a command answers as JSON, with the daemon running."""
        where = ("--rules", str(self.folder), "--data", str(self.data))
        asked = await command_beside(*command, "--json", *where)
        # `status` exits with 1 when something needs a person
        expected = {code, 1} if command[0] == "status" else {code}
        assert asked.returncode in expected, asked
        return json.loads(asked.stdout)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Newsroom]:
        """The daemon, which has visited its feed."""
        hits = self.web.conditional_hits
        async with daemon(self.folder, "--data", str(self.data)) as process:
            self.process = process
            listening = asyncio.create_task(self._listen(process))
            try:
                await self.sees(lambda: self.web.conditional_hits > hits)
                yield self
                process.send_signal(signal.SIGTERM)
                assert await asyncio.wait_for(process.wait(), 60) == 0
            finally:
                listening.cancel()
                with suppress(asyncio.CancelledError):
                    await listening
                shown = [line for line in self.log if "new=0" not in line]
                print("".join(shown[-80:]))  # shown with a test that fails
                self.process = None

    async def _listen(self, process: asyncio.subprocess.Process) -> None:
        assert process.stderr is not None
        while line := await process.stderr.readline():
            self.log.append(line.decode())


@asynccontextmanager
async def newsroom(directory: Path, channels: str) -> AsyncIterator[Newsroom]:
    async with LoopbackWeb().serve() as web, Gate().serve() as gate:
        web.open("alpha")
        folder = write_folder(directory / "rules", web=web, feeds=["alpha"], channels="", pack=PACK)
        made = Newsroom(web, gate, folder, directory / "data")
        made.channels(channels)
        yield made


HEADLINES = (
    "Bridge over the Seym near Kursk reopens after repairs",
    "Kursk dairy recalls forty tonnes of butter",
    "Orchestra of Kursk plays in Vienna for the first time",
    "Frost destroys apple orchards around Kursk",
    "Chess champion from Kursk wins in Buenos Aires",
    "Tram drivers of Kursk strike for higher wages",
    "Archaeologists find Scythian gold west of Kursk",
    "Kursk zoo welcomes two snow leopards",
    "University of Kursk opens a faculty of robotics",
    "Measles outbreak closes nine schools in Kursk",
)
"""Nearly all are stories of their own."""
HOOK = "channels:\n  desk: {type: webhook, url: GATE/desk}\n"


async def test_a_message_that_fails_for_ever_and_one_that_hangs_hold_up_no_other(tmp_path: Path) -> None:
    async with newsroom(tmp_path, HOOK) as room, room.running():
        room.gate.fails_on["desk"] = "poisonous"
        room.gate.hangs_on["desk"] = "bottomless"
        room.publish("A poisonous day in Kursk")
        room.publish("A bottomless well near Kursk")
        await room.sees(lambda: room.gate.asked["desk"] >= 3)
        for headline in HEADLINES:
            room.publish(headline)
        await room.sees(lambda: sum(room.gate.heard("desk", headline) for headline in HEADLINES) >= 8)
        room.gate.fails_on.clear()
        await room.sees(lambda: room.gate.heard("desk", "poisonous") == 1)


@pytest.mark.slow
async def test_a_message_that_fails_for_ever_holds_up_no_other_of_a_channel_with_a_pace(tmp_path: Path) -> None:
    paced = HOOK.replace("url: GATE/desk", "url: GATE/desk, pace: 60/m")
    async with newsroom(tmp_path, paced) as room, room.running():
        room.gate.fails_on["desk"] = "poisonous"
        room.publish("A poisonous day in Kursk")
        await room.sees(lambda: room.gate.asked["desk"] >= 2)
        for headline in HEADLINES:  # a digest, which the service refuses for the sake of one of them at first
            room.publish(headline)
        await room.sees(lambda: sum(room.gate.heard("desk", headline) for headline in HEADLINES) >= 8)
        assert room.gate.heard("desk", "poisonous") == 0
        room.gate.fails_on.clear()
        await room.sees(lambda: room.gate.heard("desk", "poisonous") == 1)


async def test_an_edit_of_one_channel_stops_no_other_while_a_service_hangs(tmp_path: Path) -> None:
    both = HOOK + "  slow: {type: webhook, url: GATE/slow}\nroutes: [{to: [desk, slow]}]\n"
    async with newsroom(tmp_path, both) as room, room.running():
        room.gate.hangs_on["slow"] = "Kursk"
        room.publish("Bridge near Kursk reopens after repairs")
        await room.sees(lambda: room.gate.asked["slow"] == 1 and room.gate.heard("desk", "Bridge") == 1)
        room.channels(both.replace("GATE/slow", "GATE/other"))
        await room.logs("reloaded")
        room.publish("Governor of Kursk steps down over flood dykes")
        await room.sees(lambda: room.gate.heard("desk", "Governor") == 1)
        assert room.gate.accepted["other"] == [], "its predecessor is still at its attempt"


TWO = "  phone: {type: webhook, url: GATE/phone}\n  ops: {type: webhook, url: GATE/ops}\nroutes: [{to: [desk]}]\n"


async def test_what_waits_for_a_removed_channel_is_reported_listed_and_can_be_moved(
    tmp_path: Path,
) -> None:
    async with newsroom(tmp_path, HOOK + TWO) as room, room.running():
        room.gate.status["desk"] = 503
        room.publish("Bridge near Kursk reopens after repairs")
        await room.sees(lambda: room.gate.asked["desk"] >= 1)
        room.channels(HOOK.replace("desk", "renamed") + TWO.replace("[desk]", "[renamed]"))

        await room.sees(lambda: room.gate.heard("ops", "alerts wait for the channel desk") == 1)
        assert (await room.asks("alerts", "list"))["without_sender"] == {"desk": 1}
        [trouble] = (await room.asks("status"))["channels"]
        assert "not in channels.yaml" in trouble["says"]
        assert (await room.asks("audit", code=1))["without_sender"] == {"desk": 1}
        assert any("not in channels.yaml" in one["what"] for one in await room.asks("doctor", code=1))

        assert await room.asks("alerts", "move", "desk", "phone") == {"moved": 1}
        await room.sees(lambda: room.gate.heard("phone", "Bridge") == 1)
        assert (await room.asks("audit"))["balanced"]


async def test_what_waits_for_a_removed_channel_goes_to_its_fallback_also_after_a_restart(tmp_path: Path) -> None:
    with_fallback = HOOK.replace("url: GATE/desk", "url: GATE/desk, fallback: phone")
    async with newsroom(tmp_path, with_fallback + TWO) as room:
        async with room.running():
            room.gate.status["desk"] = 503
            room.publish("Bridge near Kursk reopens after repairs")
            await room.sees(lambda: room.gate.asked["desk"] >= 1)
        room.channels("channels:\n" + TWO.replace("[desk]", "[phone]"))
        async with room.running():
            await room.sees(lambda: room.gate.heard("phone", "Bridge") == 1)
            await room.sees(lambda: room.gate.heard("ops", "go to phone") == 1)
            assert (await room.asks("audit"))["balanced"]


SICK = (
    "channels:\n  desk: {type: webhook, url: GATE/desk, fallback: phone, fallback_after: 3s}\n"
    + TWO.replace("{to: [desk]}", "{to: [desk], escalate: {after: 4s, to: [boss]}}")
    + ""
).replace("routes:", "  boss: {type: webhook, url: GATE/boss}\nroutes:")


async def test_a_channel_that_fails_has_its_fallback_ops_and_escalation_speak_and_its_recovery_is_noticed(
    tmp_path: Path,
) -> None:
    async with newsroom(tmp_path, SICK) as room, room.running():
        room.gate.status["desk"] = 503
        room.publish("Bridge near Kursk reopens after repairs")
        room.publish("Water breaks into the salt mine of Perm")
        for name in ("phone", "boss"):
            await room.sees(
                lambda name=name: room.gate.heard(name, "Bridge") and room.gate.heard(name, "salt mine")
            )
        await room.sees(lambda: room.gate.heard("ops", "the channel desk has not worked for") == 1)
        assert room.gate.accepted["desk"] == []
        [state] = (await room.asks("status"))["channels"]
        assert "channel desk: does not work since" in state["says"]
        [desk] = [one for one in await room.asks("channels", "list") if one["name"] == "desk"]
        assert "does not work since" in desk["trouble"]

        room.gate.status.clear()
        room.publish("Governor of Kursk steps down over flood dykes")
        await room.sees(lambda: room.gate.heard("ops", "the channel desk works again") == 1)
        await room.sees(lambda: room.gate.heard("desk", "Governor") == 1)
        for _ in range(2):
            audit = await room.asks("audit")
            assert audit["balanced"]
        assert room.gate.heard("desk", "Bridge") == 0, "its fallback has sent it"
        assert room.gate.heard("phone", "Governor") == 0
        assert (await room.asks("status"))["channels"] == []


async def test_what_still_waits_at_the_fallback_when_the_channel_recovers_is_sent_once(tmp_path: Path) -> None:
    async with newsroom(tmp_path, SICK) as room, room.running():
        room.gate.status["desk"] = room.gate.status["phone"] = 503
        for headline in HEADLINES[:4]:
            room.publish(headline)
        await room.sees(lambda: room.gate.asked["phone"] >= 1)
        room.gate.status.pop("desk")
        await room.sees(lambda: all(room.gate.heard("desk", headline) for headline in HEADLINES[:4]))
        room.gate.status.clear()
        async with asyncio.timeout(60):  # until nothing waits at the fallback either
            while (await room.asks("audit"))["balances"][3]["went"]["waiting"]:
                pass
        assert [room.gate.heard("phone", headline) for headline in HEADLINES[:4]] == [0, 0, 0, 0]


async def test_credentials_that_are_corrected_are_tried_at_once(tmp_path: Path) -> None:
    async with newsroom(tmp_path, HOOK + TWO) as room:
        async with room.running():
            room.gate.status["desk"] = 401
            room.publish("Water breaks into the salt mine of Perm")
            await room.sees(lambda: room.gate.heard("ops", "does not accept the monitor's credentials") == 1)
            [state] = (await room.asks("status"))["channels"]
            assert "refuses the credentials" in state["says"]
            assert state["paused_until"] is not None

            room.gate.status.clear()
            await room.asks("reload")
            await room.sees(lambda: room.gate.heard("desk", "salt mine") == 1)

            room.gate.status["desk"] = 401
            room.publish("Bridge near Kursk reopens after repairs")
            asked = room.gate.asked["desk"]
            await room.sees(lambda: room.gate.asked["desk"] > asked)
            room.gate.status.clear()
            await room.asks("alerts", "replay", "--all")
            await room.sees(lambda: room.gate.heard("desk", "Bridge") == 1)

            room.gate.status["desk"] = 401
            room.publish("Governor of Kursk steps down over flood dykes")
            asked = room.gate.asked["desk"]
            await room.sees(lambda: room.gate.asked["desk"] > asked)
        room.gate.status.clear()
        async with room.running():
            await room.sees(lambda: room.gate.heard("desk", "Governor") == 1)


async def test_a_silence_is_shown_by_status_and_says_at_its_end_what_it_kept_back(tmp_path: Path) -> None:
    async with newsroom(tmp_path, HOOK + TWO) as room, room.running():
        made = await room.asks("silence", "add", "rule=kursk", "--by", "Ines")
        room.publish("Bridge near Kursk reopens after repairs")
        room.publish("Dock workers begin a harbour strike in Rostock")
        await room.sees(lambda: room.gate.heard("desk", "harbour") == 1)
        assert [one["id"] for one in (await room.asks("status"))["silences"]] == [made["id"]]
        assert any("silenced: rule=kursk" in one["what"] for one in await room.asks("doctor"))

        client = await connect(running_at(room.data) or "")
        [silence] = await Silences(client).silences()
        await Silences(client).add(replace(silence, until=now()), at=now(), by=SOMEBODY)
        await client.aclose()
        await room.sees(lambda: room.gate.heard("ops", "it kept back 1 alert of 1 story") == 1)
        [notice] = [body for body in room.gate.accepted["ops"] if "silence" in body["title"]]
        assert "Bridge near Kursk reopens after repairs" in json.dumps(notice, ensure_ascii=False)
        assert "by Ines" in json.dumps(notice)
        assert room.gate.heard("desk", "Bridge") == 0
        assert (await room.asks("status"))["silences"] == []

        made = await room.asks("silence", "add", "rule=kursk")
        room.publish("Governor of Kursk steps down over flood dykes")
        room.publish("Water breaks into the salt mine of Perm")
        await room.sees(lambda: room.gate.heard("desk", "salt mine") == 1)
        ended = await room.asks("silence", "expire", made["id"])
        [kept] = ended["kept_back"]
        assert (kept["id"], kept["kept_back"]) == (made["id"], 1)
        assert kept["stories"] == ["Governor of Kursk steps down over flood dykes"]


async def test_a_rule_that_alerts_far_too_often_is_reported_once_and_holds_up_no_other(tmp_path: Path) -> None:
    async with newsroom(tmp_path, HOOK + TWO) as room:
        (room.folder / "monitor.yaml").write_text("storm: 4\n", encoding="utf-8")
        async with room.running():
            for headline in HEADLINES:
                room.publish(headline)
            await room.sees(lambda: room.gate.heard("ops", "the rule kursk alerts too often") == 1)
            room.publish("Dock workers begin a harbour strike in Rostock")
            room.publish("Water breaks into the salt mine of Perm")
            await room.sees(lambda: room.gate.heard("desk", "harbour") and room.gate.heard("desk", "salt mine"))
            sent = sum(room.gate.heard("desk", headline) for headline in HEADLINES)
            queues = (await room.asks("alerts", "list"))["queues"]
            assert (await room.asks("audit"))["balanced"]
        digested = any(body["reason"] == "digest" for body in room.gate.accepted["desk"])
        assert digested or (sent == 4 and queues["desk delayed"] >= 4), "the others wait for their digest"
