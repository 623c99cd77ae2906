"""More: the pages that the bar of a phone has no room for."""

from __future__ import annotations

from aiohttp import web

from monitor.web.parts.desk import Desk
from monitor.web.parts.render import Renderer


async def more(_: Desk, renderer: Renderer, request: web.Request) -> web.Response:
    """The page."""
    return await renderer.page("more", tab="more", title="More")
