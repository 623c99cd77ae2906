"""Lists of words that a person can read and extend: a file for each, with `#` before what is said of it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent


def rows(name: str) -> Iterator[str]:
    """The lines of a list, without remarks."""
    for line in (_FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line


@cache
def word_list(name: str) -> frozenset[str]:
    """The words of a list, as they are written."""
    return frozenset(word for row in rows(name) for word in row.split())
