"""DuckDB: the only place that imports it, and only when it is asked for."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from monitor.archive.tables import Table, json_columns, selected
from monitor.errors import MonitorError

ROW_GROUP = 16_384
"""Rows of a file that are read or left out together."""
_MEMORY_TO_WRITE = "256MB"
_MEMORY_TO_READ = "512MB"


class ArchiveDriverError(MonitorError):
    """The driver could not do it: a full disk, a broken file, a driver that is not installed."""


class Connection:
    """A connection to an in-memory database, through which files are read and written. Not for two threads."""

    def __init__(self, raw: Any) -> None:
        self._raw = raw

    def execute(self, sql: str, parameters: Sequence[object] = ()) -> Iterator[tuple[Any, ...]]:
        """Run a statement; its rows, as they are read. Raises ArchiveDriverError."""
        with driver_errors():
            found = self._raw.execute(sql, list(parameters))
        while True:
            with driver_errors():
                rows = found.fetchmany(1_000)
            if not rows:
                return
            yield from rows

    def run(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Run a statement; all its rows. Raises ArchiveDriverError."""
        return list(self.execute(sql, parameters))

    def close(self) -> None:
        """Give everything back."""
        self._raw.close()


@contextmanager
def connected(*, spill: Path | None = None, writes: bool = False) -> Iterator[Connection]:
    """A connection for a while. What does not fit into memory goes to the folder `spill`, or fails without one.

    Raises ArchiveDriverError if the driver is not installed.
    """
    try:
        import duckdb  # noqa: PLC0415  # 110 ms, which only the archive is to cost
    except ImportError as error:
        raise ArchiveDriverError(
            f"the archive needs the package duckdb, which cannot be imported here ({error}): install it, or write"
            " `archive: off` in monitor.yaml"
        ) from error
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": _MEMORY_TO_WRITE if writes else _MEMORY_TO_READ,
        "threads": 1 if writes else min(os.cpu_count() or 1, 8),
        "temp_directory": str(spill) if spill is not None else "",
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    with driver_errors():
        connection = Connection(duckdb.connect(config=config))
        connection.run("SET timezone = 'UTC'")
    try:
        yield connection
    finally:
        connection.close()


@contextmanager
def driver_errors() -> Iterator[None]:
    """The driver's own errors as ArchiveDriverError, with what it says on one line."""
    import duckdb  # noqa: PLC0415

    try:
        yield
    except duckdb.Error as error:
        raise ArchiveDriverError(" ".join(str(error).split())[:500]) from error


def copy_rows(
    connection: Connection, table: Table, *, rows: Path, to: Path, metadata: Mapping[str, str], unless: str = ""
) -> None:
    """Write a file of a table from lines of JSON, in their order. `unless` is an SQL condition for what is left
    out.

    Raises ArchiveDriverError.
    """
    source = (
        f"SELECT {selected(table)} FROM read_json({literal(str(rows))}, format = 'newline_delimited',"
        f" columns = {json_columns(table)}, maximum_object_size = 67108864)"
    )
    if unless:
        source = f"SELECT * FROM ({source}) AS fresh WHERE NOT ({unless})"
    copy_query(connection, source, to=to, metadata=metadata)


def copy_query(connection: Connection, query: str, *, to: Path, metadata: Mapping[str, str]) -> None:
    """Write the rows of a query into a file, in their order. Raises ArchiveDriverError."""
    marks = ", ".join(f"{name}: {literal(value)}" for name, value in metadata.items())
    connection.run(
        f"COPY ({query}) TO {literal(str(to))} (FORMAT parquet, COMPRESSION zstd,"
        f" ROW_GROUP_SIZE {ROW_GROUP}, KV_METADATA {{{marks}}})"
    )


def literal(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def paths_literal(paths: Sequence[Path]) -> str:
    """Some files as SQL takes them."""
    return "[" + ", ".join(literal(str(path)) for path in paths) + "]"
