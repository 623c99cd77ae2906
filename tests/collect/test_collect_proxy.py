"""Feeds behind a proxy, which would connect to anything: it is not asked for what is not public."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

from monitor.collect.fetch.http import Http
from monitor.collect.fetch.limits import Limits
from monitor.collect.fetch.response import Fetched, FetchFailed
from monitor.model.ids import FeedId
from monitor.model.news.feed import Feed
from monitor.model.news.visit import FetchFailure, PollState
from tests.collect.collect_stand import Stand

PUBLIC, OURS = "93.184.215.14", "169.254.169.254"
EVERYTHING = ("0.0.0.0/0", "::/0")


class Book(AbstractResolver):
    """A few names and where they lead; numbers as the system reads them. Remembers who was looked up."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        self.asked.append(host)
        match host:
            case "news.example":
                found = [PUBLIC]
            case "bent.example":
                found = [PUBLIC, OURS]
            case _ if host.endswith((".example", ".onion")):
                raise OSError("Name or service not known")
            case _:
                found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port)]
        return [
            ResolveResult(hostname=host, host=address, port=port, family=family, proto=0, flags=0)
            for address in found
        ]

    async def close(self) -> None:
        """Nothing to close."""


@pytest.fixture
def book() -> Book:
    return Book()


@pytest.fixture
async def http(book: Book) -> AsyncIterator[Http]:
    async with Http(contact=None, resolver=book, limits=Limits(for_each_group=9, gap=0)) as http:
        yield http


def through(proxy: Stand, url: str, *, allow_private: tuple[str, ...] = ()) -> Feed:
    return Feed(id=FeedId("far"), url=url, title="Far", proxy=proxy.url, allow_private=allow_private)


async def test_a_feed_is_fetched_through_its_proxy(stand: Stand, http: Http) -> None:
    stand.serve("/rss", body="<rss/>")

    answer = await http.get(through(stand, "http://news.example/rss"), PollState())

    assert isinstance(answer, Fetched)
    assert [request.headers["Host"] for request in stand.requests] == ["news.example"]


@pytest.mark.parametrize(
    "host", [OURS, "bent.example", "127.1", "0x7f000001", "2130706433", "localhost", "[::1]", "[::ffff:127.0.0.1]"]
)
async def test_t1_nothing_leads_into_our_own_network_by_way_of_a_proxy(
    stand: Stand, http: Http, host: str
) -> None:
    async def redirect(_: web.Request) -> web.StreamResponse:
        return web.Response(status=302, headers={"Location": f"http://{host}/rss"})

    stand.handle("/rss", redirect)
    named = through(stand, f"http://{host}/rss")
    public = through(stand, "http://news.example/rss")

    answers = [
        await http.get(named, PollState()),
        await http.get(public, PollState()),
        await http.article(public, named.url),
        await http.post(public, named.url, form={}),
    ]

    assert [answer.failure for answer in answers if isinstance(answer, FetchFailed)] == [
        FetchFailure.FORBIDDEN_ADDRESS
    ] * 4
    assert [request.headers["Host"] for request in stand.requests] == ["news.example"]


async def test_a_private_address_that_a_feed_names_may_be_fetched_through_its_proxy(
    stand: Stand, http: Http
) -> None:
    stand.serve("/rss", body="<rss/>")

    answer = await http.get(through(stand, f"http://{OURS}/rss", allow_private=("169.254.0.0/16",)), PollState())

    assert isinstance(answer, Fetched)


async def test_a_name_that_only_the_proxy_knows_is_asked_for_where_everything_is_allowed(
    stand: Stand, http: Http, book: Book
) -> None:
    stand.serve("/rss", body="<rss/>")
    url = "http://far.onion/rss"

    refused = await http.get(through(stand, url), PollState())
    assert isinstance(refused, FetchFailed)
    assert refused.failure is FetchFailure.UNREACHABLE
    assert 'write allow_private: [0.0.0.0/0, "::/0"]' in refused.detail
    assert not stand.requests

    book.asked.clear()
    assert isinstance(await http.get(through(stand, url, allow_private=EVERYTHING), PollState()), Fetched)
    assert not book.asked, "nobody but the proxy learns the name"


async def test_a_proxy_that_wants_a_password_is_said_to_be_the_one(stand: Stand, http: Http) -> None:
    stand.serve("/rss", status=407, headers={"Proxy-Authenticate": 'Basic realm="x"'})
    plain = await http.get(through(stand, "http://news.example/rss"), PollState())
    tunnelled = await http.get(through(stand, "https://news.example/rss"), PollState())
    assert isinstance(plain, FetchFailed)
    assert isinstance(tunnelled, FetchFailed)
    assert (plain.failure, plain.status) == (FetchFailure.PROXY, 407)
    assert "the proxy answers 407: it wants a user" in plain.detail
    assert (tunnelled.failure, tunnelled.status) == (FetchFailure.PROXY, 404)  # of the tunnel, not of the feed
