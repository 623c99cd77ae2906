"""Whether an archive is whole: each file by itself, and each as the one that follows the one before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from monitor.archive.driver import ArchiveDriverError, Connection, connected, paths_literal
from monitor.archive.entries import entry_time_ms
from monitor.archive.identity import read_identity
from monitor.archive.metadata import looks_whole, marks_of
from monitor.archive.segments import BAD, Segment, live, segments
from monitor.archive.tables import TableName
from monitor.clock import from_ms


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveFlaw:
    """Something that is not as it must be."""

    table: TableName
    file: str
    what: str
    gap: bool = False
    """Whether rows are missing between two files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What looking at every byte of an archive has shown."""

    files: int
    rows: int
    flaws: tuple[ArchiveFlaw, ...]


def verify(folder: Path, *, progress: Callable[[int, int], None] = lambda done, total: None) -> Verified:
    """Read the whole archive. `progress` is given how many of how many files are done.

    Raises MonitorError if there is none, if it is of a newer format, or if the driver is not installed.
    """
    read_identity(folder)
    found = {table: live(segments(folder, table)) for table in TableName}
    total, done, rows = sum(map(len, found.values())), 0, 0
    flaws: list[ArchiveFlaw] = []
    with connected() as connection:
        for table, files in found.items():
            flaws += _aside(folder, table)
            before: Segment | None = None
            for one in files:
                try:
                    count, after = _examined(connection, one)
                    rows += count
                    flaws += _gap(one, before, after)
                except (ArchiveDriverError, OSError) as error:
                    flaws.append(ArchiveFlaw(table=table, file=one.path.name, what=str(error)))
                before = one
                done += 1
                progress(done, total)
    return Verified(files=total, rows=rows, flaws=tuple(flaws))


def _examined(connection: Connection, one: Segment) -> tuple[int, int]:
    """How many rows a file has, and what it follows. Raises ArchiveDriverError and OSError for one that is
    broken."""
    if not looks_whole(one.path):
        raise ArchiveDriverError("is cut off")
    marks = marks_of(connection, one.path)
    source = f"read_parquet({paths_literal([one.path])})"
    [(count, first, last)] = connection.run(f"SELECT count(*), min(entry), max(entry) FROM {source}")
    if count and (first < one.first or last > one.last):
        raise ArchiveDriverError(f"has entries from {first} to {last}, outside of its name")
    connection.run(f"SELECT bit_xor(hash(here)) FROM {source} AS here")  # reads every byte of every column
    return int(count), marks.after


def _gap(one: Segment, before: Segment | None, after: int) -> Iterator[ArchiveFlaw]:
    """Whether a file follows another than the one before it. The first of a stream may follow what has expired."""
    if before is None or (before.stream, before.life) != (one.stream, one.life) or after <= before.last:
        return
    since, until = (f"{from_ms(entry_time_ms(number)):%Y-%m-%d %H:%M:%S} UTC" for number in (before.last, after))
    yield ArchiveFlaw(
        table=one.table,
        file=one.path.name,
        what=f"does not follow {before.path.name}: entries from {since} to {until} are missing",
        gap=True,
    )


def _aside(folder: Path, table: TableName) -> list[ArchiveFlaw]:
    try:
        names = sorted(path.name for path in (folder / table).iterdir() if path.name.startswith(BAD))
    except FileNotFoundError:
        return []
    return [
        ArchiveFlaw(table=table, file=name, what="was moved aside, because it cannot be read") for name in names
    ]
