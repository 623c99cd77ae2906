"""Visit after visit to one feed: what is read again, and what is not."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from monitor.collect.collector import WHOLE_EVERY, Collector
from monitor.collect.fetch.http import Http
from monitor.collect.parse.parser import Parser
from monitor.model.news.feed import Feed
from monitor.model.news.visit import Poll, PollState, Visit
from tests.collect.collect_stand import Stand


@dataclass
class Reader:
    """Visits one feed again and again, remembering what the store would."""

    stand: Stand
    collector: Collector
    feed: Feed
    at: datetime
    memory: PollState = field(default_factory=PollState)

    async def read(self, *titles: str) -> Poll:
        items = "".join(f"<item><title>{title}</title><guid>{title}</guid></item>" for title in titles)
        self.stand.serve("/a", body=f'<rss version="2.0"><channel>{items}</channel></rss>')
        poll = await self.collector.collect(Visit(feed=self.feed.id, token=1, memory=self.memory))
        self.memory = poll.memory
        return poll


@pytest.fixture
async def reader(stand: Stand, noon: datetime) -> AsyncIterator[Reader]:
    feed = stand.feed("/a")
    async with Http(contact=None) as http, Parser(workers=1) as parser:

        def now() -> datetime:
            return here.at

        collector = Collector(feeds={feed.id: feed}, http=http, parser=parser, now=now, rng=random.Random(1))
        here = Reader(stand=stand, collector=collector, feed=feed, at=noon)
        yield here


def titles(poll: Poll) -> list[str]:
    return [item.title for item in poll.items]


async def test_only_new_items_are_read_and_the_others_are_counted(reader: Reader) -> None:
    assert titles(await reader.read("B", "A")) == ["A", "B"]
    poll = await reader.read("C", "B", "A")
    assert (titles(poll), poll.unchanged, poll.failure) == (["C"], 2, None)
    poll = await reader.read("C", "A")
    assert (titles(poll), poll.unchanged) == ([], 2)


async def test_an_item_whose_poll_was_never_saved_is_read_again(reader: Reader) -> None:
    await reader.read("A")
    before = reader.memory
    await reader.read("B", "A")
    reader.memory = before  # the store never heard of it
    assert titles(await reader.read("B", "A")) == ["B"]


async def test_once_a_day_everything_is_read(reader: Reader) -> None:
    await reader.read("A")
    reader.at += WHOLE_EVERY - timedelta(minutes=1)
    assert titles(await reader.read("B", "A")) == ["B"]
    reader.at += timedelta(minutes=2)
    poll = await reader.read("C", "B", "A")
    assert (titles(poll), poll.unchanged) == (["A", "B", "C"], 0)
    assert titles(await reader.read("D", "C", "B", "A")) == ["D"]


async def test_another_address_is_another_document(reader: Reader) -> None:
    await reader.read("A")
    reader.feed = replace(reader.feed, url=reader.feed.url + "?edition=2")
    reader.collector.feeds = {reader.feed.id: reader.feed}
    assert titles(await reader.read("A")) == ["A"]
