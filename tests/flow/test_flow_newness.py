"""Which items count as news, whatever a feed does to its guids, dates and order: collector and store together."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import timedelta

import pytest
from aiohttp import web

from monitor.clock import now
from monitor.collect.collector import Collector
from monitor.collect.fetch.http import Http
from monitor.collect.parse.parser import Parser
from monitor.model.ids import FeedId
from monitor.model.news.feed import Feed
from monitor.store.connection.client import Client
from monitor.store.queues.feed_schedule import FeedSchedule
from monitor.store.queues.item_queue import ItemQueue

Document = Sequence[str]


def entry(title: str, *, guid: str = "", link: str = "", date: str = "") -> str:
    """An item of RSS with as much as is given."""
    parts = {"title": title, "guid": guid, "link": link, "pubDate": date}
    return "<item>" + "".join(f"<{name}>{value}</{name}>" for name, value in parts.items() if value) + "</item>"


OLD = [entry(f"Old {number}", guid=f"o{number}", link=f"/o{number}") for number in range(5)]
LONG_AGO, NEVER = "Tue, 01 Jan 2019 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT"
TWINS = [entry("Live", guid="l1"), entry("Live", guid="l2")]
CASES: dict[str, tuple[list[Document], list[str]]] = {
    "nothing new": ([OLD, OLD, OLD], []),
    "one new at the top": ([OLD, [entry("New", guid="n"), *OLD]], ["New"]),
    "no guids, no links": ([[entry("A")], [entry("B"), entry("A")]], ["B"]),
    "guids that rotate": (
        [[entry(f"T{item}", guid=f"{visit}-{item}", link=f"/{item}") for item in range(4)] for visit in range(4)],
        [],
    ),
    "guids that rotate, and one new": (
        [
            [entry(f"T{item}", guid=f"{visit}-{item}", link=f"/{item}") for item in range(4 + (visit == 2))]
            for visit in range(4)
        ],
        ["T4"],
    ),
    "guids that flap": ([[entry("A", guid=f"{visit % 2}", link="/a")] for visit in range(8)], []),
    "an old item with a new date": (
        [
            [entry("A", guid="a", date="Tue, 29 Oct 2024 10:00:00 GMT")],
            [entry("A", guid="a", date="Wed, 30 Oct 2024 10:00:00 GMT")],
        ],
        [],
    ),
    "a new item with an old date": (
        [OLD, [*OLD, entry("N", guid="n", date=LONG_AGO)]],
        ["N"],
    ),
    "a new item from the future": (
        [OLD, [entry("F", guid="f", date=NEVER), *OLD]],
        ["F"],
    ),
    "another order": ([OLD, OLD[::-1], OLD[2:] + OLD[:2]], []),
    "an item that was edited": ([[entry("Tpyo", guid="a")], [entry("Typo", guid="a")]], ["Typo"]),
    "white space, a counter and a time": (
        [
            [entry("Quake  in Lima, 3 dead - 12 comments - 14:05", guid="a")],
            [entry("Quake in Lima, 3 dead - 13 comments - 14:06", guid="a")],
        ],
        [],
    ),
    "another number of dead": ([[entry("3 dead", guid="a")], [entry("4 dead", guid="a")]], ["4 dead"]),
    "a title that was given back": (
        [[entry(title, guid="a"), *OLD] for title in ("Storm", "Storm kills", "Storm", "Storm kills")],
        ["Storm kills"],
    ),
    "places in one page": (
        [[entry("A", link="/live#p1")], [entry("B", link="/live#p2"), entry("A", link="/live#p1")]],
        ["B"],
    ),
    "places in one page, and the old ones gone": (
        [[entry(name, link=f"/live#{name}") for name in titles] for titles in ("AB", "CD", "E")],
        ["D", "C", "E"],
    ),
    "pages behind a hash": ([[entry("A", link="/#/n/1")], [entry("B", link="/#/n/2")]], ["B"]),
    "one link for all": (
        [[entry("A", link="/live")], [entry("B", link="/live"), entry("A", link="/live")]],
        ["B"],
    ),
    "one link for all, and later for each alone": (
        [[entry(name, link="/live") for name in titles] for titles in ("A", "BA", "C", "D", "ABCD")],
        ["B", "C", "D"],
    ),
    "one guid for all": (
        [[entry(name, guid="g", link="/live") for name in titles] for titles in ("AB", "CAB", "D", "DC")],
        ["C", "D"],
    ),
    "one guid and one title for a page of posts": (
        [
            [
                entry("Live", guid="g", link="/live").replace(
                    "</item>", f"<description>{says}</description></item>"
                )
                for says in texts
            ]
            for texts in ("ABC", "DABC", "EDAB")
        ],
        ["Live"] * 2,
    ),
    "guids that swap": (
        [
            [entry("A", guid="1", link="/a"), entry("B", guid="2", link="/b")],
            [entry("A", guid="2", link="/a"), entry("B", guid="1", link="/b")],
        ],
        [],
    ),
    "a guid that is used again": (
        [
            [entry("Weather", guid="1", link="/a"), *OLD],
            [entry("Earthquake in Lima", guid="1", link="/b"), *OLD],
        ],
        ["Earthquake in Lima"],
    ),
    "guids that come later": (
        [
            [entry(name, link=f"/{name}") for name in "AB"],
            [entry(name, guid=name, link=f"/{name}") for name in "CAB"],
        ],
        ["C"],
    ),
    "a document that shrinks and grows": ([OLD, OLD[:2], OLD, [], OLD, OLD[3:], OLD], []),
    "a view counter behind every title": (
        [
            [entry(f"News {item} ({100 + visit * item})", guid=str(item)) for item in range(6)]
            for visit in range(6)
        ],
        [],
    ),
    "the first item of an empty feed": ([[], [entry("First", guid="f")]], ["First"]),
    "an item that went and came back": ([OLD, OLD[1:], OLD], []),
    "two items that say the same": (
        [OLD, [*TWINS, *OLD]],
        ["Live"] * 2,
    ),
    "a long past": ([[entry(f"P{number}", guid=f"p{number}") for number in range(200)]], []),
}


@pytest.mark.parametrize("case", CASES)
async def test_what_is_new_is_news_once_and_nothing_else_is(client: Client, case: str) -> None:
    documents, news = CASES[case]
    assert await _visited(client, documents, backfill=False) == news


async def test_with_backfill_the_past_is_news_too(client: Client) -> None:
    assert await _visited(client, [OLD, OLD], backfill=True) == [f"Old {number}" for number in reversed(range(5))]


async def _visited(client: Client, documents: Sequence[Document], *, backfill: bool) -> list[str]:
    """The titles that went to detection, after a visit for each document."""
    served: list[Document] = []

    async def answer(request: web.Request) -> web.StreamResponse:
        return web.Response(
            text=f"<rss version='2.0'><channel><title>T</title>{''.join(served[-1])}</channel></rss>"
        )

    application = web.Application()
    application.router.add_get("/rss", answer)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    feed = Feed(
        id=FeedId("kabar"), url=f"http://127.0.0.1:{runner.addresses[0][1]}/rss", title="Kabar",
        every=timedelta(milliseconds=1), allow_private=("127.0.0.0/8",), backfill=backfill,
    )  # fmt: skip
    schedule = FeedSchedule(client, lease=timedelta(seconds=30))
    async with Http(contact=None) as http, Parser(workers=1) as parser:
        collector = Collector(feeds={feed.id: feed}, http=http, parser=parser, now=now, rng=random.Random(1))
        await schedule.reconcile({feed.id: feed}, first_visits={})
        for document in documents:
            served.append(document)
            while not (visits := await schedule.claim(limit=1)):
                pass
            await schedule.save(visits[0], await collector.collect(visits[0]))
    await runner.cleanup()
    works = await ItemQueue(client, consumer="test").take(500)
    return [work.value.title for work in works]
