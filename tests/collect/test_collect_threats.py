"""What a hostile feed may try, on real sockets: nothing leads into our network, fills memory, or holds us up."""

from __future__ import annotations

import asyncio
import gzip
import os
import random
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import brotli
import pytest
from aiohttp.abc import ResolveResult

from monitor.clock import now
from monitor.collect.collector import Collector
from monitor.collect.fetch.http import Http
from monitor.collect.fetch.limits import Limits
from monitor.collect.fetch.response import Deferred, Fetched, FetchFailed
from monitor.collect.parse.parser import Parser
from monitor.model.ids import FeedId
from monitor.model.news.feed import Feed
from monitor.model.news.visit import FetchFailure, PollState, Visit
from tests.collect.collect_names import Names
from tests.collect.collect_stand import Stand

NOTHING = PollState()
Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def listening(serve: Serve) -> AsyncIterator[int]:
    """A server on a free port of loopback, IPv4 and IPv6 where there is one."""
    guests: set[asyncio.Task[None]] = set()

    def welcome(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        guests.add(asyncio.create_task(receive(reader, writer)))

    async def receive(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await serve(reader, writer)
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(welcome, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]
    for guest in guests:
        guest.cancel()
    await asyncio.gather(*guests)


class Canary:
    """Counts who comes."""

    def __init__(self) -> None:
        self.connections = 0

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<rss/>")


LITERALS = (
    "127.0.0.1", "127.1", "127.0.1", "127.8.8.8", "0x7f000001", "0x7f.0.0.1", "2130706433", "017700000001",
    "0177.0.0.1", "0.0.0.0", "0", "localhost", "localhost.", "[::1]", "[::]", "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[fe80::1%25lo]", "①②⑦.0.0.1",
)  # fmt: skip


async def test_t1_no_notation_of_loopback_reaches_it_directly_or_by_redirect() -> None:
    canary, stand = Canary(), Stand("127.0.0.2")
    await stand.open_again()
    async with listening(canary) as port, Http(contact=None, limits=Limits(connect=2)) as http:
        for number, literal in enumerate(LITERALS):
            strange = Feed(id=FeedId(f"d{number}"), url=f"http://{literal}:{port}/", title="A", group=f"d{number}")
            assert isinstance(await http.get(strange, NOTHING), FetchFailed), literal
            hops = [strange.url, f"{stand.url}/{number}/2", f"{stand.url}/{number}/1"]
            for path, target in ((f"/{number}/2", hops[0]), (f"/{number}/1", hops[1]), (f"/{number}", hops[2])):
                stand.serve(path, status=302, headers={"Location": target})
            # The chain begins where the feed may go: 127.0.0.2 is not the canary's address.
            own = replace(stand.feed(f"/{number}", allow_private=("127.0.0.2/32",)), group=f"r{number}")
            assert isinstance(await http.get(own, NOTHING), FetchFailed), literal
        assert canary.connections == 0
        assert len(stand.requests) == 3 * len(LITERALS)
    await stand.close()


class Turning(Names):
    """A name that leads somewhere else each time."""

    async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[ResolveResult]:
        found = await super().resolve(host, port)
        self.addresses = (*self.addresses[1:], self.addresses[0])
        return found[:1]


async def test_t1_a_name_that_turns_to_loopback_between_two_visits_is_refused_there() -> None:
    canary = Canary()
    async with (
        listening(canary) as port,
        Http(contact=None, limits=Limits(connect=0.2, gap=0), resolver=Turning("192.0.2.1", "127.0.0.1")) as http,
    ):
        feed = Feed(id=FeedId("a"), url=f"http://turning.example:{port}/", title="A")
        answers = [await http.get(feed, NOTHING) for _ in range(4)]
    assert {answer.failure for answer in answers if isinstance(answer, FetchFailed)} == {
        FetchFailure.FORBIDDEN_ADDRESS
    }
    assert canary.connections == 0


def encoded(size: int) -> list[tuple[str, bytes]]:
    """A bomb in each content encoding, made piece by piece: we do not have the memory either."""
    pieces, rest = divmod(size, 1 << 20)
    assert not rest
    zeros = b"\0" * (1 << 20)
    gzipped, deflated, brotlied = zlib.compressobj(9, wbits=31), zlib.compressobj(9), brotli.Compressor(quality=1)
    return [
        ("gzip", b"".join([*(gzipped.compress(zeros) for _ in range(pieces)), gzipped.flush()])),
        ("deflate", b"".join([*(deflated.compress(zeros) for _ in range(pieces)), deflated.flush()])),
        ("br", b"".join([*(brotlied.process(zeros) for _ in range(pieces)), brotlied.finish()])),
    ]


def memory_used() -> int:
    """Resident bytes of this process."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.parametrize("size", [64 << 20, pytest.param(1 << 30, marks=pytest.mark.slow)])
async def test_t3_a_bomb_in_any_encoding_costs_no_more_than_the_cap(stand: Stand, size: int) -> None:
    async with Http(contact=None, limits=Limits(for_each_group=9)) as http:
        for encoding, bomb in encoded(size):
            stand.serve("/a", body=bomb, headers={"Content-Encoding": encoding})
            before = memory_used()
            answer = await http.get(stand.feed("/a"), NOTHING)
            assert isinstance(answer, FetchFailed)
            assert answer.failure is FetchFailure.TOO_LARGE
            assert memory_used() - before < 64 << 20
        for nested in ("gzip, gzip", "br, gzip", "zstd"):
            stand.serve("/a", body=gzip.compress(bomb), headers={"Content-Encoding": nested})
            answer = await http.get(stand.feed("/a"), NOTHING)
            assert isinstance(answer, FetchFailed)
            assert "was not asked for" in answer.detail


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
async def test_t3_what_hardly_packs_is_read_as_far_as_the_cap(stand: Stand, encoding: str) -> None:
    noise = random.Random(1).randbytes(24 << 20)
    body = gzip.compress(noise, 1) if encoding == "gzip" else noise
    stand.serve("/a", body=body, headers={"Content-Encoding": encoding})
    async with Http(contact=None) as http:
        answer = await http.get(stand.feed("/a"), NOTHING)
    assert isinstance(answer, FetchFailed)
    assert (answer.failure, answer.detail) == (FetchFailure.TOO_LARGE, "larger than 15 MB")


@pytest.mark.parametrize(
    ("declaration", "refused"),
    [
        ('<!ENTITY x SYSTEM "file:///etc/passwd">', "is defined outside the document"),
        ('<!ENTITY x SYSTEM "http://127.0.0.1:{port}/">', "is defined outside the document"),
        ('<!ENTITY % p SYSTEM "http://127.0.0.1:{port}/"> %p;', ""),  # as RSS 1.0 has it: passed over
        ('<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY x "&b;&b;&b;&b;&b;&b;">', "expands"),
    ],
)
async def test_t4_t5_entities_neither_fetch_nor_expand(stand: Stand, declaration: str, refused: str) -> None:
    canary = Canary()
    async with listening(canary) as port, Http(contact=None) as http, Parser(workers=1) as parser:
        collector = Collector(feeds={}, http=http, parser=parser, now=now, rng=random.Random(1))
        feed = stand.feed("/a")
        collector.feeds = {feed.id: feed}
        entities = declaration.format(port=port)
        stand.serve(
            "/a",
            body=f'<?xml version="1.0"?><!DOCTYPE rss [{entities}]><rss version="2.0"><channel><title>T</title>'
            "<item><title>One &x;</title></item></channel></rss>",
        )
        poll = await collector.collect(Visit(feed=feed.id, token=1, memory=NOTHING))
    assert poll.failure is (FetchFailure.BROKEN if refused else None)
    assert refused in poll.detail
    assert all("root:" not in item.title for item in poll.items)
    assert canary.connections == 0


async def trickle_headers(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nX: ")
    while True:
        writer.write(b"y")
        await writer.drain()
        await asyncio.sleep(0.02)


async def trickle_body(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        writer.write(b"1\r\n<\r\n")
        await writer.drain()
        await asyncio.sleep(0.02)


async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(60)


async def flood_headers(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        writer.write(b"".join(b"X-%d: %s\r\n" % (number, b"x" * 1000) for number in range(100)))
        await writer.drain()


async def one_endless_header(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nX: ")
    while True:
        writer.write(b"x" * 65_536)
        await writer.drain()


@pytest.mark.parametrize("serve", [trickle_headers, trickle_body, say_nothing, flood_headers, one_endless_header])
async def test_t6_whoever_never_comes_to_an_end_is_left_within_the_deadline(serve: Serve) -> None:
    async with listening(serve) as port, Http(contact=None, limits=Limits(total=0.4)) as http:
        before = memory_used()
        url = f"http://127.0.0.1:{port}/"
        feed = Feed(id=FeedId("a"), url=url, title="A", allow_private=("127.0.0.0/8",))
        async with asyncio.timeout(30):  # without the deadline it would be for ever
            answer = await http.get(feed, NOTHING)
        assert isinstance(answer, FetchFailed)
        assert answer.failure in (FetchFailure.TIMEOUT, FetchFailure.UNREACHABLE)
        assert memory_used() - before < 32 << 20


async def test_t6_two_hundred_feeds_of_one_slow_server_hold_up_nobody_else(stand: Stand) -> None:
    stand.serve("/a", body="<rss/>")
    async with listening(say_nothing) as port, Http(contact=None, limits=Limits(total=50)) as http:
        slow = [
            Feed(id=FeedId(f"s{number}"), url=f"http://127.0.0.1:{port}/{number}", title="S",
                 allow_private=("127.0.0.0/8",))
            for number in range(200)
        ]  # fmt: skip
        visits = [asyncio.create_task(http.get(feed, NOTHING)) for feed in slow]
        await asyncio.sleep(0)
        healthy = [await http.get(stand.feed("/a"), NOTHING) for _ in range(5)]
        waiting = [visit for visit in visits if not visit.done()]
        assert all(isinstance(answer, Fetched) for answer in healthy)
        assert len(waiting) <= 6, "two are asked, four wait for them"
        assert all(isinstance(visit.result(), Deferred) for visit in visits if visit.done())
        for visit in waiting:
            visit.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)


RSS = '<rss version="2.0"><channel><title>T</title>%s</channel></rss>'


async def test_t18_what_one_feed_says_never_hides_what_another_says(stand: Stand) -> None:
    item = "<item><guid>same</guid><link>http://news.example/1</link><title>Kursk</title></item>"
    async with Http(contact=None) as http, Parser(workers=1) as parser:
        feeds = [stand.feed(path) for path in ("/honest", "/copycat")]
        collector = Collector(
            feeds={feed.id: feed for feed in feeds}, http=http, parser=parser, now=now, rng=random.Random(1)
        )
        ids = set()
        for feed in feeds:
            stand.serve(f"/{feed.id}", body=RSS % item)
            poll = await collector.collect(Visit(feed=feed.id, token=1, memory=NOTHING))
            ids |= {one.id for one in poll.items}
    assert len(ids) == 2


@pytest.mark.parametrize(
    "date",
    [
        "Fri, 31 Dec 9999 23:59:59 GMT", "Mon, 01 Jan 0001 00:00:00 GMT", "Sat, 21 Nov 2126 00:00:00 GMT",
        "1795223666", "32 Foo 2024", "Tue, 29 Oct 2024 12:00:00 +9999", "",
    ],
)  # fmt: skip
async def test_t20_no_date_makes_an_item_vanish_or_a_rhythm_absurd(stand: Stand, date: str) -> None:
    item = f"<item><guid>1</guid><title>Kursk</title><pubDate>{date}</pubDate></item>"
    async with Http(contact=None) as http, Parser(workers=1) as parser:
        feed = stand.feed("/a")
        collector = Collector(feeds={feed.id: feed}, http=http, parser=parser, now=now, rng=random.Random(1))
        stand.serve("/a", body=RSS % item)
        poll = await collector.collect(Visit(feed=feed.id, token=1, memory=NOTHING))
    [found] = poll.items
    assert found.published_at is None or abs(found.published_at - now()) < timedelta(days=3660)
    assert poll.memory.fresh_at is not None
    assert poll.memory.fresh_at <= now()


async def test_t21_a_flood_is_taken_as_far_as_the_newest_thousand_and_a_first_one_is_silent(stand: Stand) -> None:
    flood = "".join(f"<item><guid>{number}</guid><title>Item {number}</title></item>" for number in range(3_000))
    async with Http(contact=None) as http, Parser(workers=1) as parser:
        feed = stand.feed("/a")
        collector = Collector(feeds={feed.id: feed}, http=http, parser=parser, now=now, rng=random.Random(1))
        stand.serve("/a", body=RSS % flood)
        poll = await collector.collect(Visit(feed=feed.id, token=1, memory=NOTHING))
    assert (len(poll.items), poll.baseline) == (1_000, True)
    assert poll.items[-1].title == "Item 0", "the newest comes first in the document, and last in the order"
