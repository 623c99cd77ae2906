"""Places of a text, to be asked whether one of them is near another: as fast for many places as for few."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate

from monitor.detect.match.text.folded_item import FoldedItem
from monitor.detect.match.text.spans import Span
from monitor.model.news.item import Field


class Nearness:
    """Some places of one text."""

    def __init__(self, reading: FoldedItem, spans: Iterable[Span], *, across_fields: bool = False) -> None:
        self._reading = reading
        self._across = across_fields
        found: dict[Field | None, list[tuple[float, float]]] = {}
        for start, end in spans:
            measured = reading.words_before(start), reading.words_through(end)
            found.setdefault(self._field(start), []).append(measured)
        self._places = {field: _sums(places) for field, places in found.items()}

    def has(self, span: Span, within: int) -> bool:
        """Whether a place is at most so many words before or behind a span."""
        starts, ends = self._places.get(self._field(span[0]), ((), ()))
        behind = bisect_right(starts, self._reading.words_through(span[1]) + within)
        return behind > 0 and ends[behind - 1] >= self._reading.words_before(span[0]) - within

    def _field(self, position: int) -> Field | None:
        return None if self._across else self._reading.field(position)


def _sums(places: Iterable[tuple[float, float]]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Where the places begin, and how far those up to each reach."""
    ordered = sorted(places)
    return tuple(start for start, _ in ordered), tuple(accumulate((end for _, end in ordered), max))
