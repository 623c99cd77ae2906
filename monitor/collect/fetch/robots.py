"""What a server's robots.txt says of pages that are read item by item (RFC 9309), by way of Protego.

Feeds are made for programs and are fetched without asking; pages are not.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from urllib.parse import urlsplit

from protego import Protego

from monitor.clock import Now
from monitor.collect.fetch.http import Http
from monitor.collect.fetch.response import Deferred, Fetched, FetchFailed
from monitor.model.news.feed import Feed
from monitor.model.news.visit import FetchFailure

AGENT = "news-alert-monitor"
KEPT_FOR = timedelta(hours=24)
"""As RFC 9309 has it (2.4)."""
LONGEST = 500 << 10
"""Bytes that are read of one."""
_MOST = 2_000
"""Servers that are remembered."""


@dataclass(slots=True)
class Robots:
    """The rules of each server, as far as they were asked for."""

    http: Http
    now: Now
    _rules: dict[str, tuple[datetime, Protego]] = field(default_factory=dict, init=False)

    async def refused(self, feed: Feed, url: str) -> FetchFailed | Deferred | None:
        """Why this page must not be fetched now; None if it may."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
        known = self._rules.get(origin)
        if known is None or self.now() - known[0] > KEPT_FOR:
            answer = await self.http.robots(feed, f"{origin}/robots.txt")
            rules = _rules(answer)
            if rules is None:
                assert isinstance(answer, FetchFailed | Deferred)
                return answer
            known = self._remember(origin, rules)
        if known[1].can_fetch(url, AGENT):
            return None
        return FetchFailed(failure=FetchFailure.ROBOTS, detail=f"{origin}/robots.txt disallows it")

    def _remember(self, origin: str, rules: Protego) -> tuple[datetime, Protego]:
        if len(self._rules) >= _MOST:
            del self._rules[next(iter(self._rules))]
        self._rules[origin] = (self.now(), rules)
        return self._rules[origin]


def _rules(answer: object) -> Protego | None:
    """The rules of an answer; a server that has none allows all. None where it cannot be known."""
    if isinstance(answer, Fetched):
        return Protego.parse(answer.body[:LONGEST].decode("utf-8", "replace"))
    if (
        isinstance(answer, FetchFailed)
        and HTTPStatus.BAD_REQUEST <= answer.status < HTTPStatus.INTERNAL_SERVER_ERROR
    ):
        return None if answer.status == HTTPStatus.TOO_MANY_REQUESTS else Protego.parse("")
    return None
