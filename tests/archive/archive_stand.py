"""An archiver on a real store and a folder of its own, and what is in the folder."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from monitor.app.archiving.archiver import Archiver
from monitor.app.archiving.timing import ArchiverTiming, SealLimits
from monitor.archive.read.reader import opened
from monitor.archive.tables import TABLES, TableName
from monitor.clock import now
from monitor.desk.edit.forget import finish_forgetting
from monitor.model.news.item import Item
from monitor.model.notice import Notice
from monitor.store.base import keys
from monitor.store.base.codec import encode
from monitor.store.connection.client import Client
from monitor.store.records.archived_streams import ArchivedStreams
from tests.store.store_news import as_admin, item

AT_ONCE = ArchiverTiming(limits=SealLimits(age=0.0), first_after=0.0, finish_within=60.0)
"""Whatever has come is sealed by the next step."""


@dataclass(kw_only=True)
class Stand:
    """One process that writes the archive of a store."""

    client: Client
    folder: Path
    holder: str = "archiver"
    timing: ArchiverTiming = AT_ONCE
    store: str = "the store"
    keep: timedelta = timedelta(days=36500)
    max_size: int | None = None
    told: list[Notice] = field(default_factory=list)
    clock: float = 0.0

    def __post_init__(self) -> None:
        self.streams = ArchivedStreams(self.client, holder=self.holder)
        self.archiver = self.begin()

    def begin(self) -> Archiver:
        """Another process in its place."""
        self.archiver = Archiver(
            self.streams,
            folder=self.folder,
            keep=dict.fromkeys(TableName, self.keep),
            max_size=self.max_size,
            store=lambda: self.store,
            finish_forgetting=lambda go_on: finish_forgetting(self.client, folder=self.folder, go_on=go_on),
            notify=self.told.append,
            now=now,
            timing=self.timing,
            clock=lambda: self.clock,
        )
        return self.archiver

    async def step(self) -> int:
        """One step, an hour and a bit after the last."""
        self.clock += 4000.0
        return await self.archiver.step()

    def items(self) -> list[Item]:
        """What the archive has."""
        with opened(self.folder) as reader:
            found = [one for one, _ in reader.items()]
            assert reader.unreadable == []
            return found

    def rows(self, table: TableName, *columns: str) -> list[tuple[Any, ...]]:
        """Rows of another table, without their entries."""
        with opened(self.folder) as reader:
            return [row[1:] for row in reader.rows(table, columns or tuple(TABLES[table].columns))]

    def files(self, table: TableName = TableName.ITEMS) -> list[str]:
        """The names in a table's folder."""
        return sorted(path.name for path in (self.folder / table).iterdir())


async def news(client: Client, *names: str, entry: str = "*") -> None:
    """Put items straight into the history."""
    for name in names:
        body = encode(item(name))
        await as_admin(client, "XADD", client.key(keys.HISTORY), entry, "i", item(name).id, "v", body)
