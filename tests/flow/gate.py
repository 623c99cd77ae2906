"""A service on loopback that answers each path as it is told to: the other end of several channels at once."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web


@dataclass
class Gate:
    """What was posted under /NAME, and what is answered there."""

    base: str = ""
    accepted: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    asked: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    """How many requests came, accepted or not."""
    status: dict[str, int] = field(default_factory=dict)
    """What is answered instead of 200."""
    fails_on: dict[str, str] = field(default_factory=dict)
    """Words that a message must not hold; it is answered with 500."""
    hangs_on: dict[str, str] = field(default_factory=dict)
    """Words to a message with which nothing is answered until the gate closes."""
    lag: dict[str, float] = field(default_factory=dict)
    """Seconds that each answer takes."""

    def url(self, name: str) -> str:
        return f"{self.base}/{name}"

    def titles(self, name: str) -> list[str]:
        """The headlines of what was accepted there; of a digest its lines."""
        return [line for body in self.accepted[name] for line in body.get("listed") or [body["item"]["title"]]]

    def heard(self, name: str, words: str) -> int:
        """In how many accepted messages these words are."""
        return sum(words in title for title in self.titles(name))

    async def _post(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        text = await request.text()
        self.asked[name] += 1
        if (words := self.hangs_on.get(name)) and words in text:
            await asyncio.sleep(3_600)
        await asyncio.sleep(self.lag.get(name, 0))
        if (words := self.fails_on.get(name)) and words in text:
            return web.Response(status=500, text="cannot digest this")
        if status := self.status.get(name):
            return web.Response(status=status, text="as the test wants it")
        self.accepted[name].append(await request.json())
        return web.Response(text="thanks")

    @asynccontextmanager
    async def serve(self) -> AsyncIterator[Gate]:
        """Open on 127.0.0.1."""
        app = web.Application()
        app.router.add_post("/{name}", self._post)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1, handler_cancellation=True)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.base = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield self
        finally:
            await runner.cleanup()
