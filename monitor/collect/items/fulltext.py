"""Items with the text of the article behind them, for feeds that say `fulltext: true`.

An article is a wish, not a condition: whatever fails, the item stays as the feed gave it, and in time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from dataclasses import replace

from monitor.collect.fetch.http import Http
from monitor.collect.fetch.response import Deferred, Fetched
from monitor.collect.items.normalise import BODY_LIMIT
from monitor.collect.parse.markup import shorten
from monitor.collect.parse.parser import Parser
from monitor.model.ids import ItemId
from monitor.model.news.feed import Feed
from monitor.model.news.item import Item

BOUND = 15.0
"""Seconds by which all items of a visit may be delayed together."""
_PAGES = ("text/html", "application/xhtml+xml", "text/plain")


class Articles:
    """Fetches articles through the client that fetches feeds, one after the other for each feed."""

    def __init__(self, *, http: Http, parser: Parser, bound: float = BOUND) -> None:
        self._http = http
        self._parser = parser
        self._bound = bound

    async def read(self, feed: Feed, items: tuple[Item, ...], *, new: Collection[ItemId]) -> tuple[Item, ...]:
        """The same items, those that are new with the text of their article where it could be had in time."""
        bodies: dict[ItemId, str] = {}
        try:
            async with asyncio.timeout(self._bound):
                # The newest first, in case there is no time for all of them.
                for item in reversed(items):
                    if item.id in new and item.url:
                        bodies[item.id] = await self._text(feed, item.url)
        except TimeoutError:
            pass
        return tuple(_with_body(item, bodies.get(item.id, "")) for item in items)

    async def _text(self, feed: Feed, url: str) -> str:
        answer = await self._http.article(feed, url)
        while isinstance(answer, Deferred):
            await asyncio.sleep(max(answer.wait.total_seconds(), 0.1))
            answer = await self._http.article(feed, url)
        if not isinstance(answer, Fetched) or not answer.content_type.lower().startswith(_PAGES):
            return ""
        return await self._parser.article(answer.body, content_type=answer.content_type, url=answer.url)


def _with_body(item: Item, text: str) -> Item:
    """The item with the longer of its own body and this text."""
    return replace(item, body=shorten(text, limit=BODY_LIMIT)) if len(text) > len(item.body) else item
