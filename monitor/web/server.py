"""The HTTP server. It answers GET only, and only about the state."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

import msgspec
from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from monitor.errors import MonitorError, StoreRefusedError, StoreUnavailableError
from monitor.web.metrics import Latencies, exposition
from monitor.web.ports import Figured, Figures


class Server:
    """Listens while it is open, as an async context manager."""

    def __init__(
        self,
        figured: Figured,
        latencies: Latencies,
        *,
        host: str,
        port: int,
        further: Iterable[web.RouteDef] = (),
    ) -> None:
        """`further` are routes beside those for the state."""
        self._figured = figured
        self._latencies = latencies
        self._host = host
        self._port = port
        application = web.Application()
        application.router.add_get("/metrics", self._metrics)
        application.router.add_get("/health/live", self._live)
        application.router.add_get("/health/ready", self._ready)
        application.router.add_routes(further)
        self._runner = web.AppRunner(application, access_log=None)

    async def __aenter__(self) -> Self:
        """Raises MonitorError if the address cannot be listened on."""
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self._host, self._port).start()
        except OSError as error:
            await self._runner.cleanup()
            raise MonitorError(
                f"cannot listen on {self._host}:{self._port} ({error.strerror}): "
                "change `web:` in monitor.yaml, or end what listens there"
            ) from error
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    @property
    def port(self) -> int:
        """The port that it listens on, also if it was asked for any (0)."""
        return int(self._runner.addresses[0][1])

    async def _metrics(self, _: web.Request) -> web.Response:
        text = exposition(await self._figures(), self._figured.pulse(), self._latencies)
        return web.Response(body=text, headers={"Content-Type": CONTENT_TYPE_LATEST})

    async def _live(self, _: web.Request) -> web.Response:
        """That this answers is the answer: the event loop turns."""
        return web.Response(text="live\n")

    async def _ready(self, _: web.Request) -> web.Response:
        """Whether the store answers and every stage goes on; 503 if not, with what does not."""
        stalled = list(self._figured.pulse().stalled)
        if await self._figures() is None:
            stalled.append("the store does not answer")
        body = msgspec.json.encode({"ready": not stalled, "stalled": stalled})
        return web.Response(body=body + b"\n", status=503 if stalled else 200, content_type="application/json")

    async def _figures(self) -> Figures | None:
        try:
            return await self._figured.figures()
        except (StoreUnavailableError, StoreRefusedError):
            return None
