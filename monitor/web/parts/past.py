"""Where the pages look for what was: in a process of its own, one question at a time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import BrokenExecutor, Executor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from monitor.desk.query.past.apart import apart
from monitor.desk.query.past.search import SearchScope, search_for
from monitor.desk.query.past.sent import SentScope, sent_alerts
from monitor.desk.query.past.trail import Trail, find_trail
from monitor.desk.query.store_for import Client
from monitor.desk.shapes.search import SearchShape
from monitor.desk.shapes.sent import SentLogShape
from monitor.errors import MonitorError

LONGEST = 20
"""Seconds after which a question gets no answer: a command has no such limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What the store and the archive have kept."""

    address: str | None
    """Of the store; None for the embedded one."""
    data: Path
    archive: Path
    """Its folder, if there is one."""
    in_store: timedelta = timedelta(hours=70)
    """For how long the store has everything, archived or not."""
    _one: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def search(self, directory: Path, text: str, scope: SearchScope) -> SearchShape:
        """What a query finds. Raises MonitorError if it is not valid, takes too long, or cannot be answered."""
        async with self._apart("monitor search") as executor:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(
                executor, search_for, directory, self.address, self.data, text, scope
            )

    async def sent(self, client: Client, scope: SentScope, *, at: datetime) -> SentLogShape:
        """The alerts that were sent. The archive is asked for what the store may have no more.

        Raises MonitorError if the archive cannot be read.
        """
        if at - scope.since <= self.in_store:
            return await sent_alerts(client, scope, archive=None)
        async with self._apart("monitor alerts log") as executor:
            return await sent_alerts(client, scope, archive=self.archive, apart=executor)

    async def trail(self, client: Client, name: str, *, at: datetime) -> Trail | None:
        """The way of an item; None if it is unknown. The archive is asked for what the store may have no more.

        Raises MonitorError if the archive cannot be read.
        """
        found = await find_trail(client, name)
        if found is not None and at - found.item.first_seen_at <= self.in_store:
            return found
        async with self._apart("monitor why") as executor:
            return await find_trail(client, name, archive=self.archive, apart=executor)

    @asynccontextmanager
    async def _apart(self, command: str) -> AsyncIterator[Executor]:
        async with self._one:
            try:
                with apart(longest=LONGEST) as executor:
                    yield executor
            except BrokenExecutor as error:
                raise MonitorError(
                    f"This takes longer than {LONGEST} s: ask `{command}` in a terminal, which has no such limit."
                ) from error
