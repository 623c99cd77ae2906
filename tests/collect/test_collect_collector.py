"""One visit, from the feed's address to a poll."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.collect.collector import Collector
from monitor.collect.fetch.http import Http
from monitor.collect.parse.parser import Parser
from monitor.collect.schedule.health import FeedIssue, examine
from monitor.model.ids import FeedId
from monitor.model.news.feed import Feed
from monitor.model.news.visit import FeedState, FetchFailure, LastPoll, PollState, Visit
from tests.collect.collect_stand import Stand


@pytest.fixture
async def collector(noon: datetime) -> AsyncIterator[Collector]:
    def now() -> datetime:
        return noon

    async with Http(contact=None, now=now) as http, Parser(workers=1) as parser:
        yield Collector(feeds={}, http=http, parser=parser, now=now, rng=random.Random(1))


def visit(feed: Feed, memory: PollState | None = None) -> Visit:
    return Visit(feed=feed.id, token=1, memory=memory or PollState())


def core(memory: PollState) -> tuple[str, bool, int]:
    """What decides the next visit's request and its baseline."""
    return memory.etag, memory.known, memory.failures


RSS = '<rss version="2.0"><channel><title>T</title>%s</channel></rss>'


async def test_the_first_document_is_the_baseline_and_the_next_is_asked_for_with_its_validators(
    stand: Stand, collector: Collector, feeds: Path, noon: datetime
) -> None:
    stand.serve("/a", body=(feeds / "rss20.xml").read_bytes(), headers={"ETag": 'W/"1"'})
    feed = stand.feed("/a", every=timedelta(seconds=10))
    collector.feeds = {feed.id: feed}

    poll = await collector.collect(visit(feed))
    assert (poll.failure, poll.baseline, poll.modified, poll.rejected) == (None, True, True, {})
    assert [item.url for item in poll.items] == ["https://news.example/dunia/1?id=7", stand.url + "/dunia/2"]
    assert [item.lang for item in poll.items] == ["id", "id"]
    assert core(poll.memory) == ('W/"1"', True, 0)
    assert timedelta(seconds=9) <= poll.next_visit_at - noon <= timedelta(seconds=11)

    again = await collector.collect(visit(feed, replace(poll.memory, body="", slices=b"")))
    assert not again.baseline
    assert again.items == poll.items

    stand.serve("/a", status=304)
    unchanged = await collector.collect(visit(feed, again.memory))
    assert (unchanged.items, unchanged.modified, unchanged.failure) == ((), False, None)
    assert replace(unchanged.memory, skew=poll.memory.skew) == poll.memory
    assert stand.requests[-1].headers["If-None-Match"] == 'W/"1"'


async def test_an_empty_document_makes_a_feed_known_and_backfill_has_no_baseline(
    stand: Stand, collector: Collector
) -> None:
    stand.serve("/a", body=RSS % "")
    empty, backfilled = stand.feed("/a"), stand.feed("/b", backfill=True)
    stand.serve("/b", body=RSS % "<item><title>Kursk</title></item><item/>")
    collector.feeds = {empty.id: empty, backfilled.id: backfilled}
    poll = await collector.collect(visit(empty))
    assert (poll.items, poll.failure, poll.baseline, poll.memory.known) == ((), None, True, True)
    poll = await collector.collect(visit(backfilled))
    assert ([item.title for item in poll.items], poll.baseline, poll.rejected) == (
        ["Kursk"],
        False,
        {"no title and no text": 1},
    )


async def test_failures_keep_what_was_learnt_count_up_and_back_off(
    stand: Stand, collector: Collector, noon: datetime
) -> None:
    feed = stand.feed("/a")
    collector.feeds = {feed.id: feed}
    memory = PollState(etag='"1"', last_modified="x", known=True)
    waits = []
    for status in (500, 404, 500):
        stand.serve("/a", status=status)
        poll = await collector.collect(visit(feed, memory))
        assert (poll.failure, poll.items, poll.modified) == (FetchFailure.HTTP_ERROR, (), False)
        assert str(status) in poll.detail
        memory = poll.memory
        waits.append(poll.next_visit_at - noon)
    assert core(memory) == ('"1"', True, 3)
    assert waits == sorted(waits)

    stand.serve("/a", body=RSS % "")
    poll = await collector.collect(visit(feed, memory))
    assert (poll.memory.failures, poll.memory.failing_since) == (0, None)

    stand.serve("/a", status=429, headers={"Retry-After": "3600"})
    poll = await collector.collect(visit(feed, memory))
    assert (poll.failure, poll.next_visit_at) == (FetchFailure.SLOW_DOWN, noon + timedelta(hours=1))


async def test_a_failed_first_visit_does_not_make_a_feed_known(stand: Stand, collector: Collector) -> None:
    feed = stand.feed("/a")
    collector.feeds = {feed.id: feed}
    for body, failure in (
        ("<html><p>Captcha</p></html>", FetchFailure.NOT_A_FEED),
        ("<rss version='2.0'", FetchFailure.BROKEN),
    ):
        stand.serve("/a", body=body, headers={"ETag": '"bad"'})
        poll = await collector.collect(visit(feed))
        assert poll.failure in (failure, FetchFailure.NOT_A_FEED)
        assert core(poll.memory) == ("", False, 1)
    stand.serve("/a", status=500)
    assert not (await collector.collect(visit(feed))).memory.known


async def test_a_truncated_document_gives_its_entries_and_is_asked_for_again(
    stand: Stand, collector: Collector
) -> None:
    feed = stand.feed("/a")
    collector.feeds = {feed.id: feed}
    body = RSS % "<item><title>One</title></item><item><title>Two</title></item>"
    stand.serve("/a", body=body[:-40], headers={"ETag": '"2"'})
    poll = await collector.collect(visit(feed, PollState(etag='"1"', known=True)))
    assert poll.failure is None
    assert [item.title for item in poll.items] == ["One"]
    assert poll.memory.etag == '"1"'


CUTS = (-1, -10, -20, -30, -45, -60, -75)


@pytest.mark.parametrize("head", ["", "<description>Fish & chips</description>"])
@pytest.mark.parametrize("cut", CUTS)
async def test_a_first_document_that_was_cut_off_sets_no_baseline(
    stand: Stand, collector: Collector, cut: int, head: str
) -> None:
    feed = stand.feed("/a")
    collector.feeds = {feed.id: feed}
    whole = RSS % (head + "".join(f"<item><title>{title}</title><guid>{title}</guid></item>" for title in "ABC"))
    whole = whole.rpartition("</channel>")[0] if cut == -1 else whole[: cut - len("</channel></rss>") + 10]
    stand.serve("/a", body=whole, headers={"ETag": '"1"'})
    poll = await collector.collect(visit(feed))
    assert (poll.failure, poll.items, poll.memory.known) == (FetchFailure.BROKEN, (), False)
    assert poll.memory.etag == ""


async def test_a_feed_that_never_ends_is_taken_in_the_end(stand: Stand, collector: Collector) -> None:
    feed = stand.feed("/a")
    collector.feeds = {feed.id: feed}
    stand.serve("/a", body=(RSS % "<item><title>A</title></item>").partition("</channel>")[0])
    memory = PollState()
    for _ in range(3):
        poll = await collector.collect(visit(feed, memory))
        assert poll.failure is FetchFailure.BROKEN
        memory = poll.memory
    poll = await collector.collect(visit(feed, memory))
    assert (poll.baseline, [item.title for item in poll.items]) == (True, ["A"])


async def test_a_cut_that_leaves_only_known_entries_does_not_hide_the_others(
    stand: Stand, collector: Collector
) -> None:
    feed = stand.feed("/a")
    collector.feeds = {feed.id: feed}
    entries = [f"<item><title>{title}</title><guid>{title}</guid></item>" for title in "ABCD"]
    stand.serve("/a", body=RSS % "".join(entries[:2]), headers={"ETag": '"1"'})
    memory = (await collector.collect(visit(feed))).memory
    cut = (RSS % "".join(entries)).partition(entries[2])[0]
    stand.serve("/a", body=cut, headers={"ETag": '"2"'})
    poll = await collector.collect(visit(feed, memory))
    assert (poll.memory.etag, poll.truncated) == ('"1"', True)
    stand.serve("/a", body=RSS % "".join(entries), headers={"ETag": '"2"'})
    poll = await collector.collect(visit(feed, poll.memory))
    assert {item.title for item in poll.items} >= {"C", "D"}


async def test_what_is_to_be_looked_at_again_soon_is_asked_for_without_conditions(
    stand: Stand, collector: Collector, noon: datetime
) -> None:
    feed = stand.feed("/a")
    collector.feeds = {feed.id: feed}
    stand.serve("/a", body=RSS % "<item><title>A</title><guid>1</guid></item>", headers={"ETag": '"1"'})
    memory = (await collector.collect(visit(feed))).memory
    again = Visit(feed=feed.id, token=2, memory=memory, last=LastPoll(at=noon, soon=1))
    poll = await collector.collect(again)
    assert "If-None-Match" not in stand.requests[-1].headers
    assert [item.title for item in poll.items] == ["A"]
    await collector.collect(replace(again, memory=poll.memory, last=LastPoll(at=noon)))
    assert stand.requests[-1].headers["If-None-Match"] == '"1"'


async def test_every_entry_of_a_document_ends_in_a_count(stand: Stand, collector: Collector) -> None:
    feed = stand.feed("/a")
    collector.feeds = {feed.id: feed}
    one, two = "<item><title>A</title><guid>1</guid></item>", "<item><title>B</title><guid>2</guid></item>"
    stand.serve("/a", body=RSS % (one + one + two + "<item><link>http://x.example/</link></item>"))
    poll = await collector.collect(visit(feed))
    assert (poll.shown, len(poll.items), poll.same, poll.unaccounted) == (4, 2, 1, 0)
    assert poll.rejected == {"no title and no text": 1}
    many = "".join(f"<item><title>{number}</title></item>" for number in range(1_003))
    stand.serve("/a", body=RSS % many)
    poll = await collector.collect(visit(feed, poll.memory))
    assert (poll.shown, len(poll.items), poll.unaccounted) == (1_003, 1_000, 0)
    assert poll.rejected == {"older than the newest 1,000": 3}
    feed_of_json = (
        '{"version": "https://jsonfeed.org/version/1.1", "items": ["text", 7, {"id": "1", "title": "J"}]}'
    )
    stand.serve("/a", body=feed_of_json, content_type="application/json")
    poll = await collector.collect(visit(feed, poll.memory))
    assert (poll.shown, len(poll.items), poll.rejected, poll.unaccounted) == (3, 1, {"no JSON object": 2}, 0)


async def test_a_visit_to_a_feed_that_is_no_longer_configured_changes_nothing(
    collector: Collector, noon: datetime
) -> None:
    memory = PollState(etag='"1"', failures=2, known=True)
    poll = await collector.collect(Visit(feed=FeedId("removed"), token=1, memory=memory))
    assert (poll.items, poll.failure, poll.memory) == ((), None, memory)
    assert poll.next_visit_at > noon


async def test_every_feed_has_a_first_visit(stand: Stand, collector: Collector, noon: datetime) -> None:
    own = stand.feed("/own")
    public = Feed(id=FeedId("public"), url="https://news.example/", title="P")
    collector.feeds = {own.id: own, public.id: public}
    visits = collector.first_visits()
    assert visits[own.id] == noon
    assert noon < visits[public.id] <= noon + timedelta(minutes=1)


async def test_a_feed_whose_dates_cannot_be_read_is_named_until_they_can(
    stand: Stand, collector: Collector
) -> None:
    def document(date: str, number: int) -> str:
        return RSS % f"<item><title>Item {number}</title><guid>{number}</guid><pubDate>{date}</pubDate></item>"

    feed = stand.feed("/a")
    collector.feeds = {feed.id: feed}
    stand.serve("/a", body=document("the day before yesterday", 1))
    odd = await collector.collect(visit(feed))
    (found,) = [
        one
        for one in examine(feed, state_of(feed, odd.memory), now=odd.memory.fresh_at or NEVER)
        if one.issue is FeedIssue.UNDATED
    ]
    assert found.says == "its dates cannot be read, such as 'the day before yesterday'"
    stand.serve("/a", body=document("Tue, 29 Oct 2024 10:00:00 GMT", 2))
    assert (await collector.collect(visit(feed, odd.memory))).memory.odd_date == ""


async def test_a_feed_that_asks_for_few_visits_is_named(stand: Stand) -> None:
    feed = replace(stand.feed("/a"), every=None, allow_private=(), url="https://news.example/rss")
    memory = PollState(known=True, max_age=5 * 3600)

    def slowed(one: Feed) -> list[str]:
        found = examine(one, state_of(one, memory), now=NEVER)
        return [finding.says for finding in found if finding.issue is FeedIssue.SLOWED]

    assert slowed(feed) == ["it asks not to be visited more than every 5 hours, and is not"]
    assert slowed(replace(feed, ceiling=timedelta(hours=1))) == []


NEVER = datetime(2024, 10, 29, 12, tzinfo=UTC)


def state_of(feed: Feed, memory: PollState) -> FeedState:
    return FeedState(
        feed=feed.id, next_visit_at=NEVER, failures=0, failure="", detail="", good_at=NEVER, memory=memory
    )
