"""Parses documents, but only what is new in them, and elsewhere: in worker processes that can be killed."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from types import TracebackType
from typing import Self

import msgspec

from monitor.collect.parse.entries import ARTICLES, ParsedFeed, ParseRequest, Reply, Unreadable
from monitor.collect.parse.incremental.known_entries import KnownEntries, cut
from monitor.collect.parse.worker_pool import Pool
from monitor.model.news.feed import Selectors
from monitor.model.news.visit import FetchFailure

WORKERS = 2
"""One may be busy with a bomb while the other goes on."""
QUICK = 0.5
"""Seconds that suffice for nearly every document. What takes longer is started again where it delays nobody
else."""
MUCH_MARKUP = 15_000
"""Tags, or four times as many entities: more of them, and a document is sure to take long."""
TIME_LIMIT = 10.0
"""Seconds for one document."""
ARTICLE_LIMIT = 8.0
"""Seconds for finding the article in one web page."""
LONGEST_WAIT = 15.0
"""Seconds that a slow document waits for other slow ones."""
MOST_SLOW = 1_000
"""Addresses of slow documents that are remembered."""


class Parser:
    """A few workers for everybody, one for the documents that take long, and one for articles."""

    def __init__(self, *, workers: int = WORKERS, quick: float = QUICK, time_limit: float = TIME_LIMIT) -> None:
        self._quick = Pool(workers=workers, time_limit=quick)
        self._for_slow = Pool(workers=1, time_limit=time_limit)
        self._articles = Pool(workers=1, time_limit=ARTICLE_LIMIT, options=(ARTICLES,))
        self._expects_articles = False
        self._time_limit = time_limit
        self._slow: dict[str, None] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for pool in (self._quick, self._for_slow, self._articles):
            await pool.stop()

    async def select(self, body: bytes, *, content_type: str, url: str, select: Selectors) -> Reply:
        """The items of a document that is no feed, or why it has none. Waits like `parse`."""
        return await self._read(ParseRequest(body=body, content_type=content_type, url=url, select=select))

    async def parse(self, body: bytes, *, content_type: str, url: str, seen: bytes = b"") -> Reply:
        """What is new in a document, or why it cannot be read. Waits for a worker if all are busy.

        `content_type` is the header as the server sent it; relative links are relative to `url`. `seen` is what
        `Parsed.slices` was for an earlier document of this feed: its entries are counted, but not given again.
        """
        document = cut(body, content_type=content_type)
        places = document.unseen(seen)
        if places is not None:
            if not places:
                return ParsedFeed(slices=seen, unchanged=len(document.prints))
            found = await self._parse_only(document, places, url=url)
            if found is not None:
                return found
        reply = await self._read(ParseRequest(body=body, content_type=content_type, url=url))
        if isinstance(reply, Unreadable) or reply.truncated:
            return reply  # nothing is remembered: the rest is still to come
        exact = reply.sound and document.prints and document.has_named(range(len(document.prints)), reply.entries)
        return msgspec.structs.replace(reply, slices=document.as_entries() if exact else document.as_one())

    def expect_articles(self) -> None:
        """Have the worker for articles ready, which takes a while."""
        if not self._expects_articles:
            self._expects_articles = True
            self._articles.warm_up()

    async def article(self, body: bytes, *, content_type: str, url: str) -> str:
        """The text of the article in a web page; empty if there is none, or it cannot be found in time."""
        page = ParseRequest(body=body, content_type=content_type, url=url, is_page=True)
        reply = await self._articles.ask(page)
        return reply.entries[0].content if isinstance(reply, ParsedFeed) else ""

    async def _parse_only(self, document: KnownEntries, places: Sequence[int], *, url: str) -> ParsedFeed | None:
        """What the entries at these places say; None if that is not known without the others."""
        if not document.stand_alone(places):
            return None
        reply = await self._read(ParseRequest(body=document.only(places), content_type="", url=url))
        if isinstance(reply, Unreadable) or not reply.sound:
            return None
        if not document.has_named(places, reply.entries):
            return None
        unchanged = len(document.prints) - len(places)
        return msgspec.structs.replace(reply, slices=document.as_entries(), unchanged=unchanged)

    async def _read(self, request: ParseRequest) -> Reply:
        if request.url not in self._slow and _markup(request.body) <= MUCH_MARKUP:
            reply = await self._quick.ask(request)
            if reply is not None:
                return reply
            self._slow[request.url] = None
            if len(self._slow) > MOST_SLOW:
                del self._slow[next(iter(self._slow))]
        return await self._read_slow(request)

    async def _read_slow(self, request: ParseRequest) -> Reply:
        began = asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout(LONGEST_WAIT + self._time_limit):
                reply = await self._for_slow.ask(request)
        except TimeoutError:
            return Unreadable(failure=FetchFailure.TIMEOUT, detail="other documents keep the parser busy")
        if reply is None:
            return Unreadable(failure=FetchFailure.BROKEN, detail=f"not parsed within {self._time_limit:g} s")
        if asyncio.get_running_loop().time() - began < QUICK:
            self._slow.pop(request.url, None)
        return reply


def _markup(body: bytes) -> int:
    return body.count(b"<") + body.count(b"&") // 4
