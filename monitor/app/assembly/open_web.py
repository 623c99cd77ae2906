"""The HTTP front end and the heartbeat, as far as the settings ask for them."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import tzinfo
from pathlib import Path

from yarl import URL

from monitor.app.assembly.build import Components
from monitor.clock import now
from monitor.config.files.settings import Settings
from monitor.desk.query.figures import StoreFigures
from monitor.desk.query.past.archive_place import archive_folder
from monitor.desk.shelf.shelf import Shelf
from monitor.store.background import background
from monitor.web.desk_pages import DeskPages
from monitor.web.heartbeat import Heartbeat
from monitor.web.parts.desk import Desk
from monitor.web.parts.past import Past
from monitor.web.server import Server, is_loopback


@asynccontextmanager
async def open_web(
    settings: Settings, parts: Components, *, zone: tzinfo, address: str | None, data: Path
) -> AsyncIterator[URL | None]:
    """Whatever the settings ask to be shown to the outside; the address of the desk's pages, if they are shown.

    The pages have no login, so only this machine gets them; what they ask about the past is looked for by another
    process, which finds the store and the archive by the address of the store and the data directory. Raises
    MonitorError if the address cannot be listened on.
    """
    # The archive may take as long as it likes: alerts do not wait for it.
    timeout = {"housekeeping": parts.timing.stall_after.total_seconds(), "archive": math.inf}
    figures = StoreFigures(parts.client, parts.watch.steps, timeout=timeout, now=now)
    shown: URL | None = None
    async with AsyncExitStack() as stack:
        if settings.web is not None:
            host, port = settings.web
            further = parts.subscriber.routes() if parts.subscriber else ()
            past = Past(address=address, data=data, archive=archive_folder(settings, data=data))
            pages = DeskPages(desk_of(parts, zone, past)) if is_loopback(host) else None
            server = Server(figures, parts.watch.latencies, host=host, port=port, further=further, pages=pages)
            await stack.enter_async_context(server)
            if pages is not None:
                shown = URL.build(scheme="http", host=host, port=server.port)
        if settings.heartbeat is not None:
            await stack.enter_async_context(background(Heartbeat(figures, settings.heartbeat).beat()))
        yield shown


def desk_of(parts: Components, zone: tzinfo, past: Past) -> Desk:
    """What the desk's pages show of a running monitor."""
    return Desk(
        client=parts.client,
        shelf=Shelf(parts.client, now=now),
        configuration=lambda: parts.pipeline.running.configuration,
        detector=lambda: parts.pipeline.running.detector,
        past=past,
        zone=zone,
        now=now,
    )
