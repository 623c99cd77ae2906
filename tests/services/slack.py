"""A Slack on loopback: incoming webhooks and the Web API, as strict as the real one."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from aiohttp import web

TOKEN = "xoxb-1234-T0KENT0KENT0KEN"
HOOK = "/services/T000/B000/H00KSECRETH00KSECRET"
APP_TOKEN = "xapp-1-T0KENT0KENT0KEN"
CHANNEL = "C024BE91L"


class Fault(Enum):
    RESET = auto()
    ACCEPT_AND_HANG = auto()


@dataclass
class Refusal:
    """A scripted answer: of the API an error, of a webhook a text."""

    error: str
    status: int = 200
    retry_after: int | None = None


@dataclass
class Post:
    ts: str
    call: dict[str, Any]
    thread_ts: str | None
    edited: int = 0

    @property
    def text(self) -> str:
        """What a reader sees in the channel."""
        return "\n".join(seen for block in self.call["blocks"] if (seen := _seen(block)))

    @property
    def buttons(self) -> list[tuple[str, str]]:
        return [
            (element["text"]["text"], element["value"])
            for block in self.call["blocks"]
            if block["type"] == "actions"
            for element in block["elements"]
        ]


@dataclass
class LoopbackSlack:
    base: str = ""
    posts: list[Post] = field(default_factory=list)
    script: deque[Refusal | Fault | None] = field(default_factory=deque)
    """What happens to the next calls, one each; None, and after the script: it works."""

    acknowledged: list[str] = field(default_factory=list)
    connections: int = 0
    _envelopes: asyncio.Queue[dict[str, Any]] = field(default_factory=asyncio.Queue)

    def touch(self, value: str, *, user: str) -> None:
        """Somebody touches a button."""
        payload = {"type": "block_actions", "user": {"id": user}, "actions": [{"value": value}]}
        envelope = {"envelope_id": f"e-{value}", "type": "interactive", "payload": payload}
        self._envelopes.put_nowait(envelope)

    def ask_to_connect_anew(self) -> None:
        self._envelopes.put_nowait({"type": "disconnect", "reason": "refresh_requested"})

    @property
    def hook(self) -> str:
        return self.base + HOOK

    @asynccontextmanager
    async def serve(self) -> AsyncIterator[LoopbackSlack]:
        app = web.Application()
        app.router.add_post(HOOK, self._webhook)
        app.router.add_post("/api/apps.connections.open", self._open)
        app.router.add_get("/link", self._link)
        app.router.add_post("/api/{method}", self._method)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.base = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield self
        finally:
            await runner.cleanup()

    async def _open(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != f"Bearer {APP_TOKEN}":
            return web.json_response({"ok": False, "error": "invalid_auth"})
        return web.json_response({"ok": True, "url": self.base.replace("http", "ws") + "/link"})

    async def _link(self, request: web.Request) -> web.WebSocketResponse:
        link = web.WebSocketResponse()
        await link.prepare(request)
        self.connections += 1
        await link.send_json({"type": "hello"})
        sending = asyncio.create_task(self._send_envelopes(link))
        async for frame in link:
            self.acknowledged.append(frame.json()["envelope_id"])
        sending.cancel()
        return link

    async def _send_envelopes(self, link: web.WebSocketResponse) -> None:
        while True:
            await link.send_json(await self._envelopes.get())

    async def _webhook(self, request: web.Request) -> web.Response:
        call = await request.json()
        scripted = self.script.popleft() if self.script else None
        if isinstance(scripted, Refusal):
            return web.Response(status=scripted.status, text=scripted.error, headers=_later(scripted))
        if scripted is not Fault.RESET and (error := _wrong(call)):
            return web.Response(status=400, text=error)
        if scripted is not Fault.RESET:
            self._post(call)
        return web.Response(text="ok") if scripted is None else _cut(request)

    async def _method(self, request: web.Request) -> web.Response:
        call = await request.json()
        scripted = self.script.popleft() if self.script else None
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            scripted = Refusal("invalid_auth")
        if isinstance(scripted, Refusal):
            answer = {"ok": False, "error": scripted.error}
            return web.json_response(answer, status=scripted.status, headers=_later(scripted))
        if scripted is Fault.RESET:
            return _cut(request)
        answer = self._do(request.match_info["method"], call)
        return web.json_response(answer) if scripted is None else _cut(request)

    def _do(self, method: str, call: dict[str, Any]) -> dict[str, Any]:
        if call.get("channel") not in {CHANNEL, "#alerts"}:
            return {"ok": False, "error": "channel_not_found"}
        if error := _wrong(call):
            return {"ok": False, "error": error}
        if method == "chat.postMessage":
            post = self._post(call)
        else:
            found = [post for post in self.posts if post.ts == call["ts"] and call["channel"] == CHANNEL]
            if not found:
                return {"ok": False, "error": "message_not_found"}
            post = found[0]
            post.call, post.edited = call, post.edited + 1
        return {"ok": True, "channel": CHANNEL, "ts": post.ts}

    def _post(self, call: dict[str, Any]) -> Post:
        post = Post(f"1700000000.{len(self.posts):06}", call, call.get("thread_ts"))
        self.posts.append(post)
        return post


def _wrong(call: dict[str, Any]) -> str:
    """What Slack finds wrong with a message; empty if nothing."""
    blocks = call.get("blocks", [])
    if not call.get("text") and not blocks:
        return "no_text"
    if len(call.get("text", "")) > 40_000:
        return "msg_too_long"
    fits = len(blocks) <= 50 and all(_fits(block) for block in blocks)
    return "" if fits else "invalid_blocks"


def _fits(block: dict[str, Any]) -> bool:
    match block["type"]:
        case "section":
            return 0 < len(block["text"]["text"]) <= 3_000
        case "actions":
            elements = block["elements"]
            return len(elements) <= 25 and all(
                len(element["text"]["text"]) <= 75 and len(element["value"]) <= 2_000 for element in elements
            )
        case "rich_text":
            return all(
                part.get("text", "") or part.get("url", "").startswith("http")
                for element in block["elements"]
                for part in element["elements"]
            )
    return False


def _seen(block: dict[str, Any]) -> str:
    if block["type"] == "actions":
        return ""
    if block["type"] == "section":
        text: str = block["text"]["text"]
        text = text.replace("\u2060", "")
        return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return "\n".join(
        "".join(part.get("text", "") or part["url"] for part in element["elements"])
        for element in block["elements"]
    )


def _later(refusal: Refusal) -> dict[str, str]:
    return {} if refusal.retry_after is None else {"Retry-After": str(refusal.retry_after)}


def _cut(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
