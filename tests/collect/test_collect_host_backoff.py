"""What a publisher's server may ask of us: each wish on a real socket, and what is remembered of it."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from aiohttp import web

from monitor.collect.collector import Collector
from monitor.collect.fetch.domains import group_of
from monitor.collect.fetch.host_limiter import HostLimiter
from monitor.collect.fetch.http import Http
from monitor.collect.fetch.limits import Limits
from monitor.collect.parse.parser import Parser
from monitor.collect.parse.publisher_hints import PublisherHints, publisher_hints
from monitor.model.ids import FeedId
from monitor.model.news.feed import Feed
from monitor.model.news.visit import FetchFailure, Poll, PollState, Visit
from tests.collect.collect_names import Names
from tests.collect.collect_stand import Stand
from tests.fakes import Clock

MINUTE = timedelta(minutes=1)
RSS = '<rss version="2.0"><channel><title>T</title>%s</channel></rss>'
ITEM = "<item><guid>1</guid><title>Kursk</title></item>"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def collector(clock: Clock) -> AsyncIterator[Collector]:
    """Every name leads to loopback."""
    async with (
        Http(contact=None, now=clock, resolver=Names("127.0.0.1"), limits=Limits(for_each_group=9)) as http,
        Parser(workers=1) as parser,
    ):
        yield Collector(feeds={}, http=http, parser=parser, now=clock, rng=random.Random(1))


async def collect(collector: Collector, feed: Feed, memory: PollState | None = None) -> Poll:
    collector.feeds = {**collector.feeds, feed.id: feed}
    return await collector.collect(Visit(feed=feed.id, token=1, memory=memory or PollState()))


async def test_a_feed_is_asked_unconditionally_once_for_ever(stand: Stand, collector: Collector) -> None:
    stand.serve("/a", body=RSS % ITEM, headers={"ETag": '"1"', "Last-Modified": "x"})
    poll = await collect(collector, stand.feed("/a"))
    for status in (500, 304, 429, 304, 200):
        stand.serve("/a", body=RSS % ITEM, status=status, headers={"ETag": '"1"', "Last-Modified": "x"})
        collector.pauses = {}
        poll = await collect(collector, stand.feed("/a"), poll.memory)
    assert "If-None-Match" not in stand.requests[0].headers
    assert all(request.headers["If-None-Match"] == '"1"' for request in stand.requests[1:])
    assert all(request.headers["If-Modified-Since"] == "x" for request in stand.requests[1:])


async def test_what_a_304_says_of_its_document_is_sent_back(stand: Stand, collector: Collector) -> None:
    stand.serve("/a", body=RSS % ITEM, headers={"ETag": '"1"', "Last-Modified": "x"})
    poll = await collect(collector, stand.feed("/a"))
    stand.serve("/a", status=304, headers={"ETag": '"2"'})
    poll = await collect(collector, stand.feed("/a"), poll.memory)
    await collect(collector, stand.feed("/a"), poll.memory)
    assert stand.requests[1].headers["If-None-Match"] == '"1"'
    assert stand.requests[2].headers["If-None-Match"] == '"2"'
    assert stand.requests[2].headers["If-Modified-Since"] == "x"


async def test_a_server_that_answers_304_for_ever_is_asked_without_conditions_once_a_week(
    stand: Stand, collector: Collector, clock: Clock
) -> None:
    async def for_ever(request: web.Request) -> web.Response:
        known = "If-None-Match" in request.headers
        return web.Response(status=304 if known else 200, text=RSS % ITEM, headers={"ETag": '"1"'})

    stand.handle("/a", for_ever)
    poll = await collect(collector, stand.feed("/a"))
    for _ in range(15):
        clock.pass_by(timedelta(days=1))
        poll = await collect(collector, stand.feed("/a"), poll.memory)
    plain = [place for place, asked in enumerate(stand.requests) if "If-None-Match" not in asked.headers]
    assert plain == [0, 7, 14]
    assert poll.memory.etag == '"1"'


@pytest.mark.parametrize(("status", "wait"), [(420, ""), (529, ""), (503, "60"), (429, ""), (529, "60")])
async def test_a_server_that_has_enough_is_left_alone_by_its_whole_domain(
    stand: Stand, collector: Collector, status: int, wait: str
) -> None:
    stand.serve("/a", status=status, headers={"Retry-After": wait} if wait else {})
    stand.serve("/b", body=RSS % ITEM)
    poll = await collect(collector, stand.feed("/a"))
    assert poll.failure is FetchFailure.SLOW_DOWN
    assert poll.pause is not None
    assert (await collect(collector, stand.feed("/b"))).put_off


@pytest.mark.parametrize("status", [500, 502, 503, 521])
async def test_a_server_that_is_ill_does_not_stop_its_domain(
    stand: Stand, collector: Collector, status: int
) -> None:
    stand.serve("/a", status=status)
    assert (await collect(collector, stand.feed("/a"))).pause is None


async def test_validators_of_one_address_are_not_sent_to_another(stand: Stand, collector: Collector) -> None:
    stand.serve("/a", body=RSS % ITEM, headers={"ETag": '"1"'})
    stand.serve("/b", body=RSS % ITEM, headers={"ETag": '"1"'})
    poll = await collect(collector, stand.feed("/a"))
    moved = replace(stand.feed("/a"), url=stand.url + "/b")
    poll = await collect(collector, moved, poll.memory)
    assert "If-None-Match" not in stand.requests[1].headers
    assert not poll.baseline, "the feed is known all the same"


async def test_the_same_bytes_are_not_parsed_again(stand: Stand, collector: Collector) -> None:
    stand.serve("/a", body=RSS % ITEM)
    first = await collect(collector, stand.feed("/a"))
    again = await collect(collector, stand.feed("/a"), first.memory)
    assert (len(first.items), again.items, again.modified, again.failure) == (1, (), False, None)
    stand.serve("/a", body=RSS % ITEM + " ")
    changed = await collect(collector, stand.feed("/a"), again.memory)
    assert (changed.items, changed.unchanged, changed.modified) == ((), 1, True)


@pytest.mark.parametrize("status", [301, 308])
async def test_a_permanent_redirect_is_adopted_after_three_identical_answers(
    stand: Stand, collector: Collector, status: int
) -> None:
    stand.serve("/a", status=status, headers={"Location": "/b"})
    stand.serve("/b", body=RSS % ITEM, headers={"ETag": '"1"'})
    poll = await collect(collector, stand.feed("/a"))
    told = [len(poll.notices)]
    for _ in range(3):
        poll = await collect(collector, stand.feed("/a"), poll.memory)
        told.append(len(poll.notices))
    assert [request.path for request in stand.requests] == ["/a", "/b", "/a", "/b", "/a", "/b", "/b"]
    assert told == [0, 0, 1, 1]
    assert f"has moved permanently to {stand.url}/b" in poll.notices[0].title

    stand.serve("/b", status=404)
    poll = await collect(collector, stand.feed("/a"), poll.memory)
    stand.serve("/a", body=RSS % ITEM)
    await collect(collector, stand.feed("/a"), poll.memory)
    assert stand.requests[-1].path == "/a", "a new address that does not work is given up again"


async def test_where_a_secret_address_redirects_to_is_neither_remembered_nor_told(
    stand: Stand, collector: Collector
) -> None:
    stand.serve("/a", status=301, headers={"Location": "/b?token=s3cret"})
    stand.serve("/b", body=RSS % ITEM)
    feed = replace(stand.feed("/a"), url=stand.url + "/a?token=s3cret", secret_url=True)
    memory, told = PollState(), ""
    for _ in range(4):
        poll = await collect(collector, feed, memory)
        memory, told = poll.memory, told + repr(poll.notices)
    assert poll.failure is None
    assert "s3cret" not in repr(memory) + told

    bad = replace(feed, id=FeedId("bad"), url="http://a..b/?token=s3cret")
    assert "s3cret" not in (await collect(collector, bad)).detail


async def test_temporary_redirects_are_never_adopted(stand: Stand, collector: Collector) -> None:
    for first, second in ((302, 301), (307, 307)):
        stand.serve("/a", status=first, headers={"Location": "/b"})
        stand.serve("/b", status=second, headers={"Location": "/c"})
        stand.serve("/c", body=RSS % ITEM)
        memory = PollState()
        for _ in range(4):
            memory = (await collect(collector, stand.feed("/a"), memory)).memory
        assert memory.moved_to == ""
    assert sum(request.path == "/a" for request in stand.requests) == 8


@pytest.mark.parametrize(("status", "wait"), [(429, "120"), (503, "120"), (429, "Thu, 12 Mar 2026 12:02:00 GMT")])
async def test_retry_after_holds_for_every_feed_of_the_registrable_domain_and_for_no_other(
    stand: Stand, collector: Collector, clock: Clock, status: int, wait: str
) -> None:
    port = stand.url.rpartition(":")[2]

    def at(host: str, path: str) -> Feed:
        return replace(stand.feed(path), id=FeedId(host), url=f"http://{host}:{port}{path}")

    asked = {"Retry-After": wait, "Date": "Thu, 12 Mar 2026 12:00:00 GMT"}
    stand.serve("/busy", status=status, headers=asked)
    stand.serve("/ok", body=RSS % ITEM)
    refused = await collect(collector, at("a.example.co.uk", "/busy"))
    neighbour = await collect(collector, at("b.example.co.uk", "/ok"))
    stranger = await collect(collector, at("other.co.uk", "/ok"))
    assert refused.failure is FetchFailure.SLOW_DOWN
    assert refused.pause is not None
    assert (refused.pause.group, refused.pause.until) == ("example.co.uk", clock.at + 2 * MINUTE)
    assert neighbour.put_off
    assert neighbour.next_visit_at >= clock.at + 2 * MINUTE
    assert not stranger.put_off
    assert len(stand.requests) == 2
    clock.pass_by(2 * MINUTE)
    assert not (await collect(collector, at("b.example.co.uk", "/ok"))).put_off


async def test_a_pause_that_another_process_was_asked_for_is_kept(
    stand: Stand, collector: Collector, clock: Clock
) -> None:
    stand.serve("/a", body=RSS % ITEM)
    feed = replace(stand.feed("/a"), group="press")
    collector.pauses = {"group press": clock.at + MINUTE}
    assert (await collect(collector, feed)).put_off
    collector.pauses = {"group press": clock.at - MINUTE}
    assert not (await collect(collector, feed)).put_off


async def test_one_403_is_one_feeds_matter_and_a_burst_of_them_is_the_servers_wish(
    stand: Stand, collector: Collector
) -> None:
    polls = []
    for name in ("a", "b", "c", "d"):
        stand.serve(f"/{name}", status=403)
        polls.append(await collect(collector, stand.feed(f"/{name}", every=5 * MINUTE)))
    assert [poll.failure for poll in polls[:3]] == [FetchFailure.SLOW_DOWN] * 3
    assert [poll.pause is not None for poll in polls] == [False, False, True, False]
    assert polls[3].put_off
    assert len(stand.requests) == 3


async def test_410_is_told_at_once(stand: Stand, collector: Collector) -> None:
    stand.serve("/a", status=410)
    poll = await collect(collector, stand.feed("/a"))
    assert poll.failure is FetchFailure.GONE
    assert "permanently gone" in poll.notices[0].title
    assert "Take it out of feeds.yaml" in poll.notices[0].detail


async def test_what_belongs_to_a_feeds_own_server_is_told_to_no_other(stand: Stand, collector: Collector) -> None:
    port = stand.url.rpartition(":")[2]
    feed = replace(
        stand.feed("/a"),
        headers=(("X-Key", "k3y"),),
        authorization="Bearer t0ken",
        cookies="session=s3ss",
    )
    stand.serve("/a", status=302, headers={"Location": "/same"})
    stand.serve("/same", status=302, headers={"Location": f"http://stranger.example:{port}/b"})
    stand.serve("/b", body=RSS % ITEM)
    assert (await collect(collector, feed)).failure is None
    told = [
        [request.headers.get(name) for name in ("X-Key", "Authorization", "Cookie")] for request in stand.requests
    ]
    assert told == [["k3y", "Bearer t0ken", "session=s3ss"]] * 2 + [[None, None, None]]


def test_feeds_are_grouped_by_what_somebody_registered() -> None:
    assert group_of("https://a.example.co.uk/1") == group_of("http://B.EXAMPLE.co.uk:8080/") == "example.co.uk"
    assert group_of("https://one.github.io/") != group_of("https://two.github.io/")
    assert group_of("https://новости.пример.рф/") == "пример.рф"
    assert group_of("http://127.0.0.1:80/") != group_of("http://127.0.0.1:81/")
    assert group_of("http://[::1]:80/") == "::1:80"
    assert group_of("http://localhost/") == "localhost"
    assert group_of("https://a.example/", named="press") == group_of("https://b.example/", named="press")


async def test_requests_to_one_group_keep_their_distance_and_who_would_wait_long_comes_later() -> None:
    pacing = HostLimiter(at_once=2)
    waits = [pacing.put_off("a.example", visitor=f"{number}", gap=1.0) for number in range(20)]
    assert waits[:5] == [None] * 5
    later = [wait.total_seconds() for wait in waits if wait is not None]
    assert later == sorted(later)
    assert 18 < later[-1] <= 19
    assert pacing.put_off("a.example", visitor="19", gap=1.0) is None, "who was put off has its place"
    assert pacing.put_off("b.example", visitor="x", gap=1.0) is None

    starts: list[float] = []
    loop = asyncio.get_running_loop()

    async def ask() -> None:
        async with pacing.turn("c.example", gap=0.05):
            starts.append(loop.time())

    await asyncio.gather(*(ask() for _ in range(4)))
    assert max(starts) - min(starts) > 0.1, "three times five hundredths of a second, less a delay of the first"


async def test_who_finds_many_waiting_comes_back_soon_if_they_are_quick_and_late_if_they_are_not() -> None:
    pacing = HostLimiter(at_once=1)

    async def crowded(group: str, *, seconds: float) -> float:
        async with pacing.turn(group, gap=0):
            await asyncio.sleep(seconds)
        waiting = [asyncio.ensure_future(pacing.turn(group, gap=0).__aenter__()) for _ in range(9)]
        await asyncio.sleep(0)
        wait = pacing.put_off(group, visitor="late", gap=0)
        for one in waiting:
            one.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        assert wait is not None
        return wait.total_seconds()

    slow = await crowded("slow.example", seconds=0.2)
    assert slow > 1.5
    assert await crowded("quick.example", seconds=0) < slow


async def test_forty_feeds_of_one_host_are_asked_two_at_a_time_and_not_all_at_once(
    stand: Stand, clock: Clock
) -> None:
    at_once = most = 0
    starts: list[float] = []

    async def slow(request: web.Request) -> web.StreamResponse:
        nonlocal at_once, most
        starts.append(asyncio.get_running_loop().time())
        at_once += 1
        most = max(most, at_once)
        await asyncio.sleep(0.03)
        at_once -= 1
        return web.Response(body=(RSS % "").encode())

    limits = Limits(private_gap=0.01)
    async with Http(contact=None, now=clock, limits=limits) as http, Parser(workers=1) as parser:
        feeds = [stand.feed(f"/{number}") for number in range(40)]
        collector = Collector(feeds={}, http=http, parser=parser, now=clock, rng=random.Random(1))
        collector.feeds = {feed.id: feed for feed in feeds}
        for feed in feeds:
            stand.handle(f"/{feed.id}", slow)
        left = feeds
        while left:  # as the schedule does: who was put off comes again
            polls = await asyncio.gather(
                *(collector.collect(Visit(feed=feed.id, token=1, memory=PollState())) for feed in left)
            )
            left = [feed for feed, poll in zip(left, polls, strict=True) if poll.put_off]
    assert len(starts) == 40
    assert most == 2
    assert starts[-1] - starts[0] > 0.3, "forty requests, each a hundredth of a second after the one before"


def test_the_documents_own_wishes_are_read_around_its_entries() -> None:
    channel = (
        b"<rss><channel><ttl> 90 </ttl>"
        b"<skipHours><hour>0</hour><hour>24</hour><hour>5</hour></skipHours>"
        b"<skipDays><day>Saturday</day><day>Sunday</day><day>Noday</day></skipDays>"
    )
    item = b"<item><title>a</title><ttl>1</ttl></item>"
    expected = PublisherHints(ttl=5400, skip_hours=1 | 1 << 5, skip_days=1 << 5 | 1 << 6)
    assert publisher_hints(channel + item) == expected
    assert publisher_hints(b"<rss><channel>" + item + channel) == expected
    assert publisher_hints(item) == PublisherHints()
    hourly = b"<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>"
    assert publisher_hints(hourly).ttl == 1800
    always = b"<skipHours>" + b"".join(b"<hour>%d</hour>" % hour for hour in range(24)) + b"</skipHours>"
    assert publisher_hints(always) == PublisherHints(), "who skips every hour means none"
