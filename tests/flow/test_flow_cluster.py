"""The daemon on a cluster: its slot moves to another node, its node dies and is replaced, and the news goes on."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis.crc import key_slot

from monitor.store.keys import in_one_slot
from tests.flow.folder import webhook, write_folder
from tests.flow.test_flow_daemon import daemon, times, until
from tests.flow.test_flow_sentinel import BRIDGE, DOCKS, MINE, PATIENCE, log_says, told
from tests.flow.web import LoopbackWeb
from tests.store import constellation
from tests.store.constellation import EACH_BINARY, Cluster

PREFIX = in_one_slot("monitor:")
SLOT = key_slot(PREFIX.encode())
TOLD = PREFIX + "{c:desk}:told"


@pytest.fixture(params=EACH_BINARY)
def cluster(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Cluster]:
    with constellation.cluster(request.param, tmp_path / "servers", replicas=1) as made:
        yield made


async def test_each_item_rings_once_although_the_slot_moves_and_its_node_dies(
    cluster: Cluster, tmp_path: Path
) -> None:
    async with LoopbackWeb().serve() as web:
        web.open("alpha")
        folder = write_folder(tmp_path / "rules", web=web, feeds=["alpha"], channels=webhook(web))
        async with daemon(folder, "--store", cluster.url) as process:
            await until(lambda: web.conditional_hits >= 1, seconds=PATIENCE)
            web.publish("alpha", "a1", BRIDGE)
            await until(lambda: times(web, BRIDGE) == 1, seconds=PATIENCE)

            source, target = cluster.owner(SLOT), cluster.servers[0]
            await asyncio.to_thread(cluster.move, SLOT, source=source, target=target)
            web.publish("alpha", "a2", DOCKS)
            assert target.address in await log_says(process, "another primary")
            await until(lambda: times(web, DOCKS) == 1, seconds=PATIENCE)

            replica = await asyncio.to_thread(cluster.replicate, target)
            await until(lambda: told(target, key=TOLD) == 2, seconds=PATIENCE)
            await asyncio.to_thread(constellation.until, target.replicated())
            await asyncio.to_thread(target.kill)
            web.publish("alpha", "a3", MINE)
            await asyncio.to_thread(cluster.take_over, replica)
            assert replica.address in await log_says(process, "another primary")
            await until(lambda: times(web, MINE) == 1, seconds=PATIENCE)
            process.send_signal(signal.SIGTERM)
            assert await asyncio.wait_for(process.wait(), PATIENCE) == 0

        assert [times(web, words) for words in (BRIDGE, DOCKS, MINE)] == [1, 1, 1]
