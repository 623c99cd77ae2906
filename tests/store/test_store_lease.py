"""One holder at a time, and a token that tells the holders apart."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from monitor.store.base.lease import hold, release
from monitor.store.connection.client import Client

LONG = timedelta(minutes=1)


async def held(client: Client, holder: str, *, span: timedelta = LONG) -> int | None:
    return await hold(client, lease=client.key("lease"), fence=client.key("fence"), holder=holder, span=span)


async def given_back(client: Client, holder: str) -> None:
    await release(client, lease=client.key("lease"), holder=holder)


async def test_a_lease_has_one_holder_who_may_renew_it(client: Client) -> None:
    token = await held(client, "one")
    assert token is not None
    assert await held(client, "two") is None
    assert await held(client, "one") == token
    assert 50_000 < await client.read("PTTL", client.key("lease")) <= 60_000


async def test_a_lease_that_was_given_back_is_taken_by_the_next_with_a_higher_token(client: Client) -> None:
    first = await held(client, "one")
    await given_back(client, "two")
    assert await held(client, "two") is None, "only its holder gives it back"
    await given_back(client, "one")
    second = await held(client, "two")
    assert first is not None
    assert second is not None
    assert second > first


async def test_a_lease_runs_out(client: Client) -> None:
    first = await held(client, "one", span=timedelta(milliseconds=20))
    async with asyncio.timeout(60):
        while (second := await held(client, "two")) is None:
            await asyncio.sleep(0.01)
    assert first is not None
    assert second > first


async def test_who_takes_the_lease_back_before_another_came_keeps_the_token(client: Client) -> None:
    token = await held(client, "one")
    await given_back(client, "one")
    assert await held(client, "one") == token


async def test_a_token_that_cannot_be_read_costs_its_holder_the_token_and_not_the_lease(client: Client) -> None:
    token = await held(client, "one")
    await client.read("HSET", client.key("fence"), "token", b"{")
    after = await held(client, "one")
    assert token is not None
    assert after is not None
    assert after > token
