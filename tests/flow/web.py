"""A web server on loopback with feeds that a test publishes to, and a webhook that takes alerts."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from aiohttp import web


@dataclass
class LoopbackWeb:
    """Feeds under /feed/NAME, a webhook under /hook. Publishing changes the feed's ETag."""

    base: str = ""
    news: dict[str, list[tuple[str, str, str]]] = field(default_factory=dict)
    """Feed name -> (guid, title, summary), oldest first."""
    hooked: list[dict[str, object]] = field(default_factory=list)
    """What the webhook accepted, in order."""
    documents: dict[str, bytes] = field(default_factory=dict)
    """Feed name -> the whole document, for a feed that is served word for word."""
    gone: set[str] = field(default_factory=set)
    """Feeds that are answered with 410."""
    conditional_hits: int = 0
    """How often a feed answered 304."""
    window: int = 100
    """How many of its newest items a feed shows."""

    def open(self, feed: str) -> None:
        """A feed that exists, with nothing in it."""
        self.news.setdefault(feed, [])

    def serve_document(self, feed: str, document: str | bytes) -> None:
        """From now on the feed is this document, word for word."""
        self.open(feed)
        self.documents[feed] = document.encode() if isinstance(document, str) else document

    def publish(self, feed: str, guid: str, title: str, summary: str = "") -> None:
        """A new item in a feed."""
        self.news.setdefault(feed, []).append((guid, title, summary))

    def url(self, feed: str) -> str:
        """Where a feed is."""
        return f"{self.base}/feed/{feed}"

    async def _feed(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if name in self.gone:
            return web.Response(status=410)
        if name not in self.news:
            return web.Response(status=404)
        items, document = self.news[name][-self.window :], self.documents.get(name)
        etag = '"' + hashlib.sha256(document or repr(items).encode()).hexdigest()[:12] + '"'
        if request.headers.get("If-None-Match") == etag:
            self.conditional_hits += 1
            return web.Response(status=304, headers={"ETag": etag})
        if document is not None:
            return web.Response(body=document, content_type="application/rss+xml", headers={"ETag": etag})
        entries = "".join(
            f"<item><guid isPermaLink='false'>{escape(guid)}</guid><title>{escape(title)}</title>"
            f"<link>{self.base}/news/{escape(guid)}</link>"
            f"<description>{escape(summary)}</description></item>"
            for guid, title, summary in reversed(items)
        )
        body = f"<rss version='2.0'><channel><title>{name}</title>{entries}</channel></rss>"
        return web.Response(text=body, content_type="application/rss+xml", headers={"ETag": etag})

    async def _hook(self, request: web.Request) -> web.Response:
        self.hooked.append(await request.json())
        return web.json_response({"ok": True})

    @asynccontextmanager
    async def serve(self, *, port: int = 0) -> AsyncIterator[LoopbackWeb]:
        """Open for business on 127.0.0.1."""
        app = web.Application()
        app.router.add_get("/feed/{name}", self._feed)
        app.router.add_post("/hook", self._hook)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", port)
        await site.start()
        assert runner.addresses
        self.base = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield self
        finally:
            await runner.cleanup()
