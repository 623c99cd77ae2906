"""Fetching from a real server, and from addresses that must not be reached."""

from __future__ import annotations

import asyncio
import gzip
import socket
import zlib
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import datetime, timedelta

import aiohttp
import brotli
import pytest
from aiohttp import web
from yarl import URL

from monitor.collect.fetch.http import Http
from monitor.collect.fetch.limits import Limits
from monitor.collect.fetch.request import FetchRequest
from monitor.collect.fetch.response import Answer, Deferred, Fetched, FetchFailed, NotModified
from monitor.model.ids import FeedId
from monitor.model.news.feed import Feed
from monitor.model.news.visit import FetchFailure, PollState
from tests.collect.collect_names import Names
from tests.collect.collect_stand import Stand

NOTHING = PollState()


@pytest.fixture
async def http(noon: datetime) -> AsyncIterator[Http]:
    async with Http(contact="desk@news.example", now=lambda: noon) as entered:
        yield entered


def failure(answer: Answer) -> FetchFailure:
    assert isinstance(answer, FetchFailed), answer
    return answer.failure


async def test_a_document_comes_with_its_validators_and_hints(stand: Stand, http: Http) -> None:
    headers = {"ETag": 'W/"a-1"', "Last-Modified": "Tue, 29 Oct 2024 10:00:00 GMT", "Cache-Control": "max-age=90"}
    stand.serve("/a", body="<rss/>", headers=headers, content_type="text/xml; charset=koi8-r")
    answer = await http.get(stand.feed("/a"), NOTHING)
    assert isinstance(answer, Fetched)
    assert (answer.body, answer.content_type) == (b"<rss/>", "text/xml; charset=koi8-r")
    assert (answer.etag, answer.last_modified) == ('W/"a-1"', "Tue, 29 Oct 2024 10:00:00 GMT")
    assert answer.hints.max_age == timedelta(seconds=90)
    assert answer.url == stand.url + "/a"


async def test_validators_are_sent_back_byte_by_byte(stand: Stand, http: Http) -> None:
    stand.serve("/a", status=304)
    memory = PollState(etag='W/"odd, \\"tag"', last_modified="tue, 29 oct 2024 10:00:00 +0000")
    assert isinstance(await http.get(stand.feed("/a"), memory), NotModified)
    sent = stand.requests[0].headers
    assert sent["If-None-Match"] == 'W/"odd, \\"tag"'
    assert sent["If-Modified-Since"] == "tue, 29 oct 2024 10:00:00 +0000"


async def test_a_304_that_nobody_asked_for_is_an_error(stand: Stand, http: Http) -> None:
    stand.serve("/a", status=304)
    assert failure(await http.get(stand.feed("/a"), NOTHING)) is FetchFailure.HTTP_ERROR
    assert "If-None-Match" not in stand.requests[0].headers


async def test_we_say_who_we_are_and_nothing_else(stand: Stand, http: Http) -> None:
    stand.serve("/a", body="<rss/>", headers={"Set-Cookie": "a=b"})
    await http.get(stand.feed("/a"), NOTHING)
    await http.get(stand.feed("/a"), NOTHING)
    sent = stand.requests[1].headers
    assert sent["User-Agent"].startswith("news-alert-monitor/")
    assert sent["User-Agent"].endswith(" (+desk@news.example)")
    assert sent["Accept-Encoding"] == "gzip, deflate, br"
    assert not {"Cookie", "Referer"} & set(sent)


@pytest.mark.parametrize(
    ("status", "headers", "kind", "wait"),
    [
        (404, {}, FetchFailure.HTTP_ERROR, None),
        (500, {}, FetchFailure.HTTP_ERROR, None),
        (204, {}, FetchFailure.HTTP_ERROR, None),
        (301, {}, FetchFailure.HTTP_ERROR, None),
        (599, {}, FetchFailure.HTTP_ERROR, None),
        (410, {}, FetchFailure.GONE, None),
        (403, {}, FetchFailure.SLOW_DOWN, None),
        (429, {"Retry-After": "90"}, FetchFailure.SLOW_DOWN, timedelta(seconds=90)),
        (420, {}, FetchFailure.SLOW_DOWN, None),
        (529, {}, FetchFailure.SLOW_DOWN, None),
        (
            429,
            {"Retry-After": "Tue, 29 Oct 2024 15:10:00 GMT", "Date": "Tue, 29 Oct 2024 15:00:00 GMT"},
            FetchFailure.SLOW_DOWN,
            timedelta(minutes=10),
        ),
        (503, {"Retry-After": "5"}, FetchFailure.SLOW_DOWN, timedelta(seconds=5)),
        (503, {}, FetchFailure.HTTP_ERROR, None),
    ],
)
async def test_a_status_is_told_as_what_a_person_can_do_about_it(
    stand: Stand, http: Http, status: int, headers: dict[str, str], kind: FetchFailure, wait: timedelta | None
) -> None:
    stand.serve("/a", status=status, headers=headers)
    answer = await http.get(stand.feed("/a"), NOTHING)
    assert isinstance(answer, FetchFailed)
    assert (answer.failure, answer.retry_after, answer.status) == (kind, wait, status)
    assert answer.detail.startswith(str(status))


async def test_redirects_are_followed_with_conditions(stand: Stand, http: Http) -> None:
    stand.serve("/a", status=301, headers={"Location": "/b?x=1"})
    stand.serve("/b", body="<rss/>")
    answer = await http.get(stand.feed("/a"), PollState(etag='"1"'))
    assert isinstance(answer, Fetched)
    assert answer.url == stand.url + "/b?x=1"
    assert [request.headers["If-None-Match"] for request in stand.requests] == ['"1"', '"1"']


async def test_redirects_without_end_are_given_up(stand: Stand, http: Http) -> None:
    stand.serve("/a", status=302, headers={"Location": "/a"})
    assert failure(await http.get(stand.feed("/a"), NOTHING)) is FetchFailure.HTTP_ERROR
    assert len(stand.requests) == 6


@pytest.mark.parametrize(
    ("location", "kind"),
    [
        ("http://169.254.169.254/latest/meta-data/", FetchFailure.FORBIDDEN_ADDRESS),
        ("http://[::1]:1/", FetchFailure.FORBIDDEN_ADDRESS),
        ("http://10.0.0.1/", FetchFailure.FORBIDDEN_ADDRESS),
        ("file:///etc/passwd", FetchFailure.HTTP_ERROR),
        ("ftp://127.0.0.1/", FetchFailure.HTTP_ERROR),
        ("http://", FetchFailure.HTTP_ERROR),
        ("http://" + "a" * 70 + ".example/", FetchFailure.UNREACHABLE),
        ("http://127.0.0.1:99999/", FetchFailure.UNREACHABLE),
    ],
)
async def test_a_redirect_leads_nowhere_that_the_feed_may_not_go(
    stand: Stand, http: Http, location: str, kind: FetchFailure
) -> None:
    stand.serve("/a", status=302, headers={"Location": location})
    answer = await http.get(stand.feed("/a"), NOTHING)
    assert isinstance(answer, FetchFailed)
    assert (answer.failure, answer.status) == (kind, 0)


class Canary:
    """A server that counts connections."""

    def __init__(self) -> None:
        self.connections = 0

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        await reader.readline()
        writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        writer.close()


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "0x7f000001",
        "2130706433",
        "017700000001",
        "0.0.0.0",
        "[::ffff:127.0.0.1]",
        "localhost",
    ],
)
async def test_by_default_loopback_is_not_reached_however_it_is_written(http: Http, host: str) -> None:
    canary = Canary()
    server = await asyncio.start_server(canary, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        answer = await http.get(Feed(id=FeedId("a"), url=f"http://{host}:{port}/", title="A"), NOTHING)
        # The odd notations of IPv4 may already be refused as names.
        assert failure(answer) in (FetchFailure.FORBIDDEN_ADDRESS, FetchFailure.UNREACHABLE)
        own = Feed(id=FeedId("b"), url=f"http://127.0.0.1:{port}/", title="B", allow_private=("127.0.0.0/8",))
        await http.get(own, NOTHING)
    assert canary.connections == 1


async def test_an_open_connection_is_not_lent_to_a_feed_that_may_not_use_it(stand: Stand, http: Http) -> None:
    stand.serve("/a", body="<rss/>")
    assert isinstance(await http.get(stand.feed("/a"), NOTHING), Fetched)
    strange = stand.feed("/a", allow_private=())
    assert failure(await http.get(strange, NOTHING)) is FetchFailure.FORBIDDEN_ADDRESS
    assert len(stand.requests) == 1


async def test_a_name_that_leads_to_our_own_network_is_refused() -> None:
    async with Http(contact=None, resolver=Names("127.0.0.1", "10.0.0.1", "169.254.169.254")) as http:
        answer = await http.get(Feed(id=FeedId("a"), url="http://rebinding.example/", title="A"), NOTHING)
        assert isinstance(answer, FetchFailed)
        assert answer.failure is FetchFailure.FORBIDDEN_ADDRESS
        assert "not a public address" in answer.detail


async def test_a_name_with_one_permitted_address_is_reached_there(stand: Stand) -> None:
    stand.serve("/a", body="<rss/>")
    feed = stand.feed("/a")
    async with Http(contact=None, resolver=Names("10.0.0.1", "127.0.0.1")) as http:
        answer = await http.get(replace(feed, url=feed.url.replace("127.0.0.1", "own.example")), NOTHING)
        assert isinstance(answer, Fetched)


async def test_nobody_there_is_unreachable(http: Http) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/"
        feed = Feed(id=FeedId("a"), url=url, title="A", allow_private=("127.0.0.0/8",))
        assert failure(await http.get(feed, NOTHING)) is FetchFailure.UNREACHABLE


@pytest.mark.parametrize("url", ["gopher://127.0.0.1/", "http://", "no address", "http://[bad", ""])
async def test_what_is_no_web_address_is_a_failure(http: Http, url: str) -> None:
    assert failure(await http.get(Feed(id=FeedId("a"), url=url, title="A"), NOTHING)) in (
        FetchFailure.HTTP_ERROR,
        FetchFailure.UNREACHABLE,
    )


async def test_garbage_instead_of_http_is_unreachable(http: Http) -> None:
    async def babble(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(b"SSH-2.0-OpenSSH\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(babble, "127.0.0.1", 0)
    async with server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        feed = Feed(id=FeedId("a"), url=url, title="A", allow_private=("127.0.0.0/8",))
        assert failure(await http.get(feed, NOTHING)) is FetchFailure.UNREACHABLE


NGINX = "<html><head><title>400 The plain HTTP request was sent to HTTPS port</title></head></html>"
GO = "HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n"


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(b"\x15\x03\x01\x00\x02\x02F", id="alert"),
        pytest.param(GO.encode(), id="go"),
        pytest.param(
            f"HTTP/1.1 400 Bad Request\r\nContent-Length: {len(NGINX)}\r\n\r\n{NGINX}".encode(), id="nginx"
        ),
        pytest.param(b"", id="none"),
    ],
)
async def test_tls_at_a_plain_address_is_told_for_what_it_is(http: Http, answer: bytes) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        feed = Feed(id=FeedId("a"), url=f"http://127.0.0.1:{port}/", title="A", allow_private=("127.0.0.0/8",))
        failed = await http.get(feed, NOTHING)
        assert isinstance(failed, FetchFailed)
        assert "TLS" in failed.detail
        assert "should begin with https://" in failed.detail


async def test_plain_http_at_a_tls_address_is_told_for_what_it_is(stand: Stand, http: Http) -> None:
    stand.serve("/a", body="<rss/>")
    failed = await http.get(replace(stand.feed("/a"), url=f"{stand.url}/a".replace("http:", "https:")), NOTHING)
    assert isinstance(failed, FetchFailed)
    assert "does not speak TLS: the address should begin with http://" in failed.detail


OWN = "https://desk:secret@news.example/feed"


@pytest.mark.parametrize(
    ("own", "other", "told"),
    [
        (OWN, "https://news.example/other", True),
        (OWN, "https://news.example:443/other", True),
        (OWN, "http://news.example/feed", False),
        (OWN, "https://news.example:8443/feed", False),
        (OWN, "http://news.example:443/feed", False),
        (OWN, "https://www.news.example/feed", False),
        (OWN, "https://news.example.evil.example/feed", False),
        (OWN, "https://evil.example/https://news.example/feed", False),
        ("http://desk:secret@news.example/feed", "https://news.example/feed", True),
        ("http://desk:secret@news.example/feed", "https://news.example:8443/feed", False),
        ("http://desk:secret@news.example:8080/feed", "https://news.example/feed", False),
        ("http://desk:secret@news.example:8080/feed", "http://news.example/feed", False),
        ("http://desk:secret@news.example:8080/feed", "http://news.example:8080/other", True),
    ],
)
async def test_credentials_follow_to_no_other_scheme_port_or_host(own: str, other: str, told: bool) -> None:
    feed = Feed(id=FeedId("a"), url=own, title="A", headers=(("X-Key", "secret"),), cookies="session=secret")
    async with aiohttp.ClientSession() as session:
        for one in (feed, replace(feed, authorization="Bearer secret")):
            request = FetchRequest(feed=one, own=URL(own), session=session, conditions={}, accept="*/*")
            headers = request.headers(URL(other))
            assert ("secret" in str(headers)) is told
            assert ({"X-Key", "Authorization", "Cookie"} <= headers.keys()) is told


async def test_a_slow_server_is_a_timeout(stand: Stand) -> None:
    async def trickle(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while request.transport is not None:
            await response.write(b"x")
            await asyncio.sleep(0.02)
        return response

    stand.handle("/a", trickle)
    async with Http(contact=None, limits=Limits(total=0.2)) as http:
        assert failure(await http.get(stand.feed("/a"), NOTHING)) is FetchFailure.TIMEOUT


async def test_waiting_for_ones_turn_is_not_the_servers_slowness(stand: Stand) -> None:
    at_once = most = 0

    async def slow(request: web.Request) -> web.StreamResponse:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        await asyncio.sleep(0.05)
        at_once -= 1
        return web.Response(body=b"<rss/>")

    stand.handle("/a", slow)
    async with Http(contact=None, limits=Limits(total=2, connect=2)) as http:
        answers = await asyncio.gather(*(http.get(stand.feed("/a"), NOTHING) for _ in range(12)))
    assert [type(answer) for answer in answers] == [Fetched] * 6 + [Deferred] * 6, "a long queue is not waited in"
    assert most == 2


PACKERS: list[tuple[str, Callable[[bytes], bytes]]] = [
    ("gzip", gzip.compress),
    ("deflate", zlib.compress),
    ("deflate", lambda body: zlib.compress(body, wbits=-15)),
    ("br", brotli.compress),
]


@pytest.mark.parametrize(("encoding", "pack"), PACKERS)
async def test_compressed_documents_are_unpacked(
    stand: Stand, http: Http, encoding: str, pack: Callable[[bytes], bytes]
) -> None:
    body = b"<rss>" + bytes(range(256)) * 4_000 + b"</rss>"
    stand.serve("/a", body=pack(body), headers={"Content-Encoding": encoding})
    answer = await http.get(stand.feed("/a"), NOTHING)
    assert isinstance(answer, Fetched)
    assert answer.body == body


PLAIN = b"<rss>" + b"Kursk " * 100 + b"</rss>"


@pytest.mark.parametrize("encoding", ["", "utf-8", "UTF8", "none", "identity", "binary", "identity, none"])
@pytest.mark.parametrize("packed", [True, False])
async def test_a_document_is_read_whatever_is_said_of_its_packing(
    stand: Stand, http: Http, encoding: str, packed: bool
) -> None:
    body = gzip.compress(PLAIN) if packed else PLAIN
    stand.serve("/a", body=body, headers={"Content-Encoding": encoding} if encoding else {})
    answer = await http.get(stand.feed("/a"), NOTHING)
    assert isinstance(answer, Fetched)
    assert answer.body == PLAIN


@pytest.mark.parametrize("encoding", ["gzip, identity", "identity,gzip", "utf-8, gzip", "X-GZIP"])
async def test_a_packing_is_known_beside_labels_that_say_nothing(stand: Stand, http: Http, encoding: str) -> None:
    stand.serve("/a", body=gzip.compress(PLAIN), headers={"Content-Encoding": encoding})
    answer = await http.get(stand.feed("/a"), NOTHING)
    assert isinstance(answer, Fetched)
    assert answer.body == PLAIN


async def test_packed_bytes_without_a_label_may_come_one_by_one_and_may_be_a_bomb(
    stand: Stand, http: Http
) -> None:
    packed = gzip.compress(PLAIN)

    async def drip(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        for place in range(4):
            await response.write(packed[place : place + 1])
        await response.write(packed[4:])
        return response

    stand.handle("/a", drip)
    answer = await http.get(stand.feed("/a"), NOTHING)
    assert isinstance(answer, Fetched)
    assert answer.body == PLAIN
    stand.serve("/a", body=gzip.compress(b"\0" * 100_000_000))
    assert failure(await http.get(stand.feed("/a"), NOTHING)) is FetchFailure.TOO_LARGE


async def test_a_document_that_a_proxy_has_changed_is_read(stand: Stand, http: Http) -> None:
    stand.serve("/a", body=PLAIN, status=203)
    assert isinstance(await http.get(stand.feed("/a"), NOTHING), Fetched)


async def test_gzip_in_several_members_is_unpacked_whole(stand: Stand, http: Http) -> None:
    packed = gzip.compress(b"<rss>") + gzip.compress(b"</rss>") + b"\0\0"
    stand.serve("/a", body=packed, headers={"Content-Encoding": "gzip"})
    answer = await http.get(stand.feed("/a"), NOTHING)
    assert isinstance(answer, Fetched)
    assert answer.body == b"<rss></rss>"


@pytest.mark.parametrize(
    ("encoding", "body"), [("zstd", b"x"), ("br", b"<rss>" * 9), ("gzip, gzip", b"x"), ("gzip", b"<rss/>")]
)
async def test_an_encoding_that_was_not_asked_for_or_is_a_lie_is_an_error(
    stand: Stand, http: Http, encoding: str, body: bytes
) -> None:
    stand.serve("/a", body=body, headers={"Content-Encoding": encoding})
    assert failure(await http.get(stand.feed("/a"), NOTHING)) is FetchFailure.HTTP_ERROR


async def test_a_document_of_30_megabytes_is_too_large(stand: Stand, http: Http) -> None:
    stand.serve("/a", body=b" " * 30_000_000)
    assert failure(await http.get(stand.feed("/a"), NOTHING)) is FetchFailure.TOO_LARGE


@pytest.mark.parametrize(("encoding", "pack"), PACKERS)
async def test_a_bomb_is_too_large_before_it_has_gone_off(
    stand: Stand, http: Http, encoding: str, pack: Callable[[bytes], bytes]
) -> None:
    for bomb in (pack(b"\0" * 100_000_000), pack(b"\0" * 12_000_000)):
        stand.serve("/a", body=bomb, headers={"Content-Encoding": encoding})
        answer = await http.get(stand.feed("/a"), NOTHING)
        assert isinstance(answer, FetchFailed)
        assert answer.failure is FetchFailure.TOO_LARGE
        assert "larger" in answer.detail or "200 times" in answer.detail


async def test_user_information_is_used_but_never_told(stand: Stand, http: Http) -> None:
    stand.serve("/a", body="<rss/>")
    feed = stand.feed("/a")
    answer = await http.get(replace(feed, url=feed.url.replace("http://", "http://desk:secret@")), NOTHING)
    assert isinstance(answer, Fetched)
    assert stand.requests[0].headers["Authorization"].startswith("Basic ")
    assert "secret" not in answer.url
    for url in ("http://desk:secret@127.0.0.1:99999/", "http://desk:secret@[bad/", "http://desk:secret@a..b/"):
        answer = await http.get(replace(feed, url=url), NOTHING)
        assert isinstance(answer, FetchFailed)
        assert "secret" not in answer.detail
