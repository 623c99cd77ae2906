"""The files of a table by their names, which say all there is to know: no list of them is kept anywhere.

`<stream>-<life>-<first>_<last>.parquet`, where first and last are entry numbers (`entries.py`) of that stream, and
the life is a number that grows when the store is found to have forgotten entries that are on disk. Spans are
compared within one stream and life only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote

from monitor.archive.tables import TableName

SUFFIX = ".parquet"
BAD = ".bad-"
"""Comes before the name of a file that was moved aside, because it cannot be read."""
_NAME = re.compile(r"(?P<stream>[^.].*)-(?P<life>\d{1,9})-(?P<first>\d{1,20})_(?P<last>\d{1,20})\.parquet")


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A file of a table: the entries of one stream from `first` to `last`, both in it."""

    table: TableName
    stream: str
    life: int
    first: int
    last: int
    path: Path
    size: int
    """In bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamCursor:
    """Up to where a stream is on disk."""

    life: int = 0
    last: int = 0
    """The highest entry of that life; 0 if there is none."""


def segment_name(*, stream: str, life: int, first: int, last: int) -> str:
    """The name of the file of these entries. Names of one stream and life sort by where they begin."""
    return f"{quote(stream, safe='')}-{life}-{first:019d}_{last:019d}{SUFFIX}"


def segments(folder: Path, table: TableName) -> list[Segment]:
    """Every final file of a table, also those that another covers, by stream, life and first entry.

    None if there is no such folder. What has another name is no file of ours, and is left alone.
    """
    found: list[Segment] = []
    try:
        paths = list((folder / table).iterdir())
    except FileNotFoundError:
        return []
    for path in paths:
        name = _NAME.fullmatch(path.name)
        if name is None:
            continue
        try:
            size = path.stat().st_size
        except FileNotFoundError:  # covered by another, and swept meanwhile
            continue
        found.append(
            Segment(
                table=table, stream=unquote(name["stream"]), life=int(name["life"]), first=int(name["first"]),
                last=int(name["last"]), path=path, size=size,
            )
        )  # fmt: skip
    return sorted(found, key=_order)


def live(found: Iterable[Segment]) -> list[Segment]:
    """Those that count, in their order: a file whose span is inside another's of its stream and life does
    not."""
    kept: list[Segment] = []
    for one in sorted(found, key=_order):
        before = kept[-1] if kept else None
        if before is not None and _same_line(before, one) and one.last <= before.last:
            continue
        kept.append(one)
    return kept


def superseded(found: Sequence[Segment]) -> list[tuple[Segment, Segment]]:
    """Those that do not count, each with the file that covers it."""
    kept = live(found)
    counting = {one.path for one in kept}
    return [
        (one, cover)
        for one in found
        if one.path not in counting
        for cover in kept
        if _same_line(one, cover) and cover.first <= one.first and one.last <= cover.last
    ]


def cursor_of(found: Iterable[Segment], stream: str) -> StreamCursor:
    """Up to where a stream is on disk, in its newest life."""
    own = [one for one in found if one.stream == stream]
    if not own:
        return StreamCursor()
    newest = max(one.life for one in own)
    return StreamCursor(life=newest, last=max(one.last for one in own if one.life == newest))


def _same_line(one: Segment, other: Segment) -> bool:
    return (one.stream, one.life) == (other.stream, other.life)


def _order(one: Segment) -> tuple[str, int, int, int]:
    return one.stream, one.life, one.first, -one.last  # of two that begin alike the longer comes first
