"""An item as detection reads it: one folded text, and the way back to the item's own words."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from functools import cached_property, lru_cache
from itertools import accumulate

from monitor.detect.language import language_of
from monitor.detect.patterns import runs_on
from monitor.model import Field, Item
from monitor.text import compose, fold, traced

SEPARATOR = "\ue000"
"""Stands between fields. Folding leaves no such character, so no phrase crosses it."""

Span = tuple[int, int]
"""From and to, in the folded text."""

MAX_REMEMBERED = 50_000
"""Words that one memory of words keeps before it begins anew."""
MAX_LETTERS = 64
"""Longer stretches without a blank are whole sentences, which do not come back."""


class _Folded(dict[str, str]):
    """What stands between two blanks, folded: each word with a blank before it. Remembers the common ones."""

    def __missing__(self, written: str) -> str:
        folded = "".join(f" {word}" for word in fold(written).split())
        if len(written) <= MAX_LETTERS:
            if len(self) >= MAX_REMEMBERED:
                self.clear()
            self[written] = folded
        return folded


FOLDED = _Folded()


_FIELDS = tuple(Field)


@lru_cache(maxsize=4096)
def _origins(token: str) -> list[int]:
    return traced(token)[1]


class Part:
    """One field of an item: what stands between its blanks, and where the folded text has it."""

    __slots__ = ("_places", "source", "starts", "tokens")

    def __init__(self, source: str) -> None:
        self.source = source
        """The field's text, composed: places in it are what hits count in."""
        self.tokens = source.split()
        self.starts: list[int] = []
        """Where each token begins in the folded text, and where the field ends; known once there is that text."""
        self._places: list[int] = []

    def place(self, number: int) -> int:
        """Where a token begins in the source."""
        if not self._places:
            self._places = self._found_places()
        return self._places[number]

    def _found_places(self) -> list[int]:
        if " ".join(self.tokens) == self.source:
            return list(accumulate((len(token) + 1 for token in self.tokens), initial=0))
        places: list[int] = []
        place = 0
        for token in self.tokens:
            place = self.source.index(token, place)
            places.append(place)
            place += len(token)
        return places

    def traced(self, position: int) -> tuple[int, int]:
        """Where the letter at a position of the folded text stands in the source: from and to."""
        number = bisect_right(self.starts, position) - 1
        start = self.place(number) + _origins(self.tokens[number])[position - self.starts[number] - 1]
        return start, start + 1


class Reading:
    """The fields of an item as one text of folded words, each between two blanks."""

    def __init__(self, item: Item) -> None:
        self.item = item
        self.parts = (Part(compose(item.title)), Part(compose(item.summary)), Part(compose(item.body)))

    @cached_property
    def lang(self) -> str | None:
        """The language that the feed or the document gives, else the one that the text shows beyond doubt."""
        return self.item.lang or language_of("\n".join(part.source for part in self.parts if part.source))

    @cached_property
    def text(self) -> str:
        """The folded words of all fields."""
        fields: list[str] = []
        length = 0
        for part in self.parts:
            pieces = list(map(FOLDED.__getitem__, part.tokens))
            part.starts = list(accumulate(map(len, pieces), initial=length))
            fields.append(f"{''.join(pieces)} {SEPARATOR}")
            length += len(fields[-1])
        return "".join(fields)

    def field(self, position: int) -> Field:
        """The field that a position of the text lies in."""
        return _FIELDS[self.text.count(SEPARATOR, 0, position)]

    def source(self, field: Field) -> str:
        """A field as the item writes it, composed."""
        return self._part(field).source

    def place(self, span: Span) -> tuple[Field, int, int]:
        """Where a span stands in the item: the field, and code points of its composed text."""
        field = self.field(span[0])
        part = self._part(field)
        start, end = part.traced(span[0])[0], part.traced(span[1] - 1)[1]
        while end < len(part.source) and unicodedata.category(part.source[end]) == "Mn":
            end += 1
        return field, start, end

    def span_of(self, field: Field, start: int, end: int) -> Span | None:
        """The folded letters of a stretch of a field's source; None if it has none."""
        part = self._part(field)
        found: list[int] = []
        assert self.text, "the starts of the parts are known once there is a text"
        for number, token in enumerate(part.tokens):
            place = part.place(number)
            if place >= end:
                break
            if place + len(token) > start:
                before = part.starts[number] + 1
                found += [
                    before + letter
                    for letter, origin in enumerate(_origins(token))
                    if origin >= 0 and start <= place + origin < end
                ]
        return (found[0], found[-1] + 1) if found else None

    def written(self, span: Span) -> str:
        """A span as the item writes it."""
        field, start, end = self.place(span)
        return self.source(field)[start:end]

    def line(self, span: Span) -> tuple[str, str, str]:
        """The line of the item that a span stands in: what is before it, the span, what is after it."""
        field, start, end = self.place(span)
        source = self.source(field)
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

    def _part(self, field: Field) -> Part:
        return self.parts[_FIELDS.index(field)]


def inside(inner: Span, outer: Span) -> bool:
    """Whether a span lies within another, or is the same."""
    return outer[0] <= inner[0] and inner[1] <= outer[1]
