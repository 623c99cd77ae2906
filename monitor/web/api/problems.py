"""What went wrong with a request, as RFC 9457 describes it."""

from __future__ import annotations

import msgspec
from aiohttp import web

from monitor.errors import MonitorError

_TYPE = "application/problem+json"


class NoSuchError(MonitorError):
    """Nothing has the id of the path."""


class RequestProblem(msgspec.Struct, frozen=True, kw_only=True):
    """A problem with a request."""

    title: str
    status: int
    detail: str


class InvalidParameterError(MonitorError):
    """A parameter is not what the document says."""


def problem(status: int, title: str, detail: str, **headers: str) -> web.Response:
    """The answer that says so."""
    body = msgspec.json.encode(RequestProblem(title=title, status=status, detail=detail))
    return web.Response(status=status, body=body, content_type=_TYPE, headers=headers)
