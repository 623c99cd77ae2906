"""The web server that all contestants poll: synthetic feeds with validators, packed as servers pack them.

    python -m tests.bench.polling_server FEEDS

Writes its port on a line, then takes lines with a number: from then on each feed shows so many items more than at
first. Everything is made beforehand, so that serving costs little.
"""

from __future__ import annotations

import asyncio
import gzip
import sys

from aiohttp import web

from tests.bench.synthetic_feeds import ITEMS, rss

LATEST = 1
"""How many more items there can be."""


class Server:
    """All states of all feeds."""

    def __init__(self, feeds: int) -> None:
        self.more = 0
        self._bodies = {
            (feed, more): rss(feed=feed, newest=ITEMS + more)
            for feed in range(feeds)
            for more in range(LATEST + 1)
        }
        self._packed = {key: gzip.compress(body, 6) for key, body in self._bodies.items()}

    async def answer(self, request: web.Request) -> web.Response:
        """A feed as it is now, or that it is as it was."""
        key = (int(request.match_info["feed"]), self.more)
        etag = f'"{key[0]}-{key[1]}"'
        if request.headers.get("If-None-Match") == etag:
            return web.Response(status=304, headers={"ETag": etag})
        headers = {"ETag": etag, "Content-Type": "application/rss+xml; charset=utf-8"}
        if "gzip" in request.headers.get("Accept-Encoding", ""):
            return web.Response(body=self._packed[key], headers={**headers, "Content-Encoding": "gzip"})
        return web.Response(body=self._bodies[key], headers=headers)


async def main() -> None:
    """Serve until standard input ends."""
    server = Server(int(sys.argv[1]))
    application = web.Application()
    application.router.add_get("/{feed}", server.answer)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(runner.addresses[0][1], flush=True)
    while line := await asyncio.to_thread(sys.stdin.readline):
        server.more = int(line)
        print("ready", flush=True)


if __name__ == "__main__":
    asyncio.run(main())
