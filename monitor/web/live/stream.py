"""One stream for each open page (HTML Living Standard, server-sent events)."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import suppress

from aiohttp import web

from monitor.errors import StoreRefusedError, StoreUnavailableError
from monitor.model.ids import StoryId
from monitor.web.live.subscribers import Subscribers
from monitor.web.pages.now import answer
from monitor.web.parts.desk import Desk
from monitor.web.parts.render import Renderer
from monitor.web.parts.rows import story_row

_EVERY = 0.5
"""Seconds between two looks at the store, while somebody looks at a page."""
_PING = 15.0
_MOST_MISSED = 200
"""Rows that a page may have missed, beyond which it is loaded again."""


class Stream:
    """Sends each change of a story to every open page."""

    def __init__(self, desk: Desk, renderer: Renderer) -> None:
        self._desk = desk
        self._renderer = renderer
        self._subscribers = Subscribers()
        desk.shelf.on_change(self._subscribers.give)
        self._looking: asyncio.Task[None] | None = None

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Stay with a page until it goes. Raises HTTPServiceUnavailable if too many are open."""
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        )
        with self._subscribers.one() as inbox:
            await self._desk.shelf.refresh()
            seen = request.headers.get("Last-Event-ID") or request.query.get("after", "")
            await response.prepare(request)
            await response.write(_event("state", "live") + self._missed(seen))
            self._look()
            while True:
                try:
                    async with asyncio.timeout(_PING):
                        changed = await inbox.get()
                except TimeoutError:
                    await response.write(b": ping\n\n")
                    continue
                if changed is None:  # too slow: the browser comes back by itself
                    return response
                await response.write(self._rows(changed))

    def close(self) -> None:
        """End every stream."""
        self._subscribers.dismiss()
        if self._looking is not None:
            self._looking.cancel()

    def _look(self) -> None:
        if self._looking is None or self._looking.done():
            self._looking = asyncio.get_running_loop().create_task(self._watch())

    async def _watch(self) -> None:
        """Look for news as long as somebody wants to know. Whatever ends this ends the streams: a page that is no
        longer kept up to date must show it."""
        try:
            while self._subscribers:
                await asyncio.sleep(_EVERY)
                with suppress(StoreUnavailableError, StoreRefusedError):  # the next look tries again
                    await self._desk.shelf.refresh()
        finally:
            self._subscribers.dismiss()

    def _rows(self, changed: Iterable[StoryId]) -> bytes:
        """The rows of the stories, that some are gone, and what the page's heading is now."""
        shelf = self._desk.shelf
        events = []
        for name in changed:
            if (story := shelf.stories.get(name)) is not None:
                row = self._renderer.part("row", {"row": story_row(story, self._desk)})
                events.append(_event("story", row, at=shelf.position))
            else:
                events.append(_event("gone", name, at=shelf.position))
        return b"".join((*events, _event("answer", answer(self._desk))))

    def _missed(self, seen: str) -> bytes:
        """What has changed since a page was made, or lost its stream. What it has already is sent again: it
        replaces itself."""
        missed = self._desk.shelf.changed_since(int(seen)) if seen.isascii() and seen.isdigit() else None
        if missed is None or len(missed) > _MOST_MISSED:
            return _event("reset", "")
        return self._rows(missed)


def _event(kind: str, data: str, *, at: int | None = None) -> bytes:
    lines = [f"id: {at}"] if at is not None else []
    lines += [f"event: {kind}", *(f"data: {line}" for line in data.splitlines() or [""])]
    return ("\n".join(lines) + "\n\n").encode()
