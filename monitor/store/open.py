"""The store that a command or the daemon works on: somebody's server, or the embedded one, watched over."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import structlog

from monitor.errors import MonitorError
from monitor.store.background import background
from monitor.store.connection.client import Client, connect
from monitor.store.server.embedded import EmbeddedServer

log = structlog.get_logger("monitor")

_LOOK_AFTER_SERVER = 0.5  # seconds


@asynccontextmanager
async def open_store(address: str | None, *, data: Path) -> AsyncIterator[Client]:
    """The store at an address, or the embedded one with its data under `data`.

    Raises MonitorError if it cannot be opened, with what to do about it.
    """
    async with AsyncExitStack() as stack:
        if address is None:
            server = EmbeddedServer(data)
            address = await server.start()
            stack.push_async_callback(server.stop)
            await stack.enter_async_context(background(_keep_alive(server)))
            if server.recovered:
                log.error(server.recovered)
        client = await connect(address, moved=_followed)
        stack.push_async_callback(client.aclose)
        yield client


def _followed(at: str) -> None:
    log.warning("the store has another primary now", at=at)


async def _keep_alive(server: EmbeddedServer) -> None:
    """Start the server again whenever it has died; meanwhile every loop waits for the store."""
    said = ""
    while True:
        await asyncio.sleep(_LOOK_AFTER_SERVER)
        if server.alive:
            continue
        if not said:
            log.error("the embedded store has died; starting it again")
        try:
            await server.start()
        except MonitorError as error:
            if str(error) != said:
                log.error("the embedded store does not start; trying again", why=str(error))
            said = str(error)
        else:
            said = ""
            if server.recovered:
                log.error(server.recovered)
