from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.clock import now
from monitor.errors import StoreRefusedError
from monitor.model.ids import FeedId
from monitor.model.news.visit import FetchFailure, Poll, PollState, SaveResult
from monitor.store.base import keys
from monitor.store.base.seen import MARK, RECORD, mark, prints_in
from monitor.store.connection.client import Client
from monitor.store.queues.feed_schedule import FeedSchedule
from monitor.store.queues.feed_states import feeds
from monitor.store.queues.item_queue import ItemQueue
from monitor.store.records.counts import counts, queues
from tests.store.store_news import ANTARA, LONG_AGO, as_admin, everything, feed, full, item, poll, visit

MINUTE = timedelta(minutes=1)
ABOUT = timedelta(seconds=1)


@pytest.fixture
def client(any_client: Client) -> Client:
    """Each test runs on Valkey and on Redis."""
    return any_client


def schedule_of(client: Client, *, lease: timedelta = MINUTE, backlog_limit: int = 1000) -> FeedSchedule:
    return FeedSchedule(client, lease=lease, backlog_limit=backlog_limit)


async def test_a_new_feed_is_due_at_its_first_visit_and_not_before(client: Client) -> None:
    schedule = schedule_of(client)
    later = FeedId("later")
    await schedule.reconcile(
        {ANTARA: feed(), later: feed(later)}, first_visits={ANTARA: LONG_AGO, later: now() + MINUTE}
    )
    assert [visit.feed for visit in await schedule.claim(limit=10)] == [ANTARA]


async def test_reconciling_again_moves_no_visit(client: Client) -> None:
    schedule = schedule_of(client)
    await schedule.save(await visit(schedule), poll())
    await schedule.reconcile({ANTARA: feed()}, first_visits={ANTARA: LONG_AGO})
    assert await schedule.claim(limit=10) == []


async def test_a_feed_that_is_taken_out_is_forgotten_but_for_its_memory(client: Client) -> None:
    schedule = schedule_of(client)
    first = await visit(schedule)
    await schedule.save(first, poll(item("a")))
    again = await visit(schedule)  # taken out and put in again
    assert again.memory == PollState(etag='W/"1"', known=True)
    assert (await schedule.save(again, poll(item("a")))) == SaveResult(new=0, known=1)


async def test_a_poll_for_a_feed_that_was_taken_out_is_stale(client: Client) -> None:
    schedule = schedule_of(client)
    claimed = await visit(schedule)
    await schedule.reconcile({}, first_visits={})
    assert (await schedule.save(claimed, poll(item("a")))).stale
    assert await feeds(client) == []


async def test_a_claimed_feed_is_due_again_by_itself_after_the_lease(client: Client) -> None:
    schedule = schedule_of(client)
    claimed_at = now()
    dead = await visit(schedule)
    assert await schedule.claim(limit=10) == []
    [row] = await feeds(client)
    assert claimed_at + MINUTE - ABOUT < row.next_visit_at < now() + MINUTE + ABOUT
    await as_admin(client, "ZADD", client.key(keys.DUE), 0, ANTARA)
    [alive] = await schedule.claim(limit=10)
    assert (await schedule.save(dead, poll(item("a")))).stale
    assert await schedule.save(alive, poll(item("a"))) == SaveResult(new=1, known=0)


async def test_a_visit_that_is_kept_is_due_for_nobody_else_and_one_that_was_given_to_another_is_not_kept(
    client: Client,
) -> None:
    schedule = schedule_of(client)
    slow = await visit(schedule)
    await as_admin(client, "ZADD", client.key(keys.DUE), 0, ANTARA)
    await schedule.keep([slow])
    assert await schedule.claim(limit=10) == []

    await as_admin(client, "ZADD", client.key(keys.DUE), 0, ANTARA)
    [other] = await schedule.claim(limit=10)
    await as_admin(client, "ZADD", client.key(keys.DUE), 0, ANTARA)
    await schedule.keep([slow])
    assert len(await schedule.claim(limit=10)) == 1
    assert (await schedule.save(other, poll(item("a")))).stale, "that was the third"


async def test_t18_what_one_feed_has_said_word_for_word_is_new_in_another(client: Client) -> None:
    schedule = schedule_of(client)
    honest, copycat = FeedId("honest"), FeedId("copycat")
    await schedule.reconcile({name: feed(name) for name in (honest, copycat)}, first_visits={})
    for claimed in await schedule.claim(limit=10):
        said = replace(poll(item("a", feed=claimed.feed)), feed=claimed.feed)
        assert await schedule.save(claimed, said) == SaveResult(new=1, known=0)


async def test_a_feed_that_was_taken_out_meanwhile_is_not_kept(client: Client) -> None:
    schedule = schedule_of(client)
    claimed = await visit(schedule)
    await schedule.reconcile({}, first_visits={})
    await schedule.keep([claimed])
    assert await feeds(client) == []


async def test_no_more_feeds_are_claimed_than_asked_for_and_the_longest_due_first(client: Client) -> None:
    schedule = schedule_of(client)
    names = [FeedId(f"feed{number}") for number in range(3)]
    first_visits = {name: LONG_AGO - MINUTE * number for number, name in enumerate(names)}
    await schedule.reconcile({name: feed(name) for name in names}, first_visits=first_visits)
    assert [visit.feed for visit in await schedule.claim(limit=2)] == ["feed2", "feed1"]


async def test_new_items_go_to_detection_with_the_stores_time_and_known_ones_do_not(client: Client) -> None:
    schedule = schedule_of(client)
    await schedule.save(await visit(schedule), poll(item("a"), item("b")))
    assert await schedule.save(await visit(schedule), poll(item("b"), item("c"))) == SaveResult(new=1, known=1)
    works = await ItemQueue(client, consumer="test").take(10)
    assert [work.value.id for work in works] == [item(name).id for name in "abc"]
    assert all(now() - work.value.first_seen_at < MINUTE for work in works)


async def test_a_baseline_is_known_but_silent(client: Client) -> None:
    schedule = schedule_of(client)
    saved = await schedule.save(await visit(schedule), poll(item("a"), baseline=True))
    assert saved == SaveResult(new=1, known=0)
    assert (await queues(client))["items"] == 0
    assert (await counts(client))["baseline"] == 1


async def test_a_large_document_is_put_whole_and_its_validators_last(client: Client) -> None:
    schedule = schedule_of(client)
    many = [item(f"n{number}") for number in range(250)]
    claimed = await visit(schedule)
    assert await schedule.save(claimed, poll(*many)) == SaveResult(new=250, known=0)
    assert await schedule.save(claimed, poll(*many)) == SaveResult(new=250, known=0), "a repeat says the same"
    assert (await counts(client))["fetched"] == 250
    assert (await queues(client))["items"] == 250


@pytest.mark.parametrize("content", [poll(item("a"), item("b")), poll(), poll(item("a"), baseline=True)])
async def test_saving_twice_changes_nothing_and_says_the_same(client: Client, content: Poll) -> None:
    schedule = schedule_of(client)
    claimed = await visit(schedule)
    first = await schedule.save(claimed, content)
    before = await everything(client)
    assert await schedule.save(claimed, content) == first
    assert await everything(client) == before


async def test_items_are_held_back_while_detection_is_behind_and_come_when_it_is_not(client: Client) -> None:
    schedule = schedule_of(client, backlog_limit=1)
    await schedule.save(await visit(schedule), poll(item("a")))
    held = await visit(schedule)
    assert (await schedule.save(held, poll(item("b")))).held_back
    assert (await schedule.save(held, poll(item("b")))).held_back, "a repeat says the same"
    [state] = await feeds(client)
    assert timedelta() < state.next_visit_at - now() < timedelta(seconds=6)
    queue = ItemQueue(client, consumer="test")
    await queue.detected(await queue.take(10), [])
    assert (await schedule.save(await visit(schedule), poll(item("b")))).new == 1


async def test_a_failure_is_shown_until_a_visit_goes_well(client: Client) -> None:
    schedule = schedule_of(client)
    failed = Poll(
        feed=ANTARA,
        memory=PollState(failures=1),
        next_visit_at=now() + MINUTE,
        failure=FetchFailure.HTTP_ERROR,
        detail="404 Not Found",
    )
    await schedule.save(await visit(schedule), failed)
    [state] = await feeds(client)
    assert (state.failure, state.detail, state.failures, state.good_at) == (
        "http error",
        "404 Not Found",
        1,
        None,
    )
    await schedule.save(await visit(schedule), poll())
    [state] = await feeds(client)
    assert (state.failure, state.failures) == ("", 0)
    assert state.good_at is not None


async def days_pass(client: Client, days: int) -> None:
    """Date the marks as if they had been made so long ago: there is no way to turn the store's own clock."""
    seen = client.key(keys.seen(ANTARA))
    records = await client.read("GET", seen)
    for at in range(MARK, len(records), RECORD):
        await as_admin(client, "SETRANGE", seen, at, bytes([(records[at] - days) % 256]))


async def test_what_left_the_feed_long_ago_is_forgotten_and_what_is_still_in_it_is_not(client: Client) -> None:
    schedule = schedule_of(client)
    await schedule.save(await visit(schedule), poll(item("gone"), item("stays")))
    seen = client.key(keys.seen(ANTARA))
    await days_pass(client, 31)
    await schedule.save(await visit(schedule), poll(item("stays")))
    left = prints_in(await client.read("GET", seen))
    assert mark(item("stays").id) in left
    assert mark(item("gone").id) not in left


async def test_a_month_in_which_a_feed_says_nothing_makes_nothing_new_again(client: Client) -> None:
    schedule = schedule_of(client)
    items = [item(str(number)) for number in range(300)]
    await schedule.save(await visit(schedule), poll(*items))
    seen = client.key(keys.seen(ANTARA))
    records = await client.read("GET", seen)
    await days_pass(client, 40)
    assert await schedule.save(await visit(schedule), poll(*items)) == SaveResult(new=0, known=300)
    assert sorted(await client.read("GET", seen)) == sorted(records)


async def test_a_clock_that_is_set_back_makes_nothing_new_again(client: Client) -> None:
    schedule = schedule_of(client)
    await schedule.save(await visit(schedule), poll(item("gone"), item("stays")))
    await days_pass(client, -2)
    await schedule.save(await visit(schedule), poll(item("stays")))
    assert await schedule.save(await visit(schedule), poll(item("gone"))) == SaveResult(new=0, known=1)


async def test_the_marks_take_no_more_room_than_they_need(client: Client) -> None:
    schedule = schedule_of(client)
    seen = client.key(keys.seen(ANTARA))
    for number in range(6):
        await schedule.save(await visit(schedule), poll(*(item(f"{number}-{each}") for each in range(40))))
        await days_pass(client, 1)  # so that what stands there is dated anew beside what is added
        await schedule.save(await visit(schedule), poll(item(f"{number}-0"), item(f"{number}-new")))
    assert len(prints_in(await client.read("GET", seen))) == 6 * 41
    assert await client.read("MEMORY", "USAGE", seen) < 6 * 41 * RECORD * 1.2


async def test_many_marks_are_known_like_few(client: Client) -> None:
    schedule = schedule_of(client)
    many = [item(str(number)) for number in range(1_400)]
    assert (await schedule.save(await visit(schedule), poll(*many[:1_300], baseline=True))).new == 1_300
    assert await schedule.save(await visit(schedule), poll(*many, baseline=True)) == SaveResult(
        new=100, known=1_300
    )
    assert len(await client.read("GET", client.key(keys.seen(ANTARA)))) == 1_400 * RECORD


async def test_a_mark_is_found_only_where_one_begins(client: Client) -> None:
    schedule = schedule_of(client)
    wanted = mark(item("a").id)
    other = (
        b"\1" * (RECORD - 3) + wanted + b"\1" * (RECORD - 3)
    )  # of two records, across whose border the mark lies
    await as_admin(client, "SET", client.key(keys.seen(ANTARA)), other)
    assert await schedule.save(await visit(schedule), poll(item("a"))) == SaveResult(new=1, known=0)
    assert await schedule.save(await visit(schedule), poll(item("a"))) == SaveResult(new=0, known=1)


async def test_a_full_store_refuses_a_poll_whole(client: Client) -> None:
    schedule = schedule_of(client)
    claimed = await visit(schedule)
    before = await everything(client)
    async with full(client):
        with pytest.raises(StoreRefusedError):
            await schedule.save(claimed, poll(item("a")))
    assert await everything(client) == before
    assert (await schedule.save(claimed, poll(item("a")))).new == 1


async def test_the_store_tells_which_items_were_never_put(client: Client) -> None:
    schedule = schedule_of(client)
    assert await schedule.unknown(poll()) == frozenset()
    await schedule.save(await visit(schedule), poll(item("a"), item("b")))
    assert await schedule.unknown(poll(item("a"), item("c"))) == {item("c").id}
