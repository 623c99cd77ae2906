"""Whoever is the primary is found, and followed when it changes: through Sentinel, and in a cluster."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from redis.crc import key_slot

from monitor.errors import MonitorError, StoreRefusedError, StoreUnavailableError
from monitor.model.notice import Notice
from monitor.store.connection.client import Client, Script, connect, in_one_slot
from monitor.store.connection.server_info import advice
from monitor.store.open import open_store
from tests.store import constellation
from tests.store.constellation import SERVICE, Cluster, Watched
from tests.store.servers import EACH_BINARY, VALKEY, Server, until

ADD_ONCE = Script(
    "add_once",
    "if redis.call('SADD', KEYS[1], ARGV[1]) == 1 then redis.call('XADD', KEYS[2], '*', 'a', ARGV[1]) end "
    "return redis.call('XLEN', KEYS[2])",
    repeatable=True,
)
SLOT = key_slot(in_one_slot("monitor:").encode())


@pytest.fixture(params=EACH_BINARY)
def sentinels(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Watched]:
    with constellation.watched(request.param, tmp_path) as made:
        yield made


@pytest.fixture(params=EACH_BINARY)
def cluster(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Cluster]:
    with constellation.cluster(request.param, tmp_path, replicas=1) as made:
        yield made


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[tuple[Client, list[str]]]:
    """A client, and the addresses that the primary moved to, as the people who run the monitor are notified."""
    heard: list[str] = []

    def report(notice: Notice) -> None:
        heard.append(notice.title.removeprefix("the store has another primary now: "))

    async with open_store(url, data=Path("none is needed"), report=report) as client:
        yield client, heard


async def add(client: Client, value: str) -> int:
    """Add a value once; the number of values. Waits out a primary that is about to be followed."""
    keys = [client.key("{d}:values"), client.key("{p0}:stream")]
    async with asyncio.timeout(90):
        while True:
            try:
                count: int = await client.run(ADD_ONCE, keys=keys, args=[value])
                return count
            except StoreUnavailableError:
                await asyncio.sleep(0.1)


async def next_values(client: Client) -> list[bytes]:
    """Values that nobody was given before, as soon as there are any."""
    while not (found := await read(client, block_ms=2000)):
        pass
    return found


async def read(client: Client, *, block_ms: int | None = None) -> list[bytes]:
    """Values that nobody was given before, if any. Waits out a primary that is about to be followed."""
    async with asyncio.timeout(90):
        while True:
            try:
                entries = await client.read_group(
                    client.key("{p0}:stream"), group="g", consumer="c", start=">", count=9, block_ms=block_ms
                )
                return [fields[b"a"] for _, fields in entries]
            except StoreUnavailableError:
                await asyncio.sleep(0.1)


async def test_a_successor_of_a_killed_primary_is_followed(sentinels: Watched) -> None:
    async with connected(sentinels.url) as (client, heard):
        first = sentinels.primary
        assert await add(client, "1") == 1
        assert await read(client) == [b"1"]
        waiting = asyncio.create_task(next_values(client))
        await asyncio.to_thread(until, first.replicated())
        await asyncio.to_thread(first.kill)
        await asyncio.to_thread(sentinels.promote, killed=first)
        assert await add(client, "2") == 2
        assert await waiting == [b"2"]
        assert heard[-1] == sentinels.primary.address
        facts = await client.server_info()
        assert (facts.at, facts.role) == (sentinels.primary.address, "master")
        assert "no replica to take over" in " ".join(advice(facts))


async def test_a_primary_that_was_made_a_replica_is_left(sentinels: Watched) -> None:
    async with connected(sentinels.url) as (client, heard):
        first = sentinels.primary
        assert await add(client, "1") == 1
        await asyncio.to_thread(until, first.replicated())
        await asyncio.to_thread(sentinels.promote, killed=first)
        # It still takes writes, which will be thrown away when it hears of its successor.
        await asyncio.to_thread(until, lambda: heard[-1:] == [sentinels.primary.address])
        assert await add(client, "2") == 2
        await asyncio.to_thread(until, first.says("ROLE", holds=lambda role: role[0] == "slave"))
        assert await add(client, "3") == 3


async def test_sentinels_that_are_gone_are_passed_over(sentinels: Watched) -> None:
    for sentinel in sentinels.sentinels[:2]:
        await asyncio.to_thread(sentinel.kill)
    async with connected(sentinels.url) as (client, _):
        assert await add(client, "1") == 1
    await asyncio.to_thread(sentinels.sentinels[2].kill)
    with pytest.raises(StoreUnavailableError, match="no sentinel answers"):
        await connect(sentinels.url)


async def test_what_a_person_can_get_wrong_about_sentinel_is_explained(sentinels: Watched) -> None:
    sentinel, primary = sentinels.sentinels[0].address, sentinels.primary.address
    for url, told in (
        (f"redis+sentinel://{sentinel}/disk", "no such service: disk.*sentinel monitor NAME"),
        (f"redis+sentinel://{primary}/{SERVICE}", "no sentinel"),
        (f"redis://{sentinel}", r"is a sentinel: write redis\+sentinel://"),
        (f"redis+cluster://{primary}", "no node of a cluster: write redis://"),
    ):
        with pytest.raises(StoreRefusedError, match=told):
            await connect(url)


async def test_the_servers_and_the_sentinels_have_passwords_of_their_own(tmp_path: Path) -> None:
    with constellation.watched(VALKEY, tmp_path, password="one", sentinel_password="two") as made:
        async with connected(made.url) as (client, _):
            assert await add(client, "1") == 1
        with pytest.raises(StoreRefusedError, match="sentinel_password=") as caught:
            await connect(made.url.replace("sentinel_password=two", "sentinel_password=hunter2"))
        assert "hunter2" not in str(caught.value)
        with pytest.raises(StoreRefusedError, match="sentinel_password="):
            await connect(made.url.partition("?")[0])
        with pytest.raises(StoreRefusedError, match="user:password@host"):
            await connect(made.url.replace(":one@", ":hunter2@"))


@pytest.mark.slow
async def test_a_write_that_must_reach_a_replica_counts_only_then(sentinels: Watched) -> None:
    async with connected(f"{sentinels.url}?replicas=1") as (client, _):
        assert await add(client, "1") == 1
        replica = next(server for server in sentinels.servers if server is not sentinels.primary)
        await asyncio.to_thread(replica.kill)
        keys = [client.key("{d}:values"), client.key("{p0}:stream")]
        with pytest.raises(StoreUnavailableError, match="0 of 1 replicas"):
            await client.run(ADD_ONCE, keys=keys, args=["2"])
        await asyncio.to_thread(replica.start)
        assert await add(client, "2") == 2


@pytest.mark.slow
async def test_a_silent_primary_is_left_for_its_successor(sentinels: Watched) -> None:
    async with connected(sentinels.url) as (client, heard):
        first = sentinels.primary
        assert await add(client, "1") == 1
        await asyncio.to_thread(until, first.replicated())
        first.signal(signal.SIGSTOP)
        await asyncio.to_thread(sentinels.promote, killed=first)
        assert await add(client, "2") == 2
        assert heard[-1] == sentinels.primary.address


async def test_all_keys_are_on_one_node_of_the_cluster(cluster: Cluster) -> None:
    async with connected(cluster.url) as (client, heard):
        assert await add(client, "1") == 1
        assert {key_slot(client.key(name).encode()) for name in ("{p0}:due", "{c:desk}:out")} == {SLOT}
        assert (await client.server_info()).at == cluster.owner(SLOT).address
        assert heard == []


async def test_a_slot_that_moves_is_followed(cluster: Cluster) -> None:
    async with connected(cluster.url) as (client, heard):
        source, target = cluster.owner(SLOT), cluster.servers[0]
        assert source is not target
        await add(client, "1")
        assert await read(client) == [b"1"]
        await asyncio.to_thread(cluster.move, SLOT, source=source, target=target)
        assert await add(client, "2") == 2
        assert await read(client) == [b"2"]
        assert heard[-1] == target.address


async def test_a_slot_that_is_under_way_is_waited_for(cluster: Cluster) -> None:
    async with connected(cluster.url) as (client, _):
        source, target = cluster.owner(SLOT), cluster.servers[0]
        await add(client, "1")
        ids = {server: server.ask("CLUSTER", "MYID") for server in (source, target)}
        target.ask("CLUSTER", "SETSLOT", SLOT, "IMPORTING", ids[source])
        source.ask("CLUSTER", "SETSLOT", SLOT, "MIGRATING", ids[target])
        source.ask("MIGRATE", "127.0.0.1", target.port, client.key("{p0}:stream"), 0, 5000)
        keys = [client.key("{d}:values"), client.key("{p0}:stream")]
        with pytest.raises(StoreUnavailableError):  # TRYAGAIN: of the two keys, each is elsewhere
            await client.run(ADD_ONCE, keys=keys, args=["2"])
        with pytest.raises(StoreUnavailableError):  # ASK
            await client.read("XLEN", keys[1])
        await asyncio.to_thread(cluster.move, SLOT, source=source, target=target)
        assert await add(client, "2") == 2


async def test_a_replica_takes_over_in_the_cluster(cluster: Cluster) -> None:
    async with connected(cluster.url) as (client, heard):
        first = cluster.owner(SLOT)
        await add(client, "1")
        replica = await asyncio.to_thread(cluster.replicate, first)
        await asyncio.to_thread(until, first.replicated())
        await asyncio.to_thread(first.kill)
        await asyncio.to_thread(cluster.take_over, replica)
        assert await add(client, "2") == 2
        assert heard[-1] == replica.address
        assert (await client.server_info()).at == replica.address


async def test_what_a_person_can_get_wrong_about_a_cluster_is_explained(tmp_path: Path) -> None:
    node = Server(VALKEY, tmp_path / "node", "--cluster-enabled", "yes").start()
    try:
        for url, told in (
            (f"redis://{node.address}", r"is a node of a cluster: write redis\+cluster://"),
            (f"redis+sentinel://{node.address}/{SERVICE}", "no sentinel"),
            (f"redis+cluster://{node.address}", "the cluster is down"),  # nobody has given it slots yet
        ):
            with pytest.raises(MonitorError, match=told):
                await connect(url)
    finally:
        node.kill()
