"""The chat of the loopback Telegram as a page to look at, which follows what happens in it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from importlib.resources import files

from aiohttp import web

from monitor.demo.telegram.chats import Post
from monitor.demo.telegram.server import LoopbackTelegram

READER = 4711
"""The user id of whoever touches buttons on the page."""
_FILES = {
    "/": ("chat.html", "text/html"),
    "/chat.css": ("chat.css", "text/css"),
    "/chat.js": ("chat.js", "text/javascript"),
}
_GUARD = {"Content-Security-Policy": "default-src 'self'; img-src 'self' data:", "Referrer-Policy": "no-referrer"}


@asynccontextmanager
async def telegram_with_page() -> AsyncIterator[LoopbackTelegram]:
    """A loopback Telegram whose address shows its chat in a browser."""
    telegram = LoopbackTelegram()
    async with telegram.serve(add_pages=partial(add_pages, telegram=telegram)):
        yield telegram


def add_pages(app: web.Application, *, telegram: LoopbackTelegram) -> None:
    """Add the page, its events and its buttons to the service's web application."""
    for path, (name, kind) in _FILES.items():
        app.router.add_get(path, partial(_file, name=name, kind=kind))
    app.router.add_get("/events", partial(_events, telegram=telegram))
    app.router.add_post("/touch", partial(_touch, telegram=telegram))


async def _file(_request: web.Request, *, name: str, kind: str) -> web.Response:
    text = files("monitor.demo.telegram").joinpath("page", name).read_text(encoding="utf-8")
    return web.Response(text=text, content_type=kind, headers=_GUARD)


async def _events(request: web.Request, *, telegram: LoopbackTelegram) -> web.StreamResponse:
    """All messages, again whenever something changes (server-sent events)."""
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
    await response.prepare(request)
    while True:
        shown = json.dumps([_shown(post) for post in telegram.chats.posts], ensure_ascii=False)
        try:
            await response.write(f"data: {shown}\n\n".encode())
        except ConnectionError:
            return response
        async with telegram.changed:
            await telegram.changed.wait()


async def _touch(request: web.Request, *, telegram: LoopbackTelegram) -> web.Response:
    # a page of somebody else's in the same browser must not answer alerts
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        raise web.HTTPForbidden
    touched = await request.json()
    await telegram.touch(int(touched["number"]), str(touched["action"]), user=READER)
    return web.json_response({})


def _shown(post: Post) -> dict[str, object]:
    return {
        "number": post.number,
        "text": post.parsed.text,
        "html": post.parsed.shown,
        "replies_to": post.replies_to,
        "buttons": post.buttons,
        "edited": post.edited,
        "at": f"{post.at.astimezone():%H:%M}",
    }
