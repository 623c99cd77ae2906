"""Feeds whose every item is known beforehand, and what of them was really handed out."""

from __future__ import annotations

import hashlib
import random
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from aiohttp import web

_SYLLABLES = [consonant + vowel for consonant in "bdklmnrst" for vowel in "aeiou"]
_LETTERS = "abcdefghijklmnop"


@dataclass(frozen=True, slots=True)
class Piece:
    """One item of one feed."""

    feed: str
    token: str
    """The word that tells this story from all others."""
    title: str
    summary: str
    rings: bool
    """Whether the rules ask for it."""


def day_of_news(items: int, *, feeds: int, seed: int) -> list[Piece]:
    """Stories of which two thirds ask to ring, and one in ten is copied word for word by another feed."""
    rng = random.Random(seed)
    pieces: list[Piece] = []
    for number in range(items):
        feed = f"feed{rng.randrange(feeds):02}"
        original = pieces[-1] if pieces and number % 10 == 9 else None
        if original is not None and original.feed != feed:
            pieces.append(Piece(feed, original.token, original.title, original.summary, original.rings))
            continue
        token = "Q" + "".join(_LETTERS[number >> shift & 15] for shift in range(28, -4, -4))
        rings = rng.random() < 2 / 3
        words = [_word(rng) for _ in range(24)]
        place = "Kursk" if rings else "Perm"
        title = f"{token} {' '.join(words[:4])} {place} {words[4]}"
        pieces.append(Piece(feed, token, title, " ".join(words[5:]).capitalize() + ".", rings))
    return pieces


def _word(rng: random.Random) -> str:
    return "".join(rng.choice(_SYLLABLES) for _ in range(rng.randint(2, 4)))


@dataclass
class Newsroom:
    """Serves what has been published so far. A feed shows all its items, so that none can be missed."""

    window: int | None = None
    """How many of its newest items a feed shows, if not all."""
    base: str = ""
    published: dict[str, list[Piece]] = field(default_factory=dict)
    read: set[str] = field(default_factory=set)
    """Feeds that some collector was given."""
    handed_out: set[Piece] = field(default_factory=set)
    """Items that some collector was given in a whole answer."""

    def publish(self, piece: Piece) -> None:
        """Put a piece into its feed."""
        self.published[piece.feed].append(piece)

    def url(self, feed: str) -> str:
        """Where a feed is."""
        return f"{self.base}/{feed}"

    async def _feed(self, request: web.Request) -> web.StreamResponse:
        everything = self.published[request.match_info["name"]]
        pieces = everything[-self.window :] if self.window else list(everything)
        etag = '"' + hashlib.sha256(f"{len(everything)}".encode()).hexdigest()[:12] + '"'
        if request.headers.get("If-None-Match") == etag:
            return web.Response(status=304, headers={"ETag": etag})
        body = "<rss version='2.0'><channel><title>feed</title>" + "".join(_entries(pieces)) + "</channel></rss>"
        response = web.Response(text=body, content_type="application/rss+xml", headers={"ETag": etag})
        await response.prepare(request)
        await response.write_eof()
        self.handed_out.update(pieces)
        self.read.add(request.match_info["name"])
        return response

    @asynccontextmanager
    async def serve(self, feeds: list[str]) -> AsyncIterator[Newsroom]:
        """Open for business on 127.0.0.1, with empty feeds."""
        self.published = {feed: [] for feed in feeds}
        application = web.Application()
        application.router.add_get("/{name}", self._feed)
        runner = web.AppRunner(application, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.base = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield self
        finally:
            await runner.cleanup()


def _entries(pieces: list[Piece]) -> Iterator[str]:
    for piece in reversed(pieces):
        yield (
            f"<item><guid isPermaLink='false'>{piece.feed}-{piece.token}</guid>"
            f"<title>{escape(piece.title)}</title>"
            f"<link>https://{piece.feed}.example/{piece.token}</link>"
            f"<description>{escape(piece.summary)}</description></item>"
        )
