"""Taking out of the files what a person wants to be forgotten: a file that has some is replaced by one without."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from monitor.archive.driver import ArchiveDriverError, Connection, connected, copy_query, paths_literal
from monitor.archive.entries import entry_time_ms, first_entry_of
from monitor.archive.identity import read_identity
from monitor.archive.metadata import file_marks, marks_of
from monitor.archive.publish import replace, write_whole
from monitor.archive.segments import BAD, Segment, cursor_of, live, segments, superseded
from monitor.archive.tables import TableName
from monitor.archive.write.forget_rows import changes, items_that_go, prepare, what_stays
from monitor.archive.write.jobs import ForgetJob, ForgotRows
from monitor.clock import from_ms
from monitor.model.forgetting.scrub import Scrubber

UNREADABLE = ".unreadable-"
"""Comes before the names of files of entries that are no row."""


def forget(job: ForgetJob) -> ForgotRows:
    """Do it, or count what there is to do. May be repeated: what is done is found no more.

    Raises OSError and MonitorError.
    """
    folder = Path(job.folder)
    read_identity(folder)
    found = _Found(scrubber=Scrubber(job.request))
    for table in TableName:
        files = segments(folder, table)
        if job.apply:
            for one, _ in superseded(files):
                one.path.unlink(missing_ok=True)
        for one in live(files):
            try:
                with _scratch(folder / table) as scratch, connected(spill=scratch, writes=True) as connection:
                    prepare(connection, job.request)
                    _File(one, connection, scratch, is_newest=_is_newest(one, files)).forget(job, found)
            except ArchiveDriverError as error:
                if one.path.exists():
                    found.unreadable.append(f"{one.path}: {error}")
        _forget_aside(folder / table, job, found)
    return ForgotRows(
        rows=found.rows, quotes=found.quotes, items=found.scrubber.items, unreadable=tuple(found.unreadable)
    )


@dataclass(slots=True, kw_only=True)
class _Found:
    scrubber: Scrubber
    rows: dict[TableName, int] = field(default_factory=lambda: dict.fromkeys(TableName, 0))
    quotes: int = 0
    unreadable: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _File:
    """One file, and what is at hand to replace it."""

    segment: Segment
    connection: Connection
    scratch: Path
    is_newest: bool

    def forget(self, job: ForgetJob, found: _Found) -> None:
        """Do it, or count."""
        table, before = self.segment.table, job.request.before
        if before is not None and table is TableName.ITEMS and self.segment.first >= first_entry_of(before):
            return
        source = f"read_parquet({paths_literal([self.segment.path])})"
        if table is TableName.ITEMS:
            goes = items_that_go(job.request)
            gone, changed = self._items_that_go(source, goes, found, wanted=before is None), 0
            rest = f"SELECT * FROM {source} WHERE NOT ({goes})"
        else:
            fixes = self.scratch.with_suffix(".rows")
            gone, changed = self._written_fixes(source, fixes, found)
            rest = what_stays(source, table, fixes)
        found.rows[table] += gone
        found.quotes += changed
        if job.apply and (gone or changed):
            self._replace(source, rest, gone=gone)

    def _items_that_go(self, source: str, goes: str, found: _Found, *, wanted: bool) -> int:
        if not wanted:
            [(count,)] = self.connection.run(f"SELECT count(*) FROM {source} WHERE {goes}")
            return int(count)
        meant = self.connection.run(f"SELECT id, title FROM {source} WHERE {goes}")
        found.scrubber.items.update({str(name): str(title) for name, title in meant})
        return len(meant)

    def _written_fixes(self, source: str, fixes: Path, found: _Found) -> tuple[int, int]:
        """Write down which rows go or change; how many go, and how many change."""
        gone = changed = 0
        with fixes.open("wb") as lines:
            for row in changes(self.connection, source, self.segment.table, found.scrubber):
                lines.write(msgspec.json.encode(row) + b"\n")
                gone, changed = gone + row["gone"], changed + (not row["gone"])
        return gone, changed

    def _replace(self, source: str, rest: str, *, gone: int) -> None:
        """The newest file of a stream stays, if only without rows: its name is the cursor."""
        [(rows,)] = self.connection.run(f"SELECT count(*) FROM {source}")
        if gone == rows and not self.is_newest:
            self.segment.path.unlink(missing_ok=True)
            return
        marks, made = marks_of(self.connection, self.segment.path), self.scratch.with_suffix(".made")
        copy_query(self.connection, rest, to=made, metadata=file_marks(after=marks.after, fold=marks.fold))
        replace(made, self.segment.path)


def _is_newest(one: Segment, files: list[Segment]) -> bool:
    cursor = cursor_of(files, one.stream)
    return (one.life, one.last) == (cursor.life, cursor.last)


@contextmanager
def _scratch(home: Path) -> Iterator[Path]:
    """A name for what is written on the way, of which nothing is left."""
    scratch = home / f".{os.getpid()}"
    try:
        yield scratch
    finally:
        for leftover in (scratch.with_suffix(".rows"), scratch.with_suffix(".made")):
            leftover.unlink(missing_ok=True)
        shutil.rmtree(scratch, ignore_errors=True)


def _forget_aside(home: Path, job: ForgetJob, found: _Found) -> None:
    """The entries that are no rows, and files that were moved aside: of those nobody knows what is in them."""
    for path in sorted(home.iterdir()) if home.is_dir() else ():
        if path.name.startswith(BAD):
            found.unreadable.append(f"{path}: was moved aside, because it cannot be read")
        if not path.name.startswith(UNREADABLE):
            continue
        lines = path.read_bytes().splitlines(keepends=True)
        kept = [line for line in lines if not _goes(line, found.scrubber)]
        found.quotes += len(lines) - len(kept)
        if job.apply and len(kept) < len(lines):
            write_whole(path, b"".join(kept))


def _goes(line: bytes, scrubber: Scrubber) -> bool:
    number, _, rest = line.partition(b" ")
    body = rest.partition(b" ")[2]
    at = from_ms(entry_time_ms(int(number))) if number.isdigit() else None
    return scrubber.cleaned(body.rstrip(b"\n"), at=at) is not None
