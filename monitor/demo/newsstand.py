"""Serves a day of news over HTTP on loopback, in as many seconds as one likes."""

from __future__ import annotations

import asyncio
import hashlib
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from types import TracebackType

from aiohttp import web

from monitor.demo.day import Bulletin, Day, DemoOutlet
from monitor.demo.publishers import CONTENT_TYPES, Press, page, render
from monitor.model.ids import FeedId
from monitor.model.news.feed import Feed

_DAY = timedelta(days=1)
_SHOWN = 25  # items in a document, as most publishers have it


class Newsstand:
    """A web server on 127.0.0.1 with one feed for each outlet of a day, and the pages that they link to.

    The day stands still at midnight until every feed has been asked for once, so that whoever comes sees
    yesterday's items as the baseline and misses nothing. Then it passes.
    """

    def __init__(self, day: Day, *, speed: float, midnight: datetime) -> None:
        """A stand for this day, which lasts `speed` real seconds and begins at `midnight` (aware)."""
        self._day = day
        self._speed = speed
        self._midnight = midnight.astimezone(UTC)
        self._unvisited = {outlet.id for outlet in day.outlets}
        self._unread = set(self._unvisited)
        self._dawn = asyncio.Event()
        self._all_read = asyncio.Event()
        self._dawn_at = 0.0
        self._runner: web.AppRunner | None = None
        self._presses: dict[str, Press] = {}

    async def __aenter__(self) -> Newsstand:
        await self.open()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def open(self) -> None:
        """Start to serve, on a port that the system chooses."""
        app = web.Application()
        app.router.add_get("/{outlet}/feed", self._serve_feed)
        app.router.add_get("/{outlet}/{page}", self._serve_page)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        port = int(self._runner.addresses[0][1])
        self._presses = {
            outlet.id: Press(outlet=outlet, midnight=self._midnight, port=port) for outlet in self._day.outlets
        }

    async def close(self) -> None:
        """Stop to serve."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    def feeds(self) -> tuple[Feed, ...]:
        """The feeds to watch. The stand must be open."""
        return tuple(
            Feed(
                id=FeedId(press.outlet.id),
                url=f"http://127.0.0.1:{press.port}/{press.outlet.id}/feed",
                title=press.outlet.title,
                every=timedelta(seconds=1),
                lang=press.outlet.lang,
                tags=("demo",),
                allow_private=("127.0.0.0/8",),
            )
            for press in self._presses.values()
        )

    @property
    def time_of_day(self) -> timedelta:
        """The simulated time since midnight; stays at 24 hours when the day is over."""
        if not self._dawn.is_set():
            return timedelta(0)
        elapsed = asyncio.get_running_loop().time() - self._dawn_at
        return min(_DAY, _DAY * (elapsed / self._speed))

    @property
    def over(self) -> bool:
        """Whether the day has passed."""
        return self.time_of_day >= _DAY

    async def finished(self) -> None:
        """Wait until the day is over and every feed has been asked for since: nothing of it can be missed."""
        await self._all_read.wait()

    async def _serve_feed(self, request: web.Request) -> web.Response:
        press = self._press(request)
        if self.over:
            self._unread.discard(press.outlet.id)
        bulletins = self._day.published(press.outlet, until=self.time_of_day)[:_SHOWN]
        self._visited(press.outlet)
        if not self._unread:
            self._all_read.set()
        body = render(press, bulletins)
        etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        changed = press.date(bulletins[0])
        headers = {"ETag": etag, "Last-Modified": format_datetime(changed.astimezone(UTC), usegmt=True)}
        if _unchanged(request, etag, changed):
            return web.Response(status=304, headers=headers)
        content_type = CONTENT_TYPES[press.outlet.format]
        return web.Response(body=body, content_type=content_type, charset=press.outlet.encoding, headers=headers)

    async def _serve_page(self, request: web.Request) -> web.Response:
        press = self._press(request)
        bulletin = self._bulletin(request.path, press.outlet)
        return web.Response(text=page(press, bulletin), content_type="text/html")

    def _press(self, request: web.Request) -> Press:
        press = self._presses.get(request.match_info["outlet"])
        if press is None:
            raise web.HTTPNotFound
        return press

    def _bulletin(self, path: str, outlet: DemoOutlet) -> Bulletin:
        published = self._day.published(outlet, until=self.time_of_day)
        found = next((bulletin for bulletin in published if bulletin.path == path), None)
        if found is None:
            raise web.HTTPNotFound
        return found

    def _visited(self, outlet: DemoOutlet) -> None:
        self._unvisited.discard(outlet.id)
        if not self._unvisited and not self._dawn.is_set():
            self._dawn_at = asyncio.get_running_loop().time()
            self._dawn.set()


def _unchanged(request: web.Request, etag: str, changed: datetime) -> bool:
    """Whether the visitor has this document already. A matching tag is asked first, as RFC 9110 wants it."""
    tags = request.if_none_match
    if tags is not None:
        return any(tag.value in ("*", etag.strip('"')) for tag in tags)
    since = request.if_modified_since
    return since is not None and changed <= since
