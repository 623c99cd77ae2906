"""The daemon on a cluster: its slot moves to another node, its node dies and is replaced, and the news goes on."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis.crc import key_slot

from monitor.store.connection.client import in_one_slot
from tests.flow.desk import desk
from tests.flow.test_flow_daemon import copies
from tests.flow.test_flow_sentinel import BRIDGE, DOCKS, MINE, told
from tests.store import constellation, servers
from tests.store.constellation import Cluster
from tests.store.servers import EACH_BINARY

PREFIX = in_one_slot("monitor:")
SLOT = key_slot(PREFIX.encode())
TOLD = PREFIX + "{c:desk}:told"


@pytest.fixture(params=EACH_BINARY)
def cluster(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Cluster]:
    with constellation.cluster(request.param, tmp_path / "servers", replicas=1) as made:
        yield made


@pytest.mark.slow
async def test_each_item_rings_once_although_the_slot_moves_and_its_node_dies(
    cluster: Cluster, tmp_path: Path
) -> None:
    async with desk(tmp_path, store=cluster.url) as at:
        at.web.publish("alpha", "a1", BRIDGE)
        await at.rings(BRIDGE)

        source, target = cluster.owner(SLOT), cluster.servers[0]
        await asyncio.to_thread(cluster.move, SLOT, source=source, target=target)
        at.web.publish("alpha", "a2", DOCKS)
        await at.logs("another primary", target.address)
        await at.rings(DOCKS)

        replica = await asyncio.to_thread(cluster.replicate, target)
        await at.sees(lambda: told(target, key=TOLD) == 2)
        await asyncio.to_thread(servers.until, target.replicated())
        await asyncio.to_thread(target.kill)
        at.web.publish("alpha", "a3", MINE)
        await asyncio.to_thread(cluster.take_over, replica)
        await at.logs("another primary", replica.address)
        await at.rings(f"another primary now: {replica.address}")
        await at.rings(MINE)
        await at.ends()
        assert [copies(at.web, words) for words in (BRIDGE, DOCKS, MINE)] == [1, 1, 1]
