"""What it costs to put a new item into the store: remembered, in the history, and waiting for detection.

    python -m tests.bench.ingest [POLLS]

Polls of twenty new items each, as fifty feeds in flight bring them. CPU of this process and of the server for each
item, in alternating rounds, the median of each. Beside what the monitor does (which of them are new is found out,
they are put twice and the validators are saved, all or nothing): a pipeline of plain XADD, which doubles whatever
comes again; a pipeline that asks first and then puts what is new, which is two round trips and no single step; and
the floor: the bytes of the plain XADD made beforehand, written to a bare socket.
"""

from __future__ import annotations

import asyncio
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import hiredis
from redis.asyncio import Redis

from monitor.model.ids import FeedId, ItemId, content_id
from monitor.model.news.feed import Feed
from monitor.model.news.item import Item
from monitor.model.news.visit import Poll, PollState, Visit
from monitor.store.base.codec import encode
from monitor.store.base.seen import mark
from monitor.store.connection.client import Client, connect
from monitor.store.queues.feed_schedule import FeedSchedule
from monitor.store.server.embedded import EmbeddedServer
from tests.bench import synthetic_news

ROUNDS = 3
ITEMS = 20
AT_ONCE = 50
NOON = datetime(2026, 3, 12, 12, tzinfo=UTC)
Put = Callable[[int, Sequence[Item]], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Microseconds of CPU for each item."""

    here: float
    server: float

    @property
    def whole(self) -> float:
        """Of both processes."""
        return self.here + self.server


def documents(polls: int, *, round_: str) -> list[list[Item]]:
    """The items of so many polls; no two are alike."""
    texts = synthetic_news.items(1_000, seed=3)
    made = []
    for poll in range(polls):
        feed = FeedId(f"feed-{poll}")
        made.append([_named(texts[(poll * ITEMS + n) % 1_000], feed, f"{round_}/{n}") for n in range(ITEMS)])
    return made


def _named(text: Item, feed: FeedId, guid: str) -> Item:
    return Item(
        id=ItemId(content_id(feed, guid)), feed=feed, source="Bench", url=f"https://news.example/{feed}/{guid}",
        title=text.title, summary=text.summary, guid=guid, lang=text.lang, first_seen_at=NOON,
    )  # fmt: skip


async def measured(client: Client, polls: Sequence[Sequence[Item]], put: Put) -> Cost:
    """What putting all polls costs."""
    left = iter(enumerate(polls))

    async def some() -> None:
        for number, items in left:
            await put(number, items)

    there, here = await _server_cpu(client), time.process_time()
    await asyncio.gather(*(some() for _ in range(AT_ONCE)))
    here, there = time.process_time() - here, await _server_cpu(client) - there
    count = len(polls) * ITEMS / 1e6
    return Cost(here=here / count, server=there / count)


async def _server_cpu(client: Client) -> float:
    info = await client.read("INFO", "cpu")
    return float(info["used_cpu_user"]) + float(info["used_cpu_sys"])


async def ours(client: Client, polls: Sequence[Sequence[Item]]) -> Cost:
    """As the monitor saves a poll."""
    schedule = FeedSchedule(client, lease=timedelta(minutes=5), backlog_limit=10**9)
    feeds = {items[0].feed: Feed(id=items[0].feed, url="https://news.example", title="") for items in polls}
    await schedule.reconcile(feeds, first_visits={})
    visits: dict[FeedId, Visit] = {}
    while len(visits) < len(feeds):
        visits |= {visit.feed: visit for visit in await schedule.claim(limit=500)}
    memory, next_visit = PollState(etag='"1"', known=True), NOON + timedelta(days=9999)

    async def put(_: int, items: Sequence[Item]) -> None:
        poll = Poll(feed=items[0].feed, items=tuple(items), memory=memory, next_visit_at=next_visit)
        saved = await schedule.save(visits[items[0].feed], poll)
        assert saved.new == ITEMS

    return await measured(client, polls, put)


async def plain(client: Client, redis: Redis, polls: Sequence[Sequence[Item]]) -> Cost:
    """One XADD for each item, in a pipeline for each poll."""

    async def put(_: int, items: Sequence[Item]) -> None:
        pipeline = redis.pipeline(transaction=False)
        for item in items:
            pipeline.xadd("plain:items", {"v": encode(item)})
        await pipeline.execute()

    return await measured(client, polls, put)


async def asking(client: Client, redis: Redis, polls: Sequence[Sequence[Item]]) -> Cost:
    """Ask which are new, put those into both streams, save the validators: what the monitor's script does."""

    async def put(number: int, items: Sequence[Item]) -> None:
        pipeline = redis.pipeline(transaction=False)
        for item in items:
            pipeline.zadd(f"asking:seen:{number}", {mark(item.id): 1}, nx=True)
        found = await pipeline.execute()
        pipeline = redis.pipeline(transaction=False)
        for item, new in zip(items, found, strict=True):
            if new:
                body = encode(item)
                pipeline.xadd("asking:history", {"i": item.id, "v": body})
                pipeline.xadd("asking:items", {"v": body})
        pipeline.hset("asking:memory", str(number), '"1"')
        await pipeline.execute()

    return await measured(client, polls, put)


async def floor(client: Client, socket: str, polls: Sequence[Sequence[Item]]) -> Cost:
    """The bytes of the plain XADD, made beforehand, and nothing understood of the replies."""
    packed = [b"".join(hiredis.pack_command(("XADD", "floor:items", "*", "v", encode(item)))  # type: ignore[arg-type]  # declared for one argument, takes any number
              for item in items) for items in polls]  # fmt: skip
    lines = [await asyncio.open_unix_connection(socket) for _ in range(AT_ONCE)]
    free = list(lines)

    async def put(number: int, _: Sequence[Item]) -> None:
        reader, writer = free.pop()
        writer.write(packed[number])
        for _line in range(ITEMS * 2):  # of each reply its length, and the id
            await reader.readuntil(b"\r\n")
        free.append((reader, writer))

    cost = await measured(client, polls, put)
    for _, writer in lines:
        writer.close()
    return cost


async def main(polls: int) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory(prefix="bench-", dir="/tmp") as data:
        server = EmbeddedServer(Path(data))
        url = await server.start()
        socket = url.removeprefix("unix://").partition("?")[0]
        redis = Redis(unix_socket_path=socket)
        took: dict[str, list[Cost]] = {}
        try:
            for number in range(ROUNDS):
                made = documents(polls, round_=str(number))
                client = await connect(url, prefix=f"ours{number}:")
                for name, cost in (
                    ("bare socket, XADD", await floor(client, socket, made)),
                    ("monitor", await ours(client, made)),
                    ("pipelined XADD", await plain(client, redis, made)),
                    ("pipelined, asking first", await asking(client, redis, made)),
                ):
                    took.setdefault(name, []).append(cost)
                await client.aclose()
        finally:
            await redis.aclose()
            await server.stop()
    report(took, polls=polls)


def report(took: dict[str, list[Cost]], *, polls: int) -> None:
    """Print what each costs, and what the monitor costs beside it."""
    print(f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores; "
          f"{polls} polls of {ITEMS} new items, {AT_ONCE} at a time, median of {ROUNDS} rounds")  # fmt: skip
    print(f"{'CPU for each item':26}{'client':>10}{'server':>10}{'both':>10}{'to the monitor':>16}")
    middle = {
        name: Cost(
            here=statistics.median(cost.here for cost in costs),
            server=statistics.median(cost.server for cost in costs),
        )
        for name, costs in took.items()
    }
    for name, cost in middle.items():
        ratio = cost.whole / middle["monitor"].whole
        print(f"{name:26}{cost.here:7.1f} us{cost.server:7.1f} us{cost.whole:7.1f} us{ratio:15.2f}x")


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000))
