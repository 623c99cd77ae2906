"""A Telegram of one's own: the Bot API on loopback, with the limits of the real one, and a chat page to look at.

It stands in for the service in the demo and in the tests, which can script its answers.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum, auto
from html import escape
from itertools import count
from typing import Any

from aiohttp import web

from monitor.demo.telegram_html import CannotParseError, Parsed, parse

TOKEN = "123456789:AAF-a-bot-of-the-demo-that-speaks-to-nobody"  # noqa: S105  # opens nothing
CHAT = "-1001234567890"
TEXT_LIMIT = 4_096
CALLBACK_LIMIT = 64  # bytes of callback_data
PER_MINUTE = 20
"""Messages to one group in a minute; https://core.telegram.org/bots/faq#broadcasting-to-users"""


class Fault(Enum):
    """What the service does to a request instead of answering it."""

    RESET = auto()
    """Cuts the line, having accepted nothing."""
    ACCEPT_AND_HANG = auto()
    """Accepts the message and cuts the line before the answer."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A scripted answer."""

    status: int
    description: str
    parameters: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Post:
    """A message in the chat."""

    number: int
    chat: str
    parsed: Parsed
    replies_to: int | None = None
    buttons: tuple[tuple[str, str], ...] = ()
    """Label and callback_data of each."""
    edited: int = 0
    silent: bool = False


class RefusedError(Exception):
    """What the service answers with an error code."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.description)
        self.refusal = refusal


@dataclass(slots=True, kw_only=True)
class LoopbackTelegram:
    """One bot and its chats."""

    chats: set[str] = field(default_factory=lambda: {CHAT})
    limited: bool = False
    """Whether a group takes only so many messages a minute."""
    clock: Callable[[], float] = lambda: asyncio.get_running_loop().time()
    script: deque[Fault | Refusal | None] = field(default_factory=deque)
    """What happens to the next calls, one each; None, and after the script: the service works."""
    posts: list[Post] = field(default_factory=list)
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    """Every method that was called, with its parameters."""
    moved: dict[str, str] = field(default_factory=dict)
    """Groups that became supergroups, and their new numbers."""
    blocked: set[str] = field(default_factory=set)
    base: str = ""
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    updates: list[dict[str, Any]] = field(default_factory=list)
    """Buttons that were touched and of which the bot has not heard yet."""
    answered: list[str] = field(default_factory=list)
    """Touches whose waiting sign the bot took away."""
    _times: defaultdict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))
    _update_ids: Iterator[int] = field(default_factory=lambda: count(1))
    _runner: web.AppRunner | None = None

    async def open(
        self, *, port: int = 0, pages: Callable[[web.Application, LoopbackTelegram], None] | None = None
    ) -> None:
        """Serve on 127.0.0.1. `pages` may add pages to look at."""
        app = web.Application()
        app.router.add_post("/bot{token}/{method}", self._serve)
        if pages is not None:
            pages(app, self)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        self.base = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def close(self) -> None:
        """Serve no more."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    @asynccontextmanager
    async def serve(self) -> AsyncIterator[LoopbackTelegram]:
        """Serve for a while."""
        await self.open()
        try:
            yield self
        finally:
            await self.close()

    async def _serve(self, request: web.Request) -> web.Response:
        method, call = request.match_info["method"], await request.json()
        if request.match_info["token"] != TOKEN:
            return _refused(Refusal(401, "Unauthorized"))
        self.calls.append((method, call))
        scripted = self.script.popleft() if self.script else None
        try:
            if isinstance(scripted, Refusal):
                raise RefusedError(scripted)
            if scripted is Fault.RESET:
                return _cut(request)
            if method == "getUpdates":
                return web.json_response({"ok": True, "result": await self._updates(call)})
            if method == "answerCallbackQuery":
                self.answered.append(str(call.get("callback_query_id")))
                return web.json_response({"ok": True, "result": True})
            result = self._do(method, call)
        except RefusedError as refused:
            return _refused(refused.refusal)
        async with self.changed:
            self.changed.notify_all()
        if scripted is Fault.ACCEPT_AND_HANG:
            return _cut(request)
        return web.json_response({"ok": True, "result": result})

    async def touch(self, number: int, action: str, *, user: int) -> None:
        """Somebody touches a button under a message."""
        identity = next(self._update_ids)
        query = {"id": f"q{identity}", "from": {"id": user}, "message": {"message_id": number}, "data": action}
        async with self.changed:
            self.updates.append({"update_id": identity, "callback_query": query})
            self.changed.notify_all()

    async def _updates(self, call: dict[str, Any]) -> list[dict[str, Any]]:
        """What the bot has not heard of yet; waits for it as long as it is asked to."""
        async with self.changed:
            self.updates = [update for update in self.updates if update["update_id"] >= call.get("offset", 0)]
            with suppress(TimeoutError):
                async with asyncio.timeout(call.get("timeout", 0)):
                    await self.changed.wait_for(lambda: self.updates)
            return list(self.updates)

    def _do(self, method: str, call: dict[str, Any]) -> dict[str, Any]:
        chat = str(call.get("chat_id", ""))
        if chat in self.moved:
            new = int(self.moved[chat])
            why = "Bad Request: group chat was upgraded to a supergroup chat"
            raise RefusedError(Refusal(400, why, {"migrate_to_chat_id": new}))
        if chat in self.blocked:
            raise RefusedError(Refusal(403, "Forbidden: bot was blocked by the user"))
        if chat not in self.chats:
            raise RefusedError(Refusal(400, "Bad Request: chat not found"))
        match method:
            case "sendMessage":
                post = self._send(chat, call)
            case "editMessageText":
                post = self._edit(chat, call)
            case _:
                raise RefusedError(Refusal(404, "Not Found"))
        return {"message_id": post.number, "chat": {"id": chat}, "text": post.parsed.text}

    def _send(self, chat: str, call: dict[str, Any]) -> Post:
        parsed, buttons = _text(call), _buttons(call)
        self._pace(chat)
        reply = call.get("reply_parameters", {})
        replies_to = reply.get("message_id")
        if replies_to is not None and self.post(chat, replies_to) is None:
            if not reply.get("allow_sending_without_reply"):
                raise RefusedError(Refusal(400, "Bad Request: message to be replied not found"))
            replies_to = None
        post = Post(
            number=len(self.posts) + 1,
            chat=chat,
            parsed=parsed,
            replies_to=replies_to,
            buttons=buttons,
            silent=bool(call.get("disable_notification")),
        )
        self.posts.append(post)
        return post

    def _edit(self, chat: str, call: dict[str, Any]) -> Post:
        parsed, buttons = _text(call), _buttons(call)
        post = self.post(chat, call.get("message_id", 0))
        if post is None:
            raise RefusedError(Refusal(400, "Bad Request: message to edit not found"))
        if post.parsed == parsed and post.buttons == buttons:
            raise RefusedError(Refusal(400, "Bad Request: message is not modified"))
        post.parsed, post.buttons = parsed, buttons
        post.edited += 1
        return post

    def post(self, chat: str, number: int) -> Post | None:
        """A message by its number in a chat."""
        return next((post for post in self.posts if post.chat == chat and post.number == number), None)

    def _pace(self, chat: str) -> None:
        if not self.limited or not chat.startswith("-"):
            return
        times, at = self._times[chat], self.clock()
        while times and at - times[0] >= 60:
            times.popleft()
        if len(times) >= PER_MINUTE:
            wait = int(60 - (at - times[0])) + 1
            raise RefusedError(Refusal(429, f"Too Many Requests: retry after {wait}", {"retry_after": wait}))
        times.append(at)


def _text(call: dict[str, Any]) -> Parsed:
    source = str(call.get("text", ""))
    html = call.get("parse_mode") == "HTML"
    try:
        parsed = parse(source) if html else Parsed(text=source, shown=escape(source), links=())
    except CannotParseError as error:
        raise RefusedError(Refusal(400, f"Bad Request: can't parse entities: {error}")) from None
    if not parsed.text.strip():
        raise RefusedError(Refusal(400, "Bad Request: message text is empty"))
    if parsed.units > TEXT_LIMIT:
        raise RefusedError(Refusal(400, "Bad Request: message is too long"))
    return parsed


def _buttons(call: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    rows = call.get("reply_markup", {}).get("inline_keyboard", [])
    buttons = tuple((button["text"], button["callback_data"]) for row in rows for button in row)
    if any(not 1 <= len(action.encode()) <= CALLBACK_LIMIT for _, action in buttons):
        raise RefusedError(Refusal(400, "Bad Request: BUTTON_DATA_INVALID"))
    return buttons


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
