from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest

from monitor.errors import StoreRefusedError
from monitor.model.news.item import Item
from monitor.model.sending.queued import Work
from monitor.store.base import keys
from monitor.store.connection.client import Client
from monitor.store.queues.item_queue import ItemQueue
from monitor.store.records.counts import counts, queues
from tests.store.store_news import as_admin, collected, everything, full, match, matched

AT_ONCE = timedelta(0)
SHORT = timedelta(milliseconds=20)


@pytest.fixture
def client(any_client: Client) -> Client:
    """Each test runs on Valkey and on Redis."""
    return any_client


def names_of(works: object) -> list[str]:
    return [work.value.title.split()[-1] for work in works]  # type: ignore[attr-defined]  # a sequence of Work


async def test_two_consumers_share_the_items(client: Client) -> None:
    await collected(client, "a", "b", "c")
    first, second = ItemQueue(client, consumer="first"), ItemQueue(client, consumer="second")
    assert names_of(await first.take(2)) == ["a", "b"]
    assert names_of(await second.take(2)) == ["c"]


async def test_nothing_to_take_is_no_error(client: Client) -> None:
    assert list(await ItemQueue(client, consumer="first", timeout=SHORT).take(2)) == []


async def test_detected_items_are_gone_and_their_matches_wait(client: Client) -> None:
    await matched(client, "a", "b")
    assert await queues(client) == {"items": 0, "matches": 2}
    found = await counts(client)
    assert (found["examined"], found["matched_items"]) == (2, 2)


async def test_items_without_a_match_are_gone(client: Client) -> None:
    await collected(client, "a", "b")
    queue = ItemQueue(client, consumer="first")
    await queue.detected(await queue.take(10), [match("b")])
    assert await queues(client) == {"items": 0, "matches": 1}
    found = await counts(client)
    assert (found["examined"], found["matched_items"]) == (2, 1)


async def test_handing_on_twice_changes_nothing(client: Client) -> None:
    await collected(client, "a", "b")
    queue = ItemQueue(client, consumer="first")
    works = await queue.take(10)
    await queue.detected(works, [match("b")])
    before = await everything(client)
    await queue.detected(works, [match("b")])
    assert await everything(client) == before


async def test_a_restarted_consumer_is_given_what_it_had_not_done_first(client: Client) -> None:
    await collected(client, "a", "b")
    await ItemQueue(client, consumer="first").take(1)
    restarted = ItemQueue(client, consumer="first")
    assert names_of(await restarted.take(10)) == ["a"]
    assert names_of(await restarted.take(10)) == ["b"]


async def test_what_a_dead_consumer_left_is_taken_over(client: Client) -> None:
    await collected(client, "a", "b")
    await ItemQueue(client, consumer="dead").take(10)
    alive = ItemQueue(client, consumer="alive", min_idle=AT_ONCE)
    works = await alive.take(10)
    assert names_of(works) == ["a", "b"]
    await alive.detected(works, [])
    assert (await queues(client))["items"] == 0


async def test_what_a_busy_consumer_has_is_left_to_it(client: Client) -> None:
    await collected(client, "a")
    await ItemQueue(client, consumer="busy").take(10)
    assert list(await ItemQueue(client, consumer="idle", timeout=SHORT).take(10)) == []


async def test_an_item_detected_by_two_consumers_is_matched_once(client: Client) -> None:
    await collected(client, "a")
    slow, fast = ItemQueue(client, consumer="slow"), ItemQueue(client, consumer="fast", min_idle=AT_ONCE)
    works = await slow.take(10)
    await fast.detected(await fast.take(10), [match("a")])
    await slow.detected(works, [match("a")])
    assert await queues(client) == {"items": 0, "matches": 1}
    assert (await counts(client))["examined"] == 1


async def test_entries_that_vanished_are_counted_and_hold_nothing_up(client: Client) -> None:
    await collected(client, "a", "b", "c")
    await ItemQueue(client, consumer="first").take(2)
    await as_admin(client, "XTRIM", client.key(keys.ITEMS), "MAXLEN", 2)
    restarted = ItemQueue(client, consumer="first")
    assert names_of(await restarted.take(10)) == ["b"]
    assert (await counts(client))["vanished"] == 1


async def test_a_vanished_entry_of_a_dead_consumer_is_counted(client: Client) -> None:
    await collected(client, "a", "b")
    await ItemQueue(client, consumer="dead").take(2)
    await as_admin(client, "XTRIM", client.key(keys.ITEMS), "MAXLEN", 1)
    assert names_of(await ItemQueue(client, consumer="alive", min_idle=AT_ONCE).take(10)) == ["b"]
    assert (await counts(client))["vanished"] == 1


async def test_a_consumer_is_deleted_only_when_nothing_is_pending_for_it(client: Client) -> None:
    await collected(client, "a")
    queue = ItemQueue(client, consumer="first")
    works = await queue.take(10)
    assert not await queue.close()
    await queue.detected(works, [])
    assert await queue.close()
    assert await client.read("XINFO", "CONSUMERS", client.key(keys.ITEMS), keys.DETECTORS) == []


async def test_closing_before_anything_was_taken_is_harmless(client: Client) -> None:
    assert not await ItemQueue(client, consumer="first").close()


async def test_a_full_store_lets_items_go_but_takes_no_matches(client: Client) -> None:
    await collected(client, "a", "b")
    queue = ItemQueue(client, consumer="first")
    [a] = await queue.take(1)
    [b] = await queue.take(1)
    async with full(client):
        await queue.detected([a], [])
        with pytest.raises(StoreRefusedError):
            await queue.detected([b], [match("b")])
    assert await queues(client) == {"items": 1, "matches": 0}
    await queue.detected([b], [match("b")])
    assert await queues(client) == {"items": 0, "matches": 1}


async def test_one_who_found_nothing_left_behind_looks_again_soon(client: Client) -> None:
    alive = ItemQueue(client, consumer="alive", min_idle=timedelta(seconds=2), timeout=SHORT)
    assert list(await alive.take(10)) == []
    await collected(client, "a")
    await ItemQueue(client, consumer="dead").take(10)
    works: Sequence[Work[Item]] = ()
    async with asyncio.timeout(30):
        while not works:
            works = await alive.take(10)
    assert names_of(works) == ["a"]
