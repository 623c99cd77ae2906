"""Who looks at a page now."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from aiohttp import web

from monitor.model.ids import StoryId

MOST = 50
"""Open pages at most: each has a connection of its own, of the hundred that the server takes."""
_HELD = 64
"""Changes that a slow client may leave unread."""

Inbox = asyncio.Queue[frozenset[StoryId] | None]


class Subscribers:
    """The inboxes of all open pages."""

    def __init__(self) -> None:
        self._inboxes: set[Inbox] = set()

    def __bool__(self) -> bool:
        """Whether anybody looks."""
        return bool(self._inboxes)

    @contextmanager
    def one(self) -> Iterator[Inbox]:
        """An inbox for one page, as long as it is open. Raises HTTPServiceUnavailable if too many are."""
        if len(self._inboxes) >= MOST:
            raise web.HTTPServiceUnavailable(text=f"{MOST} pages are open already\n")
        inbox: Inbox = asyncio.Queue(_HELD)
        self._inboxes.add(inbox)
        try:
            yield inbox
        finally:
            self._inboxes.discard(inbox)

    def give(self, changed: frozenset[StoryId]) -> None:
        """Put a change into every inbox; a page whose inbox is full is dismissed."""
        for inbox in list(self._inboxes):
            if inbox.full():
                self._dismiss(inbox)
            else:
                inbox.put_nowait(changed)

    def dismiss(self) -> None:
        """End every stream."""
        for inbox in list(self._inboxes):
            self._dismiss(inbox)

    def _dismiss(self, inbox: Inbox) -> None:
        self._inboxes.discard(inbox)
        while not inbox.empty():
            inbox.get_nowait()
        inbox.put_nowait(None)
