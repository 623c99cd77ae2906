"""The daemon on a primary that Sentinel watches: it dies, its replica takes over, and the news goes on."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.flow.desk import desk
from tests.flow.test_flow_daemon import copies, times, titles
from tests.flow.web import LoopbackWeb
from tests.store import constellation, servers
from tests.store.constellation import Watched
from tests.store.servers import EACH_BINARY, Server

BRIDGE = "Bridge near Kursk reopens after repairs"
DOCKS = "Dock workers begin a harbour strike in Rostock"
MINE = "Water breaks into the salt mine of Perm"


@pytest.fixture(params=EACH_BINARY)
def sentinels(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Watched]:
    with constellation.watched(request.param, tmp_path / "servers") as made:
        yield made


def told(server: Server, *, key: str = "monitor:{c:desk}:told") -> int:
    """How many alerts are noted as told to the desk."""
    return int(server.ask("ZCARD", key))


@pytest.mark.slow
async def test_each_item_rings_once_although_the_primary_is_killed(sentinels: Watched, tmp_path: Path) -> None:
    async with desk(tmp_path, store=sentinels.url) as at:
        first = sentinels.primary
        at.web.publish("alpha", "a1", BRIDGE)
        await at.rings(BRIDGE)
        # The note that it was told follows the telling: only what is written after it is sure to come behind.
        await at.sees(lambda: told(first) == 1)
        await asyncio.to_thread(servers.until, first.replicated())
        await asyncio.to_thread(first.kill)
        at.web.publish("alpha", "a2", DOCKS)
        await asyncio.to_thread(sentinels.promote, killed=first)
        await at.logs("another primary", sentinels.primary.address)
        await at.rings(f"another primary now: {sentinels.primary.address}")
        await at.rings(DOCKS)
        await at.ends()
        assert times(at.web, BRIDGE) == 1, "it was sent by a store that had forgotten nothing"
        assert copies(at.web, DOCKS) == 1, "marked or not: the dead primary may have known it"


@pytest.mark.slow
async def test_what_the_successor_does_not_know_of_is_found_again(sentinels: Watched, tmp_path: Path) -> None:
    """The replica has not heard of an item that waits for a channel that is down, nor that another was told."""
    async with LoopbackWeb().serve() as closed:
        port = int(closed.base.rpartition(":")[2])
    channels = (
        f"  late: {{type: apprise, url: 'json://127.0.0.1:{port}/hook'}}\n"
        "routes:\n  - {rules: [harbour], to: [late]}\n  - {to: [desk]}\n"
    )
    async with desk(tmp_path, store=sentinels.url, channels=channels) as at:
        first = sentinels.primary
        other = next(server for server in sentinels.servers if server is not first)
        other.signal(signal.SIGSTOP)
        at.web.publish("alpha", "a2", DOCKS)
        at.web.publish("alpha", "a3", MINE)
        await at.rings(MINE)
        await asyncio.to_thread(first.kill)
        other.signal(signal.SIGCONT)
        await asyncio.to_thread(sentinels.promote, killed=first)
        async with LoopbackWeb().serve(port=port) as late:
            await at.sees(lambda: copies(late, DOCKS) >= 1)
            at.web.publish("alpha", "a4", BRIDGE)
            await at.rings(BRIDGE)
            await at.ends()
            assert copies(late, DOCKS) == 1
        assert copies(at.web, BRIDGE) == 1
        repeats = [text for text in titles(at.web) if MINE in text][1:]
        assert all("possible duplicate" in text for text in repeats), "what repeats after a fail-over says so"
        assert copies(at.web, MINE) <= 2, "only what the successor did not know of may be told again"


@pytest.mark.slow
@pytest.mark.parametrize("binary", EACH_BINARY)
async def test_sentinel_finds_out_by_itself_and_the_dead_one_comes_back_as_a_replica(
    binary: str, tmp_path: Path
) -> None:
    with constellation.watched(binary, tmp_path / "servers", down_after=3.0) as sentinels:
        await _die_in_turn(sentinels, tmp_path)


async def _die_in_turn(sentinels: Watched, tmp_path: Path) -> None:
    async with desk(tmp_path, store=sentinels.url) as at:
        for count, words in enumerate((BRIDGE, DOCKS, MINE), 1):
            first = sentinels.primary
            at.web.publish("alpha", f"a{count}", words)
            await at.rings(words)
            await at.sees(lambda first=first, count=count: told(first) == count)  # type: ignore[misc]  # bound early
            await asyncio.to_thread(servers.until, first.replicated())
            await asyncio.to_thread(first.kill)
            await at.sees(lambda first=first: sentinels.primary is not first)  # type: ignore[misc]  # as above
            await asyncio.to_thread(first.start)
            await asyncio.to_thread(servers.until, sentinels.primary.replicated())
        await at.ends()
        assert [copies(at.web, words) for words in (BRIDGE, DOCKS, MINE)] == [1, 1, 1]
