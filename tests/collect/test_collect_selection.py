"""Sources that are no feeds: pages by CSS selectors, JSON by JMESPath, with the manners of feeds."""

from __future__ import annotations

import json
import random
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from monitor.collect.collector import Collector
from monitor.collect.fetch.http import Http
from monitor.collect.fetch.robots import KEPT_FOR
from monitor.collect.parse.entries import FeedEntry, ParsedFeed, Unreadable
from monitor.collect.parse.parser import Parser
from monitor.collect.parse.selection import read
from monitor.collect.schedule.health import examine
from monitor.model.ids import ItemId
from monitor.model.news.feed import Feed, Selectors, SourceKind
from monitor.model.news.visit import FeedState, FetchFailure, Poll, PollState, Visit
from tests.collect.collect_stand import Stand
from tests.fakes import Clock

NOTICES = Selectors(
    kind=SourceKind.PAGE, item="li.notice", title="h2", link="a", date="time@datetime", summary="p", id="@data-id"
)
LIST = Selectors(
    kind=SourceKind.JSON,
    item="data.items[]",
    title="head.line",
    link="links[0].href",
    date="at",
    summary="text",
    id="id",
)


def notice(number: int, title: str) -> str:
    return (
        f'<li class="notice" data-id="n{number}"><time datetime="2026-11-16T0{number}:30:00+07:00">today</time>'
        f'<a href="/notices/{number}"><h2>{title}</h2></a><p>Pilots <b>wait</b>.</p></li>'
    )


def page(*notices: str, head: str = "") -> str:
    items = "".join(notices)
    return f"<html lang='en'><head><title>Port</title>{head}</head><body><ul>{items}</ul></body></html>"


def entries(text: str, select: Selectors = NOTICES) -> tuple[FeedEntry, ...]:
    reply = read(text.encode(), content_type="text/html", url="https://port.example/news/", select=select)
    assert isinstance(reply, ParsedFeed), reply
    return reply.entries


def refusal(text: str, select: Selectors) -> str:
    reply = read(text.encode(), content_type="", url="https://port.example/news/", select=select)
    assert isinstance(reply, Unreadable), reply
    return reply.detail


def test_a_page_gives_the_parts_of_its_items_as_text() -> None:
    first, second = entries(page(notice(1, "Channel &amp; port closed"), notice(2, "Strike")))
    assert first == FeedEntry(
        guid="n1",
        link="https://port.example/notices/1",
        title="Channel & port closed",
        summary="Pilots wait.",
        published=datetime(2026, 11, 15, 18, 30, tzinfo=UTC),
        lang="en",
    )
    assert second.guid == "n2"


def test_what_is_not_selected_is_found_where_it_usually_is() -> None:
    select = Selectors(kind=SourceKind.PAGE, item=".notice", title="h2", date="time")
    (entry,) = entries(page(notice(3, "Strike"), head='<base href="https://www.port.example/en/">'), select)
    assert (entry.link, entry.guid) == ("https://www.port.example/notices/3", "https://www.port.example/notices/3")
    assert entry.published == datetime(2026, 11, 15, 20, 30, tzinfo=UTC)
    links = Selectors(kind=SourceKind.PAGE, item="a", title="a", link="a@href")
    assert [(e.title, e.link) for e in entries("<p><a href='b'>B</a> <a href='c'>C</a></p>", links)] == [
        ("B", "https://port.example/news/b"),
        ("C", "https://port.example/news/c"),
    ]


def test_json_gives_the_parts_of_its_items_as_text() -> None:
    item = {
        "id": 17,
        "head": {"line": "Port <b>closed</b>"},
        "links": [{"href": "/a"}],
        "at": 1794817800,
        "text": None,
    }
    (entry,) = entries(json.dumps({"data": {"items": [item]}}), LIST)
    assert entry == FeedEntry(
        guid="17", link="/a", title="Port closed", published=datetime(2026, 11, 16, 8, 30, tzinfo=UTC)
    )


@pytest.mark.parametrize(
    ("text", "select", "says"),
    [
        (page(notice(1, "A")), replace(NOTICES, item="li.news"), "the selector of `item` found nothing: li.news"),
        (
            page(notice(1, "A")),
            replace(NOTICES, title="h3"),
            "the selector of `title` found nothing in any of 1 items: h3",
        ),
        (page(notice(1, "A")), replace(NOTICES, link="a.more@href"), "the selector of `link` found nothing"),
        (page(), NOTICES, "the selector of `item` found nothing: li.notice"),
        ("", NOTICES, "no page"),
        ('{"data": {}}', LIST, "the selector of `item` found nothing: data.items[]"),
        ('{"data": {"items": 5}}', LIST, "the selector of `item` found nothing"),
        (
            '{"data": {"items": [{"x": 1}, {"x": 2}]}}',
            LIST,
            "the selector of `title` found nothing in any of 2 items",
        ),
        ("<html></html>", LIST, "broken JSON"),
    ],
)
def test_the_selector_that_found_nothing_is_named(text: str, select: Selectors, says: str) -> None:
    assert says in refusal(text, select)


def test_a_part_that_items_may_lack_is_no_failure_but_is_named() -> None:
    reply = read(page(notice(1, "A")).encode(), content_type="", url="", select=replace(NOTICES, summary="div"))
    assert isinstance(reply, ParsedFeed)
    assert reply.unmatched == ("summary",)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def collector(clock: Clock) -> AsyncIterator[Collector]:
    async with Http(contact=None, now=clock) as http, Parser(workers=1) as parser:
        yield Collector(feeds={}, http=http, parser=parser, now=clock, rng=random.Random(1))


def source(stand: Stand, select: Selectors = NOTICES) -> Feed:
    return replace(stand.feed("/notices"), select=select)


async def collect(collector: Collector, feed: Feed, memory: PollState | None = None) -> Poll:
    collector.feeds = {feed.id: feed}
    return await collector.collect(Visit(feed=feed.id, token=1, memory=memory or PollState()))


def ids(poll: Poll) -> set[ItemId]:
    return {item.id for item in poll.items}


async def test_order_and_wording_alone_bring_nothing_new(stand: Stand, collector: Collector) -> None:
    stand.serve("/robots.txt", status=404)
    for select in (NOTICES, replace(NOTICES, id="")):
        stand.serve("/notices", body=page(notice(1, "Port closed"), notice(2, "Strike")), content_type="text/html")
        first = await collect(collector, source(stand, select))
        assert (first.baseline, len(first.items)) == (True, 2)
        stand.serve(
            "/notices",
            body=page(notice(2, "Strike goes on"), notice(1, "Port closed again"), head="<style>x</style>"),
            content_type="text/html",
        )
        second = await collect(collector, source(stand, select), first.memory)
        assert ids(second) == ids(first)
        assert second.reworded, "other words are no edit"
        stand.serve("/notices", body=page(notice(3, "Fire"), notice(2, "Strike")), content_type="text/html")
        third = await collect(collector, source(stand, select), second.memory)
        assert [item.title for item in third.items if item.id not in ids(first)] == ["Fire"]


async def test_a_page_without_items_is_a_failure_and_no_baseline(stand: Stand, collector: Collector) -> None:
    stand.serve("/robots.txt", status=404)
    stand.serve("/notices", body=page(), content_type="text/html")
    poll = await collect(collector, source(stand))
    assert (poll.failure, poll.memory.known) == (FetchFailure.NOT_A_FEED, False)
    assert "the selector of `item` found nothing" in poll.detail
    stand.serve("/notices", body=page(notice(1, "Strike")), content_type="text/html")
    good = await collect(collector, source(stand), poll.memory)
    assert good.baseline
    stand.serve("/notices", body=page(), content_type="text/html")
    lost = await collect(collector, source(stand), good.memory)
    assert (lost.failure, lost.memory.known, lost.memory.etag) == (FetchFailure.NOT_A_FEED, True, good.memory.etag)


async def test_a_list_of_warnings_may_be_empty(stand: Stand, collector: Collector) -> None:
    stand.serve("/notices", body='{"data": {"items": []}}', content_type="application/json")
    poll = await collect(collector, source(stand, LIST))
    assert (poll.failure, poll.items, poll.memory.known) == (None, (), True)
    assert [request.path for request in stand.requests] == ["/notices"], "an API is made for programs"


async def test_a_list_that_had_items_and_has_none_is_reported_until_it_has_some(
    stand: Stand, collector: Collector
) -> None:
    feed, memory, found = source(stand, LIST), PollState(), []
    full = '{"data": {"items": [{"id": 1, "head": {"line": "A"}, "links": [{"href": "/a"}]}]}}'
    none, other = '{"data": {"items": []}}', '{"data": {"items": []}, "at": 2}'
    for body in (none, full, none, other, full):
        stand.serve("/notices", body=body, content_type="application/json")
        poll = await collect(collector, feed, memory)
        memory = poll.memory
        at = datetime.now(UTC)
        state = FeedState(
            feed=feed.id, next_visit_at=at, failures=0, failure="", detail="", good_at=at, memory=memory
        )
        found.append([one.says for one in examine(feed, state, now=at) if one.issue == "empty"])
        assert (poll.failure, memory.known) == (None, True)
    assert [len(says) for says in found] == [0, 0, 1, 1, 0]
    assert found[2] == found[3]
    assert "the selector of `item` has found nothing since" in found[2][0]


async def test_a_page_is_visited_like_a_feed_with_its_validators(stand: Stand, collector: Collector) -> None:
    stand.serve("/robots.txt", status=404)
    stand.serve("/notices", body=page(notice(1, "Strike")), headers={"ETag": '"1"'}, content_type="text/html")
    poll = await collect(collector, source(stand))
    stand.serve("/notices", status=304)
    assert not (await collect(collector, source(stand), poll.memory)).modified
    assert stand.requests[-1].headers["If-None-Match"] == '"1"'
    assert stand.requests[-1].headers["Accept"].startswith("text/html")


@pytest.mark.parametrize(
    ("robots", "status", "allowed"),
    [
        ("User-agent: *\nDisallow: /notices", 200, False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: news-alert-monitor\nAllow: /", 200, True),
        ("User-agent: *\nDisallow: /\nAllow: /notices$", 200, True),
        ("User-agent: news-alert-monitor\nDisallow: /", 200, False),
        ("User-agent: other\nDisallow: /", 200, True),
        ("<html>not found</html>", 200, True),
        ("", 404, True),
        ("", 403, True),
        ("", 500, False),
    ],
)
async def test_robots_txt_is_obeyed(
    stand: Stand, collector: Collector, robots: str, status: int, allowed: bool
) -> None:
    stand.serve("/robots.txt", body=robots, status=status, content_type="text/plain")
    stand.serve("/notices", body=page(notice(1, "Strike")), content_type="text/html")
    poll = await collect(collector, source(stand))
    assert bool(poll.items) is allowed
    if status == 200 and not allowed:
        assert poll.failure is FetchFailure.ROBOTS
        assert "robots.txt disallows it" in poll.detail
    assert ("/notices" in [request.path for request in stand.requests]) is allowed


async def test_robots_txt_is_read_once_a_day(stand: Stand, collector: Collector, clock: Clock) -> None:
    stand.serve("/robots.txt", body="User-agent: *\nDisallow: /", content_type="text/plain")
    stand.serve("/notices", body=page(notice(1, "Strike")), content_type="text/html")
    poll = await collect(collector, source(stand))
    stand.serve("/robots.txt", body="", content_type="text/plain")
    assert (await collect(collector, source(stand), poll.memory)).failure is FetchFailure.ROBOTS
    clock.pass_by(KEPT_FOR * 1.1)
    assert (await collect(collector, source(stand), poll.memory)).items


async def test_a_feed_is_fetched_without_asking(stand: Stand, collector: Collector) -> None:
    stand.serve("/robots.txt", body="User-agent: *\nDisallow: /", content_type="text/plain")
    stand.serve("/a", body="<rss version='2.0'><channel><item><title>A</title></item></channel></rss>")
    assert (await collect(collector, stand.feed("/a"))).items
    assert [request.path for request in stand.requests] == ["/a"]
