"""A zoo of feeds that misbehave, each in its own way, on loopback; some healthy ones live among them.

To look at it by hand: `python -m tests.flow.zoo DIR` opens it and writes a folder of rules for `monitor run`.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from tests.flow.zoo_animals import Animal, Raw, animals


@dataclass(slots=True)
class Zoo:
    """The open zoo."""

    animals: list[Animal]
    urls: dict[str, str]
    visits: dict[str, int]
    """Requests by path."""


@asynccontextmanager
async def open_zoo() -> AsyncIterator[Zoo]:
    """Everybody at an address of loopback."""
    zoo = Zoo(animals(), {}, {})
    handlers = {f"/{animal.name}": animal.answer for animal in zoo.animals if animal.answer}

    async def answer(request: web.Request) -> web.StreamResponse:
        zoo.visits[request.path] = zoo.visits.get(request.path, 0) + 1
        handler = handlers.get(request.path.rstrip("x")) or handlers[request.path]
        assert handler is not None
        try:
            return await handler(request)
        except ConnectionError:  # the visitor has had enough
            raise web.HTTPGone from None

    application = web.Application()
    application.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(application, shutdown_timeout=0, access_log=None)
    await runner.setup()
    async with AsyncExitStack() as stack:
        stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        base = f"http://127.0.0.1:{runner.addresses[0][1]}"
        for animal in zoo.animals:
            zoo.urls[animal.name] = animal.url or f"{base}/{animal.name}"
            if animal.raw is not None:
                zoo.urls[animal.name] = await stack.enter_async_context(_raw_server(animal.raw))
        yield zoo


@asynccontextmanager
async def _raw_server(raw: Raw) -> AsyncIterator[str]:
    guests: set[asyncio.Task[None]] = set()

    async def receive(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await raw(reader, writer)
        except OSError:
            pass
        finally:
            writer.close()

    def welcome(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        guest = asyncio.create_task(receive(reader, writer))
        guests.add(guest)
        guest.add_done_callback(guests.discard)

    server = await asyncio.start_server(welcome, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    for guest in tuple(guests):
        guest.cancel()
    await asyncio.gather(*guests, return_exceptions=True)


def feeds_yaml(zoo: Zoo) -> str:
    """The zoo as a user would write it down."""
    lines = []
    for animal in zoo.animals:
        allowed = f", allow_private: [{', '.join(animal.private)}]" if animal.private else ""
        where = f"url: '{zoo.urls[animal.name]}', group: {animal.name}{allowed}"
        lines.append(f"  {animal.name}: {{{where}, every: 2s}}\n")
    return "feeds:\n" + "".join(lines)


async def main(folder: Path) -> None:
    """Open the zoo until interrupted."""
    async with open_zoo() as zoo:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "feeds.yaml").write_text(feeds_yaml(zoo), encoding="utf-8")
        (folder / "monitor.yaml").write_text("storm: none\n", encoding="utf-8")
        (folder / "channels.yaml").write_text("channels:\n  ops: {type: console}\n", encoding="utf-8")
        print(f"{len(zoo.animals)} feeds: monitor run --rules {folder}")
        await asyncio.sleep(86_400)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
