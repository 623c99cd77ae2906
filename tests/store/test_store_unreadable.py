"""Whatever in the store cannot be read is moved aside once, and whoever reads it goes on."""

from __future__ import annotations

import pytest

from monitor.store.base import keys
from monitor.store.base.known_channels import known_channels
from monitor.store.base.unreadable import ValuePlace, set_aside, unreadable_since
from monitor.store.connection.client import Client
from monitor.store.records.counts import counts
from monitor.store.records.follow_ups import FollowUps
from monitor.store.records.history import History
from monitor.store.records.identity import StoreRecord
from tests.fakes import NOON
from tests.store import store_news as news
from tests.store.store_news import DESK
from tests.store.unreadable import (
    ANY_BYTES,
    ELSEWHERE,
    GARBAGE,
    PLACES,
    Place,
    every_part,
    takes_alerts,
    takes_items,
    takes_matches,
)


async def spoil(client: Client, place: Place, body: bytes) -> None:
    key = client.key(place.key)
    if place.beside:
        command, name, *rest = place.beside
        await client.read(command, client.key(str(name)), *rest)
    if place.at == "*":
        await client.read("XADD", key, "*", "a", "a1", "v", body, "d", body)
    elif place.at:
        await client.read("HSET", key, place.at, body)
    else:
        await client.read("SET", key, body)


async def aside(client: Client) -> list[str]:
    return [value.key async for value in unreadable_since(client, "0-0")]


def test_every_kind_of_key_is_thought_of() -> None:
    decoded = {place.key.rpartition(":")[2] for place in PLACES}
    assert decoded | ELSEWHERE | ANY_BYTES == every_part()


@pytest.mark.parametrize("place", PLACES, ids=lambda place: f"{place.key}-{place.at}")
async def test_a_value_that_cannot_be_read_is_moved_aside_once_and_all_else_goes_on(
    client: Client, place: Place
) -> None:
    for name, body in GARBAGE.items():
        await spoil(client, place, body)
        before = len(await aside(client))
        await place.reads(client)
        moved = (await aside(client))[before:]
        assert moved == ([] if name in place.reads_as else [place.key]), name
        await place.reads(client)
        assert len(await aside(client)) == before + len(moved), "it is not found again"


async def test_follow_ups_that_cannot_be_read_do_not_come(client: Client) -> None:
    await client.read("SADD", client.key(keys.CHANNELS), DESK)
    for name, body in GARBAGE.items():
        await client.read("ZADD", client.key(keys.channel(DESK, "followups")), 1, name)
        await client.read("HSET", client.key(keys.channel(DESK, "follow_body")), name, body)
    assert await FollowUps(client).due(at=NOON, limit=50) == []
    assert set(await aside(client)) == {keys.channel(DESK, "follow_body")}
    assert await FollowUps(client).due(at=NOON, limit=50) == []
    assert len(await aside(client)) == len(GARBAGE)


async def test_names_that_are_no_text_are_those_of_nothing(client: Client) -> None:
    await client.read("SADD", client.key(keys.CHANNELS), DESK, b"\xff")
    await client.read("HSET", client.key(keys.ITEM_COUNTS), b"\xff", 7, "new", b"7" * 5_000)
    assert await known_channels(client) == [DESK]
    assert (await counts(client))["new"] == 0
    assert await aside(client) == [keys.CHANNELS]


async def test_the_record_of_what_was_moved_aside_may_be_damaged_itself(client: Client) -> None:
    await client.read("XADD", client.key(keys.UNREADABLE), "*", b"\xff", b"\xff")
    assert await aside(client) == [""]


async def test_an_entry_of_one_field_is_moved_aside(client: Client) -> None:
    """As a damaged disk, or another program, leaves it."""
    for key in (keys.ITEMS, keys.MATCHES, keys.channel(DESK, "out"), keys.channel(DESK, "urgent")):
        await client.read("XADD", client.key(key), "*", "?", "?")
    for read in (takes_items, takes_matches, takes_alerts):
        await read(client)
    assert len(await aside(client)) == 4


async def test_a_store_whose_name_was_lost_gets_a_new_one_that_stays(client: Client) -> None:
    was = await StoreRecord(client).identify()
    await client.read("HSET", client.key(keys.STORE), "id", b"\xff\xfe", "format", b"?")
    found = await StoreRecord(client).identify()
    assert found.id.isalnum()
    assert found.id != was.id
    assert not found.made
    assert await StoreRecord(client).identify() == found


async def test_what_the_history_cannot_read_is_moved_aside(client: Client) -> None:
    item = news.item("n1")
    await client.read("XADD", client.key(keys.HISTORY), "*", "i", item.id, "v", f'{{"url": "{item.url}", ')
    assert await History(client).find(item.url) is None
    assert await aside(client) == [keys.HISTORY]


async def test_what_was_looked_at_before_is_not_given_again(client: Client) -> None:
    for at in ("a", "b", "c"):
        await client.read("HSET", client.key(keys.MEMORY), at, "?")
        await set_aside(client, b"?", place=ValuePlace(key=keys.MEMORY, at=at), why="is no state")
    first, second, third = [value async for value in unreadable_since(client, "0-0")]
    assert [value.at for value in (first, second, third)] == ["a", "b", "c"]
    assert [value async for value in unreadable_since(client, first.id)] == [second, third]
    assert [value async for value in unreadable_since(client, third.id)] == []
