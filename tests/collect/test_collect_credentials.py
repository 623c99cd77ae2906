"""What a user confides to one server goes to no other, wherever a redirect leads."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import aiohttp
import pytest
from yarl import URL

from monitor.collect.fetch.http import Http
from monitor.collect.fetch.request import FetchRequest
from monitor.collect.fetch.response import Fetched
from monitor.model.ids import FeedId
from monitor.model.news.feed import Feed
from monitor.model.news.visit import PollState
from tests.collect.collect_stand import Stand

SENT = {"Authorization", "Cookie", "X-Key"}


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as entered:
        yield entered


def confiding(feed: Feed) -> Feed:
    """The feed with everything that a user may confide to its server."""
    secret = "s3cret"
    return replace(feed, authorization=f"Bearer {secret}", cookies=f"id={secret}", headers=(("X-Key", secret),))


def confided(session: aiohttp.ClientSession, *, own: str, hop: str) -> set[str]:
    """Which of a feed's secrets are sent to a hop."""
    feed = confiding(Feed(id=FeedId("a"), url=own, title="Kabar"))
    request = FetchRequest(feed=feed, own=URL(own), session=session, conditions={}, accept="*/*")
    return SENT & set(request.headers(URL(hop)))


@pytest.mark.parametrize(
    ("own", "hop"),
    [
        ("https://news.example/feed", "https://news.example/elsewhere?x=1"),
        ("https://news.example/feed", "https://news.example:443/feed"),
        ("http://news.example/feed", "https://news.example/feed"),
        ("http://news.example:80/feed", "https://news.example:443/feed"),
        ("http://news.example:8080/feed", "http://news.example:8080/"),
    ],
)
async def test_the_same_server_is_told(session: aiohttp.ClientSession, own: str, hop: str) -> None:
    assert confided(session, own=own, hop=hop) == SENT


@pytest.mark.parametrize(
    ("own", "hop"),
    [
        ("https://news.example/feed", "http://news.example/feed"),
        ("https://news.example/feed", "http://news.example:443/feed"),
        ("https://news.example/feed", "https://news.example:8443/feed"),
        ("http://news.example:8080/feed", "http://news.example/feed"),
        ("http://news.example:8080/feed", "https://news.example/feed"),
        ("http://news.example/feed", "https://news.example:8443/feed"),
        ("http://news.example/feed", "http://news.example:443/feed"),
        ("https://news.example/feed", "https://www.news.example/feed"),
        ("https://news.example/feed", "https://news.example.evil.example/feed"),
        ("http://news.example/feed", "https://evil.example/feed"),
    ],
)
async def test_another_scheme_port_or_host_is_not_told(session: aiohttp.ClientSession, own: str, hop: str) -> None:
    assert confided(session, own=own, hop=hop) == set()


async def test_a_redirect_to_another_port_carries_nothing_there(stand: Stand) -> None:
    other = Stand()
    await other.open_again()
    try:
        other.serve("/b", body="<rss/>")
        stand.serve("/a", status=302, headers={"Location": other.url + "/b"})
        feed = confiding(stand.feed("/a"))
        async with Http(contact="desk@news.example") as http:
            assert isinstance(await http.get(feed, PollState()), Fetched)
    finally:
        await other.close()
    [asked], [followed] = stand.requests, other.requests
    assert set(asked.headers) >= SENT
    assert not SENT & set(followed.headers)
