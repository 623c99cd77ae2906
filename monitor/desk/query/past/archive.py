"""What the archive has, how writing it goes, and whether it is whole."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from monitor.archive.entries import entry_time_ms
from monitor.archive.identity import read_identity
from monitor.archive.publish import try_folder
from monitor.archive.read.export import ExportFormat
from monitor.archive.read.export import export as write_rows
from monitor.archive.read.reader import ArchiveReader, opened
from monitor.archive.read.verify import verify
from monitor.archive.tables import TableName
from monitor.clock import from_ms
from monitor.desk.shapes.archive import (
    ArchiveFlawShape,
    ArchiveShape,
    ArchiveTableShape,
    ExportedShape,
    VerifiedShape,
)
from monitor.errors import MonitorError, NoArchiveError
from monitor.store.connection.client import Client
from monitor.store.records.archived_streams import ArchiveState, archive_of

__all__ = [
    "ArchiveState", "ExportFormat", "TableName", "archive_state", "export_rows", "show_archive", "verified",
    "why_unusable",
]  # fmt: skip


async def archive_state(client: Client) -> ArchiveState | None:
    """How writing the archive goes, as its writer last noted it; None if nobody ever wrote one."""
    return (await archive_of(client))[1]


async def show_archive(client: Client, folder: Path) -> ArchiveShape:
    """The archive in a folder. Raises NoArchiveError if there is none, MonitorError if it cannot be read."""
    identity = read_identity(folder)
    state = await archive_state(client) or ArchiveState()
    return ArchiveShape(
        folder=str(folder),
        id=identity.id,
        format=identity.format,
        tables=await asyncio.to_thread(_tables, folder),
        trouble=state.trouble,
        trouble_since=state.since,
        written_by=state.host,
        sealed_at=state.sealed_at,
    )


def why_unusable(folder: Path) -> str | None:
    """What keeps an archive from being written in its folder; None if nothing does, or if there is none yet."""
    if not folder.is_dir():
        return None
    try:
        read_identity(folder)
        try_folder(folder)
    except NoArchiveError:
        return None
    except MonitorError as error:
        return str(error)
    except OSError as error:
        return error.strerror or str(error)
    return None


def verified(folder: Path, *, progress: Callable[[int, int], None]) -> VerifiedShape:
    """Read every byte of the archive. `progress` gets how many of how many files are done. Raises MonitorError."""
    found = verify(folder, progress=progress)
    flaws = tuple(
        ArchiveFlawShape(table=flaw.table.value, file=flaw.file, what=flaw.what, gap=flaw.gap)
        for flaw in found.flaws
    )
    return VerifiedShape(folder=str(folder), files=found.files, rows=found.rows, flaws=flaws)


def export_rows(
    folder: Path, table: TableName, to: Path, *, form: ExportFormat, since: datetime | None, until: datetime | None
) -> ExportedShape:
    """Write the rows of a table that were made in a stretch of time into a new file. Raises MonitorError."""
    rows = write_rows(folder, table, to, form=form, since=since, until=until)
    return ExportedShape(file=str(to), table=table.value, rows=rows)


def _tables(folder: Path) -> tuple[ArchiveTableShape, ...]:
    with opened(folder) as reader:
        return tuple(_table(reader, table) for table in TableName)


def _table(reader: ArchiveReader, table: TableName) -> ArchiveTableShape:
    files = reader.files(table)
    return ArchiveTableShape(
        table=table.value,
        files=len(files),
        rows=reader.count(table),
        size=sum(one.size for one in files),
        since=from_ms(entry_time_ms(min(one.first for one in files))) if files else None,
        until=from_ms(entry_time_ms(max(one.last for one in files))) if files else None,
    )
