"""One request at a time to one service, and what came of it. Nothing is retried, and no redirect followed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta

import aiohttp

from monitor.send.transport.options import web_address
from monitor.send.transport.redact import without
from monitor.send.transport.wire import HttpAnswer, HttpFailure, retry_after

DEADLINE = timedelta(seconds=30)
"""For a whole request."""
_CONNECT = 10.0  # seconds
_ANSWER = 65_536
"""Bytes of an answer that are read: services answer in a few hundred."""


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
        self._timeout = aiohttp.ClientTimeout(total=deadline.total_seconds(), sock_connect=_CONNECT)
        self._session: aiohttp.ClientSession | None = None

    async def post(self, url: str, *, body: bytes, headers: Mapping[str, str]) -> HttpAnswer | HttpFailure:
        """Post a body. Whatever the network does is a value."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                timeout=self._timeout, cookie_jar=aiohttp.DummyCookieJar(), headers={"User-Agent": "monitor"}
            )
        try:
            async with self._session.post(
                url, data=body, headers=headers, proxy=self._proxy, allow_redirects=False
            ) as response:
                content = await _beginning(response.content)
        except aiohttp.ClientHttpProxyError as error:
            return HttpAnswer(status=error.status, text="said the proxy")
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            return HttpFailure(left=False, kind=type(error).__name__)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            return HttpFailure(left=True, kind=type(error).__name__)
        return HttpAnswer(
            status=response.status,
            retry_after=retry_after(response.headers, content),
            text=without(self._secrets, content.decode(errors="replace")),
        )

    async def close(self) -> None:
        """Close the connection. May be called twice."""
        if self._session is not None:
            await self._session.close()
            self._session = None


async def _beginning(stream: aiohttp.StreamReader) -> bytes:
    content = b""
    while len(content) < _ANSWER and (chunk := await stream.read(_ANSWER - len(content))):
        content += chunk
    return content
