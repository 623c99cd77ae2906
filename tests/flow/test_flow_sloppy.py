"""Careless feeds through parser, collector and store: nothing vanishes, and every entry is counted."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

import pytest

from monitor.clock import now
from monitor.collect.collector import Collector
from monitor.collect.fetch.http import Http
from monitor.collect.parse.parser import Parser
from monitor.desk.query.audit import balances
from monitor.model.ids import FeedId
from monitor.model.news.item import Item
from monitor.model.news.visit import Poll, Visit
from monitor.store.base import keys
from monitor.store.connection.client import Client
from monitor.store.queues.feed_schedule import FeedSchedule
from monitor.store.queues.item_queue import ItemQueue
from monitor.store.records.counts import counts, queues
from tests.collect.collect_stand import Stand
from tests.collect.sloppy import Entry, history, rss
from tests.store.store_news import as_admin

FEEDS = 60


@pytest.fixture
async def parser() -> AsyncIterator[Parser]:
    async with Parser(workers=1) as parser:
        yield parser


def said(entry: Entry, among: Sequence[Entry]) -> tuple[str, str]:
    """What an entry says, as it is shown. Of an item listed twice, with two summaries, the first counts."""
    mine = (entry.guid, entry.link, _title(entry))
    twins = [one for one in among if entry.guid and (one.guid, one.link, _title(one)) == mine]
    summaries = list(dict.fromkeys(_plain(one.summary) for one in twins))
    first = next(one for one in twins if _plain(one.summary) == summaries[0]) if len(summaries) == 2 else entry
    return _title(entry), _summary(first)


def _title(entry: Entry) -> str:
    """Without a title, the summary is one."""
    return entry.title or _plain(entry.summary)


def _summary(entry: Entry) -> str:
    """What it says beside its title: a search's result that repeats its title says no more."""
    summary = _plain(entry.summary)
    return "" if "<source" in entry.nested and summary == entry.title else summary


def _plain(summary: str) -> str:
    return summary.replace("</p><p>", " ").replace("<p>", "").replace("</p>", "")


def shown(item: Item) -> tuple[str, str]:
    return (item.title, item.summary.replace("\n", " "))


@pytest.fixture
async def stand() -> AsyncIterator[Stand]:
    stand = Stand()
    await stand.open_again()
    yield stand
    await stand.close()


@pytest.fixture
async def http() -> AsyncIterator[Http]:
    async with Http(contact=None) as http:
        yield http


@pytest.mark.parametrize(
    "seed", [*range(10), *(pytest.param(seed, marks=pytest.mark.gate) for seed in range(10, FEEDS))]
)
async def test_nothing_that_a_careless_feed_says_vanishes(
    client: Client, parser: Parser, stand: Stand, http: Http, seed: int
) -> None:
    feed = stand.feed("/a")
    schedule = FeedSchedule(client, lease=timedelta(seconds=30))
    collector = Collector(feeds={feed.id: feed}, http=http, parser=parser, now=now, rng=random.Random(1))
    await schedule.reconcile({feed.id: feed}, first_visits={})
    known: set[tuple[str, str]] = set()
    for number, entries in enumerate(history(random.Random(seed))):
        stand.serve("/a", body=rss(entries))
        poll = await _visited(schedule, collector, client, feed.id)
        assert poll.unaccounted == 0
        if poll.shown and not poll.unchanged:
            assert poll.shown == len(entries)
            assert sum(poll.rejected.values()) == sum(not entry.title and not entry.summary for entry in entries)
        came = {shown(item) for item in await _taken(client)}
        says = {said(entry, entries) for entry in entries if _title(entry)}
        written = {(_title(entry), _summary(entry)) for entry in entries}
        if number:
            assert says - known <= came, f"lost at visit {number}"
            assert came <= written
        known |= written
    found = balances(await counts(client), await queues(client))
    assert [balance.of for balance in found if balance.missing] == []


async def _visited(schedule: FeedSchedule, collector: Collector, client: Client, feed: FeedId) -> Poll:
    visits: Sequence[Visit] = ()
    while not visits:
        await as_admin(client, "ZADD", client.key(keys.DUE), 1, feed)
        visits = await schedule.claim(limit=1)
    # What an item was changed to a moment ago, and how its feed is wont to change, is another test's.
    await as_admin(client, "DEL", client.key(keys.edits(feed)))
    poll = await collector.collect(visits[0])
    await schedule.save(visits[0], poll)
    return poll


async def _taken(client: Client) -> Sequence[Item]:
    """The items that wait for detection; they are taken off."""
    queue = ItemQueue(client, consumer="test", timeout=timedelta(milliseconds=1))
    works = await queue.take(500)
    await queue.detected(works, [])
    return [work.value for work in works]
