"""Open web"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from monitor.app.assembly.components import Components
from monitor.clock import now
from monitor.collect.discovery.hubs import is_signed
from monitor.config.files.settings import Settings
from monitor.desk.query.figures import StoreFigures
from monitor.store.background import background
from monitor.store.records.subscriptions import Subscriptions
from monitor.web.heartbeat import Heartbeat
from monitor.web.server import Server
from monitor.web.websub import Subscriber

_PATIENCE = {"housekeeping": 1_300.0}
"""Seconds without a step after which a stage that rests for long counts as stalled."""


@asynccontextmanager
async def open_web(settings: Settings, parts: Components) -> AsyncIterator[None]:
    """Whatever the settings ask to be shown or told to the outside.

    Raises MonitorError if the address cannot be listened on.
    """
    figures = StoreFigures(parts.client, parts.watch.steps, patience=_PATIENCE, now=now)
    async with AsyncExitStack() as stack:
        if settings.web is not None:
            host, port = settings.web
            subscriber = _subscriber(settings, parts)
            parts.pipeline.hubs = subscriber
            further = subscriber.routes() if subscriber else ()
            server = Server(figures, parts.watch.latencies, host=host, port=port, further=further)
            await stack.enter_async_context(server)
        if settings.heartbeat is not None:
            await stack.enter_async_context(background(Heartbeat(figures, settings.heartbeat).beat()))
        yield


def _subscriber(settings: Settings, parts: Components) -> Subscriber | None:
    if settings.websub is None:
        return None
    return Subscriber(
        Subscriptions(parts.client), parts.http, is_signed=is_signed, callback=settings.websub, now=now
    )
