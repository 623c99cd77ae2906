"""One new item in a feed: what is parsed of it here, against feedparser on the whole document.

    python -m tests.bench.parsing

CPU time of all processes, in rounds that alternate; the median of each. The worker's cost, that of talking to it,
and that of cleaning are in our figure. Then: how long other feeds wait while hostile documents are parsed, some of
which look as if they took long, while others just do not.
"""

from __future__ import annotations

import asyncio
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime

import feedparser

from monitor.collect.items import normalise as clean
from monitor.collect.parse.entries import ParsedFeed
from monitor.collect.parse.parser import Parser
from monitor.model.ids import FeedId
from monitor.model.news.feed import Feed
from tests.bench.processes import cpu_of_children
from tests.bench.synthetic_feeds import atom, rss

FEEDS = 100
ROUNDS = 3
AT_ONCE = 20
"""Feeds that are visited at the same time, as the daemon does."""
BOMBS = 5
FEED = Feed(id=FeedId("f"), url="https://news.example/feed", title="News")
NOW = datetime(2026, 3, 12, 13, tzinfo=UTC)
Make = Callable[..., bytes]


async def ours(parser: Parser, documents: list[tuple[bytes, bytes]], *, new: int) -> float:
    """CPU seconds for each document, from its bytes to its items."""
    before = time.process_time() + cpu_of_children()
    left = iter(documents)

    async def visits() -> None:
        for body, seen in left:
            reply = await parser.parse(body, content_type="application/rss+xml", url=FEED.url, seen=seen)
            assert isinstance(reply, ParsedFeed)
            assert len(clean.items(reply.entries, feed=FEED, base=FEED.url, now=NOW).items) == new

    await asyncio.gather(*(visits() for _ in range(AT_ONCE)))
    return (time.process_time() + cpu_of_children() - before) / len(documents)


def theirs(documents: list[tuple[bytes, bytes]]) -> float:
    """CPU seconds for each document in the bare feed parser."""
    before = time.process_time()
    for body, _ in documents:
        feedparser.parse(body)
    return (time.process_time() - before) / len(documents)


async def compare(name: str, make: Make, *, new: int) -> None:
    """Print one line of the table."""
    async with Parser(workers=1) as parser:
        documents = []
        for feed in range(FEEDS):
            first = await parser.parse(make(feed=feed, newest=20), content_type="", url=FEED.url)
            assert isinstance(first, ParsedFeed)
            documents.append((make(feed=feed, newest=20 + new), first.slices))
        rounds = [(await ours(parser, documents, new=new), theirs(documents)) for _ in range(ROUNDS)]
    here, there = (statistics.median(column) * 1e6 for column in zip(*rounds, strict=True))
    size = len(documents[0][0]) / 1000
    print(f"{name:8} {size:6.1f} KB {new:4} new {here:10.0f} us {there:10.0f} us {there / here:8.1f}x")


async def beside_bombs(*, bombs: int) -> list[float]:
    """Seconds that each ordinary document took, while these many hostile ones were parsed again and again."""
    heavy = b'<rss version="2.0"><channel>' + b"<item><title/></item>" * 90_000 + b"</channel></rss>"
    sly = b'<rss version="2.0"><channel>' + b"<item><title>&nbsp;A</title></item>" * 3_600 + b"</channel></rss>"
    took: list[float] = []
    async with Parser() as parser:

        async def explode(number: int) -> None:
            while len(took) < FEEDS:
                body = heavy if number % 2 else sly
                await parser.parse(body, content_type="", url=f"https://bad.example/{number}")

        warm = (parser.parse(rss(feed=0, newest=20), content_type="", url=FEED.url) for _ in range(2))
        await asyncio.gather(*warm)
        exploding = [asyncio.create_task(explode(number)) for number in range(bombs)]
        for feed in range(FEEDS):
            await asyncio.sleep(0.05)
            began = time.perf_counter()
            await parser.parse(rss(feed=feed, newest=20), content_type="", url=f"{FEED.url}/{feed}")
            took.append(time.perf_counter() - began)
        for task in exploding:
            task.cancel()
        await asyncio.gather(*exploding, return_exceptions=True)
    return sorted(took)


async def main() -> None:
    """Print the tables."""
    print(f"Python {sys.version.split()[0]}, {platform.machine()}, {os.cpu_count()} cores, ", end="")
    print(f"feedparser {feedparser.__version__}; CPU for each document, median of {ROUNDS} rounds")
    print(f"{'':8} {'size':>9} {'':8} {'monitor':>13} {'feedparser':>13} {'ratio':>9}")
    for name, make in (("RSS", rss), ("Atom", atom)):
        for new in (0, 1, 5):
            await compare(name, make, new=new)
    for bombs in (0, 1, BOMBS):
        took = await beside_bombs(bombs=bombs)
        print(f"beside {bombs} hostile documents: p50 {took[len(took) // 2] * 1000:.0f} ms, ", end="")
        print(f"p99 {took[int(len(took) * 0.99)] * 1000:.0f} ms")


if __name__ == "__main__":
    asyncio.run(main())
