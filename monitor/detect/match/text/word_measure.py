"""How many words are between two places of a folded text, from sums that are made once for the text."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import accumulate

from monitor.language.scripts import runs_on

_WORD = 2
"""Words are counted in halves: two characters of a script without blanks are one word."""


class WordMeasure:
    """The words of a text, counted from its beginning."""

    def __init__(self, text: str, separator: str) -> None:
        """`text` has its words between single blanks; a word that is the separator counts nothing."""
        words = text.split(" ")
        self._starts = list(accumulate((len(word) + 1 for word in words), initial=0))
        ascii_text = text.isascii()
        self._runs = [not ascii_text and runs_on(word) for word in words]
        self._halves = list(
            accumulate(
                (
                    len(word) if runs else _WORD * (word not in ("", separator))
                    for word, runs in zip(words, self._runs, strict=True)
                ),
                initial=0,
            )
        )

    def before(self, place: int) -> float:
        """The words before a place. A word that goes on there counts only if its script has no blanks."""
        word = bisect_right(self._starts, place) - 1
        inside = place - self._starts[word] if self._runs[word] else 0
        return (self._halves[word] + min(inside, self._halves[word + 1] - self._halves[word])) / _WORD

    def through(self, place: int) -> float:
        """The words that begin before a place; one of a script without blanks counts as far as the place."""
        word = bisect_left(self._starts, place) - 1
        if word < 0:
            return 0.0
        length = self._halves[word + 1] - self._halves[word]
        inside = min(place - self._starts[word], length) if self._runs[word] else length
        return (self._halves[word] + inside) / _WORD
