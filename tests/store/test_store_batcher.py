"""Many callers, one connection: each gets its own reply, whatever becomes of the others."""

from __future__ import annotations

import asyncio

import pytest

from monitor.store.connection.client import Client, Script

ECHO = Script("echo", "return ARGV[1]")
FAIL = Script("fail", "return redis.error_reply('WRONG ' .. ARGV[1])")


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
