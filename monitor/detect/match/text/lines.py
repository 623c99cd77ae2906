"""A line of a field, and how its letters are written."""

from __future__ import annotations

import string
from typing import NamedTuple

_UPPER, _LOWER = string.ascii_uppercase.encode(), string.ascii_lowercase.encode()


class Line(NamedTuple):
    """A line of a field, as written."""

    start: int
    end: int
    """In the item's source."""
    upper: int
    lower: int
    """Letters that are capitals, and letters that are small."""
    letters: int


def line_from(source: str, start: int, end: int) -> Line:
    """A stretch of a source as a line, with its letters counted."""
    written = source[start:end]
    if written.isascii():
        octets = written.encode()
        upper, lower = (len(octets) - len(octets.translate(None, case)) for case in (_UPPER, _LOWER))
        return Line(start, end, upper, lower, upper + lower)
    upper, lower, letters = (sum(map(test, written)) for test in (str.isupper, str.islower, str.isalpha))
    return Line(start, end, upper, lower, letters)
