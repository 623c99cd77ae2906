"""The words of a text that come nearest to a term that is not in it: a misspelling, or another spelling of a name.

Only for explaining: detection never takes a misspelt name for the name, because names differ by a letter or two.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from monitor.detect.match.text.folded_item import FoldedItem
from monitor.language.scripts import runs_on
from monitor.language.tokens import SEPARATOR
from monitor.language.words import words

_WORD = re.compile(r"\S+")
_ONE_LETTER_FROM = 5
_TWO_LETTERS_FROM = 8
_MIN_RUN = 3
_MAX_WINDOW = 5
_MAX_WORDS = 400
"""Words of a text that are looked at: a near miss is to be shown where a person looks first."""

_Stretch = tuple[int, int]
"""From and to, in the folded text."""


def nearest_words(terms: Iterable[str], reading: FoldedItem) -> str:
    """The words, as the item writes them, that differ from one of the terms by a letter or two; else empty."""
    best: tuple[int, _Stretch] | None = None
    for term in terms:
        for distance, span in _misses(words(term.removesuffix("*")), reading.text):
            if best is None or distance < best[0]:
                best = distance, span
    return reading.written(reading.span(*best[1])) if best is not None else ""


def _misses(term: list[str], text: str) -> Iterator[tuple[int, _Stretch]]:
    letters = "".join(term)
    if runs_on(letters):
        yield from _misses_in_runs(letters, text)
        return
    allowed = (len(letters) >= _ONE_LETTER_FROM) + (len(letters) >= _TWO_LETTERS_FROM)
    if not allowed:
        return
    windows = _windows(text)
    for size in {max(1, len(term) - 1), len(term), len(term) + 1}:
        for length in range(len(letters) - allowed, len(letters) + allowed + 1):
            for joined, span in windows.get((size, length), ()):
                # a person who misspells a name begins or ends it right
                if joined[0] == letters[0] or joined[-2:] == letters[-2:]:
                    distance = _distance(letters, joined, allowed)
                    if distance <= allowed:
                        yield distance, span


@lru_cache(maxsize=2)
def _windows(text: str) -> Mapping[tuple[int, int], Sequence[tuple[str, _Stretch]]]:
    """Up to five words in a row as one, each with its place, by the number of words and of letters."""
    found = [match for match, _ in zip(_WORD.finditer(text), range(_MAX_WORDS), strict=False)]
    windows: dict[tuple[int, int], list[tuple[str, _Stretch]]] = {}
    for start, first in enumerate(found):
        joined = ""
        for size, word in enumerate(found[start : start + _MAX_WINDOW], start=1):
            if word[0] == SEPARATOR:
                break
            joined += word[0]
            windows.setdefault((size, len(joined)), []).append((joined, (first.start(), word.end())))
    return windows


def _misses_in_runs(letters: str, text: str) -> Iterator[tuple[int, _Stretch]]:
    """In a script without blanks: stretches of the same length with one other letter, as 崔善姫 for 崔善姬."""
    size = len(letters)
    if size < _MIN_RUN:
        return
    for start in range(len(text) - size + 1):
        window = text[start : start + size]
        if " " not in window and sum(a != b for a, b in zip(letters, window, strict=True)) == 1:
            yield 1, (start, start + size)


def _distance(first: str, second: str, most: int) -> int:
    """Letters to change, add, drop or swap with the next to make one of the other; all above `most` are alike.

    Optimal string alignment: Levenshtein's distance with swaps, no letter edited twice.
    """
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, letter in enumerate(first, start=1):
        above, row = row, [i]
        for j, other in enumerate(second, start=1):
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == second[j - 2] and other == first[i - 2]:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before = above
    return row[-1]
