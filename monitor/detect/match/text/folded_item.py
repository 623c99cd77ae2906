"""An item as detection reads it: one folded text, and the way back to the item's own words."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from functools import cached_property
from itertools import accumulate, compress, count
from operator import add

from monitor.detect.match.text.lines import Line, line_from
from monitor.detect.match.text.spans import STRIDE, Span
from monitor.detect.match.text.steps import StepCounter
from monitor.detect.match.text.word_measure import WordMeasure
from monitor.language.codes import canonical
from monitor.language.identify import language_of
from monitor.language.sentences import sentence_ends
from monitor.language.tokens import (
    FOLDED,
    MAX_LETTERS,
    SEPARATOR,
    Origins,
    remembered_origins,
    trace_token,
)
from monitor.language.words import compose
from monitor.model.news.item import Field, Item

_FIELDS = tuple(Field)
_NONE = ("", "")
_TOKEN = re.compile(r"\S+")
_LINE_END = re.compile(f"[\n{SEPARATOR}]")


class FoldedItem:
    """The fields of an item as one text of folded words, each between two blanks."""

    def __init__(self, item: Item, *, steps: StepCounter | None = None) -> None:
        self.item = item
        self.steps = steps if steps is not None else StepCounter()
        """The steps that detection took for the item."""
        more = (item.text(Field.FIELDS), item.text(Field.CATEGORIES)) if item.fields or item.categories else _NONE
        fields = (item.title, item.summary, item.body, *more)
        source = f" {SEPARATOR} ".join(fields)
        if source.count(SEPARATOR) >= len(fields):
            source = f" {SEPARATOR} ".join(field.replace(SEPARATOR, " ") for field in fields)
        self._source = compose(source)
        """All fields as written: places in a field are what hits count in."""
        self.tokens = self._source.split()
        """What is between two blanks, as written."""

    @cached_property
    def lang(self) -> str | None:
        """The language that the feed or the document gives, else the one that the text shows beyond doubt."""
        declared = self.item.lang
        return canonical(declared) if declared else language_of(self._source.replace(SEPARATOR, "\n"))

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
        pieces = self._source.replace("\n", " ").split(" ")
        starts = compress(map(add, accumulate(map(len, pieces), initial=0), count()), pieces)
        places = list(starts)
        if len(places) != len(self.tokens):  # some other blank is in it
            places = [token.start() for token in _TOKEN.finditer(self._source)]
        return places

    @cached_property
    def _breaks(self) -> list[int]:
        """The tokens that are between fields."""
        breaks: list[int] = []
        while len(breaks) < len(_FIELDS) - 1:
            breaks.append(self.tokens.index(SEPARATOR, breaks[-1] + 1 if breaks else 0))
        return breaks

    @cached_property
    def _measure(self) -> WordMeasure:
        return WordMeasure(self.text, SEPARATOR)

    @cached_property
    def _lines(self) -> dict[int, Line]:
        """The lines that were asked for, by where they begin."""
        return {}

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(found.end() for found in _LINE_END.finditer(self._source))]

    @cached_property
    def _sentence_ends(self) -> list[int]:
        """Where sentences end in the source."""
        return sentence_ends(self._source)

    def sentence(self, position: int) -> int:
        """The number of the sentence that a position is in."""
        number, letter = divmod(position, STRIDE)
        place = self._places[number] + max(self._origins(number).places[letter - 1], 0)
        return bisect_right(self._sentence_ends, place)

    @cached_property
    def _long_origins(self) -> dict[int, Origins]:
        """The origins of long tokens, which no other item has, by the token's number."""
        return {}

    @cached_property
    def _long_folded(self) -> dict[int, str]:
        """Long tokens folded, by the token's number."""
        return {}

    def _folded_token(self, number: int) -> str:
        token = self.tokens[number]
        if len(token) <= MAX_LETTERS:
            return FOLDED[token]
        if number not in self._long_folded:
            self._long_folded[number] = FOLDED[token]
        return self._long_folded[number]

    def _origins(self, number: int) -> Origins:
        token = self.tokens[number]
        if len(token) <= MAX_LETTERS:
            return remembered_origins(token)
        if number not in self._long_origins:
            self._long_origins[number] = trace_token(token)
        return self._long_origins[number]

    def span(self, start: int, end: int) -> Span:
        """A stretch of the folded text as a span."""
        first, last = bisect_right(self.starts, start) - 1, bisect_right(self.starts, end - 1) - 1
        return first * STRIDE + start - self.starts[first], last * STRIDE + end - self.starts[last]

    def folded(self, span: Span) -> str:
        """The folded text from one position to another; empty if the second is before the first."""
        (first, start), (last, end) = divmod(span[0], STRIDE), divmod(span[1], STRIDE)
        if first >= last:
            return self._folded_token(first)[start:end] if first == last else ""
        between = map(FOLDED.__getitem__, self.tokens[first + 1 : last])
        return "".join((self._folded_token(first)[start:], *between, self._folded_token(last)[:end]))

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
        """The field that a position is in."""
        return _FIELDS[bisect_left(self._breaks, position // STRIDE)]

    def source(self, field: Field) -> str:
        """A field as the item writes it, composed."""
        start, end = self._bounds(field)
        return self._source[start:end]

    def place(self, span: Span) -> tuple[Field, int, int]:
        """Where a span is in the item: the field, and code points of its composed text."""
        field = self.field(span[0])
        before = self._bounds(field)[0]
        start, end = self._written_at(span)
        return field, start - before, end - before

    def span_of(self, field: Field, start: int, end: int) -> Span | None:
        """The folded letters of a stretch of a field's source; None if it has none."""
        before = self._bounds(field)[0]
        start, end = start + before, end + before
        found: list[int] = []
        first = max(bisect_right(self._places, start) - 1, 0)
        for number in range(first, bisect_left(self._places, end)):
            place, letters = self._places[number], number * STRIDE + 1
            origins = self._origins(number)
            begin, stop = bisect_left(origins.written, start - place), bisect_left(origins.written, end - place)
            if begin < stop:
                found += (letters + origins.letters[begin], letters + origins.letters[stop - 1])
        return (found[0], found[-1] + 1) if found else None

    def written(self, span: Span) -> str:
        """A span as the item writes it."""
        start, end = self._written_at(span)
        return self._source[start:end]

    def line(self, span: Span) -> tuple[str, str, str]:
        """The line of the item that a span is in: what is before it, the span, what is after it."""
        start, end = self._written_at(span)
        line = self._line_of(start)
        return self._source[line.start : start], self._source[start:end], self._source[end : max(line.end, end)]

    def beside(self, span: Span, before: int, after: int) -> tuple[str, str, str]:
        """So many characters before a span in its field, the span, so many behind it, as written."""
        start, end = self._written_at(span)
        low, high = self._bounds(self.field(span[0]))
        return (
            self._source[max(low, start - before) : start],
            self._source[start:end],
            self._source[end : min(high, end + after)],
        )

    def after(self, span: Span, letters: int) -> str:
        """So many characters that follow a span in its line, as written."""
        _, end = self._written_at(span)
        return self._source[end : end + letters].partition("\n")[0].partition(SEPARATOR)[0]

    def before(self, span: Span, letters: int) -> str:
        """So many characters that are before a span, as written."""
        start, _ = self._written_at(span)
        return self._source[max(start - letters, 0) : start]

    def cased_beside(self, span: Span) -> Line:
        """The line that a span is in; its letters are counted without those of the span."""
        start, end = self._written_at(span)
        line = self._line_of(start)
        own = line_from(self._source, start, end)
        return line._replace(
            upper=line.upper - own.upper, lower=line.lower - own.lower, letters=line.letters - own.letters
        )

    def _line_of(self, place: int) -> Line:
        starts = self._line_starts
        number = bisect_right(starts, place) - 1
        start = starts[number]
        if start not in self._lines:
            end = starts[number + 1] - 1 if number + 1 < len(starts) else len(self._source)
            self._lines[start] = line_from(self._source, start, end)
        return self._lines[start]

    def _written_at(self, span: Span) -> Span:
        """From where to where a span is in the source."""
        number, letter = divmod(span[0], STRIDE)
        start = self._places[number] + self._origins(number).places[letter - 1]
        number, letter = divmod(span[1], STRIDE)
        end = self._places[number] + self._origins(number).places[letter - 2] + 1
        while end < len(self._source) and unicodedata.category(self._source[end]) == "Mn":
            end += 1
        return start, end

    def word(self, span: Span) -> Span:
        """The span widened to whole words."""
        (first, start), (last, end) = divmod(span[0], STRIDE), divmod(span[1], STRIDE)
        stop = self._folded_token(last).find(" ", end)
        stop = stop if stop >= 0 else len(self._folded_token(last))
        return first * STRIDE + self._folded_token(first).rindex(" ", 0, start) + 1, last * STRIDE + stop

    def distance(self, first: Span, second: Span, *, across_fields: bool = False) -> float:
        """How many words are between two spans; infinite if fields are between and that matters.

        Two characters of a script without blanks count as one word. Takes no longer in a longer text.
        """
        if second < first:
            first, second = second, first
        if not across_fields and self.field(first[1]) is not self.field(second[0]):
            return float("inf")
        return max(self.words_before(second[0]) - self.words_through(first[1]), 0.0)

    def words_before(self, position: int) -> float:
        """How many words are before a position. A word that goes on there does not count."""
        return self._measure.before(self._place_in_text(position))

    def words_through(self, position: int) -> float:
        """How many words are before a position. A word that goes on there counts whole."""
        return self._measure.through(self._place_in_text(position))

    def _place_in_text(self, position: int) -> int:
        return self.starts[position // STRIDE] + position % STRIDE

    @cached_property
    def _field_bounds(self) -> dict[Field, Span]:
        """Where each field begins and ends in the source."""
        bounds: dict[Field, Span] = {}
        start = 0
        for field in _FIELDS:
            end = self._source.find(f" {SEPARATOR}", start)
            end = len(self._source) if end < 0 else end
            bounds[field] = start, max(end, start)
            start = end + len(f" {SEPARATOR} ")
        return bounds

    def _bounds(self, field: Field) -> Span:
        return self._field_bounds[field]
