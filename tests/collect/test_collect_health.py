"""What is wrong with a feed, what is told of it, and when it is not the feed's fault."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from monitor.collect.collector import Collector
from monitor.collect.fetch.http import Http
from monitor.collect.parse.parser import Parser
from monitor.collect.schedule.clock_skew import ClockSkew
from monitor.collect.schedule.health import FeedIssue, examine, notices, rank
from monitor.model.ids import FeedId
from monitor.model.news.feed import Feed
from monitor.model.news.visit import FeedState, FetchFailure, Poll, PollState, Visit
from tests.collect.collect_names import Names
from tests.collect.collect_stand import Stand
from tests.fakes import NOON, Clock

DAY = timedelta(days=1)
FEED = Feed(id=FeedId("kabar"), url="https://news.example/rss", title="Kabar")
GOOD = PollState(known=True, gap=600, fresh_at=NOON)


def state(memory: PollState, failure: FetchFailure | None = None, detail: str = "", status: int = 0) -> FeedState:
    return FeedState(
        feed=FEED.id,
        next_visit_at=NOON,
        failures=memory.failures,
        failure=failure or "",
        detail=detail,
        status=status,
        good_at=NOON,
        memory=memory,
    )


def ailments(memory: PollState, *, now: datetime = NOON) -> list[str]:
    return [finding.issue.value for finding in examine(FEED, state(memory), now=now)]


def test_a_feed_that_brings_news_in_its_rhythm_is_well() -> None:
    assert ailments(GOOD, now=NOON + DAY / 2) == []
    assert ailments(PollState(known=True, fresh_at=NOON), now=NOON + 6 * DAY) == []


def test_a_silence_that_is_long_for_this_feed_is_told_once() -> None:
    assert ailments(GOOD, now=NOON + 1.1 * DAY) == ["silent"]
    weekly = replace(GOOD, gap=7 * 86_400)
    assert ailments(weekly, now=NOON + 30 * DAY) == []
    keys = {notice.key for day in (2, 3, 9) for notice in notices(FEED, GOOD, now=NOON + day * DAY)}
    assert len(keys) == 1


@pytest.mark.parametrize(
    ("failure", "failures", "days", "ailment", "told"),
    [
        (FetchFailure.TIMEOUT, 1, 0, "failing", False),
        (FetchFailure.UNREACHABLE, 20, 0.5, "failing", False),
        (FetchFailure.UNREACHABLE, 20, 1.5, "dead", True),
        (FetchFailure.HTTP_ERROR, 2, 3, "failing", False),
        (FetchFailure.GONE, 1, 0, "gone", True),
        (FetchFailure.NOT_A_FEED, 1, 0, "no feed", False),
        (FetchFailure.NOT_A_FEED, 3, 0, "no feed", True),
        (FetchFailure.BROKEN, 3, 0, "no feed", True),
        (FetchFailure.FORBIDDEN_ADDRESS, 2, 0, "forbidden", True),
        (FetchFailure.SLOW_DOWN, 2, 0, "refused", False),
        (FetchFailure.SLOW_DOWN, 3, 0, "refused", True),
        (FetchFailure.SLOW_DOWN, 9, 2, "dead", True),
        (FetchFailure.TOO_LARGE, 1, 0, "failing", False),
        (FetchFailure.OUR_NETWORK, 0, 0, "our network", False),
    ],
)
def test_each_failure_is_an_ailment_and_what_lasts_is_told(
    failure: FetchFailure, failures: int, days: float, ailment: str, told: bool
) -> None:
    memory = replace(GOOD, failures=failures, failing_since=NOON)
    now = NOON + timedelta(days=days)
    [finding] = examine(FEED, state(memory, failure, "404 Not Found"), now=now)
    assert finding.issue.value == ailment
    assert finding.do
    given = notices(FEED, memory, now=now, failure=failure)
    assert len(given) == told
    assert all(notice.title.startswith("Feed kabar: ") for notice in given)


def test_every_failure_has_an_advice() -> None:
    for failure in FetchFailure:
        for detail in ("401 Unauthorized", "404 Not Found", "418 I'm a Teapot", "502 Bad Gateway", "no status"):
            [finding] = examine(FEED, state(GOOD, failure, detail), now=NOON)
            assert finding.do.endswith(".")


def test_overruns_moves_and_clocks_are_told_in_words() -> None:
    memory = replace(
        GOOD, overran_at=NOON, overruns=1, moved_to="https://new.example/", moved_answers=3, skew=-7200
    )
    assert ailments(memory) == ["overrun", "moved", "clock"]
    told = {notice.key: notice for notice in notices(FEED, memory, now=NOON)}
    assert sorted(key.split(":")[2] for key in told) == ["moved", "overrun"]
    assert any("you may be missing some" in notice.title for notice in told.values())
    assert any("Write it into feeds.yaml" in notice.detail for notice in told.values())
    clock = examine(FEED, state(memory), now=NOON)[-1]
    assert clock.says == "its server's clock is 2 hours behind ours"


def test_a_feed_whose_items_are_new_at_every_visit_is_named_for_it() -> None:
    [found] = examine(FEED, state(replace(GOOD, overran_at=NOON, overruns=3)), now=NOON)
    assert found.says == "every item was new at 3 visits in a row: they may have other names each time"


@pytest.mark.parametrize(
    ("feed", "advice"),
    [
        (
            replace(FEED, every=timedelta(seconds=1)),
            "every 1 minute, which is as often as can be",
        ),
        (
            replace(FEED, every=timedelta(seconds=1), allow_private=("127.0.0.0/8",)),
            "every second, which is as often as can be. Look for feeds of",
        ),
        (
            replace(FEED, every=timedelta(hours=1)),
            "every 1 hour because `every` says so: lower it, or",
        ),
        (
            replace(FEED, every=None, floor=timedelta(minutes=20)),
            "`floor` of 20 minutes allows: lower that",
        ),
        (replace(FEED, every=None), "It is visited more often now"),
    ],
)
def test_the_advice_on_a_feed_that_overruns_can_be_followed(feed: Feed, advice: str) -> None:
    memory = replace(GOOD, overran_at=NOON, overruns=1)
    [found] = [one for one in examine(feed, state(memory), now=NOON) if one.issue is FeedIssue.OVERRUN]
    assert advice in found.do


def test_the_worst_comes_first() -> None:
    gone = examine(FEED, state(replace(GOOD, failures=1, failing_since=NOON), FetchFailure.GONE), now=NOON)
    silent = examine(FEED, state(GOOD), now=NOON + 2 * DAY)
    assert [rank(gone), rank(silent), rank(())] == sorted([rank(()), rank(silent), rank(gone)])
    assert FeedIssue.GONE.value == "gone"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def collector(clock: Clock) -> AsyncIterator[Collector]:
    async with (
        Http(contact=None, now=clock, resolver=Names("127.0.0.1")) as http,
        Parser(workers=1) as parser,
    ):
        yield Collector(feeds={}, http=http, parser=parser, now=clock, rng=random.Random(1))


async def test_an_outage_of_our_own_network_is_one_notice_and_no_feeds_failure(
    stand: Stand, collector: Collector, clock: Clock
) -> None:
    port = stand.url.rpartition(":")[2]
    feeds = [
        replace(stand.feed("/a"), id=FeedId(f"f{number}"), url=f"http://outlet{number}.example:{port}/a")
        for number in range(12)
    ]
    collector.feeds = {feed.id: feed for feed in feeds}
    stand.serve("/a", body="<rss version='2.0'><channel><title>T</title></channel></rss>")
    memories = {feed.id: PollState() for feed in feeds}

    async def visit_all() -> list[Poll]:
        polls = [await collector.collect(Visit(feed=feed.id, token=1, memory=memories[feed.id])) for feed in feeds]
        memories.update({poll.feed: poll.memory for poll in polls})
        return polls

    assert all(poll.failure is None for poll in await visit_all())
    await stand.close()
    suspicious = await visit_all()
    assert not any(poll.notices for poll in suspicious), "a moment of silence is no outage yet"
    clock.pass_by(timedelta(seconds=5))
    down = [*await visit_all(), *await visit_all()]
    assert all(poll.failure is FetchFailure.OUR_NETWORK for poll in down)
    assert len({notice.key for poll in down for notice in poll.notices}) == 1
    assert all(memory.failures == 1 for memory in memories.values()), "of the moment before it was known"
    assert all(poll.next_visit_at <= clock.at + timedelta(seconds=66) for poll in down)

    await stand.open_again()
    assert all(poll.failure is None for poll in await visit_all())
    assert all(memory.failures == 0 for memory in memories.values())


async def test_feeds_that_fail_alone_are_not_taken_for_an_outage(stand: Stand, collector: Collector) -> None:
    dead = [
        replace(stand.feed("/dead"), id=FeedId(f"d{number}"), url=f"http://dead{number}.example:1/")
        for number in range(6)
    ]
    alive = stand.feed("/a")
    stand.serve("/a", status=500)
    collector.feeds = {feed.id: feed for feed in [*dead, alive]}
    failures = []
    for feed in dead:
        failures.append((await collector.collect(Visit(feed=feed.id, token=1, memory=PollState()))).failure)
        await collector.collect(Visit(feed=alive.id, token=1, memory=PollState()))
    assert failures == [FetchFailure.UNREACHABLE] * 6


def test_if_the_clocks_of_most_servers_agree_that_ours_is_wrong_that_is_told_once_a_day() -> None:
    clocks = ClockSkew()
    assert [clocks.read(f"g{number}", skew=-600, now=NOON) for number in range(4)] == [None] * 4
    notice = clocks.read("g4", skew=-660, now=NOON)
    assert notice is not None
    assert notice.title == "This machine's clock is 10 minutes ahead of those of most servers"
    again = clocks.read("g1", skew=-600, now=NOON + timedelta(hours=1))
    assert again is not None
    assert again.key == notice.key

    mixed = ClockSkew()
    said = [mixed.read(f"g{number}", skew=7200 * (number % 3 == 0), now=NOON) for number in range(30)]
    assert said == [None] * 30


@pytest.mark.parametrize(
    ("failure", "status", "advice"),
    [
        (FetchFailure.HTTP_ERROR, 401, "wants a login"),
        (FetchFailure.SLOW_DOWN, 403, "may refuse programs"),
        (FetchFailure.HTTP_ERROR, 404, "moved or ended it"),
        (FetchFailure.HTTP_ERROR, 418, "correct the url"),
        (FetchFailure.HTTP_ERROR, 502, "server has a fault"),
        (FetchFailure.HTTP_ERROR, 0, "correct the url"),
        (FetchFailure.SLOW_DOWN, 429, "longer `floor`"),
        (FetchFailure.PROXY, 407, "the user and the password"),
    ],
)
def test_advice_goes_by_the_status_and_not_by_the_words(failure: FetchFailure, status: int, advice: str) -> None:
    [finding] = examine(FEED, state(GOOD, failure, "999 Words", status), now=NOON)
    assert advice in finding.do
