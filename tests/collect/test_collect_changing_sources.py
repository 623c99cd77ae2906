"""Sources that change what should last: their titles, their guids, their length, their shape. Visit after visit,
through the store: each is named for it, nothing is lost, and nothing is told twice."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from monitor.clock import now
from monitor.collect.collector import Collector
from monitor.collect.fetch.http import Http
from monitor.collect.parse.parser import Parser
from monitor.collect.schedule.health import examine
from monitor.model.news.feed import Feed, Selectors, SourceKind
from monitor.model.news.visit import FeedState, Poll
from monitor.store.base import keys
from monitor.store.connection.client import Client
from monitor.store.queues.feed_schedule import FeedSchedule
from monitor.store.queues.item_queue import ItemQueue
from tests.collect.collect_stand import Stand
from tests.store.store_news import as_admin

NOTICES = Selectors(kind=SourceKind.PAGE, item="li.notice", title="h2", link="a", id="@data-id")
LIST = Selectors(kind=SourceKind.JSON, item="items[]", title="head", link="url", id="id")


@dataclass
class Source:
    """One source, visited through collector and store."""

    stand: Stand
    collector: Collector
    schedule: FeedSchedule
    client: Client
    polls: list[Poll] = field(default_factory=list)

    def read_by(self, select: Selectors) -> None:
        """It is a page, or JSON, from now on."""
        [feed] = self.collector.feeds.values()
        self.stand.serve("/robots.txt", status=404)
        self.collector.apply({feed.id: replace(feed, select=select)})

    @property
    def feed(self) -> Feed:
        [feed] = self.collector.feeds.values()
        return feed

    async def shows(self, document: str) -> list[str]:
        """The titles that go to detection when the source is this document."""
        self.stand.serve("/a", body=document)
        while not (visits := await self.schedule.claim(limit=1)):
            await as_admin(self.client, "ZADD", self.client.key(keys.DUE), 1, self.feed.id)
            await asyncio.sleep(0.005)
        poll = await self.collector.collect(visits[0])
        assert poll.unaccounted == 0
        self.polls.append(poll)
        await self.schedule.save(visits[0], poll)
        queue = ItemQueue(self.client, consumer="test", timeout=timedelta(milliseconds=1))
        works = await queue.take(limit=1_000)
        await queue.detected(works, [])
        return [work.value.title for work in works]

    def suffers(self) -> dict[str, str]:
        """What `monitor feeds health` says of it now."""
        last, at = self.polls[-1], now()
        state = FeedState(
            feed=self.feed.id, next_visit_at=at, failures=last.memory.failures, failure=last.failure or "",
            detail=last.detail, good_at=at, memory=last.memory,
        )  # fmt: skip
        return {finding.issue.value: finding.says for finding in examine(self.feed, state, now=at)}


@pytest.fixture
async def source(stand: Stand, client: Client) -> AsyncIterator[Source]:
    feed = stand.feed("/a", every=timedelta(milliseconds=1))
    schedule = FeedSchedule(client, lease=timedelta(minutes=1))
    async with Http(contact=None) as http, Parser(workers=1) as parser:
        collector = Collector(feeds={feed.id: feed}, http=http, parser=parser, now=now, rng=random.Random(1))
        await schedule.reconcile(collector.feeds, first_visits={})
        yield Source(stand, collector, schedule, client)


def rss(*items: dict[str, str]) -> str:
    written = "".join(
        "<item>" + "".join(f"<{tag}>{text}</{tag}>" for tag, text in one.items() if text) + "</item>"
        for one in items
    )
    return f"<rss version='2.0'><channel><title>T</title>{written}</channel></rss>"


def word(number: int) -> str:
    return "".join(chr(97 + int(digit)) for digit in f"{number:03}")


@pytest.mark.parametrize("name", ["guid", "link"])
async def test_a_feed_that_gives_every_title_new_words_is_named_and_rings_no_more(
    source: Source, name: str
) -> None:
    def turn(visit: int, *more: str) -> str:
        titles = [f"{word(7 * visit + n)} {word(visit)} {word(n)}" for n in range(10)]
        return rss(
            *(
                {"title": title, "guid" if name == "guid" else "link": f"https://e.example/{title}"}
                for title in more
            ),
            *({"title": title, name: f"https://e.example/{n}"} for n, title in enumerate(titles)),
        )

    came = [len(await source.shows(turn(visit))) for visit in range(20)]
    assert came[0] == 0
    assert sum(came) <= 2 * 10, "each item twice at most, until the feed is known for it"
    assert came[3:] == [0] * 17
    assert "other words at every visit" in source.suffers()["wording"]
    assert await source.shows(turn(20, "Storm closes port")) == ["Storm closes port"], "what is new is news"
    for visit in range(3):
        assert await source.shows(turn(20, "Storm closes port").replace("<rss", " " * visit + "<rss")) == []
    assert "wording" not in source.suffers()


async def test_guids_that_are_exchanged_at_every_visit_tell_nothing_twice(source: Source) -> None:
    titles = [f"News {word(n)}" for n in range(6)]

    def turn(visit: int, *more: str) -> str:
        every = [*titles, *more]
        return rss(
            *(
                {"title": title, "guid": str((n + visit) % len(every)), "link": f"https://e.example/{word(n)}"}
                for n, title in enumerate(every)
            )
        )

    came = [await source.shows(turn(visit)) for visit in range(12)]
    assert [title for titles in came for title in titles] == []
    assert await source.shows(turn(12, "Storm closes port")) == ["Storm closes port"]
    assert [await source.shows(turn(visit, "Storm closes port")) for visit in range(13, 20)] == [[]] * 7


async def test_a_document_that_shrinks_and_grows_loses_and_repeats_nothing(source: Source) -> None:
    def of(*numbers: int) -> str:
        return rss(*({"title": f"News {word(n)}", "guid": str(n)} for n in numbers))

    assert await source.shows(of(*range(50))) == []
    told: list[str] = []
    for numbers in (
        (*range(3),),
        (),
        (*range(50),),
        (60, *range(50)),
        (),
        (61,),
        (*range(62),),
        (7,),
        (*range(300),),
    ):
        told += await source.shows(of(*numbers))
    assert len(told) == len(set(told))
    assert sorted(told) == sorted(f"News {word(n)}" for n in range(50, 300))


def page(*notices: tuple[int, str], kind: str = "notice") -> str:
    items = "".join(
        f"<li class='{kind}' data-id='{n}'><h2>{title}</h2><a href='/{n}'>x</a></li>" for n, title in notices
    )
    return f"<html><body><ul>{items}</ul></body></html>"


async def test_a_page_that_was_redesigned_is_named_and_told_on_when_its_selectors_fit_again(
    source: Source,
) -> None:
    source.read_by(NOTICES)
    assert await source.shows(page((1, "Port closed"), (2, "Dredging"))) == []
    for _ in range(3):
        assert await source.shows(page((3, "Strike"), (1, "Port closed"), kind="card")) == []
        assert "the selector of `item` found nothing: li.notice" in source.suffers()["no feed"]
    assert [notice.title for notice in source.polls[-1].notices] != [], "and the people who run it are told"
    source.read_by(replace(NOTICES, item="li.card"))
    assert await source.shows(page((3, "Strike"), (1, "Port closed"), kind="card")) == ["Strike"]
    assert source.suffers() == {}
    assert await source.shows(page((3, "Strike"), (2, "Dredging"), kind="card")) == []


@pytest.mark.parametrize(
    ("other", "says"),
    [
        ({"results": [{"id": 3, "head": "Strike"}]}, "the selector of `item` found nothing: items[]"),
        ({"items": {"3": {"head": "Strike"}}}, "the selector of `item` found nothing: items[]"),
        ({"items": [{"id": 3, "headline": "Strike"}]}, "the selector of `title` found nothing in any of 1 items"),
        ({"items": "soon"}, "the selector of `item` found nothing: items[]"),
        ([], "the selector of `item` found nothing: items[]"),
    ],
)
async def test_json_of_another_shape_is_named_and_told_on_when_it_is_as_before(
    source: Source, other: object, says: str
) -> None:
    source.read_by(LIST)
    one, two = {"id": 1, "head": "Dues rise", "url": "/1"}, {"id": 2, "head": "Fire in the port", "url": "/2"}
    assert await source.shows(json.dumps({"items": [one]})) == []
    for _ in range(3):
        assert await source.shows(json.dumps(other)) == []
        assert says in source.suffers()["no feed"]
    assert source.polls[-1].notices
    assert await source.shows(json.dumps({"items": [two, one]})) == ["Fire in the port"]
    assert await source.shows(json.dumps({"items": [one, two], "page": 1})) == []
    assert source.suffers() == {}
