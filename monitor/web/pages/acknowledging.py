"""Acknowledge a story, or take that back."""

from __future__ import annotations

from aiohttp import web

from monitor.desk.edit.acknowledgements import acknowledge, take_back
from monitor.errors import MonitorError
from monitor.web.parts.back import back
from monitor.web.parts.desk import Desk
from monitor.web.parts.render import Renderer, wants_fragment
from monitor.web.parts.rows import story_row


async def acknowledge_story(desk: Desk, renderer: Renderer, request: web.Request) -> web.Response:
    """Acknowledge it. Raises MonitorError if nobody was notified of it."""
    story = await _known(desk, request)
    await acknowledge(desk.client, [story], by=desk.doer())
    return await _answer(desk, renderer, request, story, says="Acknowledged.")


async def undo(desk: Desk, renderer: Renderer, request: web.Request) -> web.Response:
    """Nobody has acknowledged it after all."""
    story = await _known(desk, request)
    await take_back(desk.client, story, by=desk.doer())
    return await _answer(desk, renderer, request, story, says="Taken back.")


async def _known(desk: Desk, request: web.Request) -> str:
    await desk.shelf.refresh()
    found = desk.shelf.find(request.match_info["id"])
    if len(found) != 1:
        raise MonitorError(f"no story {request.match_info['id']} of the last 72 hours")
    return found[0].id


async def _answer(desk: Desk, renderer: Renderer, request: web.Request, story: str, *, says: str) -> web.Response:
    """The story's row for the script, else the page where it was done."""
    if not wants_fragment(request):
        form = await request.post()
        raise web.HTTPSeeOther(back(str(form.get("back", "")), otherwise="/"))
    await desk.shelf.refresh()
    row = story_row(desk.shelf.find(story)[0], desk)
    return web.Response(
        text=renderer.part("row", {"row": row}), content_type="text/html", headers={"X-Says": says}
    )
