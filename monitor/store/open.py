"""The store that a command or the daemon works on: somebody's server, or the embedded one, watched over."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path

import structlog

from monitor.clock import now
from monitor.errors import MonitorError
from monitor.model.ids import Severity, content_id
from monitor.model.notice import Notice
from monitor.store.background import background
from monitor.store.connection.client import Client, connect
from monitor.store.lost_directory import LostDirectory
from monitor.store.server.embedded import EmbeddedServer

log = structlog.get_logger("monitor")

_LOOK_AFTER_SERVER = 0.5  # seconds


@asynccontextmanager
async def open_store(
    address: str | None, *, data: Path, create: bool = True, report: Callable[[Notice], None] = lambda _: None
) -> AsyncIterator[Client]:
    """The store at an address, or the embedded one with its data under `data`.

    That is made if need be, unless `create` is false. `report` takes what the people who run it must know.
    Raises MonitorError if it cannot be opened, with what to do about it.
    """
    async with AsyncExitStack() as stack:
        if address is None:
            server = EmbeddedServer(data)
            address = await server.start(create=create)
            stack.push_async_callback(server.stop)
            await stack.enter_async_context(background(_keep_alive(server, report)))
            _report_recovered(server, report)
        client = await connect(address, moved=partial(_followed, report))
        stack.push_async_callback(client.aclose)
        yield client


def _followed(report: Callable[[Notice], None], at: str) -> None:
    log.warning("the store has another primary now", at=at)
    minute = f"{now():%Y-%m-%d %H:%M}"  # every process on the store finds out by itself
    report(
        Notice(
            key=content_id("another primary", at, minute),
            title=f"the store has another primary now: {at}",
            detail="A replica was promoted, or a slot moved. What the former primary had not passed on is"
            " forgotten: items that are still in their feeds are found again, and alerts that may have been sent"
            " before are marked as possible duplicates.",
        )
    )


async def _keep_alive(server: EmbeddedServer, report: Callable[[Notice], None]) -> None:
    """Start the server again whenever it has died, and give it a directory again whenever that was removed;
    meanwhile every loop waits for the store."""
    said, lost = "", LostDirectory(server=server, report=report)
    while True:
        await asyncio.sleep(_LOOK_AFTER_SERVER)
        if server.alive:
            await lost.look()
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
            _report_recovered(server, report)


def _report_recovered(server: EmbeddedServer, report: Callable[[Notice], None]) -> None:
    if server.recovered is None:
        return
    log.error(server.recovered)
    title = "the store did not find all that was written"
    report(Notice(key=content_id(server.recovered), title=title, detail=server.recovered, severity=Severity.HIGH))
