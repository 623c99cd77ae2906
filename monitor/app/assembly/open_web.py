"""The HTTP front end and the heartbeat, as far as the settings ask for them."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from monitor.app.assembly.build import Components
from monitor.clock import now
from monitor.config.files.settings import Settings
from monitor.desk.query.figures import StoreFigures
from monitor.store.background import background
from monitor.web.heartbeat import Heartbeat
from monitor.web.server import Server


@asynccontextmanager
async def open_web(settings: Settings, parts: Components) -> AsyncIterator[None]:
    """Whatever the settings ask to be shown to the outside.

    Raises MonitorError if the address cannot be listened on.
    """
    # The archive may take as long as it likes: alerts do not wait for it.
    timeout = {"housekeeping": parts.timing.stall_after.total_seconds(), "archive": math.inf}
    figures = StoreFigures(parts.client, parts.watch.steps, timeout=timeout, now=now)
    async with AsyncExitStack() as stack:
        if settings.web is not None:
            host, port = settings.web
            further = parts.subscriber.routes() if parts.subscriber else ()
            server = Server(figures, parts.watch.latencies, host=host, port=port, further=further)
            await stack.enter_async_context(server)
        if settings.heartbeat is not None:
            await stack.enter_async_context(background(Heartbeat(figures, settings.heartbeat).beat()))
        yield
