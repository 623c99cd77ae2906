"""What a server asked of us is kept by the next process as well: collector and store together, started anew."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from aiohttp import web

from monitor.clock import now
from monitor.collect.collector import Collector
from monitor.collect.fetch.http import Http
from monitor.collect.parse.parser import Parser
from monitor.model.ids import FeedId
from monitor.model.news.feed import Feed
from monitor.model.news.visit import FetchFailure, Poll, PollState, Visit
from monitor.store.connection.client import Client
from monitor.store.queues.feed_schedule import FeedSchedule
from tests.collect.collect_names import Names

RSS = (
    b'<rss version="2.0"><channel><title>T</title><item><guid>1</guid><title>Kursk</title></item></channel></rss>'
)


@dataclass
class Host:
    """One server behind many names."""

    port: int = 0
    asked: list[tuple[str, str]] = field(default_factory=list)
    """Host and If-None-Match of each request."""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append((request.url.host or "", request.headers.get("If-None-Match", "")))
        if request.url.host == "busy.example.co.uk":
            return web.Response(status=429, headers={"Retry-After": "120"})
        if "If-None-Match" in request.headers:
            return web.Response(status=304)
        return web.Response(body=RSS, headers={"ETag": '"1"'})

    def feed(self, host: str) -> Feed:
        return Feed(
            id=FeedId(host.replace(".", "-")), url=f"http://{host}:{self.port}/rss", title=host,
            every=timedelta(milliseconds=1), allow_private=("127.0.0.0/8",),
        )  # fmt: skip


@asynccontextmanager
async def listening() -> AsyncIterator[Host]:
    host = Host()
    application = web.Application()
    application.router.add_get("/rss", host.answer)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host.port = runner.addresses[0][1]
    try:
        yield host
    finally:
        await runner.cleanup()


async def one_process(client: Client, feeds: list[Feed]) -> list[Poll]:
    """A collector from its start to its end, which visits once everybody who is due with the first."""
    configured = {feed.id: feed for feed in feeds}
    schedule = FeedSchedule(client, lease=timedelta(seconds=30))
    polls = []
    async with Http(contact=None, resolver=Names("127.0.0.1")) as http, Parser(workers=1) as parser:
        collector = Collector(feeds=configured, http=http, parser=parser, now=now, rng=random.Random(1))
        first = {feed.id: now() - timedelta(hours=len(feeds) - place) for place, feed in enumerate(feeds)}
        collector.pauses = await schedule.reconcile(configured, first_visits=first)
        for visit in await somebody_due(schedule):
            polls.append(await collector.collect(visit))
            await schedule.save(visit, polls[-1])
    return polls


async def somebody_due(schedule: FeedSchedule) -> Sequence[Visit]:
    """A feed of these is due again a moment after its last visit: there may be nobody yet."""
    async with asyncio.timeout(20):
        while not (visits := await schedule.claim(limit=10)):
            await asyncio.sleep(0.005)
    return visits


async def test_retry_after_holds_for_the_domain_in_the_next_process_too(client: Client) -> None:
    async with listening() as host:
        busy, sister, stranger = map(host.feed, ("busy.example.co.uk", "b.example.co.uk", "other.example"))
        await one_process(client, [busy])
        polls = await one_process(client, [busy, sister, stranger])
    assert [name for name, _ in host.asked] == ["busy.example.co.uk", "other.example"]
    assert [(poll.feed, poll.put_off) for poll in polls] == [(sister.id, True), (stranger.id, False)]
    assert polls[0].next_visit_at > now() + timedelta(seconds=110)


async def test_a_feed_is_asked_unconditionally_by_its_first_process_only(client: Client) -> None:
    async with listening() as host:
        for _ in range(3):
            [poll] = await one_process(client, [host.feed("a.example")])
            assert poll.failure is None
    assert [condition for _, condition in host.asked] == ["", '"1"', '"1"']


async def test_an_edit_of_a_feed_is_tried_at_once_although_it_was_put_off_for_a_month(client: Client) -> None:
    async with listening() as host:
        feed = host.feed("a.example")
        schedule = FeedSchedule(client, lease=timedelta(seconds=30))
        await schedule.reconcile({feed.id: feed}, first_visits={})
        [visit] = await schedule.claim(limit=1)
        later = now() + timedelta(days=30)
        gone = Poll(
            feed=feed.id, memory=PollState(address="0" * 8), next_visit_at=later, failure=FetchFailure.GONE
        )
        await schedule.save(visit, gone)
        assert await schedule.addresses() == {feed.id: "0" * 8}
        assert await schedule.claim(limit=1) == []
        await schedule.bring_forward(feed.id)
        assert [again.feed for again in await schedule.claim(limit=1)] == [feed.id]
