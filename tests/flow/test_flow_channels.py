"""Every type of channel through the whole daemon and the real store, while its service does what services do.

A type is here by being in the table: one without a service in tests/contracts/places.py, without limits or a line
in the documentation fails.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from monitor.send.channel import ChannelType, Unlimited
from monitor.send.channels import CHANNELS
from tests.command import command_beside
from tests.contracts.places import PLACES, Place, Trouble
from tests.flow.folder import write_folder
from tests.flow.test_flow_daemon import until
from tests.flow.web import LoopbackWeb
from tests.flow.wire import Line, Wire

ROOT = Path(__file__).parent.parent.parent
TIMEOUT = 120.0  # seconds
HEADLINES = {
    "lengthy": "A lengthy inquiry into the Kursk dam begins",
    Trouble.NEVER: "Kursk dairy recalls forty tonnes of butter",
    Trouble.WHO_ARE_YOU: "Orchestra of Kursk plays in Vienna",
    Trouble.SLOW_DOWN: "Frost destroys apple orchards around Kursk",
    Trouble.BREAK_DOWN: "Chess champion from Kursk wins in Buenos Aires",
    Line.CUT: "Tram drivers of Kursk strike for higher wages",
    Line.NO_ANSWER_AND_CUT: "Archaeologists find Scythian gold near Kursk",
    Line.NONSENSE: "Measles outbreak closes nine schools in Kursk",
    Line.NO_ANSWER: "University of Kursk opens a robotics faculty",
    Line.HANGS: "Kursk zoo welcomes two snow leopards",
}
"""Each is a story of its own."""
WORDS = [f"word{number:04}" for number in range(1_200)]
"""Some 10,000 characters."""
LONG = '{% if "lengthy" in headline %}{{ headline }}\n' + "\n".join(
    " ".join(WORDS[start : start + 10]) for start in range(0, len(WORDS), 10)
) + "\n{% endif %}\n"  # fmt: skip
MARK = "possible duplicate"


@dataclass
class Street:
    """A service of every type, each behind a wire, and the daemon that sends to all of them."""

    web: LoopbackWeb
    places: dict[str, Place]
    wires: dict[str, Wire]
    folder: Path
    data: Path
    screen: Path
    """What the console channel wrote."""
    process: asyncio.subprocess.Process | None = None
    published: int = 0
    log: list[str] = field(default_factory=list)

    def lines(self, line: Line) -> None:
        for wire in self.wires.values():
            wire.becomes(line)

    def publish(self, headline: str) -> None:
        self.published += 1
        self.web.publish("alpha", f"g{self.published}", headline)

    def seen(self, name: str) -> str:
        """All that arrived there, on one line."""
        shown = self.screen.read_text("utf-8") if name == "console" else self.places[name].arrived()
        return re.sub(r"\s+", " ", shown)

    def arrived(self, headline: str) -> dict[str, int]:
        """How often the title of a message with this headline arrived at each."""
        return {
            name: self.seen(name).count(headline if name == "console" else f"HIGH: {headline}")
            for name in self.places
        }

    def unmarked(self, headline: str) -> dict[str, int]:
        """The same, of those that do not say that they may have been sent before."""
        return {name: times - self.seen(name).count(MARK) for name, times in self.arrived(headline).items()}

    async def sees(self, condition: object) -> None:
        assert callable(condition)
        await until(
            lambda: condition() or (self.process is not None and self.process.returncode is not None),
            seconds=TIMEOUT,
        )
        assert self.process is None or self.process.returncode is None, "the daemon ended"

    async def everybody_has(self, headline: str, *, times: int = 1) -> None:
        try:
            await self.sees(lambda: min(self.arrived(headline).values()) >= times)
        except TimeoutError:
            pytest.fail(f"{headline}: {self.arrived(headline)}")

    async def troubled(self, names: set[str]) -> None:
        """Wait until `monitor status` shows these channels, and no other, in trouble."""
        await self.becomes(("status",), lambda found: {one["channel"] for one in found["channels"]} == names)

    async def asks(self, *command: str, code: int = 0) -> Any:
        asked = await command_beside(*command, "--json", *self._where())
        # `status` exits with 1 when something needs a person
        expected = {code, 1} if command[0] == "status" else {code}
        assert asked.returncode in expected, asked
        return json.loads(asked.stdout)

    def _where(self) -> tuple[str, ...]:
        return "--rules", str(self.folder), "--data", str(self.data)

    async def becomes(self, command: tuple[str, ...], condition: object) -> None:
        """Ask until the answer is so."""
        assert callable(condition)
        async with asyncio.timeout(TIMEOUT):
            while not condition(await self.asks(*command)):
                await asyncio.sleep(0.2)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[asyncio.subprocess.Process]:
        """The daemon, until it has visited its feed and after; it ends well unless it was killed."""
        hits = self.web.conditional_hits
        with self.screen.open("ab") as screen:
            process = self.process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "monitor", "run", *self._where(),
                stdout=screen, stderr=asyncio.subprocess.PIPE, env={**os.environ, "NO_COLOR": "1"},
            )  # fmt: skip
        listening = asyncio.create_task(self._listen(process))
        try:
            await self.sees(lambda: self.web.conditional_hits > hits)
            yield process
            if process.returncode is None:
                process.send_signal(signal.SIGTERM)
                assert await asyncio.wait_for(process.wait(), TIMEOUT) == 0
        finally:
            if process.returncode is None:
                process.terminate()  # so that its store ends as well
            await process.wait()
            listening.cancel()
            self.process = None
            print("".join(self.log[-60:]))  # shown with a test that fails

    async def _listen(self, process: asyncio.subprocess.Process) -> None:
        assert process.stderr is not None
        while line := await process.stderr.readline():
            self.log.append(line.decode())


@asynccontextmanager
async def street(directory: Path) -> AsyncIterator[Street]:
    async with AsyncExitStack() as stack:
        web = await stack.enter_async_context(LoopbackWeb().serve())
        web.open("alpha")
        places = {name: await stack.enter_async_context(PLACES[name]()) for name in CHANNELS}
        wires: dict[str, Wire] = {}
        entries = []
        for name, place in places.items():
            options = dict(place.options)
            if options:
                wires[name] = wire = await stack.enter_async_context(_wire(name, options).serve())
                options = {key: _through(value, wire) for key, value in options.items()}
            if "template" in CHANNELS[name].keys:
                options["template"] = "long.txt"
            given = "".join(f", {key}: {json.dumps(value)}" for key, value in options.items())
            entries.append(f"  {name}: {{type: {name}, pace: none{given}}}\n")
        to = ", ".join(CHANNELS)
        channels = "channels:\n" + "".join(entries) + f"routes: [{{to: [{to}]}}]\n"
        folder = write_folder(directory / "rules", web=web, feeds=["alpha"], channels=channels)
        (folder / "long.txt").write_text(LONG, encoding="utf-8")
        screen = directory / "screen"
        screen.touch()
        yield Street(web, places, wires, folder, directory / "data", screen)
        for place in places.values():
            await place.channel.close()


def _wire(name: str, options: dict[str, str]) -> Wire:
    ports = [int(found[1]) for value in options.values() if (found := re.search(r"127\.0\.0\.1:(\d+)", value))]
    if name == "email":
        return Wire(int(options["port"]), end_of_message=b"\r\n.\r\n")
    return Wire(ports[0])


def _through(value: str, wire: Wire) -> str:
    return (
        value.replace(f"127.0.0.1:{wire.target}", f"127.0.0.1:{wire.port}")
        if value != str(wire.target)
        else str(wire.port)
    )


def test_every_type_of_the_table_is_on_the_street() -> None:
    assert set(PLACES) == set(CHANNELS)


@pytest.mark.parametrize("kind", CHANNELS.values(), ids=CHANNELS)
def test_a_type_declares_its_limits_and_stands_in_the_documentation(kind: ChannelType) -> None:
    for declared in (kind.limits, kind.max_length):
        if isinstance(declared, Unlimited):
            assert len(declared.reason) > 20, "no limit needs a reason"
    assert kind.in_flight >= 1
    for paper in ("README.md", "rules/README.md"):
        assert f"\n| `{kind.name}` |" in (ROOT / paper).read_text("utf-8"), paper
    [row] = [
        row for row in (ROOT / "rules/README.md").read_text("utf-8").splitlines() if f"| `{kind.name}` |" in row
    ]
    shared = {"proxy"}
    assert [
        key for key in kind.keys if key not in shared and f"`{key}`" not in row and f"`{key}:" not in row
    ] == []


@pytest.mark.gate
async def test_every_channel_gets_everything_once_whatever_its_service_does(tmp_path: Path) -> None:
    async with street(tmp_path) as here, here.running():
        here.publish(HEADLINES["lengthy"])
        await here.sees(
            lambda: all(WORDS[-1] in here.seen(name) for name in CHANNELS if "template" in CHANNELS[name].keys)
        )
        for name in CHANNELS:
            if "template" in CHANNELS[name].keys:
                assert re.findall(r"word\d{4}", here.seen(name)) == WORDS, f"{name} cut the message"

        for trouble in (Trouble.BREAK_DOWN, Trouble.SLOW_DOWN):
            for place in here.places.values():
                place.trouble(trouble)
            here.publish(HEADLINES[trouble])
            await here.everybody_has(HEADLINES[trouble])

        for place in here.places.values():
            place.trouble(Trouble.NEVER)
        here.publish(HEADLINES[Trouble.NEVER])
        troubled = set(here.wires)
        await here.becomes(
            ("alerts", "list"), lambda found: {letter["channel"] for letter in found["dead_letters"]} == troubled
        )
        await here.asks("alerts", "replay", "--all")
        await here.everybody_has(HEADLINES[Trouble.NEVER])

        for place in here.places.values():
            place.trouble(Trouble.WHO_ARE_YOU)
        here.publish(HEADLINES[Trouble.WHO_ARE_YOU])
        await here.troubled(troubled)
        await here.asks("reload")
        await here.everybody_has(HEADLINES[Trouble.WHO_ARE_YOU])

        for line in (Line.CUT, Line.NONSENSE):
            here.lines(line)
            here.publish(HEADLINES[line])
            await here.sees(lambda line=line: here.arrived(HEADLINES[line])["console"] == 1)
            await here.troubled(troubled)
            here.lines(Line.OPEN)
            await here.everybody_has(HEADLINES[line])

        await here.troubled(set())
        assert (await here.asks("audit"))["balanced"]
        for headline in HEADLINES.values():
            assert max(here.arrived(headline).values()) <= 1, here.arrived(headline)


@pytest.mark.parametrize(
    "line", [pytest.param(line, marks=pytest.mark.slow) for line in (Line.NO_ANSWER_AND_CUT, Line.NO_ANSWER)]
)
async def test_what_was_accepted_without_an_answer_comes_again_and_says_so(tmp_path: Path, line: Line) -> None:
    async with street(tmp_path) as here, here.running():
        here.lines(line)
        here.publish(HEADLINES[line])
        await here.everybody_has(HEADLINES[line])
        await here.troubled(set(here.wires))
        here.lines(Line.OPEN)
        await here.sees(lambda: all(MARK in here.seen(name) for name in here.wires))
        assert (await here.asks("audit"))["balanced"]
        assert set(here.unmarked(HEADLINES[line]).values()) == {1}


@pytest.mark.gate
async def test_a_kill_between_the_acceptance_and_the_note_of_it_makes_one_marked_repeat(tmp_path: Path) -> None:
    async with street(tmp_path) as here:
        async with here.running() as process:
            here.lines(Line.NO_ANSWER)
            here.publish(HEADLINES[Line.NO_ANSWER])
            await here.everybody_has(HEADLINES[Line.NO_ANSWER])
            assert MARK not in "".join(map(here.seen, here.wires))
            process.kill()
            await process.wait()
        here.lines(Line.OPEN)
        async with here.running():
            await here.sees(lambda: all(MARK in here.seen(name) for name in here.wires))
            await here.becomes(("audit",), lambda found: found["balanced"])
            await here.troubled(set())
        assert set(here.unmarked(HEADLINES[Line.NO_ANSWER]).values()) == {1}
        assert here.arrived(HEADLINES[Line.NO_ANSWER]) == {name: 1 + (name in here.wires) for name in CHANNELS}


@pytest.mark.slow
async def test_a_service_that_hangs_is_tried_again(tmp_path: Path) -> None:
    async with street(tmp_path) as here, here.running():
        here.lines(Line.HANGS)
        here.publish(HEADLINES[Line.HANGS])
        await here.troubled(set(here.wires))
        here.lines(Line.OPEN)
        await here.everybody_has(HEADLINES[Line.HANGS])
        assert (await here.asks("audit"))["balanced"]
