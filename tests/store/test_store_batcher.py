"""Many callers, one connection: each gets its own reply, whatever becomes of the others."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.errors import StoreUnavailableError
from monitor.store.connection.client import Client, Script, connect
from tests.store.servers import VALKEY, Server, until

ECHO = Script("echo", "return ARGV[1]", repeatable=True)
SET = Script("set", "return redis.call('SET', KEYS[1], ARGV[1])", repeatable=True)
FAIL = Script("fail", "return redis.error_reply('WRONG ' .. ARGV[1])", repeatable=True)


@pytest.fixture
def client(any_client: Client) -> Client:
    """Each test runs on Valkey and on Redis."""
    return any_client


async def test_each_caller_gets_its_own_reply(client: Client) -> None:
    replies = await asyncio.gather(*(client.run(ECHO, keys=(), args=(number,)) for number in range(500)))
    assert replies == [str(number).encode() for number in range(500)]


async def test_an_answer_that_is_an_error_is_that_callers_alone(client: Client) -> None:
    def call(number: int) -> asyncio.Task[object]:
        return asyncio.create_task(client.run(ECHO if number % 3 else FAIL, keys=(), args=(number,)))

    replies = await asyncio.gather(*map(call, range(30)), return_exceptions=True)
    for number, reply in enumerate(replies):
        if number % 3:
            assert reply == str(number).encode()
        else:
            assert f"WRONG {number}" in str(reply)


async def test_a_caller_who_gives_up_disturbs_nobody(client: Client) -> None:
    calls = [asyncio.create_task(client.run(ECHO, keys=(), args=(number,))) for number in range(100)]
    await asyncio.sleep(0)
    for call in calls[::2]:
        call.cancel()
    replies = await asyncio.gather(*calls, return_exceptions=True)
    assert replies[1::2] == [str(number).encode() for number in range(1, 100, 2)]


async def test_large_commands_are_not_all_sent_at_once_and_all_arrive(client: Client) -> None:
    large = "x" * 700_000
    replies = await asyncio.gather(*(client.run(ECHO, keys=(), args=(large + str(n),)) for n in range(8)))
    assert [reply[-1:] for reply in replies] == [str(n).encode() for n in range(8)]


async def test_closing_lets_what_is_under_way_come_to_its_end(valkey_url: str) -> None:
    client = await connect(valkey_url)
    await client.run(ECHO, keys=(), args=("the server knows the script now",))
    call = asyncio.create_task(client.run(ECHO, keys=(), args=("x" * 5_000_000,)))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    await client.aclose()
    assert len(await call) == 5_000_000


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[Server, Server]]:
    """A primary and its one replica."""
    primary = Server(VALKEY, tmp_path / "primary").start()
    replica = Server(VALKEY, tmp_path / "replica", "--replicaof", "127.0.0.1", str(primary.port)).start()
    until(primary.replicated())
    yield primary, replica
    replica.kill()
    primary.kill()


async def write(primary: Server, *, replicas: int) -> None:
    """Write something that must reach so many replicas."""
    client = await connect(f"redis://{primary.address}/0?replicas={replicas}")
    try:
        await client.run(SET, keys=["key"], args=["value"])
    finally:
        await client.aclose()


async def test_a_write_counts_once_as_many_replicas_have_it_as_are_asked_for(pair: tuple[Server, Server]) -> None:
    primary, replica = pair
    await write(primary, replicas=1)
    assert replica.ask("GET", "key") == "value"


async def test_a_write_that_too_few_replicas_have_is_in_doubt(pair: tuple[Server, Server]) -> None:
    primary, replica = pair
    with pytest.raises(StoreUnavailableError, match="1 of 2 replicas"):
        await write(primary, replicas=2)
    replica.kill()
    until(primary.says("INFO", "replication", holds=lambda info: info["connected_slaves"] == 0))
    with pytest.raises(StoreUnavailableError, match="0 of 1 replicas"):
        await write(primary, replicas=1)
