"""Entries of a stream as the daemon hands them to the child: one a line, with the body as the store has it.

`<entry number> <flags> <body>`: the flags are the letters of the fields beside the body that say what kind of
entry it is, `-` for none. The body is JSON on one line; what is none is reported by `rows.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from monitor.archive.entries import entry_number

BODY = b"v"
_KINDS = (b"b", b"e")
"""A baseline, an edited version."""


class RawEntry(NamedTuple):
    """One line."""

    number: int
    flags: bytes
    body: bytes


def raw_line(entry: str, fields: Mapping[bytes, bytes]) -> bytes:
    """An entry of a stream as a line."""
    flags = b"".join(kind for kind in _KINDS if kind in fields) or b"-"
    body = fields.get(BODY, b"").replace(b"\n", b" ").replace(b"\r", b" ")
    return b"%d %s %s\n" % (entry_number(entry), flags, body)


def read_lines(path: Path) -> Iterator[RawEntry]:
    """The entries of a file of lines, in its order. A last line that was cut off is left out. Raises OSError."""
    with path.open("rb") as lines:
        for line in lines:
            if not line.endswith(b"\n"):
                return
            number, flags, body = line.rstrip(b"\n").split(b" ", 2)
            yield RawEntry(int(number), flags, body)
