"""How the feeds of the zoo misbehave, each in its own way; some healthy ones live among them."""

from __future__ import annotations

import asyncio
import gzip
import itertools
import socket
import zlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import brotli
from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Raw = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

OWN = ("127.0.0.0/8",)
_NUMBERS = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Animal:
    """A feed, and how the monitor ought to judge it."""

    name: str
    state: str
    """`well`, or the ailment that `monitor feeds health` shows first."""
    words: str = ""
    """What its finding says, in part."""
    answer: Handler | None = None
    raw: Raw | None = None
    url: str = ""
    """For those that need no server."""
    private: tuple[str, ...] = OWN


def item(guid: object, title: str = "Troops arrive in Kursk", *, date: datetime | None = None) -> str:
    """An entry of RSS."""
    at = f"<pubDate>{format_datetime(date)}</pubDate>" if date else ""
    return f"<item><guid>{guid}</guid><title>{title} {guid}</title><link>/n/{guid}</link>{at}</item>"


def rss(*items: str) -> bytes:
    """A document of RSS."""
    return f'<rss version="2.0"><channel><title>T</title>{"".join(items)}</channel></rss>'.encode()


def gives(
    body: bytes = b"", *, status: int = 200, content_type: str = "application/rss+xml", **headers: str
) -> Handler:
    """Always the same answer. Underscores in names of headers stand for hyphens."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    async def handler(request: web.Request) -> web.StreamResponse:
        return web.Response(body=body, status=status, headers={"Content-Type": content_type, **named})

    return handler


async def polite(request: web.Request) -> web.StreamResponse:
    """Knows conditional requests."""
    if request.headers.get("If-None-Match") == 'W/"p"':
        return web.Response(status=304)
    return web.Response(body=NEWS, headers={"ETag": 'W/"p"'})


def then_captcha() -> Handler:
    """A feed at first, a browser check from then on."""
    visits = itertools.count()

    async def handler(request: web.Request) -> web.StreamResponse:
        if next(visits) == 0:
            return web.Response(body=NEWS)
        page = f"<html><body>Are you human? {next(visits)}</body></html>"
        return web.Response(text=page, content_type="text/html")

    return handler


async def overruns(request: web.Request) -> web.StreamResponse:
    """Shows other items at every visit."""
    return web.Response(body=rss(*(item(f"o{next(_NUMBERS)}") for _ in range(5))))


async def churns(request: web.Request) -> web.StreamResponse:
    """Shows the same items at every visit, under other guids."""
    same = "".join(
        f"<item><guid>{next(_NUMBERS)}</guid><title>Item {number}</title><link>/c/{number}</link></item>"
        for number in range(5)
    )
    return web.Response(body=rss(same))


async def endless(request: web.Request) -> web.StreamResponse:
    """A body that does not end."""
    response = web.StreamResponse()
    await response.prepare(request)
    while True:
        await response.write(b" " * (1 << 20))


async def hops(request: web.Request) -> web.StreamResponse:
    """One redirect after the other, each to another address."""
    return web.Response(status=302, headers={"Location": f"{request.path}x"})


async def trickles_headers(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One header line after the other, for ever."""
    writer.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        writer.write(b"X-Slow: 1\r\n")
        await writer.drain()
        await asyncio.sleep(0.1)


async def trickles_body(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One byte after the other, for ever."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
    while True:
        writer.write(b"<")
        await writer.drain()
        await asyncio.sleep(0.1)


async def keeps_silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Takes the request, and never answers."""
    await asyncio.sleep(3600)


async def hangs_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Resets the connection."""
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    writer.transport.abort()


async def floods_headers(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Headers without end, as fast as they go."""
    writer.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        writer.write(b"".join(b"X-%d: %s\r\n" % (number, b"x" * 1000) for number in range(100)))
        await writer.drain()


async def talks_ssh(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """No HTTP at all."""
    writer.write(b"SSH-2.0-OpenSSH_9.2\r\n")
    await writer.drain()


async def cuts_short(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Promises more than it sends."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + NEWS)
    await writer.drain()


NOW = datetime.now(UTC)
NEWS = rss(*(item(f"n{number}", date=NOW - number * timedelta(hours=2)) for number in range(8)))
ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><entry><id>a1</id><title>Kursk</title>'
    f"<updated>{NOW.isoformat()}</updated></entry></feed>"
).encode()
JSON = b'{"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [{"id": "1", "title": "Kursk"}]}'
OLD = rss(*(item(f"s{number}", date=datetime(2023, 3, 9 - number, tzinfo=UTC)) for number in range(5)))
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><rss version="2.0"><channel><title>&c;</title></channel></rss>'
)
SPY = (
    b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><title>&x;</title>'
)
IMPLICIT_1251 = b'<?xml version="1.0" encoding="utf-8"?>' + rss(item("r", "Курск")).decode().encode("cp1251")


def bomb(pack: Callable[[bytes], bytes], encoding: str) -> Handler:
    """A small response that unpacks to twenty megabytes."""
    return gives(pack(b"\0" * 20_000_000), Content_Encoding=encoding)


def animals() -> list[Animal]:
    """Everybody."""
    refused, html = "its server wants fewer visits", "text/html"
    soon = format_datetime(NOW + timedelta(minutes=10), usegmt=True)
    yesterday = format_datetime(NOW - timedelta(days=1), usegmt=True)
    return [
        Animal("healthy-rss", "well", answer=gives(NEWS)),
        Animal("healthy-atom", "well", answer=gives(ATOM)),
        Animal("healthy-json", "well", answer=gives(JSON, content_type="application/feed+json")),
        Animal("polite", "well", answer=polite),
        Animal("etag-of-garbage", "well", answer=gives(NEWS, ETag='"' + "x" * 4000 + '"')),
        Animal("undated", "well", answer=gives(rss("<item><title>Kursk</title></item>"))),
        Animal("future", "well", answer=gives(rss(item("f", date=NOW + timedelta(days=900))))),
        Animal("charset-liar", "well", answer=gives(IMPLICIT_1251)),
        Animal("guid-churner", "well", answer=churns),
        Animal("truncated", "well", answer=gives(NEWS[:-60])),
        Animal("gone", "gone", "permanently gone", answer=gives(status=410)),
        Animal("not-found", "failing", "404 Not Found", answer=gives(status=404)),
        Animal("login", "failing", "401 Unauthorized", answer=gives(status=401)),
        Animal("broken-server", "failing", "500", answer=gives(status=500)),
        Animal("teapot", "failing", "418", answer=gives(status=418)),
        Animal("forbids", "refused", refused, answer=gives(status=403)),
        Animal("too-many", "refused", refused, answer=gives(status=429, Retry_After="120")),
        Animal("too-many-date", "refused", refused, answer=gives(status=429, Retry_After=soon)),
        Animal("maintenance", "refused", refused, answer=gives(status=503, Retry_After="600")),
        Animal("moved", "moved", "has moved permanently to", answer=gives(status=301, Location="/healthy-rss")),
        Animal(
            "moved-308", "moved", "has moved permanently to", answer=gives(status=308, Location="/healthy-atom")
        ),
        Animal("loop", "failing", "redirects", answer=gives(status=302, Location="/loop")),
        Animal("hopper", "failing", "redirects", answer=hops),
        Animal(
            "to-metadata",
            "forbidden",
            "169.254.169.254",
            answer=gives(status=302, Location="http://169.254.169.254/latest/meta-data/"),
        ),
        Animal("to-intranet", "forbidden", "10.0.0.1", answer=gives(status=301, Location="http://10.0.0.1/")),
        Animal("to-file", "failing", "not a web address", answer=gives(status=302, Location="file:///etc/passwd")),
        Animal("not-allowed", "forbidden", "127.0.0.1", answer=gives(NEWS), private=()),
        Animal("page", "no feed", "there is no feed", answer=gives(b"<html><p>Hi</p></html>", content_type=html)),
        Animal("captcha", "no feed", "is no longer a feed", answer=then_captcha()),
        Animal("empty", "no feed", "empty", answer=gives(b"")),
        Animal("noise", "no feed", answer=gives(bytes(range(128, 256)) * 50)),
        Animal("laughs", "no feed", "refused XML", answer=gives(LAUGHS)),
        Animal("spy", "no feed", "refused XML", answer=gives(SPY)),
        Animal("abyss", "no feed", "refused XML", answer=gives(b"<rss>" + b"<a>" * 5000)),
        Animal(
            "attributes",
            "no feed",
            "refused XML",
            answer=gives(b"<rss " + b" ".join(b'a%d=""' % number for number in range(50_000)) + b"/>"),
        ),
        Animal("gzip-bomb", "failing", answer=bomb(gzip.compress, "gzip")),
        Animal("deflate-bomb", "failing", answer=bomb(zlib.compress, "deflate")),
        Animal("brotli-bomb", "failing", answer=bomb(brotli.compress, "br")),
        Animal("gzip-liar", "failing", "broken compression", answer=gives(NEWS, Content_Encoding="gzip")),
        Animal("whale", "failing", "larger", answer=gives(b" " * 30_000_000)),
        Animal("endless", "failing", answer=endless),
        Animal("slow-headers", "failing", raw=trickles_headers),
        Animal("slow-body", "failing", raw=trickles_body),
        Animal("mute", "failing", raw=keeps_silent),
        Animal("hangs-up", "failing", raw=hangs_up),
        Animal("header-flood", "failing", raw=floods_headers),
        Animal("ssh", "failing", raw=talks_ssh),
        Animal("cuts-short", "failing", raw=cuts_short),
        Animal("nobody-home", "failing", url="http://127.0.0.1:1/"),
        Animal("no-such-name", "failing", url="http://zoo.invalid/rss"),
        Animal("silent", "silent", "nothing new since 2023-03-09", answer=gives(OLD)),
        Animal("wrong-clock", "clock", "24 hours behind ours", answer=gives(NEWS, Date=yesterday)),
        Animal("overrunner", "overrun", "every item was new at", answer=overruns),
    ]
