"""Keeping the folder in order: what is too old, too much, covered, broken, or left behind."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from monitor.archive.entries import entry_time_ms
from monitor.archive.metadata import looks_whole
from monitor.archive.publish import try_folder
from monitor.archive.segments import BAD, Segment, live, segments, superseded
from monitor.archive.tables import TableName
from monitor.archive.write.jobs import Tidied, TidyJob

_GRACE = 3600.0
"""Seconds for which readers that listed a covered file can still open it, and a writer may be at a leftover."""


class MergeFiles(Protocol):
    """Merges small files; how many."""

    def __call__(self, folder: Path, *, now_ms: int) -> int: ...


def tidy(job: TidyJob, *, merge: MergeFiles, clock: Callable[[], float] = time.time) -> Tidied:
    """Do all of it. May be repeated. `clock` is compared with the times of files, in seconds. Raises OSError."""
    folder = Path(job.folder)
    try_folder(folder)
    aside = tuple(_move_aside(one) for one in _broken(folder))
    sweep(folder, older_than=clock() - _GRACE)
    expired = _remove(list(_expired(folder, job)))
    merged = merge(folder, now_ms=job.now_ms)
    over = _remove(_too_much(folder, job.max_size))
    return Tidied(merged=merged, expired=expired, over_size=over, moved_aside=aside)


def sweep(folder: Path, *, older_than: float) -> None:
    """Remove what is covered by a file that is older than an instant, and older leftovers of crashes."""
    for table in TableName:
        for one, cover in superseded(segments(folder, table)):
            if _age(cover.path, before=older_than):
                one.path.unlink(missing_ok=True)
        for path in _leftovers(folder / table):
            if _age(path, before=older_than):
                if path.is_dir():
                    shutil.rmtree(path, ignore_errors=True)
                else:
                    path.unlink(missing_ok=True)


def _leftovers(home: Path) -> Iterator[Path]:
    """Files that a writer was at: `.PID….lines`, `.rows`, `.made`, and its folder for what did not fit into
    memory."""
    with suppress(FileNotFoundError):
        yield from (path for path in home.iterdir() if path.name[0] == "." and path.name[1:2].isdigit())


def _broken(folder: Path) -> Iterator[Segment]:
    for table in TableName:
        for one in segments(folder, table):
            with suppress(FileNotFoundError):
                if not looks_whole(one.path):
                    yield one


def _move_aside(one: Segment) -> str:
    aside = one.path.with_name(f"{BAD}{one.path.name}")
    one.path.rename(aside)
    return f"{one.table}/{aside.name}"


def _expired(folder: Path, job: TidyJob) -> Iterator[Segment]:
    for table, seconds in job.keep_s.items():
        before = job.now_ms - seconds * 1000
        yield from (one for one in segments(folder, table) if entry_time_ms(one.last) < before)


def _too_much(folder: Path, max_size: int | None) -> list[Segment]:
    """The oldest files, until the others are no larger than allowed; what is covered does not count."""
    if max_size is None:
        return []
    files = sorted((one for table in TableName for one in live(segments(folder, table))), key=lambda one: one.last)
    size = sum(one.size for one in files)
    gone: list[Segment] = []
    for one in files[:-1]:
        if size <= max_size:
            break
        size -= one.size
        gone.append(one)
    return gone


def _remove(files: list[Segment]) -> int:
    for one in files:
        one.path.unlink(missing_ok=True)
    return len(files)


def _age(path: Path, *, before: float) -> bool:
    """Whether a file was last written before an instant; not if it is gone."""
    try:
        return path.stat().st_mtime < before
    except FileNotFoundError:
        return False
