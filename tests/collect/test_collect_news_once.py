"""Visit after visit, through the store: what is news goes on exactly once, whatever a feed does with it."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import pytest

from monitor.clock import now
from monitor.collect.collector import Collector
from monitor.collect.fetch.http import Http
from monitor.collect.parse.parser import Parser
from monitor.model.news.feed import Feed
from monitor.store.connection.client import Client
from monitor.store.queues.feed_schedule import FeedSchedule
from monitor.store.queues.item_queue import ItemQueue
from tests.collect.collect_stand import Stand


def item(title: str, *, guid: str = "", link: str = "", date: str = "") -> str:
    parts = {"title": title, "guid": guid, "link": link, "pubDate": date}
    return "<item>" + "".join(f"<{tag}>{text}</{tag}>" for tag, text in parts.items() if text) + "</item>"


@dataclass
class Desk:
    """One feed, a collector and a store."""

    stand: Stand
    collector: Collector
    schedule: FeedSchedule
    queue: ItemQueue
    feed: Feed

    async def visit(self, *items: str) -> list[str]:
        """The titles that go on to the rules when the feed has these items."""
        self.stand.serve("/a", body=f'<rss version="2.0"><channel>{"".join(items)}</channel></rss>')
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
