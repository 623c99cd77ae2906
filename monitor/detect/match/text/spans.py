"""Stretches of a folded text: spans, and what is within which."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import accumulate

Span = tuple[int, int]
"""From and to: two positions. A position is a token's number times STRIDE, and a place in the folded token.

So a find has its place before anything else of the text was folded. Positions are in the order of the text; a span
ends in the token of its last letter.
"""
STRIDE = 1 << 32


def inside(inner: Span, outer: Span) -> bool:
    """Whether a span is within another, or is the same."""
    return outer[0] <= inner[0] and inner[1] <= outer[1]


class Cover:
    """Spans, to be asked whether they hold another; a question takes no longer for many."""

    def __init__(self, spans: Iterable[Span]) -> None:
        ordered = sorted(spans)
        self._starts = [start for start, _ in ordered]
        self._ends = list(accumulate((end for _, end in ordered), max))

    def holds(self, inner: Span) -> bool:
        """Whether a span is within one of these, or is one of them."""
        before = bisect_right(self._starts, inner[0])
        return before > 0 and self._ends[before - 1] >= inner[1]

    def exceeds(self, inner: Span) -> bool:
        """Whether a span is within a longer one of these."""
        before, through = bisect_left(self._starts, inner[0]), bisect_right(self._starts, inner[0])
        longer = before > 0 and self._ends[before - 1] >= inner[1]
        return longer or (through > 0 and self._ends[through - 1] > inner[1])
