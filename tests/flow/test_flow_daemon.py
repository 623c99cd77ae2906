"""The whole daemon as a process of its own, against real servers on loopback, killed and started again."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.flow.folder import webhook, write_folder
from tests.flow.web import LoopbackWeb


@asynccontextmanager
async def daemon(folder: Path, *options: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """`monitor run` on a folder; ended in good order if it still runs, so that its store ends as well."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "monitor", "run", "--rules", str(folder), "-v", *options,
        stderr=asyncio.subprocess.PIPE, env={**os.environ, "NO_COLOR": "1"},
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.communicate()


@asynccontextmanager
async def listening(process: asyncio.subprocess.Process) -> AsyncIterator[list[str]]:
    """The lines of the daemon's log as they come; the last of them are shown with a test that fails."""
    lines: list[str] = []

    async def listen() -> None:
        assert process.stderr is not None
        while line := await process.stderr.readline():
            lines.append(line.decode())

    task = asyncio.create_task(listen())
    try:
        yield lines
    finally:
        task.cancel()
        await asyncio.wait({task})
        print("".join(lines[-60:]))


async def until(condition: object, *, seconds: float = 60) -> None:
    """Wait until a condition holds; fail the test if it does not in time."""
    assert callable(condition)
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.05)


def titles(web: LoopbackWeb) -> list[str]:
    """What the phone showed."""
    return [str(message["title"]) + " " + str(message["message"]) for message in web.hooked]


def copies(web: LoopbackWeb, words: str) -> int:
    """How often the phone showed these words, with copies that say that they may be."""
    return sum(words in text for text in titles(web))


def times(web: LoopbackWeb, words: str) -> int:
    """How often the phone rang with these words. A kill between the channel's yes and our note of it makes
    the one message that may come again; it says so itself, and is not counted."""
    return sum(words in text and "possible duplicate" not in text for text in titles(web))


async def test_each_story_rings_once_although_the_daemon_is_killed_and_started_again(tmp_path: Path) -> None:
    async with LoopbackWeb().serve() as web:
        web.publish("alpha", "old", "Kursk market prices of last week")
        web.open("beta")
        folder = write_folder(tmp_path / "rules", web=web, feeds=["alpha", "beta"], channels=webhook(web))
        data = str(tmp_path / "data")
        async with daemon(folder, "--data", data) as first:
            await until(lambda: web.conditional_hits >= 2)
            web.publish("alpha", "a1", "Bridge near Kursk reopens after repairs")
            await until(lambda: times(web, "Bridge near Kursk") == 1)
            web.publish("beta", "b1", "Dock workers begin a harbour strike in Rostock")
            first.kill()
            await first.wait()
        web.publish("beta", "b2", "Water breaks into the salt mine of Perm")
        async with daemon(folder, "--data", data) as second:
            await until(lambda: times(web, "harbour strike") >= 1 and times(web, "salt mine") >= 1)
            await asyncio.sleep(1.5)
            second.send_signal(signal.SIGTERM)
            code = await asyncio.wait_for(second.wait(), 60)

        assert code == 0
        assert len(web.hooked) <= 4, "one kill can repeat the one message that was on its way"
        assert times(web, "Bridge near Kursk") == 1
        assert times(web, "harbour strike") == 1
        assert times(web, "salt mine") == 1
        assert times(web, "market prices") == 0


@pytest.mark.gate
async def test_a_broken_edit_is_reported_and_the_rules_before_it_go_on(tmp_path: Path) -> None:
    async with LoopbackWeb().serve() as web:
        web.open("alpha")
        folder = write_folder(tmp_path / "rules", web=web, feeds=["alpha"], channels=webhook(web))
        async with daemon(folder, "--data", str(tmp_path / "data")) as process:
            await until(lambda: web.conditional_hits >= 1)
            assert process.stderr is not None
            (folder / "packs" / "test.yaml").write_text("rules:\n  kursk:\n    anny: [Kursk]\n")
            async with asyncio.timeout(60):
                while b"E101" not in (line := await process.stderr.readline()):
                    assert line, "the daemon ended"
            web.publish("alpha", "a1", "Bridge near Kursk reopens after repairs")
            await until(lambda: times(web, "Bridge near Kursk") == 1)

        assert b"test.yaml:3:5" in line
        assert b"did you mean 'any'" in line
