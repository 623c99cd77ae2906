"""Visit after visit, through the store: what is news goes on exactly once, whatever a feed does with it."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from email.utils import format_datetime
from html import escape

import pytest

from monitor.clock import now
from monitor.collect.collector import Collector
from monitor.collect.fetch.http import Http
from monitor.collect.parse.parser import Parser
from monitor.model.news.feed import Feed, Selectors, SourceKind
from monitor.store.base import keys
from monitor.store.base.seen import RECORD
from monitor.store.connection.client import Client
from monitor.store.queues.feed_schedule import FeedSchedule
from monitor.store.queues.item_queue import ItemQueue
from tests.collect.collect_stand import Stand


def item(title: str, *, guid: str = "", link: str = "", date: str = "", summary: str = "") -> str:
    parts = {"title": title, "guid": guid, "link": link, "description": summary, "pubDate": date}
    return "<item>" + "".join(f"<{tag}>{text}</{tag}>" for tag, text in parts.items() if text) + "</item>"


@dataclass
class Desk:
    """One feed, a collector and a store."""

    stand: Stand
    collector: Collector
    schedule: FeedSchedule
    queue: ItemQueue
    feed: Feed
    around: tuple[str, str] = ('<rss version="2.0"><channel>', "</channel></rss>")

    async def visit(self, *items: str) -> list[str]:
        """The titles that go on to the rules when the feed has these items."""
        self.stand.serve("/a", body="".join(items).join(self.around))
        while not (visits := await self.schedule.claim(limit=1)):
            await asyncio.sleep(0.005)
        poll = await self.collector.collect(visits[0])
        assert poll.failure is None
        saved = await self.schedule.save(visits[0], poll)
        works = await self.queue.take(limit=1_000) if saved.new and not poll.baseline else []
        await self.queue.detected(works, [])
        return [work.value.title for work in works]


@pytest.fixture
async def desk(stand: Stand, client: Client) -> AsyncIterator[Desk]:
    feed = stand.feed("/a", every=timedelta(milliseconds=1))
    schedule = FeedSchedule(client, lease=timedelta(minutes=1))
    async with Http(contact=None) as http, Parser(workers=1) as parser:
        collector = Collector(feeds={feed.id: feed}, http=http, parser=parser, now=now, rng=random.Random(1))
        await schedule.reconcile(collector.feeds, first_visits={})
        yield Desk(stand, collector, schedule, ItemQueue(client, consumer="test"), feed)


async def test_a_backlog_is_silent_and_what_comes_after_is_news(desk: Desk) -> None:
    backlog = [item(f"Old {number}", guid=str(number)) for number in range(200)]
    assert await desk.visit(*backlog) == []
    assert await desk.visit(item("New", guid="new"), *backlog) == ["New"]
    assert await desk.visit(item("New", guid="new"), *backlog[:-1]) == []


async def test_the_first_item_of_a_feed_that_was_empty_is_news(desk: Desk) -> None:
    assert await desk.visit() == []
    assert await desk.visit(item("First")) == ["First"]


async def test_another_order_another_date_and_another_wording_are_no_news(desk: Desk) -> None:
    one, two, three = item("One", guid="1"), item("Two", guid="2"), item("Three", guid="3")
    await desk.visit(one, two, three)
    assert await desk.visit(three, one, two) == []
    assert await desk.visit(item("One", guid="1", date="Wed, 11 Mar 2026 10:00:00 GMT"), two, three) == []
    assert await desk.visit(item("One, updated", guid="1"), two, three) == []


async def test_dates_decide_nothing(desk: Desk) -> None:
    await desk.visit(item("Known"))
    odd = [
        item("Future", date="Fri, 01 Jan 2100 00:00:00 GMT"),
        item("Ancient", date="1795223666"),
        item("Undated"),
    ]
    assert sorted(await desk.visit(*odd, item("Known"))) == ["Ancient", "Future", "Undated"]


async def test_guids_that_change_at_every_visit_are_no_news(desk: Desk) -> None:
    def rotated(turn: int) -> list[str]:
        return [item(f"Item {n}", guid=f"{turn}-{n}", link=f"https://news.example/{n}") for n in range(5)]

    await desk.visit(*rotated(0))
    assert [await desk.visit(*rotated(turn)) for turn in range(1, 6)] == [[]] * 5


async def test_one_guid_for_all_hides_no_news(desk: Desk) -> None:
    def news(number: int) -> str:
        return item(f"News {number}", guid="home", link=f"https://news.example/{number}")

    await desk.visit(news(1), news(2))
    assert await desk.visit(news(3), news(1), news(2)) == ["News 3"]
    assert await desk.visit(news(4), news(3), news(1), news(2)) == ["News 4"]


async def test_the_same_words_again_are_news_if_their_guid_is_new(desk: Desk) -> None:
    quake, calm = "Earthquake", item("Calm", guid="calm")
    await desk.visit(item(quake, guid="1"), calm)
    assert await desk.visit(item(quake, guid="2"), item(quake, guid="1"), calm) == [quake]


async def test_an_item_that_comes_back_is_no_news(desk: Desk) -> None:
    await desk.visit(item("A", guid="a"), item("B", guid="b"))
    for _ in range(3):
        assert await desk.visit(item("B", guid="b")) == []
        assert await desk.visit(item("A", guid="a"), item("B", guid="b")) == []


TITLES = (
    "Storm closes port",
    "Quake in Lima",
    "Strike at mine",
    "Vote in Ghana",
    "Fire in mill",
    "Flood in Medan",
)
PAGE = "https://news.example/a"
CHANGING: dict[str, Callable[[int, str], tuple[str, str]]] = {
    "session in link and guid": lambda n, r: (f"{PAGE}/{n}?PHPSESSID={r}", f"{PAGE}/{n}?PHPSESSID={r}"),
    "session in path": lambda n, r: ("", f"{PAGE}/{n};jsessionid={r}"),
    "session beside an id": lambda n, r: (r, f"{PAGE}?id={n}&sid={r}"),
    "any parameter": lambda n, r: ("", f"{PAGE}/{n}?zz={r}"),
    "any folder": lambda n, r: (r, f"https://news.example/s-{r}/a/{n}"),
    "campaign": lambda n, r: (f"{PAGE}/{n}?utm_source={r}", f"{PAGE}/{n}?utm_source={r}"),
    "guid without a link": lambda n, r: (r, ""),
    "fragment": lambda n, r: ("", f"{PAGE}/{n}#{r}"),
    "one link for all": lambda n, r: (r, PAGE),
}


@pytest.mark.parametrize("names", CHANGING)
async def test_what_changes_at_every_visit_is_no_name(desk: Desk, client: Client, names: str) -> None:
    def shown(turn: int, *numbers: int) -> list[str]:
        named = [(n, *CHANGING[names](n, f"{turn}x{n}f0a9")) for n in numbers]
        return [item(TITLES[n], guid=escape(guid), link=escape(link)) for n, guid, link in named]

    await desk.visit(*shown(0, 0, 1, 2, 3))
    assert await desk.visit(*shown(1, 0, 1, 2, 3)) == []
    assert await desk.visit(*shown(2, 4, 0, 1, 2)) == ["Fire in mill"]
    assert await desk.visit(*shown(3, 5, 4, 0, 1)) == ["Flood in Medan"]
    for turn in range(4, 30):
        assert await desk.visit(*shown(turn, 5, 4, 0, 1)) == []
    assert len(await client.read("GET", client.key(keys.seen(desk.feed.id)))) <= 6 * RECORD, (
        "its marks are bounded"
    )


async def test_parameters_that_change_at_every_visit_of_a_page_are_no_names(desk: Desk, client: Client) -> None:
    desk.stand.serve("/robots.txt", status=404)
    select = Selectors(kind=SourceKind.PAGE, item="li", title="a", link="a", summary="p")
    desk.collector.apply({desk.feed.id: replace(desk.feed, select=select)})
    desk.around = "<html><body><ul>", "</ul></body></html>"

    def shown(turn: int, *numbers: int) -> list[str]:
        link, views = f"?ref={turn}x9", f"{turn + 3} views"
        return [f"<li><a href='/n/{n}{link}'>{TITLES[n]}</a><p>Notice {n}. {views}</p></li>" for n in numbers]

    await desk.visit(*shown(0, 0, 1, 2, 3))
    assert await desk.visit(*shown(1, 0, 1, 2, 3)) == []
    assert await desk.visit(*shown(2, 4, 0, 1, 2)) == ["Fire in mill"]
    for turn in range(3, 12):
        assert await desk.visit(*shown(turn, 5, 4, 0, 1)) == (["Flood in Medan"] if turn == 3 else [])
    assert await desk.visit(*(one.replace("Notice", "Note") for one in shown(11, 5, 4, 0, 1))) == []
    assert len(await client.read("GET", client.key(keys.seen(desk.feed.id)))) <= 6 * RECORD


OLD, LATER = (format_datetime(now() + timedelta(hours=hours)) for hours in (-24, 1))


async def test_an_old_item_under_a_new_name_is_no_news_and_a_new_one_in_its_words_is(desk: Desk) -> None:
    calm = [item(f"Calm {number}", guid=f"c{number}") for number in range(3)]
    await desk.visit(item("Warning for Lake", guid="w1", date=OLD), *calm)
    assert await desk.visit(item("Warning for Lake", guid="w2", date=OLD), *calm) == []
    assert await desk.visit(item("Warning for Lake", guid="w3", date=LATER), *calm) == ["Warning for Lake"]


async def test_warnings_that_are_issued_again_in_the_same_words_are_news(desk: Desk) -> None:
    def warnings(issue: int) -> list[str]:
        return [
            item(f"Warning for {area}", guid=f"{area}{issue}", date=LATER) for area in ("Lake", "Cook", "Will")
        ]

    await desk.visit(*warnings(0))
    assert len(await desk.visit(*warnings(1))) == 3
    assert await desk.visit(*warnings(1), item("Calm", guid="c")) == ["Calm"]
    assert len(await desk.visit(*warnings(2))) == 3


async def test_one_advertisement_with_a_new_name_at_every_visit_is_news_twice_at_most(desk: Desk) -> None:
    news = [item(f"News {number}", guid=f"n{number}") for number in range(4)]
    await desk.visit(item("Buy now", guid="a0"), *news)
    came = [title for turn in range(1, 9) for title in await desk.visit(item("Buy now", guid=f"a{turn}"), *news)]
    assert came == ["Buy now"] * 2
    assert await desk.visit(item("Buy now", guid="a9"), item("News 5", guid="n5"), *news) == ["News 5"]


async def test_what_comes_back_under_a_new_name_while_the_old_one_is_shown_is_news(desk: Desk) -> None:
    await desk.visit(item("Quake", guid="1"), item("Calm", guid="2"))
    assert await desk.visit(item("Quake", guid="3"), item("Quake", guid="1"), item("Calm", guid="2")) == ["Quake"]


async def test_names_that_change_in_a_large_document_are_no_names(desk: Desk) -> None:
    def shown(turn: int) -> list[str]:
        return [
            item(f"Item {number}", guid=f"{turn}-{number}", link=f"{PAGE}/{turn}/{number}")
            for number in range(250)
        ]

    await desk.visit(*shown(0))
    assert await desk.visit(*shown(1)) == []
    assert await desk.visit(item("News", guid="n"), *shown(2)) == ["News"]


async def test_every_way_to_write_one_address_is_one_item(desk: Desk) -> None:
    ways = (
        "https://www.news.example/a/",
        "https://news.example/a",
        "http://news.example/a",
        "https://m.news.example/a/amp",
    )
    others = [item(f"Item {number}", link=f"https://news.example/{number}") for number in range(4)]
    came = [await desk.visit(item("Storm", link=way), *others) for way in (*ways, *ways)]
    assert came == [[]] * 8
    assert await desk.visit(item("Other", link="https://news.example/a?id=2"), *others) == ["Other"]
