"""Rows of the archive, each once, in the order of their entries or the newest first."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from monitor.archive.driver import ArchiveDriverError, Connection, connected, paths_literal
from monitor.archive.entries import first_entry_of
from monitor.archive.identity import read_identity
from monitor.archive.metadata import marks_of
from monitor.archive.read.filters import EVERYTHING, Filter, between
from monitor.archive.read.items import ITEM_COLUMNS, item_of
from monitor.archive.read.sources import RowSource, row_sources
from monitor.archive.segments import Segment, live, segments
from monitor.archive.tables import TableName
from monitor.language.tokens import folding_print
from monitor.model.news.item import Item

_TRIES = 3
"""How often the files are listed again when one of them has gone meanwhile."""


class ArchiveReader:
    """Reads one archive. Not for two threads at a time.

    A file that cannot be read is left out, and named in `unreadable`. Rows that another life of a stream has as
    well are given once: what an earlier life has goes first.
    """

    def __init__(self, folder: Path, connection: Connection) -> None:
        self.unreadable: list[str] = []
        """Files that were left out so far, with why."""
        self._folder = folder
        self._connection = connection
        self._folds: dict[Path, str] = {}

    def rows(
        self,
        table: TableName,
        columns: Sequence[str],
        *,
        where: Filter = EVERYTHING,
        since: datetime | None = None,
        until: datetime | None = None,
        newest_first: bool = False,
        limit: int | None = None,
    ) -> Iterator[tuple[Any, ...]]:
        """The entry number and these columns of every row that fits, file by file, so that a `limit` ends it
        early."""
        streams: dict[str, list[RowSource]] = {}
        for source in row_sources(self.files(table, since=since, until=until)):
            streams.setdefault(source.file.stream, []).append(source)
        wanted = where & between(since, until)
        found = [
            self._of_stream(sources, columns, wanted, newest_first=newest_first, limit=limit)
            for sources in streams.values()
        ]
        merged = heapq.merge(*found, key=lambda row: row[0], reverse=newest_first)
        for count, row in enumerate(merged):
            if limit is not None and count >= limit:
                return
            yield row

    def items(
        self,
        *,
        where: Filter = EVERYTHING,
        since: datetime | None = None,
        until: datetime | None = None,
        newest_first: bool = False,
        limit: int | None = None,
    ) -> Iterator[tuple[Item, bool]]:
        """Every item that fits, and whether it is a baseline."""
        for row in self.rows(
            TableName.ITEMS, ITEM_COLUMNS, where=where, since=since, until=until, newest_first=newest_first,
            limit=limit,
        ):  # fmt: skip
            yield item_of(row)

    def files(
        self, table: TableName, *, since: datetime | None = None, until: datetime | None = None
    ) -> Sequence[Segment]:
        """The files that may have rows of a stretch of time, in the order of their streams, lives and entries."""
        first = first_entry_of(since) if since is not None else 0
        last = first_entry_of(until) if until is not None else None
        found = live(segments(self._folder, table))
        return [one for one in found if one.last >= first and (last is None or one.first < last)]

    def count(self, table: TableName, *, since: datetime | None = None, until: datetime | None = None) -> int:
        """How many rows the files of a stretch of time have, from their metadata: the most that may be given."""
        files = [one.path for one in self.files(table, since=since, until=until)]
        if not files:
            return 0
        sql = f"SELECT coalesce(sum(num_rows), 0)::BIGINT FROM parquet_file_metadata({paths_literal(files)})"
        return int(self._connection.run(sql)[0][0])

    def _of_stream(
        self,
        sources: Sequence[RowSource],
        columns: Sequence[str],
        where: Filter,
        *,
        newest_first: bool,
        limit: int | None,
    ) -> Iterator[tuple[Any, ...]]:
        """The rows of one stream, file by file: lives follow each other, and so do the files of one."""
        wanted = ", ".join(f'"{name}"' for name in columns)
        for source in reversed(sources) if newest_first else sources:
            with self._left_out(source.file):
                sql, parameters = where.sql, where.parameters
                if where.narrows_by_fold and self._fold(source.file) != folding_print():
                    sql, parameters = where.unfolded
                query = f"SELECT entry, {wanted} {source.sql} AND ({sql})"
                if newest_first:
                    query += " ORDER BY entry DESC"
                if limit is not None:
                    query += f" LIMIT {limit}"
                yield from self._connection.execute(query, parameters)

    def _fold(self, one: Segment) -> str:
        if one.path not in self._folds:
            self._folds[one.path] = marks_of(self._connection, one.path).fold
        return self._folds[one.path]

    @contextmanager
    def _left_out(self, one: Segment) -> Iterator[None]:
        """Go on without a file that cannot be read."""
        try:
            yield
        except ArchiveDriverError as error:
            if one.path.exists():
                self.unreadable.append(f"{one.path}: {error}")


@contextmanager
def opened(folder: Path) -> Iterator[ArchiveReader]:
    """A reader of the archive in a folder.

    Raises NoArchiveError if there is none, MonitorError if it is of a newer format or the driver is not installed.
    """
    read_identity(folder)
    with connected() as connection:
        yield ArchiveReader(folder, connection)
