"""A listener that no client can use up: so many connections at a time, and so much time for what each asks.

The daemon has few file descriptors to spare: without a limit, two thousand silent connections would end it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection
from typing import Any

import structlog
from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.typedefs import Middleware

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]

log = structlog.get_logger("monitor")

MOST_CONNECTIONS = 100
REQUEST_WITHIN = 10.0
"""Seconds that a connection may take for the head of a request, or be idle."""
ANSWER_WITHIN = 30.0
"""Seconds that a request may take from its head on, its body included."""
_SAY_EVERY = 60.0


class Guard:
    """Counts connections, and ends those that ask nothing in time."""

    def __init__(
        self,
        *,
        most: int = MOST_CONNECTIONS,
        request_within: float = REQUEST_WITHIN,
        answer_within: float = ANSWER_WITHIN,
        endless: Collection[str] = (),
    ) -> None:
        """`endless` are the paths whose answers may take as long as they like."""
        self._most = most
        self._request_within = request_within
        self._answer_within = answer_within
        self._endless = endless
        self._connections: dict[asyncio.BaseProtocol, _Connection] = {}
        self._said_at = float("-inf")

    def factory(self, handler: Callable[[], asyncio.Protocol]) -> Callable[[], asyncio.BaseProtocol]:
        """What makes the protocol of each connection: this handler under guard, or a refusal."""

        def protocol() -> asyncio.BaseProtocol:
            if len(self._connections) >= self._most:
                return _Refusal()
            return _Connection(handler(), self._connections, within=self._request_within)

        return protocol

    @property
    def middleware(self) -> Middleware:
        """Notes that a connection asks something, and limits how long the answer may take."""

        @web.middleware
        async def limited(request: web.Request, handler: Answer) -> web.StreamResponse:
            connection = self._connections.get(request.protocol)
            if connection is not None:
                connection.begin()
            try:
                async with asyncio.timeout(None if request.path in self._endless else self._answer_within):
                    return await handler(request)
            except TimeoutError:
                raise web.HTTPRequestTimeout from None
            finally:
                if connection is not None:
                    connection.end()

        return limited

    def unhandled(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """The loop's exception handler: that no connection can be accepted is said once a minute."""
        if "socket.accept()" not in str(context.get("message", "")):
            loop.default_exception_handler(context)
        elif loop.time() >= self._said_at + _SAY_EVERY:
            self._said_at = loop.time()
            log.error("web: connections cannot be accepted", why=str(context.get("exception")))


def request_logger() -> logging.Logger:
    """For what the HTTP library logs of requests: one that is malformed is its client's fault, and no error."""
    logger = logging.getLogger("monitor.web")
    if not logger.filters:
        logger.addFilter(_without_bad_requests)
    return logger


def _without_bad_requests(record: logging.LogRecord) -> bool:
    error = record.exc_info[1] if record.exc_info else None
    if isinstance(error, HttpProcessingError):
        log.debug("web: a malformed request was refused", why=str(error.message).splitlines()[0])
        return False
    return True


class _Refusal(asyncio.Protocol):
    """Ends the connection at once."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        transport.abort()


class _Connection(asyncio.Protocol):
    """A connection whose handler must be asked something in time."""

    def __init__(
        self, handler: asyncio.Protocol, others: dict[asyncio.BaseProtocol, _Connection], *, within: float
    ) -> None:
        self._handler = handler
        self._others = others
        self._within = within
        self._requests = 0
        self._timer: asyncio.TimerHandle | None = None
        self._transport: asyncio.WriteTransport | None = None

    def begin(self) -> None:
        """A request has come."""
        self._requests += 1
        self._wait()

    def end(self) -> None:
        """It was answered."""
        self._requests -= 1
        self._wait()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport
        self._others[self._handler] = self
        self._wait()
        self._handler.connection_made(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self._others.pop(self._handler, None)
        self._transport = None
        self._wait()
        self._handler.connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._handler.data_received(data)

    def eof_received(self) -> bool | None:
        return self._handler.eof_received()

    def pause_writing(self) -> None:
        self._handler.pause_writing()

    def resume_writing(self) -> None:
        self._handler.resume_writing()

    def _wait(self) -> None:
        """End the connection after a while, unless a request is being answered."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if not self._requests and self._transport is not None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(self._within, self._transport.abort)
