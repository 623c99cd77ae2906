"""Every item that is kept of a stretch of time, oldest first: from the archive and the store, each once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import ExitStack, aclosing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from monitor.archive.entries import entry_time_ms
from monitor.archive.read.filters import Filter
from monitor.archive.read.reader import opened
from monitor.archive.tables import TableName
from monitor.clock import from_ms
from monitor.errors import NoArchiveError
from monitor.model.news.item import Item
from monitor.store.connection.client import Client
from monitor.store.records.history import History

_BATCH = 256
_TICK = timedelta(milliseconds=1)
"""What entries of the store know of time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptSpan:
    """From when to when items are kept."""

    first: datetime
    last: datetime


async def kept_span(client: Client, archive: Path) -> KeptSpan | None:
    """From when to when there are items in the archive or the store; None if there is none in either.

    Raises MonitorError if the archive cannot be read.
    """
    found = await asyncio.to_thread(_archived_span, archive)
    found += await History(client).bounds()
    return KeptSpan(first=min(found), last=max(found)) if found else None


def _archived_span(folder: Path) -> list[datetime]:
    try:
        with opened(folder) as reader:
            files = reader.files(TableName.ITEMS)
    except NoArchiveError:
        return []
    return [from_ms(entry_time_ms(number)) for one in files for number in (one.first, one.last)]


@dataclass(slots=True, kw_only=True)
class KeptItems:
    """The items of a stretch of time that were news to the monitor: no baselines."""

    client: Client
    archive: Path
    since: datetime
    until: datetime
    """Not in it."""
    where: Filter
    """What items of the archive must fit; the store gives all."""
    unreadable: list[str] = field(default_factory=list)
    """Files of the archive that were left out so far, with why."""
    _seen: set[str] = field(default_factory=set)

    async def batches(self) -> AsyncGenerator[Sequence[Item], None]:
        """The items, some at a time. Raises MonitorError if the archive cannot be read."""
        async with (
            aclosing(self._of_the_store()) as stored,
            aclosing(self._of_the_archive(self.since, self.until)) as archived,
        ):
            ahead = await anext(stored, None)
            begins = ahead.first_seen_at if ahead is not None else None
            async for batch in archived:
                found: list[Item] = []
                for item in batch:
                    while ahead is not None and ahead.first_seen_at < item.first_seen_at:
                        self._add(ahead, found)
                        ahead = await anext(stored, None)
                    if begins is None or item.first_seen_at < begins:
                        found.append(item)
                    else:  # the store may have it as well
                        self._add(item, found)
                yield found
            found = []
            while ahead is not None:
                self._add(ahead, found)
                if len(found) >= _BATCH:
                    yield found
                    found = []
                ahead = await anext(stored, None)
            yield found

    def _add(self, item: Item, found: list[Item]) -> None:
        if item.key not in self._seen:
            self._seen.add(item.key)
            found.append(item)

    async def _of_the_store(self) -> AsyncGenerator[Item, None]:
        """What the store has, and what it had: items that it forgets while this goes on are in the archive by
        then."""
        history = History(self.client)
        reached: datetime | None = None
        async for page in history.oldest_first(since=self.since):
            if reached is not None and page and min(await history.bounds(), default=reached) >= reached:
                async with aclosing(self._of_the_archive(reached, page[0][0].first_seen_at + _TICK)) as forgotten:
                    async for batch in forgotten:
                        for item in batch:
                            yield item
            for item, baseline in page:
                reached = item.first_seen_at
                if reached >= self.until:
                    return
                if not baseline:
                    yield item

    async def _of_the_archive(self, since: datetime, until: datetime) -> AsyncGenerator[Sequence[Item], None]:
        with ExitStack() as stack:
            try:
                reader = stack.enter_context(opened(self.archive))
            except NoArchiveError:
                return
            rows = reader.items(where=self.where, since=since, until=until)
            try:
                while batch := await asyncio.to_thread(lambda: list(islice(rows, _BATCH))):
                    yield [item for item, baseline in batch if not baseline]
            finally:
                self.unreadable += reader.unreadable
