"""Worker processes: bombs, crashes, time limits."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

import pytest

from monitor.collect.entry import Parsed, Unreadable
from monitor.collect.parser import Parser
from monitor.handover import Failure

URL = "https://news.example/feed.xml"
GOOD = b'<rss version="2.0"><channel><item><title>Kursk</title></item></channel></rss>'
# As many elements as the guard lets pass take feedparser many times longer than the limit below.
HEAVY = (
    b'<rss version="2.0"><channel>'
    + b"".join(b"<item><title>%d</title></item>" % n for n in range(90_000))
    + b"</channel></rss>"
)


async def test_a_document_is_parsed_in_a_worker_and_the_next_one_too() -> None:
    async with Parser(workers=1) as parser:
        for _ in range(2):
            reply = await parser.parse(GOOD, content_type="text/xml", url=URL)
            assert isinstance(reply, Parsed)
            assert [entry.title for entry in reply.entries] == ["Kursk"]


async def test_other_documents_are_parsed_while_a_bomb_runs_into_its_time_limit() -> None:
    async with Parser(workers=2, time_limit=2) as parser:
        bomb = asyncio.create_task(parser.parse(HEAVY, content_type="text/xml", url=URL))
        await asyncio.sleep(0)
        for _ in range(5):
            assert isinstance(await parser.parse(GOOD, content_type="text/xml", url=URL), Parsed)
        assert not bomb.done()
        reply = await bomb
        assert isinstance(reply, Unreadable)
        assert reply.failure is Failure.BROKEN
        assert "2 s" in reply.detail
        replies = [await parser.parse(GOOD, content_type="text/xml", url=URL) for _ in range(2)]
        assert all(isinstance(reply, Parsed) for reply in replies)


def children() -> list[int]:
    """The worker processes of this process."""
    return [int(pid) for pid in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()]


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="finds the worker through /proc")
async def test_a_worker_that_is_killed_fails_one_document_and_is_replaced() -> None:
    async with Parser(workers=1) as parser:
        before = set(children())
        await parser.parse(GOOD, content_type="text/xml", url=URL)
        (worker,) = set(children()) - before
        heavy = asyncio.create_task(parser.parse(HEAVY, content_type="text/xml", url=URL))
        await asyncio.sleep(0.05)
        os.kill(worker, signal.SIGKILL)
        reply = await heavy
        assert isinstance(reply, Unreadable)
        assert reply.failure is Failure.BROKEN
        assert isinstance(await parser.parse(GOOD, content_type="text/xml", url=URL), Parsed)


async def test_a_reply_is_never_given_to_another_request() -> None:
    async with Parser(workers=1) as parser:
        given_up = asyncio.create_task(parser.parse(HEAVY, content_type="text/xml", url=URL))
        await asyncio.sleep(0.05)
        given_up.cancel()
        with pytest.raises(asyncio.CancelledError):
            await given_up
        reply = await parser.parse(GOOD, content_type="text/xml", url=URL)
        assert isinstance(reply, Parsed)
        assert len(reply.entries) == 1
