"""Worker processes: bombs, crashes, time limits."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

import pytest

from monitor.collect.parse.entries import ParsedFeed, Unreadable
from monitor.collect.parse.incremental.known_entries import WIDTH, cut
from monitor.collect.parse.parser import Parser
from monitor.model.news.visit import FetchFailure

URL = "https://news.example/feed.xml"
GOOD = b'<rss version="2.0"><channel><item><title>Kursk</title></item></channel></rss>'
# As many elements as the guard lets pass, one of them strange so that feedparser is asked, and markup inside them:
# this takes many times longer than the limits below.
HEAVY = (
    b'<rss version="2.0"><channel><strange/>'
    + b"".join(
        b"<item><title>%d</title><description><![CDATA[%s]]></description></item>"
        % (number, b"<p><b>x</b></p>" * 10)
        for number in range(60_000)
    )
    + b"</channel></rss>"
)


async def test_a_document_is_parsed_in_a_worker_and_the_next_one_too() -> None:
    async with Parser(workers=1) as parser:
        for _ in range(2):
            reply = await parser.parse(GOOD, content_type="text/xml", url=URL)
            assert isinstance(reply, ParsedFeed)
            assert [entry.title for entry in reply.entries] == ["Kursk"]


async def test_other_documents_are_parsed_while_a_bomb_runs_into_its_time_limit() -> None:
    async with Parser(workers=2, quick=1, time_limit=2) as parser:
        bomb = asyncio.create_task(parser.parse(HEAVY, content_type="text/xml", url=URL))
        await asyncio.sleep(0)
        for _ in range(5):
            assert isinstance(await parser.parse(GOOD, content_type="text/xml", url=URL), ParsedFeed)
        assert not bomb.done()
        reply = await bomb
        assert isinstance(reply, Unreadable)
        assert reply.failure is FetchFailure.BROKEN
        assert "2 s" in reply.detail
        replies = [await parser.parse(GOOD, content_type="text/xml", url=URL) for _ in range(2)]
        assert all(isinstance(reply, ParsedFeed) for reply in replies)


def children() -> list[int]:
    """The worker processes of this process."""
    return [int(pid) for pid in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()]


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="finds the worker through /proc")
async def test_a_worker_that_is_killed_fails_one_document_and_is_replaced() -> None:
    async with Parser(workers=1, time_limit=2) as parser:
        before = set(children())
        heavy = asyncio.create_task(parser.parse(HEAVY, content_type="text/xml", url=URL))
        while not (workers := set(children()) - before):
            await asyncio.sleep(0.05)
        os.kill(workers.pop(), signal.SIGKILL)
        reply = await heavy
        assert isinstance(reply, Unreadable)
        assert reply.failure is FetchFailure.BROKEN
        assert isinstance(await parser.parse(GOOD, content_type="text/xml", url=URL), ParsedFeed)


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="finds the worker through /proc")
async def test_a_worker_that_is_killed_while_idle_fails_nothing() -> None:
    async with Parser(workers=1) as parser:
        before = set(children())
        await parser.parse(GOOD, content_type="text/xml", url=URL)
        (worker,) = set(children()) - before
        os.kill(worker, signal.SIGKILL)
        await asyncio.sleep(0.1)
        assert isinstance(await parser.parse(GOOD, content_type="text/xml", url=URL), ParsedFeed)


async def test_a_reply_is_never_given_to_another_request() -> None:
    async with Parser(workers=1) as parser:
        given_up = asyncio.create_task(parser.parse(HEAVY, content_type="text/xml", url=URL))
        await asyncio.sleep(0.05)
        given_up.cancel()
        with pytest.raises(asyncio.CancelledError):
            await given_up
        reply = await parser.parse(GOOD, content_type="text/xml", url=URL)
        assert isinstance(reply, ParsedFeed)
        assert len(reply.entries) == 1


def rss(*titles: str, head: str = "") -> bytes:
    items = "".join(f"<item><title>{title}</title></item>" for title in titles)
    return f'<rss version="2.0"><channel>{head}{items}</channel></rss>'.encode()


async def test_only_what_is_new_in_a_document_is_given() -> None:
    async with Parser(workers=1) as parser:
        first = await parser.parse(rss("A", "B"), content_type="", url=URL)
        assert isinstance(first, ParsedFeed)
        second = await parser.parse(rss("C", "A", "B"), content_type="", url=URL, seen=first.slices)
        assert isinstance(second, ParsedFeed)
        assert [entry.title for entry in second.entries] == ["C"]
        assert second.unchanged == 2
        third = await parser.parse(rss("C", "A"), content_type="", url=URL, seen=second.slices)
        assert isinstance(third, ParsedFeed)
        assert (third.entries, third.unchanged) == ((), 2)


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="finds the worker through /proc")
async def test_where_nothing_is_new_there_is_nothing_to_parse() -> None:
    before = set(children())
    async with Parser(workers=1) as parser:
        seen = cut(rss("A"), content_type="").as_entries()
        reply = await parser.parse(rss("A", head="<ttl>9</ttl>"), content_type="", url=URL, seen=seen)
        assert isinstance(reply, ParsedFeed)
        assert reply.unchanged == 1
        assert set(children()) == before


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param(rss("A <b> B", "C"), id="ill-formed"),
        pytest.param(rss("A").replace(b"<title>", b"<x:title>", 1), id="namespace"),
        pytest.param(rss("A") + b"<!-- <item> -->", id="uncut"),
    ],
)
async def test_what_cannot_be_cut_is_known_again_only_as_it_was(broken: bytes) -> None:
    async with Parser(workers=1) as parser:
        first = await parser.parse(broken, content_type="", url=URL)
        assert isinstance(first, ParsedFeed)
        assert len(first.slices) == WIDTH
        again = await parser.parse(broken, content_type="", url=URL, seen=first.slices)
        assert again == ParsedFeed(unchanged=again.unchanged, slices=first.slices)  # type: ignore[union-attr]  # says so
        changed = await parser.parse(broken + b"\n", content_type="", url=URL, seen=first.slices)
        assert isinstance(changed, ParsedFeed)
        assert changed.entries == first.entries


async def test_a_new_entry_that_is_ill_formed_is_parsed_with_all_the_others() -> None:
    async with Parser(workers=1) as parser:
        first = await parser.parse(rss("A", "B"), content_type="", url=URL)
        assert isinstance(first, ParsedFeed)
        second = await parser.parse(rss("C <b>", "A", "B"), content_type="", url=URL, seen=first.slices)
        assert isinstance(second, ParsedFeed)
        assert [entry.title for entry in second.entries] == ["C", "A", "B"]


async def test_a_new_entry_with_a_name_that_another_has_is_parsed_with_all_the_others() -> None:
    def with_guid(*titles: str) -> bytes:
        return rss(*titles).replace(b"</title>", b"</title><guid>home</guid>")

    async with Parser(workers=1) as parser:
        first = await parser.parse(with_guid("A"), content_type="", url=URL)
        assert isinstance(first, ParsedFeed)
        second = await parser.parse(with_guid("B", "A"), content_type="", url=URL, seen=first.slices)
        assert isinstance(second, ParsedFeed)
        assert len(second.entries) == 2


async def test_of_a_truncated_document_nothing_is_remembered() -> None:
    async with Parser(workers=1) as parser:
        reply = await parser.parse(rss("A", "B")[:-20], content_type="", url=URL)
        assert isinstance(reply, ParsedFeed)
        assert reply.truncated
        assert reply.slices == b""


async def test_slow_documents_wait_for_each_other_and_delay_nobody_else() -> None:
    async with Parser(workers=1, quick=0.4, time_limit=1) as parser:
        bombs = [
            asyncio.create_task(parser.parse(HEAVY, content_type="", url=f"{URL}?{number}")) for number in range(2)
        ]
        await asyncio.sleep(0)
        for _ in range(5):
            assert isinstance(await parser.parse(GOOD, content_type="", url=URL), ParsedFeed)
        assert not all(bomb.done() for bomb in bombs)
        assert all(isinstance(reply, Unreadable) for reply in await asyncio.gather(*bombs))
        # Known to be slow by now, a bomb does not even begin where it would delay others.
        again = asyncio.create_task(parser.parse(HEAVY, content_type="", url=f"{URL}?1"))
        assert isinstance(await parser.parse(GOOD, content_type="", url=URL), ParsedFeed)
        assert not again.done()
        await again


async def test_a_new_entry_that_says_what_another_says_is_parsed_with_all_the_others() -> None:
    def quakes(*numbers: int) -> bytes:
        items = "".join(f"<item><title>Earthquake</title><guid>{number}</guid></item>" for number in numbers)
        return f'<rss version="2.0"><channel>{items}</channel></rss>'.encode()

    async with Parser(workers=1) as parser:
        first = await parser.parse(quakes(1), content_type="", url=URL)
        assert isinstance(first, ParsedFeed)
        second = await parser.parse(quakes(2, 1), content_type="", url=URL, seen=first.slices)
        assert isinstance(second, ParsedFeed)
        assert len(second.entries) == 2


async def test_a_document_that_only_looks_heavy_is_parsed_all_the_same() -> None:
    body = rss("&lt;b&gt;" * 40_000, "B")
    async with Parser(workers=1) as parser:
        reply = await parser.parse(body, content_type="", url=URL)
    assert isinstance(reply, ParsedFeed)
    assert len(reply.entries) == 2


async def test_many_documents_at_once_each_get_their_own_reply() -> None:
    async with Parser(workers=2) as parser:
        replies = await asyncio.gather(
            *(parser.parse(rss(str(number)), content_type="", url=f"{URL}?{number}") for number in range(100))
        )
    assert [reply.entries[0].title for reply in replies if isinstance(reply, ParsedFeed)] == list(
        map(str, range(100))
    )


async def test_a_bomb_among_many_fails_alone() -> None:
    async with Parser(workers=1, quick=0.4, time_limit=3) as parser:
        bodies = [HEAVY if number == 5 else rss(str(number)) for number in range(20)]
        replies = await asyncio.gather(
            *(parser.parse(body, content_type="", url=f"{URL}?{number}") for number, body in enumerate(bodies))
        )
    assert [number for number, reply in enumerate(replies) if isinstance(reply, Unreadable)] == [5]


async def test_a_parser_that_is_closed_leaves_nobody_waiting() -> None:
    async with Parser(workers=1) as parser:
        waiting = [asyncio.create_task(parser.parse(HEAVY, content_type="", url=URL)) for _ in range(3)]
        await asyncio.sleep(0.3)
    assert all(
        isinstance(one, asyncio.CancelledError) for one in await asyncio.gather(*waiting, return_exceptions=True)
    )
