"""Regular expressions of users: RE2 only, which takes time in proportion to the text, whatever the expression."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from monitor.detect.match.text.folded_item import FoldedItem
from monitor.detect.match.text.spans import Span
from monitor.detect.rules.regex import _compile
from monitor.language.scripts import runs_on, takes_particles
from monitor.model.news.item import Field

_IN_NUMBERS = ".,"
"""What is between digits is inside a number: the 9 of 5.9 is no word."""
_MAX_FINDS = 100
"""Finds looked at in one field. Each costs at most one reading of the text, so this bounds the time."""


@dataclass(frozen=True)
class Expression:
    """A regular expression made ready to be sought."""

    pattern: str
    word: bool

    @cached_property
    def _compiled(self) -> Any:
        return _compile(self.pattern)

    def is_in(self, reading: FoldedItem) -> bool:
        """Whether the expression finds anything."""
        return next(self._finds(reading), None) is not None

    def spans(self, reading: FoldedItem) -> list[Span]:
        """Where the expression finds something, in the order of the text: letters or digits, not only marks."""
        return list(self._finds(reading))

    def _finds(self, reading: FoldedItem) -> Iterator[Span]:
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
    """Whether a place is inside a word. Words of scripts without blanks may begin and end anywhere."""
    if place <= 0 or place >= len(written):
        return False
    before, after = written[place - 1], written[place]
    if before in _IN_NUMBERS and after.isdigit():
        return place > 1 and written[place - 2].isdigit()
    if after in _IN_NUMBERS and before.isdigit():
        return place + 1 < len(written) and written[place + 1].isdigit()
    return _is_of_word(before) and _is_of_word(after) and not runs_on(before) and not runs_on(after)


def _is_of_word(character: str) -> bool:
    return unicodedata.category(character)[0] in "LNM"
