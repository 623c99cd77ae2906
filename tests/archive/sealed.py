"""Files of an archive, made in this process as the child makes them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from monitor.archive.entries import entry_number
from monitor.archive.identity import adopt
from monitor.archive.tables import TableName
from monitor.archive.write.jobs import Sealed, SealJob
from monitor.archive.write.lines import raw_line
from monitor.archive.write.seal import seal
from monitor.model.news.item import Item

Entry = tuple[str, dict[bytes, bytes]]


def sealed(
    folder: Path,
    entries: Sequence[Entry],
    *,
    table: TableName = TableName.ITEMS,
    stream: str = "history",
    life: int = 0,
    after: int = 0,
) -> Sealed:
    """Make one file of some entries; the archive is made if need be."""
    adopt(folder, store="the store")
    lines = folder / table / ".1-test.lines"
    lines.write_bytes(b"".join(raw_line(entry, fields) for entry, fields in entries))
    return seal(
        SealJob(
            folder=str(folder), table=table, stream=stream, life=life, after=after, lines=str(lines),
            first=entry_number(entries[0][0]), last=entry_number(entries[-1][0]),
        )
    )  # fmt: skip


def entry_of(item: Item, name: str, **flags: bytes) -> Entry:
    """An item as the history has it."""
    return name, {b"v": msgspec.json.encode(item), **{flag.encode(): value for flag, value in flags.items()}}
