"""What the rules of 0.1.0 name, on the ports that they name: feeds, webhooks, a bot of Telegram; on loopback."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from typing import Any
from xml.sax.saxutils import escape

from aiohttp import web

PORT = 28_401
"""The addresses of the feeds are part of the state."""
_BUTTON = re.compile(r"ack:([0-9a-f]{24})")


@dataclass
class OldServices:
    """Feeds show what they showed to 0.1.0; every channel accepts what it is sent, but one may hang."""

    items: Iterable[dict[str, Any]]
    """The items of the history."""
    accepted: list[tuple[str, str]] = field(default_factory=list)
    """Channel and alert, in order."""
    edited: list[str] = field(default_factory=list)
    """The alerts whose message was brought up to date."""
    hanging: set[str] = field(default_factory=set)
    """The webhooks that give no answer, and accept nothing."""
    asked: list[str] = field(default_factory=list)
    """The webhooks that were asked while they hung."""
    visited: list[str] = field(default_factory=list)
    """The feeds that were fetched, in order."""
    _documents: dict[str, str] = field(default_factory=dict)

    @asynccontextmanager
    async def serve(self) -> AsyncIterator[OldServices]:
        """Open on the port of the rules, once nobody else has it."""
        self._documents = _documents(self.items)
        app = web.Application()
        app.router.add_get("/feed/{name}", self._feed)
        app.router.add_post("/hook/{name}", self._hook)
        app.router.add_post("/hub/{name}", self._hub)
        app.router.add_post("/bot{token}/{method}", self._bot)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await runner.setup()
        async with asyncio.timeout(60):
            while True:
                try:
                    await web.TCPSite(runner, "127.0.0.1", PORT).start()
                    break
                except OSError:
                    await asyncio.sleep(0.5)
        try:
            yield self
        finally:
            await runner.cleanup()

    async def _feed(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        self.visited.append(name)
        if name == "moved":
            return web.Response(status=301, headers={"Location": "/feed/moved-to"})
        body = self._documents.get(name)
        if body is None:
            return web.Response(status=404)
        headers = {"ETag": f'"{hashlib.sha256(body.encode()).hexdigest()[:12]}"'}
        if request.headers.get("If-None-Match") == headers["ETag"]:
            return web.Response(status=304, headers=headers)
        return web.Response(text=body, content_type="application/rss+xml", headers=headers)

    async def _hook(self, request: web.Request) -> web.Response:
        name, alert = request.match_info["name"], (await request.json())["id"]
        if name in self.hanging:
            self.asked.append(name)
            await asyncio.Event().wait()
        self.accepted.append((name, alert))
        return web.json_response({"ok": True})

    async def _hub(self, _: web.Request) -> web.Response:
        return web.Response(status=202)

    async def _bot(self, request: web.Request) -> web.Response:
        method, call = request.match_info["method"], await request.json()
        result: Any = True
        match method:
            case "sendMessage":
                found = _BUTTON.search(json.dumps(call.get("reply_markup", {})))
                self.accepted.append(("desk", found[1] if found else ""))
                result = {"message_id": len(self.accepted), "chat": {"id": 1}, "text": call["text"]}
            case "editMessageText":
                self.edited.append(str(call["message_id"]))
                result = {"message_id": call["message_id"], "chat": {"id": 1}, "text": call["text"]}
            case "getUpdates":
                await asyncio.sleep(10)  # nobody touches a button
                result = []
        return web.json_response({"ok": True, "result": result})


def _documents(items: Iterable[dict[str, Any]]) -> dict[str, str]:
    entries: dict[str, list[str]] = defaultdict(list)
    for item in items:
        at = format_datetime(datetime.fromisoformat(item["published_at"]))
        feed = "moved-to" if item["feed"] == "moved" else item["feed"]
        entries[feed].append(
            f"<item><guid isPermaLink='false'>{escape(item['guid'])}</guid><title>{escape(item['title'])}</title>"
            f"<link>{escape(item['url'])}</link><description>{escape(item['summary'])}</description>"
            f"<pubDate>{at}</pubDate></item>"
        )
    return {
        name: f"<rss version='2.0'><channel><title>{name}</title>{''.join(reversed(of))}</channel></rss>"
        for name, of in entries.items()
    }
