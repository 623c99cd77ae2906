"""The buckets, by a clock that the tests turn."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.model.sending.delivery import RateLimit
from monitor.store.connection.client import Client
from monitor.store.records.rate_limits import RateLimiter
from tests.fakes import Clock

CHAT = RateLimit(scope="chat", refill=timedelta(seconds=4), burst=3)
BOT = RateLimit(scope="bot", refill=timedelta(seconds=1), burst=5)
NOTHING = timedelta()


@pytest.fixture
def client(any_client: Client) -> Client:
    """Each test runs on Valkey and on Redis."""
    return any_client


async def test_a_few_go_at_once_and_the_others_evenly(client: Client) -> None:
    clock = Clock()
    paces = RateLimiter(client, now=clock)
    assert [await paces.take([CHAT]) for _ in range(4)] == [NOTHING] * 3 + [CHAT.refill]
    clock.pass_by(CHAT.refill)
    assert [await paces.take([CHAT]) for _ in range(2)] == [NOTHING, CHAT.refill]
    clock.pass_by(timedelta(hours=1))
    assert [await paces.take([CHAT]) for _ in range(4)] == [NOTHING] * 3 + [CHAT.refill]


async def test_every_limit_must_let_it_through_and_a_refusal_takes_nothing(client: Client) -> None:
    clock = Clock()
    paces = RateLimiter(client, now=clock)
    other = RateLimit(scope="other chat", refill=CHAT.refill, burst=3)
    for _ in range(3):
        assert not await paces.take([CHAT, BOT])
    for _ in range(9):
        assert await paces.take([CHAT, BOT])
    assert [await paces.take([other, BOT]) for _ in range(3)] == [NOTHING, NOTHING, BOT.refill]


async def test_who_asked_to_be_left_alone_is_and_hears_less_for_a_while(client: Client) -> None:
    clock = Clock()
    paces = RateLimiter(client, now=clock)
    await paces.slow_down([CHAT], wait=timedelta(seconds=30))
    assert await paces.take([CHAT]) == timedelta(seconds=30)
    clock.pass_by(timedelta(seconds=30))
    assert await paces.take([CHAT]) == NOTHING
    assert await paces.take([CHAT]) == CHAT.refill * 2
    for _ in range(20):
        clock.pass_by(CHAT.refill * 2)
        assert await paces.take([CHAT]) == NOTHING
    clock.pass_by(timedelta(hours=1))
    assert [await paces.take([CHAT]) for _ in range(4)] == [NOTHING] * 3 + [CHAT.refill]


async def test_limits_survive_a_restart_and_go_by_the_stores_clock(client: Client) -> None:
    for _ in range(3):
        assert not await RateLimiter(client).take([CHAT])
    wait = await RateLimiter(client).take([CHAT])
    assert NOTHING < wait <= CHAT.refill


async def test_without_limits_nothing_waits(client: Client) -> None:
    assert not await RateLimiter(client).take([])
    await RateLimiter(client).slow_down([], wait=timedelta(seconds=30))
