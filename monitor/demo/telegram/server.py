"""A Telegram of one's own: the Bot API on loopback, with the limits of the real one, and a chat page to look at.

It stands in for the service in the demo and in the tests, which can script its answers.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum, auto
from itertools import count
from typing import Any

from aiohttp import web

from monitor.demo.telegram.chats import Chats, Refusal, RefusedError

TOKEN = "123456789:AAF-a-bot-of-the-demo-that-speaks-to-nobody"  # noqa: S105  # opens nothing
CHAT = "-1001234567890"


class Fault(Enum):
    """What the service does to a call instead of answering it."""

    RESET = auto()
    """Cuts the line, having accepted nothing."""
    ACCEPT_AND_HANG = auto()
    """Accepts the message and cuts the line before the answer."""


@dataclass(slots=True, kw_only=True)
class LoopbackTelegram:
    """One bot and its chats, behind HTTP."""

    chats: Chats = field(default_factory=lambda: Chats(known={CHAT}))
    script: deque[Fault | Refusal | None] = field(default_factory=deque)
    """What happens to the next calls, one each; None, and after the script: the service works."""
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    """Every method that was called, with its parameters."""
    updates: list[dict[str, Any]] = field(default_factory=list)
    """Buttons that were touched and of which the bot has not received yet."""
    answered: list[str] = field(default_factory=list)
    """Touches whose waiting sign the bot took away."""
    base: str = ""
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    _update_ids: Iterator[int] = field(default_factory=lambda: count(1))
    _runner: web.AppRunner | None = None

    async def open(self, *, add_pages: Callable[[web.Application], None] | None = None) -> None:
        """Serve on a port of 127.0.0.1 that the system chooses."""
        app = web.Application()
        app.router.add_post("/bot{token}/{method}", self._serve)
        if add_pages is not None:
            add_pages(app)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.base = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def close(self) -> None:
        """Serve no more."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    @asynccontextmanager
    async def serve(
        self, *, add_pages: Callable[[web.Application], None] | None = None
    ) -> AsyncIterator[LoopbackTelegram]:
        """Serve for a while."""
        await self.open(add_pages=add_pages)
        try:
            yield self
        finally:
            await self.close()

    async def touch(self, number: int, action: str, *, user: int) -> None:
        """Somebody touches a button under a message."""
        identity = next(self._update_ids)
        query = {"id": f"q{identity}", "from": {"id": user}, "message": {"message_id": number}, "data": action}
        async with self.changed:
            self.updates.append({"update_id": identity, "callback_query": query})
            self.changed.notify_all()

    async def _serve(self, request: web.Request) -> web.Response:
        method, call = request.match_info["method"], await request.json()
        if request.match_info["token"] != TOKEN:
            return _refused(Refusal(401, "Unauthorized"))
        self.calls.append((method, call))
        scripted = self.script.popleft() if self.script else None
        if isinstance(scripted, Refusal):
            return _refused(scripted)
        if scripted is Fault.RESET:
            return _cut(request)
        try:
            result = await self._result(method, call)
        except RefusedError as refused:
            return _refused(refused.refusal)
        return _cut(request) if scripted else web.json_response({"ok": True, "result": result})

    async def _result(self, method: str, call: dict[str, Any]) -> Any:  # whatever JSON can say
        if method == "getUpdates":
            return await self._heard(call)
        if method == "answerCallbackQuery":
            self.answered.append(str(call.get("callback_query_id")))
            return True
        post = self.chats.do(method, call)
        async with self.changed:
            self.changed.notify_all()
        return {"message_id": post.number, "chat": {"id": post.chat}, "text": post.parsed.text}

    async def _heard(self, call: dict[str, Any]) -> list[dict[str, Any]]:
        """What the bot has not received yet; waits for it as long as it is asked to."""
        async with self.changed:
            self.updates = [update for update in self.updates if update["update_id"] >= call.get("offset", 0)]
            with suppress(TimeoutError):
                async with asyncio.timeout(call.get("timeout", 0)):
                    await self.changed.wait_for(lambda: self.updates)
            return list(self.updates)


def _refused(refusal: Refusal) -> web.Response:
    answer: dict[str, Any] = {"ok": False, "error_code": refusal.status, "description": refusal.description}
    if refusal.parameters:
        answer["parameters"] = refusal.parameters
    return web.json_response(answer, status=refusal.status)


def _cut(request: web.Request) -> web.Response:
    """Close the connection; the answer goes nowhere."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
