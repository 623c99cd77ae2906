"""Regular expressions of users: RE2 only, which takes time in proportion to the text, whatever the expression."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import re2

from monitor.detect.patterns import runs_on, takes_particles
from monitor.detect.reading import Reading, Span
from monitor.model import Field

_MAX_PROGRAM = 10_000
_MAX_FINDS = 100
"""Finds looked at in one field. Each costs at most one reading of the text, so this bounds the time."""


def fault(pattern: str) -> str:
    """What is wrong with an expression, in words; empty if it can be used."""
    if pattern.startswith("(i?)"):
        return "regex: '(i?)' is an i that may be missing, not the option for any capitals"
    try:
        compiled = _compile(pattern)
    except re2.error as error:
        reason = error.args[0].decode() if isinstance(error.args[0], bytes) else str(error.args[0])
        lookaround = "invalid perl operator" in reason or "invalid escape sequence" in reason
        hint = " (RE2 has no lookaround and no backreferences)" if lookaround else ""
        return f"regex: {reason}{hint}"
    if compiled.programsize > _MAX_PROGRAM:
        return f"regex: too large ({compiled.programsize} steps, {_MAX_PROGRAM} at most): use a list of terms"
    if compiled.search("") is not None or _finds_nothing_in(compiled):
        return "regex: matches the empty string, so it would match every item"
    return ""


def _finds_nothing_in(compiled: Any) -> bool:
    """Whether an expression is content with no letters at all in an ordinary text, as `$`, `x*` and `\\b` are."""
    found = compiled.search("news 1")
    return found is not None and found.start() == found.end()


def _compile(pattern: str) -> Any:
    options = re2.Options()
    options.log_errors = False
    options.never_capture = True  # the fast engine of RE2 answers only where nothing is captured
    return re2.compile(pattern, options)


@dataclass(frozen=True)
class Expression:
    """A regular expression made ready to be sought."""

    pattern: str
    word: bool

    @cached_property
    def _compiled(self) -> Any:
        return _compile(self.pattern)

    def is_in(self, reading: Reading) -> bool:
        """Whether the expression finds anything."""
        return next(self._finds(reading), None) is not None

    def spans(self, reading: Reading) -> list[Span]:
        """Where the expression finds something, in the order of the text: letters or digits, not only marks."""
        return list(self._finds(reading))

    def _finds(self, reading: Reading) -> Iterator[Span]:
        for field in Field:
            written = reading.source(field)
            for number, found in enumerate(self._compiled.finditer(written)):
                if number == _MAX_FINDS:
                    break
                if self.word and not _stands_alone(written, found.start(), found.end()):
                    continue
                span = reading.span_of(field, found.start(), found.end())
                if span is not None:
                    yield span


def _stands_alone(written: str, start: int, end: int) -> bool:
    """Whether a stretch begins and ends where words do, in any script."""
    return not _in_word(written, start) and (not _in_word(written, end) or takes_particles(written[end]))


def _in_word(written: str, place: int) -> bool:
    """Whether a place lies inside a word. Words of scripts without blanks may begin and end anywhere."""
    if place <= 0 or place >= len(written):
        return False
    before, after = written[place - 1], written[place]
    return _is_of_word(before) and _is_of_word(after) and not runs_on(before) and not runs_on(after)


def _is_of_word(character: str) -> bool:
    return unicodedata.category(character)[0] in "LNM"
