"""A part of the archive as one file for other programs."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from pathlib import Path

from monitor.archive.driver import connected, literal
from monitor.archive.entries import first_entry_of
from monitor.archive.read.reader import opened
from monitor.archive.read.sources import row_sources
from monitor.archive.tables import TableName
from monitor.errors import MonitorError


class ExportFormat(StrEnum):
    """What a file of rows looks like."""

    PARQUET = "parquet"
    CSV = "csv"
    JSON = "json"
    """One object a line."""


_OPTIONS = {
    ExportFormat.PARQUET: "FORMAT parquet, COMPRESSION zstd",
    ExportFormat.CSV: "FORMAT csv, HEADER true",
    ExportFormat.JSON: "FORMAT json",
}


def export(
    folder: Path, table: TableName, to: Path, *, form: ExportFormat, since: datetime | None, until: datetime | None
) -> int:
    """Write the rows of a table into a new file; how many. A file that is there already stays.

    Raises MonitorError if the file exists or cannot be written, if there is no archive, if it is of a newer
    format, or if it cannot be read.
    """
    if to.exists():
        raise MonitorError(f"{to} exists: name a new file")
    if not to.parent.is_dir():
        raise MonitorError(f"there is no folder {to.parent}")
    with opened(folder) as reader:
        sources = row_sources(reader.files(table, since=since, until=until))
    if not sources:
        raise MonitorError(f"the archive has no {table.value} of that time")
    span = f"entry >= {first_entry_of(since) if since else 0}"
    span += f" AND entry < {first_entry_of(until)}" if until else ""
    rows = " UNION ALL BY NAME ".join(f"(SELECT * {source.sql} AND {span})" for source in sources)
    with connected() as connection:
        connection.run(f"COPY ({rows}) TO {literal(str(to))} ({_OPTIONS[form]})")
        [(count,)] = connection.run(f"SELECT count(*) FROM ({rows})")
    return int(count)
