"""Answers requests of programs by the table of routes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, get_origin, get_type_hints

import msgspec
from aiohttp import web

from monitor.errors import MonitorError, StoreRefusedError, StoreUnavailableError
from monitor.web.api import past, state, stories
from monitor.web.api.openapi import document
from monitor.web.api.problems import InvalidParameterError, NoSuchError, problem
from monitor.web.api.route import PREFIX, ApiRoute
from monitor.web.parts.desk import Desk
from monitor.web.parts.headers import Handler, guarded

ROUTES = (*stories.ROUTES, *past.ROUTES, *state.ROUTES)
_JSON = "application/json"


class Api:
    """Every route of the API."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._document = msgspec.json.encode(document(ROUTES))

    def routes(self) -> Iterable[web.RouteDef]:
        """Which handler answers where."""
        for route in ROUTES:
            yield web.route(route.method, PREFIX + route.path, guarded(self._handler(route)))
        yield web.get(f"{PREFIX}/openapi.json", guarded(self._describe))
        yield web.route("*", PREFIX + "/{rest:.*}", guarded(_elsewhere))

    def _handler(self, route: ApiRoute) -> Handler:
        async def answer(request: web.Request) -> web.StreamResponse:
            try:
                takes = await _taken(route, request)
            except (msgspec.DecodeError, UnicodeDecodeError) as error:
                return problem(400, "Invalid request", str(error))
            try:
                found = await route.answer(self._desk, takes, request.match_info.get("id", ""))
            except InvalidParameterError as error:
                return problem(400, "Invalid request", str(error))
            except NoSuchError as error:
                return problem(404, "Not found", str(error))
            except (StoreUnavailableError, StoreRefusedError) as error:
                return problem(503, "The store cannot be used", str(error))
            except MonitorError as error:
                return problem(422, "It cannot be done", str(error))
            return web.Response(status=route.status, body=msgspec.json.encode(found), content_type=_JSON)

        return answer

    async def _describe(self, _: web.Request) -> web.Response:
        return web.Response(body=self._document, content_type=_JSON)


async def _taken(route: ApiRoute, request: web.Request) -> Any:
    """The query or the body as its struct. Raises DecodeError."""
    if route.has_body:
        return msgspec.json.decode(await request.read() or b"{}", type=route.takes)
    lists = {name for name, kind in get_type_hints(route.takes).items() if get_origin(kind) is tuple}
    given: Mapping[str, Any] = {
        name: request.query.getall(name) if name in lists else request.query[name] for name in request.query
    }
    return msgspec.convert(given, type=route.takes, strict=False)


async def _elsewhere(request: web.Request) -> web.Response:
    path = request.path.removeprefix(PREFIX)
    allowed = sorted(route.method for route in ROUTES if _fits(route, path))
    if path == "/openapi.json":
        allowed = ["GET"]
    if allowed:
        methods = ", ".join(allowed)
        return problem(405, "Method not allowed", f"{request.path} takes {methods}", Allow=methods)
    return problem(404, "Not found", f"no route {request.path}: {PREFIX}/openapi.json lists them")


def _fits(route: ApiRoute, path: str) -> bool:
    known, asked = route.path.split("/"), path.split("/")
    return len(known) == len(asked) and all(map(_is_part, known, asked))


def _is_part(known: str, asked: str) -> bool:
    return known in ("{id}", asked)
