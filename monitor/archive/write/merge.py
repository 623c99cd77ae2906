"""Small files of a day become one: a file of their span, beside them, which covers them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from itertools import groupby, pairwise
from pathlib import Path

from monitor.archive.driver import connected, copy_query, paths_literal
from monitor.archive.entries import entry_time_ms
from monitor.archive.metadata import file_marks, marks_of
from monitor.archive.publish import publish
from monitor.archive.segments import Segment, live, segment_name, segments
from monitor.archive.tables import TableName

SMALL = 8 << 20
"""Bytes below which a file of the running day is worth merging."""
LARGEST = 256 << 20
"""Bytes that a merged file has at most, or little more."""
_ENOUGH = 8
"""Files of the running day that are merged together; of a day that is over, two are enough."""
_DAY_MS = 86_400_000


def merge_small(folder: Path, *, now_ms: int) -> int:
    """Merge what is worth it, in all tables; how many files are covered by a larger one now. May be repeated.

    Rows stay in the order of the names. The files that are covered go an hour later, with the sweep: whoever
    listed them before can finish. Raises OSError and ArchiveDriverError.
    """
    merged = 0
    for table in TableName:
        for run in runs(live(segments(folder, table)), today=now_ms // _DAY_MS):
            _merge(folder / table, run)
            merged += len(run)
    return merged


def runs(files: Iterable[Segment], *, today: int) -> Iterator[list[Segment]]:
    """Neighbours of one stream, life and day that become one file. `today` is the day since 1970, in UTC."""
    for (_, _, day), group in groupby(files, key=lambda one: (one.stream, one.life, _day(one))):
        for run in _neighbours(group, limit=LARGEST if day < today else SMALL):
            if len(run) >= (2 if day < today else _ENOUGH):
                yield run


def _neighbours(files: Iterable[Segment], *, limit: int) -> Iterator[list[Segment]]:
    """Files that follow each other, each smaller than the limit, and together no larger than `LARGEST`."""
    run: list[Segment] = []
    for one in files:
        if one.size >= limit or sum(held.size for held in run) + one.size > LARGEST:
            yield run
            run = []
        if one.size < limit:
            run.append(one)
    yield run


def _day(one: Segment) -> int:
    return entry_time_ms(one.first) // _DAY_MS


def _merge(home: Path, run: list[Segment]) -> None:
    first, last = run[0], run[-1]
    scratch = home / f".{os.getpid()}"
    made = scratch.with_suffix(".made")
    name = segment_name(stream=first.stream, life=first.life, first=first.first, last=last.last)
    try:
        with connected(spill=scratch, writes=True) as connection:
            marks = [marks_of(connection, one.path) for one in run]
            folds = {one.fold for one in marks}
            # Rows that were folded in different ways are as good as folded in none that is known.
            fold = folds.pop() if len(folds) == 1 else "mixed"
            files = paths_literal([one.path for one in run])
            # No ORDER BY: rows come in the order of the files, and sorting would need them all in memory.
            copy_query(
                connection,
                f"SELECT * FROM read_parquet({files}, union_by_name = true){_without_overlap(run)}",
                to=made,
                metadata=file_marks(after=marks[0].after, fold=fold),
            )
        publish(made, home / name)
    finally:
        made.unlink(missing_ok=True)
        shutil.rmtree(scratch, ignore_errors=True)


def _without_overlap(run: list[Segment]) -> str:
    """Each entry once, where a file begins before the one before it ends."""
    if all(before.last < one.first for before, one in pairwise(run)):
        return ""
    return " QUALIFY row_number() OVER (PARTITION BY entry) = 1 ORDER BY entry"
