"""The HTTP server: the state for programs, and, on this machine only, the desk's pages."""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Awaitable, Callable, Iterable
from typing import Self

import msgspec
from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST
from yarl import URL

from monitor.desk.query.figures import Status, StatusSource
from monitor.errors import MonitorError, StoreRefusedError, StoreUnavailableError
from monitor.web.desk_pages import EVENTS, DeskPages
from monitor.web.guarded import Guard, request_logger
from monitor.web.metrics import Latencies, exposition

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


_LAST_ANSWERS = 2.0
"""Seconds that answers under way have at the end."""


class Server:
    """Listens while it is open, as an async context manager."""

    def __init__(
        self,
        figured: StatusSource,
        latencies: Latencies,
        *,
        host: str,
        port: int,
        further: Iterable[web.RouteDef] = (),
        pages: DeskPages | None = None,
        guard: Guard | None = None,
    ) -> None:
        """`further` are routes beside those for the state; `pages` are the desk's, None for no desk.

        On loopback the state is given only to requests whose `Host` is an address or `localhost`: a web page that
        is open on this machine could give its own name our address, and read what we say.
        """
        self._figured = figured
        self._latencies = latencies
        self._host = host
        self._port = port
        self._guard = guard or Guard(endless=[EVENTS])
        application = web.Application(middlewares=[self._guard.middleware])
        application.router.add_get("/metrics", self._unless_rebound(self._metrics))
        application.router.add_get("/health/live", self._unless_rebound(self._live))
        application.router.add_get("/health/ready", self._unless_rebound(self._ready))
        application.router.add_routes(further)
        if pages is not None:
            for route in pages.routes():
                application.router.add_route(route.method, route.path, self._unless_rebound(route.handler))
            application.on_shutdown.append(lambda _: pages.close())
        self._runner = web.AppRunner(
            application, access_log=None, logger=request_logger(), shutdown_timeout=_LAST_ANSWERS
        )
        self._listening: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        """Raises MonitorError if the address cannot be listened on."""
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(self._guard.unhandled)
        await self._runner.setup()
        try:
            assert self._runner.server is not None, "it was set up"
            protocol = self._guard.factory(self._runner.server)
            self._listening = await loop.create_server(protocol, self._host, self._port)
        except OSError as error:
            await self._runner.cleanup()
            raise MonitorError(
                f"cannot listen on {self._host}:{self._port} ({error.strerror}): "
                "change `web:` in monitor.yaml, or end what listens there"
            ) from error
        return self

    async def __aexit__(self, *_: object) -> None:
        asyncio.get_running_loop().set_exception_handler(None)
        if self._listening is not None:
            self._listening.close()
        await self._runner.cleanup()

    @property
    def port(self) -> int:
        """The port that it listens on, also if it was asked for any (0)."""
        assert self._listening is not None, "it listens while it is open"
        return int(self._listening.sockets[0].getsockname()[1])

    def _unless_rebound(self, handler: Handler) -> Handler:
        if not is_loopback(self._host):
            return handler

        async def answer(request: web.Request) -> web.StreamResponse:
            if not _is_address(request.host):
                hint = "ask for it by address, or listen on an address that is not loopback"
                raise web.HTTPMisdirectedRequest(text=f"the name {request.host!r} is not ours: {hint}\n")
            return await handler(request)

        return answer

    async def _metrics(self, _: web.Request) -> web.Response:
        text = exposition(await self._figures(), self._figured.liveness(), self._latencies)
        return web.Response(body=text, headers={"Content-Type": CONTENT_TYPE_LATEST})

    async def _live(self, _: web.Request) -> web.Response:
        """That this answers is the answer: the event loop turns."""
        return web.Response(text="live\n")

    async def _ready(self, _: web.Request) -> web.Response:
        """Whether the store answers and every stage goes on; 503 if not, with what does not."""
        stalled = list(self._figured.liveness().stalled)
        if await self._figures() is None:
            stalled.append("the store does not answer")
        body = msgspec.json.encode({"ready": not stalled, "stalled": stalled})
        return web.Response(body=body + b"\n", status=503 if stalled else 200, content_type="application/json")

    async def _figures(self) -> Status | None:
        try:
            return await self._figured.figures()
        except (StoreUnavailableError, StoreRefusedError):
            return None


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches an address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _is_address(host: str) -> bool:
    """Whether a `Host` header is an IP address or localhost, with or without a port (RFC 9110, section 7.2)."""
    try:
        name = URL(f"http://{host}").host or ""
        return name == "localhost" or bool(ipaddress.ip_address(name))
    except ValueError:
        return False
