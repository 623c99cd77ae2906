"""The daemon on a primary that Sentinel watches: it dies, its replica takes over, and the news goes on."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.flow.folder import webhook, write_folder
from tests.flow.test_flow_daemon import daemon, times, until
from tests.flow.web import LoopbackWeb
from tests.store import constellation
from tests.store.constellation import EACH_BINARY, Watched

BRIDGE = "Bridge near Kursk reopens after repairs"
DOCKS = "Dock workers begin a harbour strike in Rostock"
MINE = "Water breaks into the salt mine of Perm"
PATIENCE = 200.0
"""Seconds. A feed whose visit was cut off is visited again after 90."""


@pytest.fixture(params=EACH_BINARY)
def sentinels(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Watched]:
    with constellation.watched(request.param, tmp_path / "servers") as made:
        yield made


async def log_says(process: asyncio.subprocess.Process, words: str) -> str:
    """The next line of the daemon's log with these words."""
    assert process.stderr is not None
    async with asyncio.timeout(PATIENCE):
        while words not in (line := (await process.stderr.readline()).decode()):
            assert line, "the daemon ended"
    return line


async def test_each_item_rings_once_although_the_primary_is_killed(sentinels: Watched, tmp_path: Path) -> None:
    async with LoopbackWeb().serve() as web:
        web.open("alpha")
        folder = write_folder(tmp_path / "rules", web=web, feeds=["alpha"], channels=webhook(web))
        async with daemon(folder, "--store", sentinels.url) as process:
            await until(lambda: web.conditional_hits >= 1, seconds=PATIENCE)
            web.publish("alpha", "a1", BRIDGE)
            await until(lambda: times(web, BRIDGE) == 1, seconds=PATIENCE)
            first = sentinels.primary
            # The note that it was told follows the telling: only what is written after it is sure to come behind.
            await until(lambda: len(web.hooked) == 1 and told(first) == 1, seconds=PATIENCE)
            await asyncio.to_thread(constellation.until, first.replicated())
            await asyncio.to_thread(first.kill)
            web.publish("alpha", "a2", DOCKS)
            await asyncio.to_thread(sentinels.promote, killed=first)
            line = await log_says(process, "another primary")
            await until(lambda: times(web, DOCKS) == 1, seconds=PATIENCE)
            process.send_signal(signal.SIGTERM)
            assert await asyncio.wait_for(process.wait(), PATIENCE) == 0

        assert sentinels.primary.address in line
        assert [times(web, words) for words in (BRIDGE, DOCKS)] == [1, 1]


@pytest.mark.slow
async def test_what_the_successor_does_not_know_of_is_found_again(sentinels: Watched, tmp_path: Path) -> None:
    """The replica has heard nothing of the second item, which waits for a channel that is down, nor that the third
    was told to the other."""
    async with LoopbackWeb().serve() as web, LoopbackWeb().serve() as closed:
        web.open("alpha")
        port = int(closed.base.rpartition(":")[2])
    async with LoopbackWeb(news=web.news).serve() as web:
        channels = webhook(web) + f"  late: {{type: apprise, url: 'json://127.0.0.1:{port}/hook'}}\n"
        routes = "routes:\n  - {rules: [harbour], to: [late]}\n  - {to: [desk]}\n"
        folder = write_folder(tmp_path / "rules", web=web, feeds=["alpha"], channels=channels + routes)
        async with daemon(folder, "--store", sentinels.url) as process:
            await until(lambda: web.conditional_hits >= 1, seconds=PATIENCE)
            first = sentinels.primary
            other = next(server for server in sentinels.servers if server is not first)
            other.signal(signal.SIGSTOP)
            web.publish("alpha", "a2", DOCKS)
            web.publish("alpha", "a3", MINE)
            await until(lambda: times(web, MINE) == 1, seconds=PATIENCE)
            await asyncio.to_thread(first.kill)
            other.signal(signal.SIGCONT)
            await asyncio.to_thread(sentinels.promote, killed=first)
            async with LoopbackWeb().serve(port=port) as late:
                await until(lambda: times(late, DOCKS) == 1, seconds=PATIENCE)
                web.publish("alpha", "a4", BRIDGE)
                await until(lambda: times(web, BRIDGE) == 1, seconds=PATIENCE)
                process.send_signal(signal.SIGTERM)
                assert await asyncio.wait_for(process.wait(), PATIENCE) == 0
                assert times(late, DOCKS) == 1
        assert times(web, BRIDGE) == 1
        assert times(web, MINE) <= 2, "only what the successor did not know of may be told again"


@pytest.mark.slow
async def test_sentinel_finds_out_by_itself_and_the_dead_one_comes_back_as_a_replica(
    sentinels: Watched, tmp_path: Path
) -> None:
    async with LoopbackWeb().serve() as web:
        web.open("alpha")
        folder = write_folder(tmp_path / "rules", web=web, feeds=["alpha"], channels=webhook(web))
        async with daemon(folder, "--store", sentinels.url) as process:
            await until(lambda: web.conditional_hits >= 1, seconds=PATIENCE)
            for turn, words in enumerate((BRIDGE, DOCKS, MINE)):
                primary = sentinels.primary
                web.publish("alpha", f"a{turn}", words)
                await until(lambda words=words: times(web, words) >= 1, seconds=PATIENCE)
                await until(lambda turn=turn, primary=primary: told(primary) > turn, seconds=PATIENCE)
                await asyncio.to_thread(constellation.until, primary.replicated())
                await asyncio.to_thread(primary.kill)
                await until(lambda primary=primary: sentinels.primary is not primary, seconds=PATIENCE)
                await asyncio.to_thread(primary.start)
                has_replica = sentinels.primary.says("INFO", holds=lambda info: info["connected_slaves"] == 1)
                await asyncio.to_thread(constellation.until, has_replica)
            process.send_signal(signal.SIGTERM)
            assert await asyncio.wait_for(process.wait(), PATIENCE) == 0

        assert [times(web, words) for words in (BRIDGE, DOCKS, MINE)] == [1, 1, 1]


def told(server: constellation.Server, *, key: str = "monitor:{c:desk}:told") -> int:
    """How many alerts are noted as told to the desk."""
    return int(server.ask("ZCARD", key))
