"""Which page answers at which address."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable

from aiohttp import web

from monitor.errors import MonitorError, StoreRefusedError, StoreUnavailableError
from monitor.web.api.api import Api
from monitor.web.live.stream import Stream
from monitor.web.pages.acknowledging import acknowledge_story, undo
from monitor.web.pages.alerts import alerts
from monitor.web.pages.channels import channels, letters
from monitor.web.pages.feeds import feeds
from monitor.web.pages.item import item
from monitor.web.pages.more import more
from monitor.web.pages.now import now
from monitor.web.pages.rules import rule, rules
from monitor.web.pages.search import find
from monitor.web.pages.silences import add, end, silences
from monitor.web.pages.status import activity, status
from monitor.web.pages.story import story
from monitor.web.parts.assets import Assets
from monitor.web.parts.desk import Desk
from monitor.web.parts.headers import Handler, guarded
from monitor.web.parts.render import Renderer

_Page = Callable[[Desk, Renderer, web.Request], Awaitable[web.StreamResponse]]
_Act = Callable[[Desk, web.Request], Awaitable[web.StreamResponse]]

_PAGES: dict[str, _Page] = {
    "/": now,
    "/s/{id}": story,
    "/i/{id}": item,
    "/alerts": alerts,
    "/rules": rules,
    "/rules/{id}": rule,
    "/feeds": feeds,
    "/channels": channels,
    "/silences": silences,
    "/status": status,
    "/activity": activity,
    "/search": find,
    "/more": more,
}
EVENTS = "/events"
"""Where a page waits for news: its answer has no end."""
_FORMS: dict[str, _Page] = {"/s/{id}/acknowledge": acknowledge_story, "/s/{id}/undo": undo, "/silences": add}
_ACTS: dict[str, _Act] = {"/silences/{id}/end": end, "/letters": letters}


class DeskPages:
    """Every page and form of the desk, and its stream."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._api = Api(desk)
        self._assets = Assets()
        self._renderer = Renderer(desk, self._assets)
        self._stream = Stream(desk, self._renderer)

    def routes(self) -> Iterable[web.RouteDef]:
        """Which handler answers where."""
        yield from (web.get(path, guarded(self._page(handler))) for path, handler in _PAGES.items())
        yield from (web.post(path, guarded(self._page(handler))) for path, handler in _FORMS.items())
        yield from (web.post(path, guarded(self._act(handler))) for path, handler in _ACTS.items())
        yield from self._api.routes()
        yield web.get(EVENTS, guarded(self._stream.answer))
        yield web.get("/assets/{version}/{name}", guarded(self._assets.answer))

    async def close(self) -> None:
        """End what stays open: pages that wait for news."""
        self._stream.close()

    def _page(self, handler: _Page) -> Handler:
        async def answer(request: web.Request) -> web.StreamResponse:
            return await _or_reason(handler(self._desk, self._renderer, request))

        return answer

    def _act(self, handler: _Act) -> Handler:
        async def answer(request: web.Request) -> web.StreamResponse:
            return await _or_reason(handler(self._desk, request))

        return answer


async def _or_reason(answer: Awaitable[web.StreamResponse]) -> web.StreamResponse:
    """The answer, or in plain words why there is none."""
    try:
        return await answer
    except (StoreUnavailableError, StoreRefusedError) as error:
        return web.Response(status=503, text=f"The store does not answer: {error}\n")
    except MonitorError as error:
        return web.Response(status=409, text=f"{error}\n")
