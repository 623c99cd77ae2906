"""Words of one Snowball stem, for terms that ask for it. Opt-in, because a stemmer makes one of unlike words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import Stemmer

from monitor.detect.match.text.folded_item import FoldedItem
from monitor.detect.match.text.spans import Span
from monitor.language.stemmer import _ALGORITHMS
from monitor.language.tokens import MAX_REMEMBERED
from monitor.language.words import words


class Stems:
    """Finds terms by the stems of their words, in items of a language that there is a stemmer for."""

    def __init__(self, terms: Mapping[int, str]) -> None:
        """`terms` are texts by the numbers under which they are found."""
        self._terms = [(number, words(text)) for number, text in terms.items()]
        self._speakers: dict[str, _Speaker] = {}

    def find(self, reading: FoldedItem, found: dict[int, list[Span]]) -> None:
        """Add the places of every term that is found by its stems, unless they are known."""
        if not self._terms or reading.lang not in _ALGORITHMS:
            return
        speaker = self._speakers.get(reading.lang)
        if speaker is None:
            algorithm = _ALGORITHMS[reading.lang]
            speaker = self._speakers[reading.lang] = _Speaker(algorithm, self._terms)
        known: dict[int, set[Span]] = {}
        for number, (start, end) in speaker.finds(reading.text):
            span = reading.span(start, end)
            spans = found.setdefault(number, [])
            places = known.get(number)
            if places is None:
                places = known[number] = set(spans)
            if span not in places:
                places.add(span)
                spans.append(span)
        reading.steps.spend(sum(map(len, known.values())))


class _Speaker(dict[str, str]):
    """The stems of one language, remembered for the words that were met."""

    def __init__(self, algorithm: str, terms: Sequence[tuple[int, list[str]]]) -> None:
        self._stem = Stemmer.Stemmer(algorithm, 0).stemWord
        self._first: dict[str, list[tuple[int, list[str]]]] = {}
        for number, term in terms:
            stems = [self[word] for word in term]
            self._first.setdefault(stems[0], []).append((number, stems))

    def __missing__(self, word: str) -> str:
        if len(self) >= MAX_REMEMBERED:
            self.clear()
        stem: str
        stem = self[word] = self._stem(word)
        return stem

    def finds(self, text: str) -> list[tuple[int, tuple[int, int]]]:
        """The terms of a folded text, each with its place."""
        written = text.split(" ")
        stems = list(map(self.__getitem__, written))
        if self._first.keys().isdisjoint(stems):
            return []
        finds: list[tuple[int, tuple[int, int]]] = []
        start = 0
        for place, stem in enumerate(stems):
            for number, term in self._first.get(stem, ()):
                if stems[place : place + len(term)] == term:
                    letters = len(" ".join(written[place : place + len(term)]))
                    finds.append((number, (start, start + letters)))
            start += len(written[place]) + 1
        return finds
