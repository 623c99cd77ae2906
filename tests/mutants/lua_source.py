"""The mutants of a script of the store."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tests.mutants.mutant import Mutant

_CHANGES = (
    ("condition of a write", re.compile(r" '(?:NX|XX|GT|LT)',"), ","),
    ("condition of a write", re.compile(r"'HSETNX'"), "'HSET'"),
    ("comparison", re.compile(r"(?<![<>=~])<(?![=<])"), "<="),
    ("comparison", re.compile(r"<="), "<"),
    ("comparison", re.compile(r"(?<![<>=~-])>(?![=>])"), ">="),
    ("comparison", re.compile(r">="), ">"),
    ("comparison", re.compile(r"=="), "~="),
    ("comparison", re.compile(r"~="), "=="),
    ("not", re.compile(r"\bnot "), ""),
    ("and/or", re.compile(r"\band\b"), "or"),
    ("and/or", re.compile(r"\bor\b"), "and"),
    ("arithmetic", re.compile(r" \+ "), " - "),
    ("arithmetic", re.compile(r" - "), " + "),
)
_NUMBER = re.compile(r"(?<![\w\[.#])\d+(?![\w\].])")
_CALL = re.compile(r"^\s*((?:redis\.call|note_attempt|set_tellings|prune|finish)\(.*\))\s*$")
_QUOTED_CALL = re.compile(r"\bthen (redis\.call\([^\n]*\)) end")
_COMMENT = re.compile(r"--.*$")


def lua_mutants(path: Path, source: bytes) -> list[Mutant]:
    """Every mutant of a script, in the order of the text."""
    found, place = [], 0
    for line in source.decode().splitlines(keepends=True):
        for kind, start, end, text in () if line.startswith("#!") else _in_line(line):
            first = place + len(line[:start].encode())
            last = first + len(line[start:end].encode())
            found.append(Mutant(path=path, kind=kind, start=first, end=last, replacement=text))
        place += len(line.encode())
    return sorted(found, key=lambda mutant: (mutant.start, mutant.end, mutant.kind, mutant.replacement))


def _in_line(line: str) -> Iterator[tuple[str, int, int, str]]:
    code = _COMMENT.sub("", line.rstrip("\n"))
    for kind, pattern, text in _CHANGES:
        yield from ((kind, found.start(), found.end(), text) for found in pattern.finditer(code))
    if not code.lstrip().startswith(("for ", "local ")) or "=" not in code:
        for found in _NUMBER.finditer(code):
            yield "constant", found.start(), found.end(), str(int(found[0]) + 1)
    for pattern in (_CALL, _QUOTED_CALL):
        if call := pattern.search(code):
            yield "dropped call", call.start(1), call.end(1), ""
