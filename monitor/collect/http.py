"""Fetches documents, politely and without trusting where an address leads."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from types import TracebackType
from typing import Self
from weakref import WeakValueDictionary

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from monitor import __version__, clock
from monitor.clock import Now
from monitor.collect.addresses import AddressRefusedError, Sockets, networks
from monitor.collect.content import Cap, TooLargeError, UnknownEncodingError, collect_body
from monitor.collect.headers import max_age, retry_after, validator
from monitor.collect.plain import one_line
from monitor.collect.schedule import Hints
from monitor.handover import Failure, Memory
from monitor.model import Feed

_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml, "
    "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.5"
)
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_USER_INFORMATION = re.compile(r"//[^/@\s]*@")
_PHRASES = {status.value: status.phrase for status in HTTPStatus}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How long, how much, how many. Times in seconds, sizes in bytes."""

    total: float = 30
    """For one visit with all its redirects, without waiting for the others."""
    connect: float = 10
    read: float = 15
    """Between two pieces of a response."""
    body: int = 15 << 20
    ratio: int = 200
    redirects: int = 5
    for_each_host: int = 2
    at_once: int = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A response with a body."""

    body: bytes
    content_type: str
    """The header as it was sent, charset included."""
    url: str
    """Where it came from in the end."""
    etag: str = ""
    """Byte-exact, likewise the next; empty if there is none that can be sent back."""
    last_modified: str = ""
    hints: Hints


@dataclass(frozen=True, slots=True, kw_only=True)
class NotModified:
    """The document is as it was at the last visit."""

    hints: Hints


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """No document."""

    failure: Failure
    detail: str
    retry_after: timedelta | None = None


Answer = Document | NotModified | Failed


@dataclass(frozen=True, slots=True)
class _Redirect:
    url: URL


class Http:
    """The only way to the network. One per process; enter it before the first `get`."""

    def __init__(
        self,
        *,
        contact: str | None,
        limits: Limits | None = None,
        now: Now = clock.now,
        resolver: AbstractResolver | None = None,
    ) -> None:
        """`contact` is an address or page that servers' owners find in the User-Agent."""
        self._limits = limits or Limits()
        self._now = now
        self._resolver = resolver
        self._headers = {
            "User-Agent": f"news-alert-monitor/{__version__}" + (f" (+{contact})" if contact else ""),
            "Accept": _ACCEPT,
            "Accept-Encoding": "gzip, deflate",
        }
        self._sessions: dict[tuple[str, ...], aiohttp.ClientSession] = {}
        self._all = asyncio.Semaphore(self._limits.at_once)
        self._hosts: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for session in self._sessions.values():
            await session.close()

    async def get(self, feed: Feed, memory: Memory) -> Answer:
        """What the feed's address answers. Whatever the world does is a Failed, never raised."""
        session = self._session(feed.allow_private)
        conditions = _conditions(memory)
        left = self._limits.total
        loop = asyncio.get_running_loop()
        try:
            url = URL(feed.url)
            for _ in range(self._limits.redirects + 1):
                if url.scheme not in ("http", "https") or not url.host:
                    return Failed(failure=Failure.HTTP_ERROR, detail=f"not a web address: {url.scheme[:20]}:")
                # First the host, so that the many feeds of one slow host do not fill all the places.
                async with self._host(url), self._all:
                    began = loop.time()
                    async with asyncio.timeout(max(left, 0)):
                        answer = await self._hop(session, url, headers=conditions)
                    left -= loop.time() - began
                if not isinstance(answer, _Redirect):
                    return answer
                url = answer.url
        except (TimeoutError, aiohttp.ClientError, OSError, ValueError) as error:  # ValueError: no host's name
            return _failed(error)
        return Failed(failure=Failure.HTTP_ERROR, detail=f"more than {self._limits.redirects} redirects")

    async def _hop(
        self, session: aiohttp.ClientSession, url: URL, *, headers: Mapping[str, str]
    ) -> Answer | _Redirect:
        async with session.get(url, headers=headers, allow_redirects=False) as response:
            if response.status in _REDIRECTS and "Location" in response.headers:
                return _Redirect(url.join(URL(response.headers["Location"])))
            if response.status == HTTPStatus.NOT_MODIFIED and headers:
                return NotModified(hints=Hints(max_age=max_age(response.headers)))
            if response.status != HTTPStatus.OK:
                return self._refusal(response)
            return await self._document(response)

    async def _document(self, response: aiohttp.ClientResponse) -> Answer:
        cap = Cap(decoded=self._limits.body, ratio=self._limits.ratio)
        encoding = response.headers.get("Content-Encoding", "")
        try:
            body = await collect_body(response.content.iter_any(), encoding=encoding, cap=cap)
        except TooLargeError as error:
            return Failed(failure=Failure.TOO_LARGE, detail=str(error))
        except UnknownEncodingError as error:
            return Failed(failure=Failure.HTTP_ERROR, detail=str(error))
        return Document(
            body=body,
            content_type=response.headers.get("Content-Type", ""),
            url=str(response.url),
            etag=validator(response.headers.get("ETag", "")),
            last_modified=validator(response.headers.get("Last-Modified", "")),
            hints=Hints(max_age=max_age(response.headers)),
        )

    def _refusal(self, response: aiohttp.ClientResponse) -> Failed:
        status = response.status
        wait = retry_after(response.headers, now=self._now())
        match status:
            case HTTPStatus.GONE:
                failure = Failure.GONE
            case HTTPStatus.TOO_MANY_REQUESTS | HTTPStatus.FORBIDDEN:
                failure = Failure.SLOW_DOWN
            case HTTPStatus.SERVICE_UNAVAILABLE if wait is not None:
                failure = Failure.SLOW_DOWN
            case _:
                failure = Failure.HTTP_ERROR
        # The server's own reason is not shown: nothing that it says is needed.
        return Failed(failure=failure, detail=f"{status} {_PHRASES.get(status, '')}".rstrip(), retry_after=wait)

    def _host(self, url: URL) -> asyncio.Semaphore:
        name = f"{url.host}:{url.port}"
        places = self._hosts.get(name)
        if places is None:
            places = self._hosts[name] = asyncio.Semaphore(self._limits.for_each_host)
        return places

    def _session(self, allow_private: tuple[str, ...]) -> aiohttp.ClientSession:
        """One for each set of allowed networks: an open connection is used again only where it was allowed."""
        session = self._sessions.get(allow_private)
        if session is None:
            session = self._sessions[allow_private] = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=0,  # our own semaphores limit, without the waiting counting as a slow server
                    socket_factory=Sockets(networks(allow_private)),
                    resolver=self._resolver,
                ),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers=self._headers,
                timeout=aiohttp.ClientTimeout(
                    total=None, connect=self._limits.connect, sock_read=self._limits.read
                ),
                auto_decompress=False,
                trust_env=False,
            )
        return session


def _conditions(memory: Memory) -> dict[str, str]:
    named = {"If-None-Match": memory.etag, "If-Modified-Since": memory.last_modified}
    return {name: value for name, value in named.items() if value}


def _failed(error: Exception) -> Failed:
    cause = error.os_error if isinstance(error, aiohttp.ClientConnectorError) else error
    if isinstance(cause, AddressRefusedError):
        return Failed(failure=Failure.FORBIDDEN_ADDRESS, detail=f"{cause.address}: {cause}")
    if isinstance(error, TimeoutError):
        return Failed(failure=Failure.TIMEOUT, detail=str(error) or "no complete answer in time")
    told = _USER_INFORMATION.sub("//", one_line(str(error)))
    return Failed(failure=Failure.UNREACHABLE, detail=told[:300] or type(error).__name__)
