"""One pass over a text for all terms of all rules.

News repeats its words: what stands between two blanks is folded and searched once, and what it may be a part of is
remembered. A text in which no word is part of any term costs a look-up for each of its words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from monitor.detect.patterns import End, Pattern
from monitor.detect.reading import FOLDED, MAX_LETTERS, MAX_REMEMBERED, Part, Reading, Span
from monitor.detect.rule import Forms
from monitor.detect.stems import Stems
from monitor.detect.verify import Term

Found = dict[int, list[Span]]
"""The spans of each term that was found, by the term's number."""


class Gate(NamedTuple):
    """The word of a pattern that a text is searched for, with a blank at each edge that must be a word's."""

    needle: str
    offset: int
    """Where it begins, counted from where the pattern's letters begin."""


class Owner(NamedTuple):
    """A pattern behind a gate."""

    number: int
    pattern: Pattern
    offset: int
    is_word: bool
    """Whether it is one word, so that what stands between two blanks decides about it."""
    is_plain: bool


class Chance(NamedTuple):
    """That a pattern may begin, or does, at a place of what stands between two blanks."""

    number: int
    start: int
    end: int
    """-1 if the text has to be asked."""
    pattern: Pattern


class Automaton:
    """Finds every term in a text. Its cost hardly depends on how many terms there are."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self._terms = terms
        self._stems = Stems({n: term.text for n, term in enumerate(terms) if term.forms is Forms.STEM})
        owners: dict[str, list[Owner]] = {}
        patterns = [(number, pattern) for number, term in enumerate(terms) for pattern in term.patterns]
        sharing = Counter(gate.needle for _, pattern in patterns for gate in _gates(pattern))
        for number, pattern in patterns:
            gate = min(_gates(pattern), key=lambda gate: (sharing[gate.needle], -len(gate.needle)))
            owner = Owner(number, pattern, gate.offset, pattern.is_word, terms[number].plain)
            owners.setdefault(gate.needle, []).append(owner)
        self._memory = _Memory(owners)

    def find(self, reading: Reading) -> Found:
        """Every term of the text, each find verified."""
        found: Found = {}
        recall = self._memory.__getitem__
        for part in reading.parts:
            chances = list(map(recall, part.tokens))
            if any(chances):
                self._verify(reading, part, chances, found)
        self._stems.find(reading, found)
        return found

    def _verify(
        self, reading: Reading, part: Part, chances: list[tuple[Chance, ...] | None], found: Found
    ) -> None:
        text = reading.text
        for start, of_token in zip(part.starts, chances, strict=False):
            for chance in of_token or ():
                begin = start + chance.start
                if chance.end >= 0:
                    span = (begin, start + chance.end)
                elif (end := _end(chance.pattern, text, begin, reading)) >= 0:
                    span = (begin, end)
                else:
                    continue
                term = self._terms[chance.number]
                if not term.plain and term.flaw(reading, span) is not None:
                    continue
                spans = found.setdefault(chance.number, [])
                if span not in spans[-2:]:
                    spans.append(span)


def _end(pattern: Pattern, text: str, begin: int, reading: Reading) -> int:
    """Where a pattern ends that begins at a place, or -1 if it does not begin there."""
    if not text.startswith(pattern.letters, begin) or not pattern.starts_at(text, begin):
        return -1
    return pattern.end_of(text, begin + len(pattern.letters), reading)


def _gates(pattern: Pattern) -> list[Gate]:
    """Each word of a pattern's letters, as a text is searched for it."""
    words = pattern.needle.strip().split(" ")
    gates: list[Gate] = []
    offset = 0
    for place, word in enumerate(words):
        head = " " if place > 0 or pattern.needle[0] == " " else ""
        tail = " " if place < len(words) - 1 or pattern.needle[-1] == " " else ""
        gates.append(Gate(f"{head}{word}{tail}", offset))
        offset += len(word) + 1
    return gates


class _Memory(dict[str, tuple[Chance, ...] | None]):
    """What each text between two blanks may be a part of; None for most of them."""

    def __init__(self, owners: dict[str, list[Owner]]) -> None:
        self._owners = list(owners.values())
        self._automaton = AhoCorasick(list(owners)) if owners else None

    def __missing__(self, token: str) -> tuple[Chance, ...] | None:
        chances = self._search(f"{FOLDED[token]} ") or None
        if len(token) <= MAX_LETTERS:
            if len(self) >= MAX_REMEMBERED:
                self.clear()
            self[token] = chances
        return chances

    def _search(self, words: str) -> tuple[Chance, ...]:
        if self._automaton is None:
            return ()
        chances: list[Chance] = []
        for needle, start, _ in self._automaton.find_matches_as_indexes(words, overlapping=True):
            for owner in self._owners[needle]:
                chance = _chance(owner, words, start)
                if chance is not None:
                    chances.append(chance)
        return tuple(chances)


def _chance(owner: Owner, words: str, start: int) -> Chance | None:
    """What a gate that was found among the words of one token says of its pattern."""
    pattern = owner.pattern
    begin = start - owner.offset + (words[start] == " ")
    if not owner.is_word:
        return Chance(owner.number, begin, -1, pattern)
    if not pattern.starts_at(words, begin):
        return None
    stop = begin + len(pattern.letters)
    if pattern.asks_language and (pattern.end is End.CASES or words[stop] != " "):
        return Chance(owner.number, begin, -1, pattern)  # the item's language decides
    end = pattern.end_of(words, stop, None)
    return Chance(owner.number, begin, end, pattern) if end >= 0 else None
