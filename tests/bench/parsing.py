"""One new item in a feed: what is parsed of it here, against feedparser on the whole document.

    python -m tests.bench.parsing

CPU time of all processes, in rounds that alternate; the median of each. The worker's cost, and that of talking to
it, is in our figure.
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

from monitor.collect import clean
from monitor.collect.entry import Parsed
from monitor.collect.parser import Parser
from monitor.model import Feed, FeedId
from tests.bench.processes import cpu_of_children
from tests.bench.synthetic_feeds import atom, rss

FEEDS = 100
ROUNDS = 3
FEED = Feed(id=FeedId("f"), url="https://news.example/feed", title="News")
NOW = datetime(2026, 3, 12, 13, tzinfo=UTC)
Make = Callable[..., bytes]


async def ours(parser: Parser, documents: list[tuple[bytes, bytes]], *, new: int) -> float:
    """CPU seconds for each document, from its bytes to its items."""
    before = time.process_time() + cpu_of_children()
    for body, seen in documents:
        reply = await parser.parse(body, content_type="application/rss+xml", url=FEED.url, seen=seen)
        assert isinstance(reply, Parsed)
        assert len(clean.items(reply.entries, feed=FEED, base=FEED.url, now=NOW)[0]) == new
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
            assert isinstance(first, Parsed)
            documents.append((make(feed=feed, newest=20 + new), first.slices))
        rounds = [(await ours(parser, documents, new=new), theirs(documents)) for _ in range(ROUNDS)]
    here, there = (statistics.median(column) * 1e6 for column in zip(*rounds, strict=True))
    size = len(documents[0][0]) / 1000
    print(f"{name:8} {size:6.1f} KB {new:4} new {here:10.0f} us {there:10.0f} us {there / here:8.1f}x")


async def main() -> None:
    """Print the table."""
    print(f"Python {sys.version.split()[0]}, {platform.machine()}, {os.cpu_count()} cores, ", end="")
    print(f"feedparser {feedparser.__version__}; CPU for each document, median of {ROUNDS} rounds")
    print(f"{'':8} {'size':>9} {'':8} {'monitor':>13} {'feedparser':>13} {'ratio':>9}")
    for name, make in (("RSS", rss), ("Atom", atom)):
        for new in (0, 1, 5):
            await compare(name, make, new=new)


if __name__ == "__main__":
    asyncio.run(main())
