"""What the store finds out when it saves a poll, and hands to the feed's next visitor."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from monitor.clock import now
from monitor.model.ids import FeedId, ItemId
from monitor.model.news.visit import HostPause, PollState, SaveResult
from monitor.store.base import keys
from monitor.store.base.codec import decode, encode_sparse
from monitor.store.base.seen import prints_in
from monitor.store.connection.client import Client
from monitor.store.queues.feed_schedule import FeedSchedule
from monitor.store.queues.feed_states import feeds
from monitor.store.records.counts import counts
from tests.store.store_news import ANTARA, LONG_AGO, as_admin, feed, item, poll, visit

MINUTE = timedelta(minutes=1)


@pytest.fixture
def client(any_client: Client) -> Client:
    """Each test runs on Valkey and on Redis."""
    return any_client


@pytest.fixture
def schedule(client: Client) -> FeedSchedule:
    return FeedSchedule(client, lease=MINUTE)


async def due_in(client: Client) -> timedelta:
    [state] = await feeds(client)
    return state.next_visit_at - now()


async def test_the_next_visitor_learns_what_became_of_the_poll_before(schedule: FeedSchedule) -> None:
    assert (await visit(schedule)).last is None
    await schedule.save(await visit(schedule), poll(item("a"), item("b"), baseline=True))
    baseline = (await visit(schedule)).last
    assert baseline is not None
    assert (baseline.fresh, baseline.overrun) == (0, False)
    await schedule.save(await visit(schedule), poll(item("b"), item("c")))
    later = (await visit(schedule)).last
    assert later is not None
    assert (later.fresh, later.overrun) == (1, False)
    assert abs(later.at - now()) < MINUTE


async def test_all_items_new_is_an_overrun_that_brings_the_next_visit_forward(
    client: Client, schedule: FeedSchedule
) -> None:
    early = now() + timedelta(seconds=5)
    later: dict[str, Any] = {"early_visit_at": early, "next_visit_at": now() + 60 * MINUTE}
    first = await schedule.save(await visit(schedule), replace(poll(item("a"), baseline=True), **later))
    assert not first.overrun
    usual = await schedule.save(await visit(schedule), replace(poll(item("a"), item("b")), **later))
    assert usual == SaveResult(new=1, known=1)
    assert await due_in(client) > 50 * MINUTE
    claimed = await visit(schedule)
    overrun = await schedule.save(claimed, replace(poll(item("y"), item("z")), **later))
    assert overrun == SaveResult(new=2, known=0, overrun=True)
    assert await schedule.save(claimed, replace(poll(item("y"), item("z")), **later)) == overrun
    assert await due_in(client) < timedelta(seconds=6)
    last = (await visit(schedule)).last
    assert last is not None
    assert last.overrun
    assert (await counts(client))["overruns"] == 1


async def test_entries_that_were_not_read_again_are_known_ones_and_no_overrun(schedule: FeedSchedule) -> None:
    await schedule.save(await visit(schedule), poll(item("a"), item("b"), baseline=True))
    saved = await schedule.save(await visit(schedule), replace(poll(item("c")), unchanged=2))
    assert saved == SaveResult(new=1, known=2)


async def test_a_feed_that_shows_only_its_newest_item_does_not_overrun_all_the_time(
    schedule: FeedSchedule,
) -> None:
    await schedule.save(await visit(schedule), poll(item("a"), baseline=True))
    assert await schedule.save(await visit(schedule), poll(item("b"))) == SaveResult(new=1, known=0)


async def test_the_first_item_of_a_feed_that_was_empty_is_no_overrun(schedule: FeedSchedule) -> None:
    await schedule.save(await visit(schedule), poll(baseline=True))
    assert await schedule.save(await visit(schedule), poll(item("a"))) == SaveResult(new=1, known=0)


async def test_an_item_under_another_guid_is_known_and_the_store_does_not_fill_with_guids(
    client: Client, schedule: FeedSchedule
) -> None:
    original = item("a")
    await schedule.save(await visit(schedule), poll(original, baseline=True))
    for number in range(5):
        renamed = replace(original, id=ItemId(f"guid{number}"), guid=f"g{number}")
        assert await schedule.save(await visit(schedule), poll(renamed)) == SaveResult(new=0, known=1)
    assert len(prints_in(await client.read("GET", client.key(keys.seen(ANTARA))))) == 1
    rewritten = replace(original, id=ItemId("other"), title="Something else")
    assert (await schedule.save(await visit(schedule), poll(rewritten))).new == 1


async def test_two_items_that_say_the_same_in_one_document_are_both_taken(schedule: FeedSchedule) -> None:
    twins = [replace(item("live"), id=ItemId(name), guid=name) for name in ("g1", "g2")]
    assert (await schedule.save(await visit(schedule), poll(*twins))).new == 2


async def test_a_visit_that_is_put_off_is_neither_good_nor_bad(client: Client, schedule: FeedSchedule) -> None:
    await schedule.save(await visit(schedule), poll(item("a")))
    [before] = await feeds(client)
    later = replace(poll(), put_off=True, next_visit_at=now() + 10 * MINUTE)
    await asyncio.sleep(0.005)
    await schedule.save(await visit(schedule), later)
    [after] = await feeds(client)
    assert (after.good_at, after.failure) == (before.good_at, "")
    assert await due_in(client) > 9 * MINUTE


async def test_a_pause_outlives_its_process_and_ends_by_itself(client: Client, schedule: FeedSchedule) -> None:
    until = now() + 2 * MINUTE
    for pause in (
        HostPause(group="example.org", until=until),
        HostPause(group="example.org", until=until - MINUTE),
    ):
        await schedule.save(await visit(schedule), replace(poll(), pause=pause))
    pauses = await schedule.reconcile({ANTARA: feed()}, first_visits={ANTARA: LONG_AGO})
    assert list(pauses) == ["example.org"]
    assert abs(pauses["example.org"] - until) < timedelta(milliseconds=2), "the later one holds"
    await as_admin(client, "ZINCRBY", client.key(keys.PAUSES), -120_000, "example.org")
    assert await schedule.reconcile({ANTARA: feed()}, first_visits={ANTARA: LONG_AGO}) == {}


async def test_a_clock_that_is_set_back_takes_visits_and_pauses_with_it(
    client: Client, schedule: FeedSchedule
) -> None:
    paused = replace(poll(), pause=HostPause(group="example.org", until=now() + 2 * MINUTE))
    await schedule.save(await visit(schedule), replace(paused, next_visit_at=now() + 10 * MINUTE))
    day = timedelta(days=1) // timedelta(milliseconds=1)
    for zset, member in ((keys.DUE, ANTARA), (keys.PAUSES, "example.org"), (keys.CLOCK, "")):
        command = ("ZINCRBY", client.key(zset), day, member) if member else ("INCRBY", client.key(zset), day)
        await as_admin(client, *command)
    for _ in range(2):
        pauses = await schedule.reconcile({ANTARA: feed()}, first_visits={})
        assert MINUTE < pauses["example.org"] - now() < 3 * MINUTE
        assert 9 * MINUTE < await due_in(client) < 11 * MINUTE


async def test_it_is_known_which_feeds_were_ever_visited(schedule: FeedSchedule) -> None:
    other = FeedId("other")
    await schedule.save(await visit(schedule), poll(item("a")))
    await schedule.reconcile({ANTARA: feed(), other: feed(other)}, first_visits={})
    assert await schedule.visited() == {ANTARA}


def test_a_memory_is_kept_without_what_goes_without_saying() -> None:
    memory = PollState(etag='"1"', known=True, gap=12.5, fresh_at=LONG_AGO, slices=b"\0\1")
    assert encode_sparse(PollState()) == b"{}"
    assert len(encode_sparse(memory)) < 100
    assert decode(encode_sparse(memory), PollState) == memory
