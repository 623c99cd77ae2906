"""What is not there."""

from __future__ import annotations

from aiohttp import web

from monitor.web.parts.render import Renderer


async def missing(renderer: Renderer, what: str, name: str, *, several: bool = False) -> web.Response:
    """A page that says so, and where to look instead."""
    answer = f"Several of that begin with {name}" if several else f"No {what} {name}"
    hint = (
        "Give more of its id."
        if several
        else "It may be older than the 72 hours that are kept here: `monitor why ID` and `monitor search` look "
        "into the archive as well."
    )
    response = await renderer.page("missing", tab="", title=answer, answer=answer, hint=hint)
    response.set_status(404)
    return response
