"""Mutant of the child: writes under the final name, where readers and the next process find a half of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from monitor.archive.driver import copy_rows
from monitor.archive.segments import segment_name
from monitor.archive.write import seal

_copy = copy_rows


def copy_in_place(connection: Any, table: Any, *, rows: Path, to: Path, **others: Any) -> None:
    """Write where the file is to be in the end, slowly enough to be killed in the middle."""
    _copy(connection, table, rows=rows, to=to, **others)
    final = to.with_name(copy_in_place.name)  # type: ignore[attr-defined]
    content = to.read_bytes()
    with final.open("wb") as file:
        for at in range(0, len(content), 256):
            file.write(content[at : at + 256])
            file.flush()


def named(**parts: Any) -> str:
    """The final name, remembered."""
    copy_in_place.name = _name(**parts)  # type: ignore[attr-defined]
    return copy_in_place.name  # type: ignore[attr-defined, no-any-return]


def nothing(temporary: Path, final: Path) -> None:
    """What is there already needs no other name."""


_name = segment_name
for attribute, instead in (("segment_name", named), ("copy_rows", copy_in_place), ("publish", nothing)):
    setattr(seal, attribute, instead)

if __name__ == "__main__":
    seal.main()
