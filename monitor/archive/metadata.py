"""What a file says of itself in its Parquet metadata."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from monitor.archive.driver import ArchiveDriverError, Connection, literal
from monitor.archive.identity import FORMAT
from monitor.language.tokens import folding_print

_FORMAT, _FOLD, _AFTER = "monitor_archive", "fold", "after"
_MAGIC = b"PAR1"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileMarks:
    """What `file_marks` wrote into a file."""

    format: int
    fold: str
    """How `folded` was made (`language.tokens.folding_print`): with another, needles may miss."""
    after: int
    """The cursor that the file followed: the `last` of the file before it in its life, or 0."""


def file_marks(*, after: int, fold: str | None = None) -> Mapping[str, str]:
    """The metadata of a new file; `fold` is that of this version unless its rows were folded by another."""
    return {_FORMAT: str(FORMAT), _FOLD: fold or folding_print(), _AFTER: str(after)}


def marks_of(connection: Connection, path: Path) -> FileMarks:
    """What a file says of itself. Raises ArchiveDriverError if it cannot be read, or is of a newer format."""
    found = connection.run(f"SELECT key::VARCHAR, value::VARCHAR FROM parquet_kv_metadata({literal(str(path))})")
    held = {str(key): str(value) for key, value in found}
    if not held.get(_FORMAT, "").isdigit():
        raise ArchiveDriverError(f"{path} is no file of an archive")
    if int(held[_FORMAT]) > FORMAT:
        raise ArchiveDriverError(
            f"{path} was written by a newer monitor (format {held[_FORMAT]}; this one reads up to {FORMAT})"
        )
    return FileMarks(format=int(held[_FORMAT]), fold=held.get(_FOLD, ""), after=int(held.get(_AFTER, "0")))


def looks_whole(path: Path) -> bool:
    """Whether a file begins and ends as Parquet does: one that a bad disk has cut off does not. Raises OSError."""
    with path.open("rb") as file:
        head = file.read(len(_MAGIC))
        if head != _MAGIC or file.seek(0, 2) < 3 * len(_MAGIC):
            return False
        file.seek(-len(_MAGIC), 2)
        return file.read() == _MAGIC
