"""An item as detection reads it: one folded text, and the way back to the item's own words."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from functools import cached_property, lru_cache
from itertools import accumulate

from monitor.language.identify import language_of
from monitor.language.scripts import runs_on
from monitor.language.words import compose, fold, traced
from monitor.model.news.item import Field, Item

SEPARATOR = "\0"
"""Stands between fields. Folding leaves no such character, so no phrase crosses it. In ASCII, as most texts are:
they take half the memory, and are split in less time, than with one letter from elsewhere."""

Span = tuple[int, int]
"""From and to: two positions. A position is a token's number times STRIDE, and a place in the folded token.

So a find has its place before anything else of the text was folded. Positions are in the order of the text; a span
ends in the token of its last letter.
"""
STRIDE = 1 << 32

MAX_REMEMBERED = 50_000
"""Words that one memory of words keeps before it begins anew."""
MAX_LETTERS = 64
"""Longer stretches without a blank are whole sentences, which do not come back."""
_FIELDS = tuple(Field)


def fold_token(written: str) -> str:
    """What stands between two blanks, folded: each word with a blank before it."""
    return f" {SEPARATOR}" if written == SEPARATOR else "".join(f" {word}" for word in fold(written).split())


class _Folded(dict[str, str]):
    """Folded tokens. Remembers those that finds, or the words around them, are made of."""

    def __missing__(self, written: str) -> str:
        folded = fold_token(written)
        if len(written) <= MAX_LETTERS:
            if len(self) >= MAX_REMEMBERED:
                self.clear()
            self[written] = folded
        return folded


FOLDED = _Folded()


@lru_cache(maxsize=4096)
def _origins(token: str) -> list[int]:
    return traced(token)[1]


class FoldedItem:
    """The fields of an item as one text of folded words, each between two blanks."""

    def __init__(self, item: Item) -> None:
        self.item = item
        fields = (item.title, item.summary, item.body)
        source = f" {SEPARATOR} ".join(fields)
        if source.count(SEPARATOR) >= len(fields):
            source = f" {SEPARATOR} ".join(field.replace(SEPARATOR, " ") for field in fields)
        self._source = compose(source)
        """All fields as written: places in a field are what hits count in."""
        self.tokens = self._source.split()
        """What stands between two blanks, as written."""

    @cached_property
    def lang(self) -> str | None:
        """The language that the feed or the document gives, else the one that the text shows beyond doubt."""
        return self.item.lang or language_of(self._source.replace(SEPARATOR, "\n"))

    @cached_property
    def _folded(self) -> list[str]:
        """Each token folded, with a blank before each of its words."""
        return list(map(FOLDED.__getitem__, self.tokens))

    @cached_property
    def text(self) -> str:
        """The folded words of all fields."""
        return f"{''.join(self._folded)} {SEPARATOR}"

    @cached_property
    def starts(self) -> list[int]:
        """Where each token begins in the folded text, with the blank before it, and where the last one ends."""
        return list(accumulate(map(len, self._folded), initial=0))

    @cached_property
    def _places(self) -> list[int]:
        """Where each token begins in the source."""
        places: list[int] = []
        place = 0
        for token in self.tokens:
            place = self._source.index(token, place)
            places.append(place)
            place += len(token)
        return places

    def span(self, start: int, end: int) -> Span:
        """A stretch of the folded text as a span."""
        first, last = bisect_right(self.starts, start) - 1, bisect_right(self.starts, end - 1) - 1
        return first * STRIDE + start - self.starts[first], last * STRIDE + end - self.starts[last]

    def folded(self, span: Span) -> str:
        """The folded text from one position to another; empty if the second is before the first."""
        (first, start), (last, end) = divmod(span[0], STRIDE), divmod(span[1], STRIDE)
        if first >= last:
            return FOLDED[self.tokens[first]][start:end] if first == last else ""
        between = map(FOLDED.__getitem__, self.tokens[first + 1 : last])
        return "".join((FOLDED[self.tokens[first]][start:], *between, FOLDED[self.tokens[last]][:end]))

    def around(self, number: int, *, words: int) -> tuple[int, list[str]]:
        """The folded tokens around one, with so many words on both sides, and the number of the first."""
        first, folded = number, [FOLDED[self.tokens[number]]]
        missing = words
        while missing > 0 and first > 0:
            first -= 1
            folded.insert(0, FOLDED[self.tokens[first]])
            missing -= folded[0].count(" ")
        missing = words
        while missing > 0 and first + len(folded) < len(self.tokens):
            folded.append(FOLDED[self.tokens[first + len(folded)]])
            missing -= folded[-1].count(" ")
        return first, folded

    def field(self, position: int) -> Field:
        """The field that a position lies in."""
        return _FIELDS[self.tokens[: position // STRIDE].count(SEPARATOR)]

    def source(self, field: Field) -> str:
        """A field as the item writes it, composed."""
        start = self._start(field)
        end = self._source.find(f" {SEPARATOR}", start)
        return self._source[start:] if end < 0 else self._source[start:end]

    def place(self, span: Span) -> tuple[Field, int, int]:
        """Where a span stands in the item: the field, and code points of its composed text."""
        source = self._source
        number, letter = divmod(span[0], STRIDE)
        token = len(source) - len(source.split(None, number)[-1])
        start = token + _origins(self.tokens[number])[letter - 1]
        last, letter = divmod(span[1], STRIDE)
        while number < last:
            token = source.index(self.tokens[number + 1], token + len(self.tokens[number]))
            number += 1
        end = token + _origins(self.tokens[last])[letter - 2] + 1
        while end < len(source) and unicodedata.category(source[end]) == "Mn":
            end += 1
        before = source.rfind(SEPARATOR, 0, start)
        before = before + len(f"{SEPARATOR} ") if before >= 0 else 0
        return _FIELDS[source.count(SEPARATOR, 0, start)], start - before, end - before

    def span_of(self, field: Field, start: int, end: int) -> Span | None:
        """The folded letters of a stretch of a field's source; None if it has none."""
        before = self._start(field)
        start, end = start + before, end + before
        found: list[int] = []
        first = max(bisect_right(self._places, start) - 1, 0)
        for number in range(first, bisect_left(self._places, end)):
            place, letters = self._places[number], number * STRIDE + 1
            found += [
                letters + letter
                for letter, origin in enumerate(_origins(self.tokens[number]))
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
        (first, start), (last, end) = divmod(span[0], STRIDE), divmod(span[1], STRIDE)
        stop = f"{FOLDED[self.tokens[last]]} ".index(" ", end)
        return first * STRIDE + FOLDED[self.tokens[first]].rindex(" ", 0, start) + 1, last * STRIDE + stop

    def distance(self, first: Span, second: Span, *, across_fields: bool = False) -> float:
        """How many words stand between two spans; infinite if fields lie between and that matters.

        Two characters of a script without blanks count as one word.
        """
        if second < first:
            first, second = second, first
        between = self.folded((first[1], second[0]))
        if SEPARATOR in between and not across_fields:
            return float("inf")
        return sum(len(word) / 2 if runs_on(word) else 1 for word in between.split() if word != SEPARATOR)

    def _start(self, field: Field) -> int:
        """Where a field begins in the source."""
        start = 0
        for _ in range(_FIELDS.index(field)):
            start = self._source.index(SEPARATOR, start) + len(f"{SEPARATOR} ")
        return start


def inside(inner: Span, outer: Span) -> bool:
    """Whether a span lies within another, or is the same."""
    return outer[0] <= inner[0] and inner[1] <= outer[1]
