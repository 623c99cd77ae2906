"""An item as detection reads it: one folded text, and the way back to the item's own words."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right

from monitor.detect.patterns import runs_on
from monitor.model import Field, Item
from monitor.text import compose, traced, words

SEPARATOR = "\ue000"
"""Stands between fields. Folding leaves no such character, so no phrase crosses it."""

Span = tuple[int, int]
"""From and to, in the folded text."""


class Reading:
    """The fields of an item as one text of folded words, each between two blanks."""

    __slots__ = ("_origins", "_starts", "item", "lang", "text")

    def __init__(self, item: Item) -> None:
        self.item = item
        self.lang = item.lang
        self._starts: list[int] = []
        self._origins: dict[Field, tuple[str, list[int]]] = {}
        parts: list[str] = []
        length = 0
        for field in Field:
            part = f" {' '.join(words(item.text(field)))} {SEPARATOR}"
            self._starts.append(length)
            parts.append(part)
            length += len(part)
        self.text = "".join(parts)

    def field(self, position: int) -> Field:
        """The field that a position of the text lies in."""
        return tuple(Field)[bisect_right(self._starts, position) - 1]

    def place(self, span: Span) -> tuple[Field, int, int]:
        """Where a span stands in the item: the field, and code points of its composed text."""
        index = bisect_right(self._starts, span[0]) - 1
        field = tuple(Field)[index]
        if field not in self._origins:
            source = compose(self.item.text(field))
            self._origins[field] = (source, traced(source)[1])
        source, origins = self._origins[field]
        before = self._starts[index] + 1
        start, end = origins[span[0] - before], origins[span[1] - before - 1] + 1
        while end < len(source) and unicodedata.category(source[end]) == "Mn":
            end += 1
        return field, start, end

    def written(self, span: Span) -> str:
        """A span as the item writes it."""
        field, start, end = self.place(span)
        return self._origins[field][0][start:end]

    def line(self, span: Span) -> tuple[str, str, str]:
        """The line of the item that a span stands in: what is before it, the span, what is after it."""
        field, start, end = self.place(span)
        source = self._origins[field][0]
        before = source[source.rfind("\n", 0, start) + 1 : start]
        return before, source[start:end], source[end:].partition("\n")[0]

    def word(self, span: Span) -> Span:
        """The span widened to whole words."""
        return self.text.rindex(" ", 0, span[0]) + 1, self.text.index(" ", span[1])

    def distance(self, first: Span, second: Span, *, across_fields: bool = False) -> float:
        """How many words stand between two spans; infinite if fields lie between and that matters.

        Two characters of a script without blanks count as one word.
        """
        if second < first:
            first, second = second, first
        between = self.text[first[1] : second[0]]
        if SEPARATOR in between and not across_fields:
            return float("inf")
        return sum(len(word) / 2 if runs_on(word) else 1 for word in between.split() if word != SEPARATOR)


def inside(inner: Span, outer: Span) -> bool:
    """Whether a span lies within another, or is the same."""
    return outer[0] <= inner[0] and inner[1] <= outer[1]
