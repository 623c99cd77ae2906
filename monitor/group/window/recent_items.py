"""The items of the last days, and the index by which the nearest of them are found."""

from __future__ import annotations

import heapq
import math
from collections import Counter, deque
from collections.abc import Collection
from datetime import datetime, timedelta

from monitor.group.features.features import Features
from monitor.group.window.story_state import WindowItem

_POSTINGS = 128
"""Items kept for each term: the newest, so that a common term costs no more than a rare one."""
_PROBES = 8
"""Terms by which candidates are looked up: the rarest that are in the window at all."""
_CANDIDATES = 32
_ENOUGH = 384
"""Items that share a probed term, from which on commoner terms are not probed any more."""
_SUMMARY_WEIGHT = 0.5
_COUNTRY_WEIGHT = 0.7
"""A country singles out an event less than a name does."""
_LEAST_WEIGHT = 0.05
_BEFORE = 500
"""Items that a term is taken to have been missing from before the window began: in a young window a term that two
items share is no common one for that."""


class Window:
    """An inverted index over the items, which forgets them after a time. Its clock is the items' own."""

    def __init__(self, length: timedelta) -> None:
        self.length = length
        self._entries: deque[WindowItem] = deque()
        self._postings: dict[str, list[WindowItem]] = {}
        self._older: Counter[str] = Counter()
        """For each term the items in the window that its postings have no room for."""
        self._latest: datetime | None = None

    def __len__(self) -> int:
        return len(self._entries)

    def advance(self, at: datetime) -> list[WindowItem]:
        """Let the time be at least this; the items that are forgotten by that, oldest first."""
        self._latest = at if self._latest is None else max(self._latest, at)
        forgotten: list[WindowItem] = []
        while self._entries and self._latest - self._entries[0].at > self.length:
            forgotten.append(self._entries.popleft())
            self._forget(forgotten[-1])
        return forgotten

    def weigh(self, reading: Features) -> dict[str, float]:
        """The item's terms with their weights: rarer in the window weighs more, and so does the title.

        The words by which its rules found it are part of its length, but weigh nothing: every item of the
        rule has them.
        """
        size = len(self._entries) + _BEFORE
        weights = {
            term: max(_LEAST_WEIGHT, math.log(size / (self._frequency(term) + 1))) * _share(reading, place, term)
            for place, term in enumerate(reading.words.terms)
        }
        length = math.sqrt(math.fsum(weight * weight for weight in weights.values())) or 1.0
        return {term: 0.0 if term in reading.words.own else weight / length for term, weight in weights.items()}

    def distinctiveness(self, term: str) -> float:
        """How much a term in common says: the rarer in the window, the more. In nats."""
        return math.log((len(self._entries) + _BEFORE) / (self._frequency(term) + 1))

    def rare(self, reading: Features) -> list[str]:
        """The terms of the title that at most one item in a hundred has."""
        most = max(2, len(self._entries) // 100)
        return [term for term in reading.words.title if self._frequency(term) <= most]

    def nearest(self, weights: dict[str, float]) -> list[tuple[float, WindowItem]]:
        """The items that share the rarest terms, with the cosine to each, nearest first."""
        shared: dict[WindowItem, float] = {}
        # A term without postings finds nobody: taking it as a probe would starve items with many new words.
        known = [term for term, weight in weights.items() if weight and term in self._postings]
        for term in sorted(known, key=weights.__getitem__, reverse=True)[:_PROBES]:
            weight = weights[term]
            for entry in reversed(self._postings[term]):
                shared[entry] = shared.get(entry, 0.0) + weight
            if len(shared) > _ENOUGH:
                break
        best = heapq.nlargest(_CANDIDATES, shared, key=shared.__getitem__)
        found = [(entry.cosine(weights), entry) for entry in best]
        found.sort(key=lambda pair: pair[0], reverse=True)
        return found

    def add(self, entry: WindowItem) -> None:
        """Take an item in."""
        self._entries.append(entry)
        for term in entry.terms:
            postings = self._postings.setdefault(term, [])
            postings.append(entry)
            if len(postings) > _POSTINGS:
                del postings[0]
                self._older[term] += 1

    def has_items_with(self, terms: Collection[str], *, at_least: int) -> bool:
        """Whether each of the terms is in so many items."""
        return all(self._frequency(term) >= at_least for term in terms)

    def stories_with(self, terms: Collection[str]) -> float:
        """In about how many stories all of the terms are, counted among the newest items that have the rarest."""
        rarest = min(terms, key=self._frequency)
        newest = self._postings.get(rarest, ())
        having = {entry.thread for entry in newest if all(term in entry.terms for term in terms)}
        return len(having) * (self._frequency(rarest) / len(newest)) if newest else 0.0

    def _frequency(self, term: str) -> int:
        """How many items in the window have the term."""
        return len(self._postings.get(term, ())) + self._older[term]

    def _forget(self, entry: WindowItem) -> None:
        for term in entry.terms:
            if self._older[term]:
                self._older[term] -= 1
                continue
            del self._older[term]
            postings = self._postings[term]
            del postings[0]  # items leave in the order in which they came
            if not postings:
                del self._postings[term]


def _share(reading: Features, place: int, term: str) -> float:
    """How much of its weight a term has by where it is and what it is."""
    in_title = place < reading.words.title_count or term in reading.names.in_title
    is_country = place >= reading.words.word_count and term.startswith("country/")
    return (1.0 if in_title else _SUMMARY_WEIGHT) * (_COUNTRY_WEIGHT if is_country else 1.0)
