"""A sign of life to a dead man's switch: it stops when the work does, so that silence is noticed from outside."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import aiohttp
import structlog

from monitor.desk.query.figures import StatusSource

_TIMEOUT = aiohttp.ClientTimeout(total=10)

log = structlog.get_logger("monitor")


class Heartbeat:
    """Fetches an address again and again, as long as the work goes on."""

    def __init__(self, figured: StatusSource, url: str, *, every: timedelta = timedelta(minutes=1)) -> None:
        """`url` may be a secret: it is never logged."""
        self._figured = figured
        self._url = url
        self._every = every.total_seconds()
        self._silent = False

    async def beat(self) -> None:
        """Give signs of life until cancelled."""
        async with aiohttp.ClientSession(timeout=_TIMEOUT, trust_env=False) as session:
            while True:
                liveness = self._figured.liveness()
                if liveness.well:
                    await self._fetch(session)
                elif not self._silent:
                    log.error(
                        "no heartbeat is given: the work does not go on", stalled=", ".join(liveness.stalled)
                    )
                self._silent = not liveness.well
                await asyncio.sleep(self._every)

    async def _fetch(self, session: aiohttp.ClientSession) -> None:
        try:
            async with session.get(self._url, allow_redirects=False) as answer:
                if answer.status >= 400:
                    log.warning("the heartbeat's address answers with an error", status=answer.status)
        except (aiohttp.ClientError, TimeoutError) as error:
            log.warning("the heartbeat's address does not answer", error=type(error).__name__)
