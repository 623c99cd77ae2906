"""The phone: a webhook that answers well, badly or not at all, and remembers what it accepted."""

from __future__ import annotations

import asyncio
import random
import re
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

_TOKEN = re.compile(r"\bQ[a-p]{8}\b")
_REPEAT = "possible duplicate"
RETRY_AFTER = 1
"""Seconds for which it asks to be left alone."""
CLOCKS = 0.05
"""Seconds by which a caller's clock may be ahead of ours."""


def _token_of(text: str) -> str:
    found = _TOKEN.search(text)
    return found[0] if found else f"unknown: {text[:80]}"


@dataclass
class Phone:
    """Answers by chance as its shares say."""

    rng: random.Random
    url: str = ""
    faults: dict[str, float] = field(default_factory=dict)
    """Kind of fault -> share of the answers."""
    accepted: list[str] = field(default_factory=list)
    """Tokens of the messages that were accepted, in order."""
    unmarked: Counter[str] = field(default_factory=Counter)
    """Tokens of accepted messages that did not say that they may be duplicates."""
    answers: Counter[str] = field(default_factory=Counter)
    sick: Callable[[str], bool] = lambda _: False
    """Whether messages about a token fail now."""
    ill: set[str] = field(default_factory=set)
    """Tokens of messages that failed so."""
    notices: list[str] = field(default_factory=list)
    """What the monitor said of itself on the channel `ops`."""
    asked: dict[str, None] = field(default_factory=dict)
    """Tokens of all messages that came, accepted or not, in the order in which they came first."""
    overlaps: int = 0
    """Messages that came while another about the same story was being answered."""
    too_early: int = 0
    """Messages that came although we had asked to be left alone."""
    _busy: Counter[str] = field(default_factory=Counter)
    _silent_until: float = 0.0

    async def _hook(self, request: web.Request) -> web.StreamResponse:
        text = await request.text()
        token = _token_of(text)
        self.overlaps += self._busy[token] > 0
        self._busy[token] += 1
        try:
            return await self._answer(request, text, token)
        finally:
            self._busy[token] -= 1

    async def _ops(self, request: web.Request) -> web.Response:
        self.notices.append(await request.text())
        return web.json_response({"ok": True})

    async def _sick(self, request: web.Request) -> web.Response:
        """Another channel, whose service is broken."""
        await request.read()
        return web.json_response({}, status=500)

    async def _answer(self, request: web.Request, text: str, token: str) -> web.StreamResponse:
        self.asked.setdefault(token)
        now = asyncio.get_running_loop().time()
        self.too_early += now < self._silent_until
        fault = self._chosen()
        if self.sick(token):
            fault = "sick"
            self.ill.add(token)
        self.answers[fault] += 1
        if fault == "429":
            self._silent_until = now + RETRY_AFTER - CLOCKS
            return web.json_response({}, status=429, headers={"Retry-After": f"{RETRY_AFTER}"})
        if fault in {"500", "sick"}:
            return web.json_response({}, status=500)
        if fault == "reset":
            self._hang_up(request)
            return web.Response()
        self.accepted.append(token)
        if _REPEAT not in text:
            self.unmarked[token] += 1
        if fault == "accepted, then hung up":
            self._hang_up(request)
        elif fault == "accepted, slowly":
            await asyncio.sleep(2)
        return web.json_response({"ok": True})

    def _chosen(self) -> str:
        dice = self.rng.random()
        for fault, share in self.faults.items():
            if dice < share:
                return fault
            dice -= share
        return "accepted"

    @staticmethod
    def _hang_up(request: web.Request) -> None:
        if request.transport is not None:
            request.transport.abort()

    @asynccontextmanager
    async def serve(self) -> AsyncIterator[Phone]:
        """Open for calls on 127.0.0.1."""
        application = web.Application()
        application.router.add_post("/hook", self._hook)
        application.router.add_post("/ops", self._ops)
        application.router.add_post("/sick", self._sick)
        runner = web.AppRunner(application, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield self
        finally:
            await runner.cleanup()
