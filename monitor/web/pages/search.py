"""Search: stories and items with these words."""

from __future__ import annotations

from datetime import timedelta

from aiohttp import web

from monitor.desk.query.past.search import SearchScope
from monitor.desk.shapes.search import SearchShape
from monitor.errors import MonitorError
from monitor.language.tokens import folded_text
from monitor.web.parts.desk import Desk
from monitor.web.parts.render import Renderer
from monitor.web.parts.rows import story_row

_WITHIN = timedelta(days=30)
_ITEMS, _STORIES = 50, 20


async def find(desk: Desk, renderer: Renderer, request: web.Request) -> web.Response:
    """The page."""
    await desk.shelf.refresh()
    q = request.query.get("q", "").strip()
    if len(exact := desk.shelf.find(q)) == 1 and len(q) >= 8:
        raise web.HTTPFound(f"/s/{exact[0].id}")
    words = folded_text([q]).rstrip() if q else ""
    stories = [
        story
        for story in desk.shelf.stories.values()
        if words and any(words in folded_text([one.title]) for one in story.items)
    ]
    stories.sort(key=lambda story: story.updated_at, reverse=True)
    found, problem = await _items(desk, q) if q else (None, "Which words?")
    items = found.items if found is not None else ()
    more = "more than " if found is not None and found.more else ""
    return await renderer.page(
        "search",
        tab="",
        title=f"{q} · search" if q else "Search",
        q=q,
        problem=problem,
        answer=f"{more}{len(items)} items with {q}, of the last 30 days" if q else "Search",
        stories=[story_row(story, desk) for story in stories[:_STORIES]],
        items=items,
    )


async def _items(desk: Desk, q: str) -> tuple[SearchShape | None, str]:
    scope = SearchScope(since=desk.now() - _WITHIN, limit=_ITEMS)
    try:
        return await desk.past.search(desk.configuration().directory, q, scope), ""
    except MonitorError as error:
        return None, str(error)
