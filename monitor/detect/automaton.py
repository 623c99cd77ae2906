"""One pass over a text for all terms of all rules."""

from __future__ import annotations

from collections.abc import Sequence

from ahocorasick_rs import AhoCorasick

from monitor.detect.patterns import End, Pattern
from monitor.detect.reading import Reading, Span
from monitor.detect.verify import Term

Found = dict[int, list[Span]]
"""The spans of each term that was found, by the term's number."""


class Automaton:
    """Finds every term in a text. Its cost hardly depends on how many terms there are."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self._terms = terms
        owners: dict[str, list[tuple[int, Pattern]]] = {}
        for number, term in enumerate(terms):
            for pattern in term.patterns:
                owners.setdefault(pattern.needle, []).append((number, pattern))
        self._owners = list(owners.values())
        self._whole = [_whole_word(terms, of) for of in self._owners]
        self._automaton = AhoCorasick(list(owners)) if owners else None

    def find(self, reading: Reading) -> Found:
        """Every term of the text, each find verified."""
        found: Found = {}
        if self._automaton is None:
            return found
        text = reading.text
        for needle, start, stop in self._automaton.find_matches_as_indexes(text, overlapping=True):
            number = self._whole[needle]
            if number >= 0:
                found.setdefault(number, []).append((start + 1, stop - 1))
                continue
            for owner, pattern in self._owners[needle]:
                span = _verified(self._terms[owner], pattern, reading, start)
                if span is not None:
                    found.setdefault(owner, []).append(span)
        return found


def _whole_word(terms: Sequence[Term], owners: list[tuple[int, Pattern]]) -> int:
    """The term of a needle that says all there is to verify; -1 if there is more."""
    if len(owners) > 1:
        return -1
    number, pattern = owners[0]
    whole = pattern.end is End.WORD and pattern.needle[0] == " "
    return number if whole and terms[number].plain else -1


def _verified(term: Term, pattern: Pattern, reading: Reading, start: int) -> Span | None:
    start += pattern.needle[0] == " "
    if not pattern.starts_at(reading.text, start):
        return None
    end = pattern.end_of(reading.text, start + len(pattern.letters), reading.lang)
    if end < 0 or (not term.plain and term.flaw(reading, (start, end)) is not None):
        return None
    return start, end
