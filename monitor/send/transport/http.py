"""One request at a time to one service, and what came of it. Nothing is retried, and no redirect followed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta
from importlib import import_module
from typing import Protocol

from monitor.send.transport.options import web_address
from monitor.send.transport.wire import HttpAnswer, HttpFailure

DEADLINE = timedelta(seconds=30)
"""For a whole request."""


class _Exchange(Protocol):
    """What `exchange.Exchange` is."""

    async def post(self, url: str, *, body: bytes, headers: Mapping[str, str]) -> HttpAnswer | HttpFailure:
        """Send one request; what was answered, or why nothing was."""

    async def close(self) -> None:
        """Close the connections. May be called twice."""


class ServiceClient:
    """A client of one service. It connects with its first request, and keeps the connection for the next."""

    def __init__(
        self, *, secrets: Collection[str], proxy: str | None = None, deadline: timedelta = DEADLINE
    ) -> None:
        """`secrets` are blanked in every answer, because a service may quote what it was sent.

        Raises ValueError, without the address in it, if `proxy` is no address.
        """
        self._secrets = secrets
        self._proxy = web_address(proxy, "proxy") if proxy is not None else None
        self._deadline = deadline
        self._exchange: _Exchange | None = None

    async def post(self, url: str, *, body: bytes, headers: Mapping[str, str]) -> HttpAnswer | HttpFailure:
        """Post a body. Whatever the network does is a value."""
        if self._exchange is None:
            library = import_module("monitor.send.transport.exchange")
            self._exchange = library.Exchange(secrets=self._secrets, proxy=self._proxy, deadline=self._deadline)
        return await self._exchange.post(url, body=body, headers=headers)

    async def close(self) -> None:
        """Close the connections. May be called twice."""
        if self._exchange is not None:
            await self._exchange.close()
            self._exchange = None
