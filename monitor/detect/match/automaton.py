"""One pass over a text for all terms of all rules.

News repeats its words: what is between two blanks is folded and searched once, and what it may be a part of is
remembered. A text in which no word is part of any term costs a look-up for each of its words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from monitor.detect.match.candidates import Candidate, Needles
from monitor.detect.match.no_gc import no_gc
from monitor.detect.match.operands.stems import Stems
from monitor.detect.match.patterns.pattern import Pattern
from monitor.detect.match.text.folded_item import FoldedItem
from monitor.detect.match.text.spans import STRIDE, Span
from monitor.detect.match.verify import CompiledTerm
from monitor.detect.match.word_memory import WordMemories
from monitor.detect.rules.conditions import Forms
from monitor.language.tokens import FOLDED, MAX_LETTERS

Found = dict[int, list[Span]]
"""The spans of each term that was found, by the term's number."""


class Automaton:
    """Finds every term in a text. Its cost hardly depends on how many terms there are."""

    @no_gc()
    def __init__(self, terms: Sequence[CompiledTerm]) -> None:
        self._terms = terms
        self._stems = Stems({n: term.text for n, term in enumerate(terms) if term.forms is Forms.STEM})
        needles = Needles([(number, pattern) for number, term in enumerate(terms) for pattern in term.patterns])
        self._memories = WordMemories(needles)

    def find(self, reading: FoldedItem) -> Found:
        """Every term of the text, each find verified."""
        found: Found = {}
        if not self._terms:
            return found
        memory = self._memories.of(reading.item.lang)
        if not memory.without_candidates.issuperset(reading.tokens):  # one call: most of what an item costs
            candidates = memory.candidates(reading.tokens)
            if candidates:
                self._verify(reading, candidates, found)
        self._stems.find(reading, found)
        return found

    def _verify(self, reading: FoldedItem, candidates: Mapping[str, Sequence[Candidate]], found: Found) -> None:
        """Note the candidates that count. The text is put together only around those that depend on it."""
        for place, here in enumerate(map(candidates.get, reading.tokens)):
            if here is None:
                continue
            reading.steps.spend(len(here))
            for number, offset, length, pattern, before, after in here:
                if (before or after) and not _is_among(reading.tokens, place, before=before, after=after):
                    continue
                begin = place * STRIDE + offset
                span = (begin, begin + length) if length >= 0 else _span_of(pattern, reading, place, offset=offset)
                if span is None:
                    continue
                term = self._terms[number]
                if not (term.plain and not pattern.asks_source) and term.flaw(reading, span, pattern) is not None:
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
    """Where a pattern is that may begin so far from where a token does; None if it does not."""
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
    """Where a pattern is that may begin at a place of the whole folded text."""
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
