"""What it costs to ask a feed that has nothing new, and how many feeds one process can look after.

Run with `python -m tests.bench.polling [FEEDS]`. Prints, for the same 304 over kept-alive connections of loopback,
the CPU of this process per poll: on bare sockets (the floor), with a bare aiohttp session, through `Http`, through
the collector, and through the store as well. Then the daemon's own loop looks after FEEDS feeds (10,000, unless
told otherwise): how late visits are, how much memory that takes here, and how much in the store for each feed.
"""

from __future__ import annotations

import asyncio
import logging
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import aiohttp

from monitor.app.assembly.timing import Timing
from monitor.app.daemon.daemon import VISITS_AT_ONCE
from monitor.app.daemon.loops import Stop, collecting
from monitor.app.telemetry import logs
from monitor.app.telemetry.telemetry import Telemetry
from monitor.clock import now
from monitor.collect.collector import Collector
from monitor.collect.fetch.http import Http
from monitor.collect.fetch.response import NotModified
from monitor.collect.parse.parser import Parser
from monitor.model.ids import FeedId
from monitor.model.news.feed import Feed
from monitor.model.news.visit import Poll, PollState, SaveResult, Visit
from monitor.store.base import keys
from monitor.store.connection.client import Client, connect
from monitor.store.queues.feed_schedule import FeedSchedule
from monitor.store.server.embedded import EmbeddedServer

POLLS = 10_000
IDLE = 0.5
"""Seconds by which visits are late at most once the first round is over and made up for."""
AT_ONCE = 50
REQUEST = b'GET /f HTTP/1.1\r\nHost: 127.0.0.1\r\nIf-None-Match: "1"\r\n\r\n'
NOT_MODIFIED = b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\n\r\n'
ITEMS = "".join(
    f"<item><guid>g{number}</guid><title>Item {number} of the feed</title><link>/n/{number}</link></item>"
    for number in range(20)
)
DOCUMENT = f'<rss version="2.0"><channel><title>T</title>{ITEMS}</channel></rss>'.encode()
MODIFIED = b'HTTP/1.1 200 OK\r\nETag: "1"\r\nContent-Type: application/rss+xml\r\nContent-Length: %d\r\n\r\n%s' % (
    len(DOCUMENT),
    DOCUMENT,
)


class Server(asyncio.Protocol):
    """Answers 304 to whoever knows the ETag, and the document to the others; as cheap as can be."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._buffer = b""

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while b"\r\n\r\n" in self._buffer:
            head, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
            answer = NOT_MODIFIED if b"If-None-Match" in head else MODIFIED
            self._transport.write(answer)  # type: ignore[attr-defined]  # of a stream, transports can write


async def serve() -> None:
    """The server, in a process of its own: tells its port, and goes on until it is ended."""
    server = await asyncio.get_running_loop().create_server(Server, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


def feed(number: int, port: int, *, every: timedelta) -> Feed:
    """A feed of the server, in a group of its own as if it had a domain."""
    return Feed(
        id=FeedId(f"feed-{number}"), url=f"http://127.0.0.1:{port}/f{number}", title=f"Feed {number}",
        every=every, allow_private=("127.0.0.0/8",), group=f"g{number}",
    )  # fmt: skip


async def cost(polls: int, poll: Callable[[int], Awaitable[object]]) -> float:
    """CPU of this process in microseconds per poll, with AT_ONCE at a time, after a warm-up."""

    async def several(numbers: Sequence[int]) -> None:
        for number in numbers:
            await poll(number)

    async def all_of(count: int) -> None:
        await asyncio.gather(*(several(range(start, count, AT_ONCE)) for start in range(AT_ONCE)))

    await all_of(AT_ONCE * 4)
    began = time.process_time()
    await all_of(polls)
    return (time.process_time() - began) / polls * 1e6


async def bare(port: int) -> float:
    """The floor: the same bytes over sockets, and nothing understood."""
    connections = [await asyncio.open_connection("127.0.0.1", port) for _ in range(AT_ONCE)]

    async def poll(number: int) -> None:
        reader, writer = connections[number % AT_ONCE]
        writer.write(REQUEST)
        await reader.readuntil(b"\r\n\r\n")

    found = await cost(POLLS, poll)
    for _, writer in connections:
        writer.close()
    return found


async def with_aiohttp(port: int) -> float:
    """A session as it comes, and a conditional request."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:

        async def poll(number: int) -> None:
            url = f"http://127.0.0.1:{port}/f{number}"
            async with session.get(url, headers={"If-None-Match": '"1"'}) as response:
                assert response.status == 304

        return await cost(POLLS, poll)


async def with_ours(feeds: Sequence[Feed], client: Client) -> dict[str, float]:
    """Through our own floors, one after the other."""
    memory = PollState(etag='"1"', known=True)
    schedule = FeedSchedule(client, lease=timedelta(seconds=60))
    by_id = {one.id: one for one in feeds}
    found: dict[str, float] = {}
    async with Http(contact=None) as http, Parser() as parser:
        collector = Collector(feeds=by_id, http=http, parser=parser, now=now, rng=random.Random(1))

        async def get(number: int) -> None:
            assert isinstance(await http.get(feeds[number % len(feeds)], memory), NotModified)

        async def collect(number: int) -> None:
            visit = Visit(feed=feeds[number % len(feeds)].id, token=1, memory=memory)
            assert not (await collector.collect(visit)).modified

        found["our Http"] = await cost(POLLS, get)
        found["the collector"] = await cost(POLLS, collect)
        await schedule.reconcile(by_id, first_visits={})
        queue: list[Visit] = []

        async def whole(_: int) -> None:
            while not queue:
                queue.extend(await schedule.claim(limit=AT_ONCE))
            visit = queue.pop()
            poll = await collector.collect(Visit(feed=visit.feed, token=visit.token, memory=memory))
            await schedule.save(visit, poll)

        found["collector and store"] = await cost(min(POLLS, len(feeds) - AT_ONCE * 8), whole)
    return found


class CollectingOnly:
    """As much of the pipeline as its collecting loop uses, noting how late each visit is."""

    def __init__(self, schedule: FeedSchedule, collector: Collector) -> None:
        self._schedule = schedule
        self._collector = collector
        self._due: dict[FeedId, datetime] = {}
        self.lags: list[float] = []
        self.polls = 0

    @property
    def visiting(self) -> CollectingOnly:
        """The same."""
        return self

    async def unvisited(self) -> Sequence[FeedId]:
        """Nobody watches."""
        return ()

    async def due(self, *, limit: int) -> Sequence[Visit]:
        """As the pipeline does."""
        visits = await self._schedule.claim(limit=limit)
        at = now()
        self.lags += [(at - self._due[visit.feed]).total_seconds() for visit in visits if visit.feed in self._due]
        return visits

    async def keep(self, visits: Sequence[Visit]) -> None:
        """As the pipeline does."""
        await self._schedule.keep(visits)

    async def collect(self, visit: Visit) -> tuple[Poll, SaveResult]:
        """As the pipeline does."""
        poll = await self._collector.collect(visit)
        self._due[visit.feed] = poll.next_visit_at
        self.polls += 1
        return poll, await self._schedule.save(visit, poll)


async def look_after(count: int, port: int, client: Client, *, every: timedelta, seconds: float) -> None:
    """The daemon's own collecting loop, for a while."""
    feeds = {one.id: one for one in (feed(number, port, every=every) for number in range(count))}
    schedule = FeedSchedule(client, lease=timedelta(seconds=60))
    before = int((await client.read("INFO", "memory"))["used_memory"])
    async with Http(contact=None) as http, Parser() as parser:
        collector = Collector(feeds=feeds, http=http, parser=parser, now=now, rng=random.Random(1))
        rng = random.Random(2)
        first = {name: now() + rng.random() * every for name in feeds}
        await schedule.reconcile(feeds, first_visits=first)
        pipeline, stop, timing = CollectingOnly(schedule, collector), Stop(), Timing()
        loop = asyncio.create_task(
            collecting(
                pipeline,  # type: ignore[arg-type]  # has what the loop uses
                stop=stop,
                watch=Telemetry(),
                report=lambda _: None,
                at_once=VISITS_AT_ONCE,
                idle=timing.claim_every.total_seconds(),
                renewal=timing.visit_renewal.total_seconds(),
                longest=timing.longest_visit.total_seconds(),
            )
        )
        while pipeline.polls < count * 1.1 or max(pipeline.lags[-count // 10 :], default=9.0) > 2 * IDLE:
            await asyncio.sleep(1)  # the first round brings the documents, and takes its time
        pipeline.lags.clear()
        polls, cpu, began = pipeline.polls, time.process_time(), time.monotonic()
        await asyncio.sleep(seconds)
        polls, cpu, wall = pipeline.polls - polls, time.process_time() - cpu, time.monotonic() - began
        stop.request()
        await loop
    lags = statistics.quantiles(pipeline.lags, n=100)
    items = int(await client.read("XLEN", client.key(keys.HISTORY)))
    history = int(await client.read("MEMORY", "USAGE", client.key(keys.HISTORY), "SAMPLES", 0))
    used = int((await client.read("INFO", "memory"))["used_memory"]) - before - history
    marks = 0
    for name in list(feeds)[:100]:
        marks += int(await client.read("MEMORY", "USAGE", client.key(keys.seen(name))) or 0)
    remembered = await client.read("HMGET", client.key(keys.MEMORY), *list(feeds)[:100])
    memory = sum(map(len, remembered)) / 100
    rss = int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    print(f"\n{count:,} feeds of 20 items each, every {every.total_seconds():g} s, {wall:.0f} s of it:")
    print(f"  polls            {polls / wall:9,.0f} a second, {polls / cpu:,.0f} for each second of CPU")
    print(f"  schedule lag     {lags[49]:9.2f} s median, {lags[94]:.2f} s p95, {lags[98]:.2f} s p99")
    print(f"  this process     {rss / 2**20:9.0f} MiB")
    print(f"  store, each feed {used / count:9,.0f} B, of which {marks / 100:,.0f} B are the marks of its items")
    print(
        f"                   {memory:9,.0f} B of that are what is remembered of it; {items:,} items in the history"
    )


async def main(count: int) -> None:
    """Everything, one after the other, on the same server."""
    logs.set_up(level=logging.WARNING, json_lines=False)
    command = (sys.executable, "-m", "tests.bench.polling", "serve")
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process, tempfile.TemporaryDirectory() as data:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        server = EmbeddedServer(Path(data))
        address = await server.start()
        clients = [await connect(address, prefix=prefix) for prefix in ("cost:", "scale:")]
        try:
            await compare(count, port, clients[0])
            await look_after(count, port, clients[1], every=timedelta(seconds=count / 500), seconds=30)
        finally:
            for client in clients:
                await client.aclose()
            await server.stop()
            process.terminate()


async def compare(count: int, port: int, client: Client) -> None:
    """The table of costs."""
    floor = await bare(port)
    feeds = [feed(number, port, every=timedelta(hours=1)) for number in range(count)]
    ours = await with_ours(feeds, client)
    found = {"bare sockets": floor, "a bare session": await with_aiohttp(port), **ours}
    print("a 304 over a kept-alive connection: CPU of this process, of the floor, polls a second and core")
    for name, cpu in found.items():
        print(f"  {name:<20} {cpu:7.0f} us {cpu / floor:6.1f} x {1e6 / cpu:9,.0f}")


if __name__ == "__main__":
    asyncio.run(serve() if sys.argv[1:] == ["serve"] else main(int(sys.argv[1]) if sys.argv[1:] else 10_000))
