"""What one visit asks for, and what is sent to whom."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass

import aiohttp
from yarl import URL

from monitor.model.news.feed import Feed
from monitor.model.news.visit import PollState


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchRequest:
    """One visit: for whom, and with which conditions."""

    feed: Feed
    own: URL
    """The feed's address."""
    session: aiohttp.ClientSession
    conditions: Mapping[str, str]
    accept: str

    def headers(self, url: URL) -> dict[str, str]:
        """Those for this hop: what a user confides to a feed's own server is sent to no other."""
        headers = {"Accept": self.accept, **self.conditions}
        if url is self.own or _same_server(self.own, url):
            headers |= dict(self.feed.headers)
            if self.feed.authorization:
                headers["Authorization"] = self.feed.authorization
            elif self.own.user is not None:
                headers["Authorization"] = basic(self.own.user, self.own.password or "")
            if self.feed.cookies:
                headers["Cookie"] = self.feed.cookies
        return headers


def basic(user: str, password: str) -> str:
    """The value of Authorization for a name and a password, in UTF-8 (RFC 7617)."""
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def conditional(memory: PollState) -> dict[str, str]:
    """The request headers that make a visit conditional, byte by byte as the server gave them."""
    named = {"If-None-Match": memory.etag, "If-Modified-Since": memory.last_modified}
    return {name: value for name, value in named.items() if value}


def _same_server(one: URL, other: URL) -> bool:
    """Whether both lead to one server: the same origin, or the same host after a change to https."""
    if one.host != other.host:
        return False
    to_https = (
        (one.scheme, other.scheme) == ("http", "https") and one.is_default_port() and other.is_default_port()
    )
    return to_https or (one.scheme, one.port) == (other.scheme, other.port)
