"""Which backups were made, as the records of what people did have it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from monitor.archive.read.filters import equals
from monitor.archive.read.reader import opened
from monitor.archive.tables import TableName
from monitor.desk.shapes.forgotten import BackupShape
from monitor.model.activity import Activity, Deed
from monitor.store.base import keys
from monitor.store.base.unreadable import ValuePlace, readable
from monitor.store.connection.client import Client
from monitor.store.connection.stream_pages import read_stream

_OBJECT = "backup:"


async def backups_made(client: Client, archive: Path | None) -> Sequence[BackupShape]:
    """Every backup on record, oldest first. They may have been removed since. Raises MonitorError."""
    found = (
        {(at, what) for at, what in await asyncio.to_thread(_archived, archive)} if archive is not None else set()
    )
    async for entry, fields in read_stream(client, keys.ACTIVITY):
        place = ValuePlace(key=keys.ACTIVITY, at=entry)
        act = await readable(client, fields.get(b"v", b""), Activity, place=place)
        if act is not None and act.action is Deed.BACKUP:
            found.add((act.at, act.object))
    return [BackupShape(file=what.removeprefix(_OBJECT), at=at) for at, what in sorted(found)]


def _archived(archive: Path) -> Sequence[tuple[datetime, str]]:
    with opened(archive) as reader:
        rows = reader.rows(TableName.ACTIVITY, ("at", "object"), where=equals("action", Deed.BACKUP.value))
        return [(at.replace(tzinfo=UTC), what) for _, at, what in rows]
