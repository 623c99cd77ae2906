"""One pass over a text for all terms of all rules.

News repeats its words: what stands between two blanks is folded and searched once, and what it may be a part of is
remembered. A text in which no word is part of any term costs a look-up for each of its words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from monitor.detect.match.folded_item import (
    FOLDED,
    MAX_LETTERS,
    MAX_REMEMBERED,
    STRIDE,
    FoldedItem,
    Span,
    fold_token,
)
from monitor.detect.match.no_gc import no_gc
from monitor.detect.match.operands.stems import Stems
from monitor.detect.match.patterns import End, Pattern
from monitor.detect.match.verify import CompiledTerm
from monitor.detect.rules.rule import Forms

_MAX_MEMORIES = 40
"""Languages of which the words are remembered, each in a memory of its own."""

Found = dict[int, list[Span]]
"""The spans of each term that was found, by the term's number."""


class CapsGate(NamedTuple):
    """The word of a pattern that a text is searched for, with a blank at each edge that must be a word's."""

    needle: str
    offset: int
    """Where it begins, counted from where the pattern's letters begin."""


class Owner(NamedTuple):
    """A pattern behind a gate. Thousands of these lie there, so they say only what the pattern does not."""

    number: int
    pattern: Pattern
    offset: int


class Candidate(NamedTuple):
    """That a pattern may begin, or does, at a place of what stands between two blanks."""

    number: int
    start: int
    length: int
    """-1 if the text has to be asked."""
    pattern: Pattern
    before: str = ""
    """How the folded token before must end."""
    after: str = ""
    """How the folded token after must begin."""


class Automaton:
    """Finds every term in a text. Its cost hardly depends on how many terms there are."""

    @no_gc()
    def __init__(self, terms: Sequence[CompiledTerm]) -> None:
        self._terms = terms
        self._stems = Stems({n: term.text for n, term in enumerate(terms) if term.forms is Forms.STEM})
        owners: dict[str, list[Owner]] = {}
        patterns = [
            (number, pattern, _gates(pattern)) for number, term in enumerate(terms) for pattern in term.patterns
        ]
        sharing = Counter(gate.needle for _, _, gates in patterns for gate in gates)
        for number, pattern, gates in patterns:
            gate = gates[0]
            if len(gates) > 1:  # the word that the fewest patterns share, then the longest
                gate = min(gates, key=lambda gate: (sharing[gate.needle], -len(gate.needle)))
            owner = Owner(number, pattern, gate.offset)
            if gate.needle in owners:
                owners[gate.needle].append(owner)
            else:
                owners[gate.needle] = [owner]
        self._gates = _Gates(owners)
        self._memories: dict[str | None, _Memory] = {}

    def find(self, reading: FoldedItem) -> Found:
        """Every term of the text, each find verified."""
        found: Found = {}
        if not self._terms:
            return found
        memory = self._memory(reading.item.lang)
        if not memory.dull.issuperset(reading.tokens):  # one call for all, which is most of what an item costs
            self._verify(reading, memory, found)
        self._stems.find(reading, found)
        return found

    def _memory(self, lang: str | None) -> _Memory:
        """The memory of words for a declared language; items that declare none share one that leaves it open."""
        memory = self._memories.get(lang)
        if memory is None:
            if len(self._memories) >= _MAX_MEMORIES:
                self._memories.clear()
            memory = self._memories[lang] = _Memory(self._gates, _Declared(lang) if lang else None)
        return memory

    def _verify(self, reading: FoldedItem, memory: _Memory, found: Found) -> None:
        """The chances that come true. Only around those that their neighbours leave is the text put together."""
        dull = memory.dull
        for place, token in enumerate(reading.tokens):
            if token in dull:
                continue
            chances = memory[token]
            reading.steps.spend(len(chances))
            for number, offset, length, pattern, before, after in chances:
                if (before or after) and not _is_among(reading.tokens, place, before=before, after=after):
                    continue
                begin = place * STRIDE + offset
                span = (begin, begin + length) if length >= 0 else _span_of(pattern, reading, place, offset=offset)
                if span is None:
                    continue
                term = self._terms[number]
                if not term.plain and term.flaw(reading, span) is not None:
                    continue
                spans = found.setdefault(number, [])
                if span not in spans[-2:]:  # two spellings of a term may fit one place
                    spans.append(span)


def _is_among(tokens: Sequence[str], place: int, *, before: str, after: str) -> bool:
    """Whether the tokens on both sides of one are as a phrase wants them. Those without words say nothing."""
    if before and place > 0 and (word := FOLDED[tokens[place - 1]]) and not word.endswith(before):
        return False
    if not after or place + 1 >= len(tokens):
        return not after
    word = FOLDED[tokens[place + 1]]
    return not word or word.startswith(after)


def _span_of(pattern: Pattern, reading: FoldedItem, place: int, *, offset: int) -> Span | None:
    """Where a pattern stands that may begin so far from where a token does; None if it does not."""
    if len(reading.tokens[place]) > MAX_LETTERS:  # to copy it for each find would cost its square
        return _span_in(pattern, reading, reading.starts[place] + offset)
    first, folded = reading.around(place, words=pattern.words)
    text = f"{''.join(folded)} "
    begin = sum(map(len, folded[: place - first])) + offset
    if begin < 1 or not text.startswith(pattern.letters, begin) or not pattern.starts_at(text, begin):
        return None
    end = pattern.end_of(text, begin + len(pattern.letters), reading)
    return (_position(first, folded, begin), _position(first, folded, end - 1) + 1) if end >= 0 else None


def _span_in(pattern: Pattern, reading: FoldedItem, begin: int) -> Span | None:
    """Where a pattern stands that may begin at a place of the whole folded text."""
    text = reading.text
    if begin < 1 or not text.startswith(pattern.letters, begin) or not pattern.starts_at(text, begin):
        return None
    end = pattern.end_of(text, begin + len(pattern.letters), reading)
    return reading.span(begin, end) if end >= 0 else None


def _position(number: int, folded: Sequence[str], place: int) -> int:
    """The position of a letter, of which the place in some folded tokens is known."""
    for token in folded:
        if place < len(token):
            break
        place -= len(token)
        number += 1
    return number * STRIDE + place


def _gates(pattern: Pattern) -> list[CapsGate]:
    """Each word of a pattern's letters, as a text is searched for it."""
    if " " not in pattern.letters:
        return [CapsGate(pattern.needle, 0)]
    words = pattern.letters.split(" ")
    gates: list[CapsGate] = []
    offset = 0
    for place, word in enumerate(words):
        head = " " if place > 0 or pattern.needle[0] == " " else ""
        tail = " " if place < len(words) - 1 or pattern.needle[-1] == " " else ""
        gates.append(CapsGate(f"{head}{word}{tail}", offset))
        offset += len(word) + 1
    return gates


def _ends_open(owner: Owner) -> bool:
    """Whether a gate is the word in which the letters end, though not the pattern: so its ending must fit."""
    pattern = owner.pattern
    goes_on = pattern.rest or pattern.end is End.CASES
    return bool(goes_on) and owner.offset == pattern.letters.rfind(" ") + 1


class _Declared(NamedTuple):
    """That an item is in a language, as its feed or its document says."""

    lang: str | None


class _Gates:
    """The needles of all patterns as one automaton, and whose they are."""

    def __init__(self, owners: dict[str, list[Owner]]) -> None:
        self._owners = list(owners.values())
        self._automaton = AhoCorasick(list(owners)) if owners else None

    def chances(self, words: str, spoken: _Declared | None) -> tuple[Candidate, ...]:
        """What the words of one token may be a part of."""
        if self._automaton is None:
            return ()
        return tuple(
            chance
            for needle, start, _ in self._automaton.find_matches_as_indexes(words, overlapping=True)
            for owner in self._owners[needle]
            if (chance := _chance(owner, words, start, spoken)) is not None
        )


class _Memory(dict[str, tuple[Candidate, ...]]):
    """What the words of one language may be a part of."""

    def __init__(self, gates: _Gates, spoken: _Declared | None) -> None:
        self._gates = gates
        self._spoken = spoken
        self.dull: set[str] = set()
        """Those that are a part of nothing, which are most of them."""

    def __missing__(self, token: str) -> tuple[Candidate, ...]:
        chances = self._gates.chances(f"{fold_token(token)} ", self._spoken)
        if len(token) <= MAX_LETTERS:
            if len(self) + len(self.dull) >= MAX_REMEMBERED:
                self.clear()
                self.dull.clear()
            if chances:
                self[token] = chances
            else:
                self.dull.add(token)
        return chances


def _chance(owner: Owner, words: str, start: int, spoken: _Declared | None) -> Candidate | None:
    """What a gate that was found among the words of one token says of its pattern."""
    pattern = owner.pattern
    begin = start - owner.offset + (words[start] == " ")
    if _ends_open(owner):
        edge = start + (words[start] == " ")
        if not pattern.goes_on_from(words[edge : words.index(" ", edge)], spoken):
            return None
    if not pattern.is_word:
        around = _around(pattern, words, begin)
        return Candidate(owner.number, begin, -1, pattern, *around) if around is not None else None
    if not pattern.starts_at(words, begin):
        return None
    stop = begin + len(pattern.letters)
    end = pattern.end_of(words, stop, spoken)
    if end < 0 and spoken is None and pattern.asks_language:
        return Candidate(owner.number, begin, -1, pattern)
    return Candidate(owner.number, begin, end - begin, pattern) if end >= 0 else None


def _around(pattern: Pattern, words: str, begin: int) -> tuple[str, str] | None:
    """How the tokens on both sides of one must end and begin if the pattern begins at a place of its words.

    None if the words themselves are not those of the pattern.
    """
    here = max(begin, 0)
    before, inside = pattern.letters[: here - begin], pattern.letters[here - begin :]
    if not words.startswith(inside[: len(words) - here], here):
        return None
    after = inside[len(words) - here :].partition(" ")[0]
    if not after and pattern.rest:
        stop = words.index(" ", here + len(inside))
        after = pattern.rest[0][0]
        if stop < len(words) - 1:
            return (before.rpartition(" ")[2], "") if words.startswith(f" {after}", stop) else None
    return before.rpartition(" ")[2], f" {after}" if after else ""
