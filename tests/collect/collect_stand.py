"""A real web server on loopback that says what a test tells it to."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

from aiohttp import web

from monitor.model.ids import FeedId
from monitor.model.news.feed import Feed

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Stand:
    """Answers by path, and remembers who asked for what."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.url = ""
        self._host = host
        self.requests: list[web.Request] = []
        self._handlers: dict[str, Handler] = {}
        self._runner: web.AppRunner | None = None
        self._port = 0

    async def open_again(self) -> None:
        """Listen, at the port that was there before if there was one."""
        application = web.Application()
        application.router.add_route("*", "/{path:.*}", self.answer)
        self._runner = web.AppRunner(application, shutdown_timeout=0)
        await self._runner.setup()
        await web.TCPSite(self._runner, self._host, self._port).start()
        self._port = self._runner.addresses[0][1]
        self.url = f"http://{self._host}:{self._port}"

    async def close(self) -> None:
        """Listen no more; open connections are cut."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    def serve(
        self,
        path: str,
        *,
        body: bytes | str = b"",
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        content_type: str = "application/xml",
    ) -> None:
        """Answer a path with this from now on."""
        content = body.encode() if isinstance(body, str) else body
        with_type = {"Content-Type": content_type, **(headers or {})}

        async def handler(request: web.Request) -> web.StreamResponse:
            return web.Response(body=content, status=status, headers=with_type)

        self.handle(path, handler)

    def handle(self, path: str, handler: Handler) -> None:
        """Answer a path by calling this from now on."""
        self._handlers[path] = handler

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Called by the server."""
        self.requests.append(request)
        return await self._handlers[request.path](request)

    def feed(
        self,
        path: str,
        *,
        every: timedelta = timedelta(seconds=1),
        allow_private: tuple[str, ...] = ("127.0.0.0/8",),
        lang: str | None = None,
        backfill: bool = False,
    ) -> Feed:
        """A feed at a path of this server."""
        return Feed(
            id=FeedId(path.strip("/")),
            url=self.url + path,
            title="Kabar",
            every=every,
            allow_private=allow_private,
            lang=lang,
            backfill=backfill,
        )
