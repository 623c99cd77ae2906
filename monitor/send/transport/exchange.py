"""One HTTP request and its answer, by aiohttp. Loaded with the first request: it takes a quarter of a second."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta

import aiohttp

from monitor.clock import now
from monitor.send.transport.redact import without
from monitor.send.transport.wire import HttpAnswer, HttpFailure, asked_wait

_CONNECT = 10.0  # seconds
_ANSWER = 65_536
"""Bytes of an answer that are read: services answer in a few hundred."""


class Exchange:
    """Connections to one service. It connects with its first request, and keeps the connection for the next."""

    def __init__(self, *, secrets: Collection[str], proxy: str | None, deadline: timedelta) -> None:
        self._secrets = secrets
        self._proxy = proxy
        self._session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=deadline.total_seconds(), sock_connect=_CONNECT),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": "monitor"},
        )

    async def post(self, url: str, *, body: bytes, headers: Mapping[str, str]) -> HttpAnswer | HttpFailure:
        """Post a body. Whatever the network does is a value."""
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
            retry_after=asked_wait(response.headers, content, now=now()),
            text=without(self._secrets, content.decode(errors="replace")),
        )

    async def close(self) -> None:
        """Close the connections."""
        await self._session.close()


async def _beginning(stream: aiohttp.StreamReader) -> bytes:
    content = b""
    while len(content) < _ANSWER and (chunk := await stream.read(_ANSWER - len(content))):
        content += chunk
    return content
