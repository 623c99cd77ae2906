"""Streams are written again without what is to be forgotten, under the names and for the readers that they had."""

from __future__ import annotations

import asyncio

from monitor.store.base import keys, scripts
from monitor.store.connection.client import Client
from monitor.store.forgetting import rewriting
from monitor.store.forgetting.rewriting import StreamChange, change_stream, repack
from monitor.store.queues.item_queue import ItemQueue
from tests.store.store_news import as_admin, collected, everything, item

LOG = keys.LOG


async def logged(client: Client, *bodies: str) -> list[bytes]:
    for body in bodies:
        await as_admin(client, "XADD", client.key(LOG), "*", "i", "x", "v", body)
    return [entry for entry, _ in await client.read("XRANGE", client.key(LOG), "-", "+")]


async def bodies(client: Client) -> list[tuple[bytes, bytes]]:
    return [(entry, fields[b"v"]) for entry, fields in await client.read("XRANGE", client.key(LOG), "-", "+")]


async def test_entries_go_and_change_and_keep_their_names(any_client: Client) -> None:
    client = any_client
    a, b, c = await logged(client, "a", "b", "c")
    await change_stream(client, LOG, StreamChange(goes=frozenset((a,)), bodies={b: b"B"}), on_disk="")
    assert await bodies(client) == [(b, b"B"), (c, b"c")]
    [*_, d] = await logged(client, "d")
    assert d > c


async def test_the_newest_entry_on_disk_is_noted_when_it_goes(any_client: Client) -> None:
    client = any_client
    a, b = await logged(client, "a", "b")
    archived = client.key(keys.archived(LOG))
    await change_stream(client, LOG, StreamChange(goes=frozenset((a,)), bodies={}), on_disk=b.decode())
    assert await client.read("HGET", archived, "forgotten") is None
    await change_stream(client, LOG, StreamChange(goes=frozenset((b,)), bodies={}), on_disk=b.decode())
    assert await client.read("HGET", archived, "forgotten") == b
    assert await bodies(client) == []
    assert (await logged(client, "c"))[0] > b


async def test_the_last_step_may_be_repeated_and_takes_what_has_come_since(any_client: Client) -> None:
    client = any_client
    a, b = await logged(client, "a", "b")
    copy, log = client.key(keys.forgetting(LOG)), client.key(LOG)
    await client.run(scripts.COPY_ENTRIES, keys=[copy], args=[1, b, 4, "i", "x", "v", "b"])
    [*_, c] = await logged(client, "c")
    for most, swapped in ((1, 0), (1000, 1), (1000, 1)):
        args = (b, f"{b.decode()}9", most, 1, "")
        assert await client.run(scripts.SWAP_STREAM, keys=[copy, log, log], args=args) == swapped
    assert await bodies(client) == [(b, b"b"), (c, b"c")]
    assert a not in dict(await bodies(client))


async def test_more_than_a_page_is_copied(client: Client) -> None:
    found = await logged(client, *map(str, range(2 * rewriting._PAGE + 1)))
    await change_stream(client, LOG, StreamChange(goes=frozenset(found[::2]), bodies={}), on_disk="")
    assert [entry for entry, _ in await bodies(client)] == found[1::2]


async def test_a_stream_that_is_written_again_keeps_what_is_pending_and_who_waits(any_client: Client) -> None:
    client = any_client
    await collected(client, "a", "b", "c")
    queue = ItemQueue(client, consumer="at work")
    works = await queue.take(2)
    before = await everything(client)
    assert await repack(client, keys.ITEMS)
    after = await everything(client)
    assert after == before

    await queue.detected(works, [])
    [last] = await queue.take(1)
    assert last.value.id == item("c").id
    await queue.detected([last], [])
    waiting = asyncio.create_task(queue.take(1))
    await asyncio.sleep(0.1)
    assert await repack(client, keys.ITEMS)
    await as_admin(client, "XADD", client.key(keys.ITEMS), "*", "v", b"{}")
    await waiting


async def test_a_stream_of_which_pending_entries_are_lost_is_left_as_it_is(any_client: Client) -> None:
    client = any_client
    await collected(client, "a", "b")
    await ItemQueue(client, consumer="at work").take(2)
    [first, _] = await client.read("XRANGE", client.key(keys.ITEMS), "-", "+")
    await as_admin(client, "XDEL", client.key(keys.ITEMS), first[0])
    before = await everything(client)
    assert not await repack(client, keys.ITEMS)
    assert await everything(client) == before
