"""Fetches documents, politely and without trusting where an address leads."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from types import TracebackType
from typing import Self

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from monitor import __version__, clock
from monitor.clock import Now, retry_after
from monitor.collect.fetch.addresses import ANYWHERE, Sockets, networks
from monitor.collect.fetch.body import Cap, TooLargeError, UnknownEncodingError, collect_body
from monitor.collect.fetch.domains import group_of
from monitor.collect.fetch.fetch_errors import TLS, Timeouts, failed, proxy_refused
from monitor.collect.fetch.headers import max_age, skew, validator
from monitor.collect.fetch.host_limiter import HostLimiter
from monitor.collect.fetch.limits import Limits
from monitor.collect.fetch.proxy import refused_behind_proxy
from monitor.collect.fetch.request import FetchRequest, conditional
from monitor.collect.fetch.resolver import PooledResolver
from monitor.collect.fetch.response import Answer, Deferred, Fetched, FetchFailed, Hints, NotModified
from monitor.model.news.feed import Feed, SourceKind
from monitor.model.news.visit import FetchFailure, PollState

__all__ = ["Answer", "Deferred", "FetchFailed", "Fetched", "Hints", "Http", "Limits", "NotModified"]

_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml, "
    "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.5"
)
_ACCEPT_PAGE = "text/html, application/xhtml+xml;q=0.9, */*;q=0.5"
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_PERMANENT = frozenset((301, 308))
_DOCUMENTS = (HTTPStatus.OK, HTTPStatus.NON_AUTHORITATIVE_INFORMATION)
_PHRASES = {420: "Enhance Your Calm", 529: "Site Is Overloaded"} | {
    status.value: status.phrase for status in HTTPStatus
}


@dataclass(frozen=True, slots=True)
class _Redirect:
    url: URL
    permanent: bool


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
        self._timeout = Timeouts(connect=self._limits.connect, read=self._limits.read, total=self._limits.total)
        self._now = now
        self._resolver = resolver or PooledResolver()
        self._headers = {
            "User-Agent": f"news-alert-monitor/{__version__}" + (f" (+{contact})" if contact else ""),
            "Accept-Encoding": "gzip, deflate, br",
        }
        self._sessions: dict[tuple[tuple[str, ...], str], aiohttp.ClientSession] = {}
        self._all = asyncio.Semaphore(self._limits.at_once)
        self._pacing = HostLimiter(at_once=self._limits.for_each_group)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for session in self._sessions.values():
            await session.close()
        await self._resolver.close()

    async def get(self, feed: Feed, memory: PollState, *, url: str | None = None) -> Answer:
        """What the feed answers, at another address than its own if one is given.

        Whatever the world does is a Failed, never raised.
        """
        is_page = feed.select is not None and feed.select.kind is SourceKind.PAGE
        accept = _ACCEPT_PAGE if is_page else _ACCEPT
        return await self._visit(feed, url or feed.url, conditions=conditional(memory), accept=accept)

    async def article(self, feed: Feed, url: str) -> Answer:
        """The page behind one of a feed's items, fetched as politely as a feed, and never conditionally."""
        return await self._visit(feed, url, conditions={}, accept=_ACCEPT_PAGE)

    async def robots(self, feed: Feed, url: str) -> Answer:
        """The robots.txt of a feed's server, likewise."""
        return await self._visit(feed, url, conditions={}, accept="text/plain, */*;q=0.5")

    async def post(self, feed: Feed, url: str, *, form: Mapping[str, str]) -> int | FetchFailed:
        """Send a form to a server that a feed names, such as its hub; the status of the answer.

        What the feed's own server gets (passwords, cookies) is not sent to this one.
        """
        group = group_of(url, named="")
        try:
            async with (
                self._pacing.turn(group, gap=self._gap(feed)),
                self._all,
                asyncio.timeout(self._limits.total),
            ):
                if refused := await self._refused(feed, URL(url)):
                    return refused
                async with self._session(feed).post(
                    url, data=form, allow_redirects=False, proxy=feed.proxy or None
                ) as response:
                    return response.status
        except (TimeoutError, aiohttp.ClientError, OSError, ValueError) as error:  # ValueError: no host's name
            return failed(error, timeout=self._timeout)

    async def _visit(self, feed: Feed, address: str, *, conditions: Mapping[str, str], accept: str) -> Answer:
        group = group_of(address, named=feed.group)
        wait = self._pacing.put_off(group, visitor=address, gap=self._gap(feed))
        if wait is not None:
            return Deferred(wait=wait)
        try:
            own = URL(feed.url)
            call = FetchRequest(
                feed=feed, own=own, session=self._session(feed), conditions=conditions, accept=accept
            )
            return await self._follow(call, own if address == feed.url else URL(address), group=group)
        except (TimeoutError, aiohttp.ClientError, OSError, ValueError) as error:  # ValueError: no host's name
            return failed(error, timeout=self._timeout, address=address)

    async def _follow(self, call: FetchRequest, url: URL, *, group: str) -> Answer:
        left, loop = self._limits.total, asyncio.get_running_loop()
        moved_to, permanent = "", True
        for _ in range(self._limits.redirects + 1):
            # First the group, so that the many feeds of one slow publisher do not fill all the places.
            async with self._pacing.turn(group, gap=self._gap(call.feed)), self._all:
                began = loop.time()
                async with asyncio.timeout(max(left, 0)):
                    answer = await self._hop(call, url)
                left -= loop.time() - began
            if not isinstance(answer, _Redirect):
                return _with_move(answer, moved_to)
            url = answer.url
            group = group_of(str(url), named=call.feed.group)
            permanent = permanent and answer.permanent
            moved_to = str(url) if permanent else moved_to
        return FetchFailed(failure=FetchFailure.HTTP_ERROR, detail=f"more than {self._limits.redirects} redirects")

    async def _hop(self, call: FetchRequest, url: URL) -> Answer | _Redirect:
        if refused := await self._refused(call.feed, url):
            return refused
        url = url.with_user(None)
        async with call.session.get(
            url, headers=call.headers(url), allow_redirects=False, proxy=call.feed.proxy or None
        ) as response:
            if response.status in _REDIRECTS and "Location" in response.headers:
                return _Redirect(url.join(URL(response.headers["Location"])), response.status in _PERMANENT)
            if response.status == HTTPStatus.NOT_MODIFIED and call.conditions:
                return NotModified(**_validators(response), hints=self._hints(response))
            if response.status not in _DOCUMENTS:
                if response.status == HTTPStatus.BAD_REQUEST and url.scheme == "http" and await _is_tls(response):
                    return FetchFailed(failure=FetchFailure.HTTP_ERROR, detail=f"400: {TLS}", status=400)
                return self._refusal(response)
            return await self._document(response)

    async def _document(self, response: aiohttp.ClientResponse) -> Answer:
        cap = Cap(decoded=self._limits.body, ratio=self._limits.ratio)
        encoding = ",".join(response.headers.getall("Content-Encoding", ()))
        try:
            body = await collect_body(response.content.iter_any(), encoding=encoding, cap=cap)
        except TooLargeError as error:
            return FetchFailed(failure=FetchFailure.TOO_LARGE, detail=str(error))
        except UnknownEncodingError as error:
            return FetchFailed(failure=FetchFailure.HTTP_ERROR, detail=str(error))
        return Fetched(
            body=body,
            content_type=response.headers.get("Content-Type", ""),
            url=str(response.url),
            **_validators(response),
            links=tuple(response.headers.getall("Link", ())),
            hints=self._hints(response),
        )

    def _hints(self, response: aiohttp.ClientResponse) -> Hints:
        now = self._now()
        return Hints(max_age=max_age(response.headers, now=now), skew=skew(response.headers, now=now))

    def _refusal(self, response: aiohttp.ClientResponse) -> FetchFailed:
        status = response.status
        asked, date = response.headers.get("Retry-After", ""), response.headers.get("Date", "")
        wait = retry_after(asked, date, self._now())
        match status:
            case HTTPStatus.GONE:
                failure = FetchFailure.GONE
            case HTTPStatus.PROXY_AUTHENTICATION_REQUIRED:
                return proxy_refused(status)
            case HTTPStatus.TOO_MANY_REQUESTS | HTTPStatus.FORBIDDEN | 420 | 529:
                failure = FetchFailure.SLOW_DOWN
            case HTTPStatus.SERVICE_UNAVAILABLE if wait is not None:
                failure = FetchFailure.SLOW_DOWN
            case _:
                failure = FetchFailure.HTTP_ERROR
        # The server's own reason is not shown: nothing that it says is needed.
        detail = f"{status} {_PHRASES.get(status, '')}".rstrip()
        return FetchFailed(failure=failure, detail=detail, retry_after=wait, status=status)

    async def _refused(self, feed: Feed, url: URL) -> FetchFailed | None:
        """Why this address is not even tried; without a proxy, the gate at the socket says so."""
        if url.scheme not in ("http", "https") or not url.host:
            return FetchFailed(failure=FetchFailure.HTTP_ERROR, detail=f"not a web address: {url.scheme[:20]}:")
        if not feed.proxy:
            return None
        return await refused_behind_proxy(feed, url.host, resolver=self._resolver, within=self._limits.connect)

    def _gap(self, feed: Feed) -> float:
        return self._limits.private_gap if feed.allow_private else self._limits.gap

    def _session(self, feed: Feed) -> aiohttp.ClientSession:
        """One for each set of allowed networks: an open connection is used again only where it was allowed."""
        key = (feed.allow_private, feed.proxy)
        session = self._sessions.get(key)
        if session is None:
            # All that a proxied session connects to is the proxy, which the user named.
            allowed = ANYWHERE if feed.proxy else networks(feed.allow_private)
            session = self._sessions[key] = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=0,  # our own semaphores limit, without the waiting counting as a slow server
                    socket_factory=Sockets(allowed),
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


async def _is_tls(response: aiohttp.ClientResponse) -> bool:
    """Whether a server says that it was spoken to in plain HTTP at a port of TLS."""
    said = (await response.content.read(2_000)).upper()
    return b"HTTPS" in said and (b"PLAIN HTTP" in said or b"HTTP REQUEST" in said)


def _validators(response: aiohttp.ClientResponse) -> dict[str, str]:
    headers = response.headers
    return {
        "etag": validator(headers.get("ETag", "")),
        "last_modified": validator(headers.get("Last-Modified", "")),
    }


def _with_move(answer: Answer, moved_to: str) -> Answer:
    if moved_to and isinstance(answer, Fetched | NotModified):
        shown = str(URL(moved_to).with_user(None))
        return replace(answer, hints=replace(answer.hints, moved_to=shown))
    return answer
