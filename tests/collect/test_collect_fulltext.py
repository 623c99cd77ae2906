"""The articles behind new items: a wish, which costs no item and not much time."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from aiohttp import web

from monitor.collect.collector import Collector
from monitor.collect.fetch.http import Http
from monitor.collect.items.fulltext import Articles
from monitor.collect.parse.parser import Parser
from monitor.model.ids import FeedId, ItemId
from monitor.model.news.feed import Feed
from monitor.model.news.item import Item
from monitor.model.news.visit import Poll, PollState, Visit
from tests.collect.collect_stand import Stand
from tests.fakes import NOON, an_item

TEXT = "Pasukan Korea Utara berada di Kursk, kata juru bicara Pentagon kepada wartawan pada hari Kamis. "
PAGE = (
    "<!doctype html><html><head><meta charset=utf-8><title>Kabar</title></head><body><nav><a href='/'>Beranda</a>"
    f"</nav><article><h1>Korea Utara</h1><p>{TEXT}</p><p>{TEXT * 2}</p><p>{TEXT}</p></article>"
    "<script>var tracker = 1;</script></body></html>"
)


@asynccontextmanager
async def articles() -> AsyncIterator[Articles]:
    async with Http(contact=None) as http, Parser() as parser:
        yield Articles(http=http, parser=parser, bound=60)


def news(stand: Stand, *paths: str) -> tuple[Item, ...]:
    return tuple(an_item(id=ItemId(path), url=stand.url + path, summary="Short.") for path in paths)


def fulltext(stand: Stand) -> Feed:
    return replace(stand.feed("/feed"), fulltext=True)


async def test_new_items_get_the_text_of_their_article_and_nothing_of_the_page_around_it(stand: Stand) -> None:
    stand.serve("/a", body=PAGE, content_type="text/html; charset=utf-8")
    items = news(stand, "/a")
    async with articles() as reader:
        (item,) = await reader.read(fulltext(stand), items, new={items[0].id})
    assert "Pentagon kepada wartawan" in item.body
    assert "Beranda" not in item.body
    assert "tracker" not in item.body
    assert replace(item, body="") == items[0]


async def test_only_new_items_cost_a_request(stand: Stand) -> None:
    stand.serve("/b", body=PAGE, content_type="text/html")
    items = news(stand, "/a", "/b")
    async with articles() as reader:
        await reader.read(fulltext(stand), items, new={items[1].id})
    assert [request.path for request in stand.requests] == ["/b"]


async def test_whatever_fails_the_item_stays_as_it_is(stand: Stand) -> None:
    stand.serve("/404", status=404)
    stand.serve("/picture", body=b"\x89PNG", content_type="image/png")
    stand.serve("/empty", body="<html></html>", content_type="text/html")
    stand.serve("/away", status=302, headers={"Location": "http://169.254.169.254/latest"})
    items = (*news(stand, "/404", "/picture", "/empty", "/away"), an_item(id=ItemId("no link"), url=""))
    async with articles() as reader:
        assert await reader.read(fulltext(stand), items, new={item.id for item in items}) == items


async def test_a_longer_body_of_the_feed_itself_is_kept(stand: Stand) -> None:
    stand.serve("/a", body=PAGE, content_type="text/html")
    items = tuple(replace(item, body="Long. " * 1_000) for item in news(stand, "/a"))
    async with articles() as reader:
        assert await reader.read(fulltext(stand), items, new={items[0].id}) == items


async def test_slow_articles_delay_their_items_only_so_long_and_the_newest_comes_first(stand: Stand) -> None:
    end = asyncio.Event()

    async def slow(_: web.Request) -> web.Response:
        await end.wait()
        return web.Response()

    stand.handle("/old", slow)
    stand.serve("/new", body=PAGE, content_type="text/html")
    items = news(stand, "/old", "/new")
    async with Http(contact=None) as http, Parser() as parser:
        await parser.article(PAGE.encode(), content_type="text/html", url=stand.url)  # its worker is slow to start
        reader = Articles(http=http, parser=parser, bound=5)
        old, new = await reader.read(fulltext(stand), items, new={item.id for item in items})
    end.set()
    assert (old.body, "Pentagon" in new.body) == ("", True)


async def test_only_feeds_that_say_so_want_articles_and_never_for_the_baseline(stand: Stand) -> None:
    feed = fulltext(stand)
    async with Http(contact=None) as http, Parser() as parser:
        collector = Collector(
            feeds={feed.id: feed, FeedId("plain"): replace(feed, fulltext=False)},
            http=http,
            parser=parser,
            now=lambda: NOON,
            rng=random.Random(1),
        )
        poll = Poll(feed=feed.id, items=news(stand, "/a"), memory=PollState(), next_visit_at=NOON)
        assert collector.wants_articles(poll)
        assert not collector.wants_articles(replace(poll, baseline=True))
        assert not collector.wants_articles(replace(poll, items=()))
        assert not collector.wants_articles(replace(poll, feed=FeedId("plain")))


async def test_a_visit_brings_its_new_item_with_the_article(stand: Stand) -> None:
    feed = fulltext(stand)
    stand.serve(
        "/feed", body='<rss version="2.0"><channel><item><title>A</title><link>/a</link></item></channel></rss>'
    )
    stand.serve("/a", body=PAGE, content_type="text/html")
    async with Http(contact=None) as http, Parser() as parser:
        collector = Collector(
            feeds={feed.id: feed}, http=http, parser=parser, now=lambda: NOON, rng=random.Random(1)
        )
        poll = await collector.collect(Visit(feed=feed.id, token=1, memory=PollState(known=True)))
        poll = await collector.with_articles(poll, new={poll.items[0].id})
    assert "Pentagon" in poll.items[0].body
