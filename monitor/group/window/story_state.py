"""A story as it runs: what its items have said so far, against which the next one is held."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Set
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import repeat
from operator import mul
from sys import intern
from typing import TYPE_CHECKING, TypeVar

from monitor.group.features.features import Features, people_of, places_of
from monitor.language.numbers import Number
from monitor.model.ids import EntityId, FeedId, ItemId, StoryId
from monitor.model.matching.match import Match
from monitor.model.story import Story

_T = TypeVar("_T")

MAX_LIFE = timedelta(days=7)
"""A story older than this takes no more items, however lively: the next one opens a new story."""
_RECENT = 16
_NOBODY: frozenset[EntityId] = frozenset()


class StoryState:
    """One story and the sum of its items. Grows only by `add`. Most are small: what they lack costs nothing."""

    __slots__ = (
        "_counts", "_key_people", "_older_terms", "accounts", "core_people", "entities", "in_window", "langs",
        "negated", "people", "places", "recent", "story", "values",
    )  # fmt: skip

    def __init__(self, story: Story) -> None:
        self.story = story
        self.in_window = 0
        """How many of its items are still in the window; a story without any is over."""
        self.recent: tuple[WindowItem, ...] = ()
        """Its newest items, oldest first."""
        self.langs: frozenset[str | None] = frozenset()
        self.entities = self.people = self.places = _NOBODY
        self.core_people = _NOBODY
        """The people whom at least half of the items are about."""
        self.accounts: frozenset[str] = frozenset()
        """Whose accounts of the event there are."""
        self.negated = False
        """Whether a title of its items says that something is not so."""
        self.values: dict[str, list[float]] | None = None
        """For each slot the numbers that stood in it, in the order told."""
        self._counts: dict[float, frozenset[str | None]] | None = None
        """For each number the languages in which it was told."""
        self._key_people: dict[EntityId, int] | None = None
        self._older_terms: set[str] | None = None
        """Terms of the items that are no longer among the recent ones."""

    def add(self, reading: Features, story: Story, entry: WindowItem) -> None:
        """Take an item in; the story is as it stands with the item in it."""
        self.story = story
        self.in_window += 1
        if len(self.recent) == _RECENT:
            self._older_terms = self._older_terms or set()
            self._older_terms.update(self.recent[0].terms)
        self.recent = (*self.recent[1 - _RECENT :], entry)
        self.langs = _grown(self.langs, frozenset((reading.lang,)))
        self.accounts = _grown(self.accounts, frozenset((entry.account,)))
        self.negated = self.negated or reading.negates
        if reading.round_up:
            return
        if not reading.entities <= self.entities:
            self.entities = _grown(self.entities, reading.entities)
            self.people = people_of(self.entities)
            self.places = places_of(self.entities)
        if reading.key_people or self._key_people:
            counts = self._key_people = self._key_people or {}
            for person in reading.key_people:
                counts[person] = counts.get(person, 0) + 1
            self.core_people = frozenset(person for person, items in counts.items() if items * 2 >= self.size)
        if reading.numbers:
            self._count(reading)

    def takes(self, at: datetime, *, span: timedelta) -> bool:
        """Whether the story is still running at this time."""
        return at - self.story.updated_at <= span and at - self.story.opened_at <= MAX_LIFE

    @property
    def size(self) -> int:
        """How many items the story has, those before the window too."""
        return self.story.size

    def has_said(self, term: str) -> bool:
        """Whether an item had the term."""
        return any(term in entry.terms for entry in self.recent) or term in (self._older_terms or ())

    def has_counted(self, number: Number) -> bool:
        """Whether an item, in any language, counted something to this very number."""
        return number.value in (self._counts or ())

    def told_in_other_language(self, number: Number, lang: str | None) -> bool:
        """Whether an item in another language gave this very number."""
        return bool((self._counts or {}).get(number.value, frozenset()) - {lang})

    def _count(self, reading: Features) -> None:
        self.values = self.values or {}
        self._counts = self._counts or {}
        for number in reading.numbers:
            self._counts[number.value] = self._counts.get(number.value, frozenset()) | {reading.lang}
            for slot in number.slots:
                known = self.values.setdefault(slot, [])
                if number.value not in known:
                    known.append(number.value)


def _grown(known: frozenset[_T], new: frozenset[_T]) -> frozenset[_T]:
    """Both together; the very same set where that says it all, so that small stories cost little."""
    if new <= known:
        return known
    return known | new if known else new


def opened_by(match: Match) -> Story:
    """A new story with this match as its first item."""
    item = match.item
    return Story(
        id=StoryId(item.id),
        headline=item.title,
        items=(item.id,),
        sources=(item.source,),
        rules=_once(hit.rule for hit in match.rules),
        severity=match.severity,
        opened_at=item.first_seen_at,
        updated_at=item.first_seen_at,
    )


def joined_by(story: Story, match: Match, *, independent: int) -> Story:
    """The story with this match's item in it."""
    item = match.item
    return replace(
        story,
        items=_newest(story.items, item.id),
        size=story.size + 1,
        sources=_once((*story.sources, item.source)),
        independent=independent,
        rules=_once((*story.rules, *(hit.rule for hit in match.rules))),
        severity=max(story.severity, match.severity),
        updated_at=max(story.updated_at, item.first_seen_at),
    )


def _newest(items: tuple[ItemId, ...], item: ItemId) -> tuple[ItemId, ...]:
    return (*items[1 - _RECENT :], item)


def _once(values: Iterable[_T]) -> tuple[_T, ...]:
    return tuple(dict.fromkeys(values))


if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class WindowItem:
    """An item in the window, with the weights of its terms when it came: a vector no longer than 1."""

    __slots__ = (
        "account", "at", "entities", "feed", "item", "keys", "lang", "live", "negates", "numbers", "terms",
        "thread", "title", "title_count", "title_names", "title_size", "vector", "weights", "word_count",
    )  # fmt: skip

    def __init__(self, reading: Features, thread: StoryState, *, weights: dict[str, float], account: str) -> None:
        self.item: ItemId = reading.item
        self.thread = thread
        self.feed: FeedId = reading.feed
        self.account = account
        """Whose account of the event it gives: an agency's, another outlet's, or its own."""
        self.at: datetime = reading.at
        self.title = reading.title
        self.keys: tuple[int, ...] = reading.keys
        self.lang = reading.lang
        self.live = reading.live
        self.negates = reading.negates
        self.title_size = reading.title_size
        self.title_count = reading.title_count
        self.title_names: tuple[str, ...] = tuple(map(intern, reading.title_names))
        self.vector: NDArray[np.float16] | None = None
        """Of the title; only with embeddings, and only once it was asked for."""
        self.word_count = reading.word_count
        # A round-up is about no one event: nothing shall be found by its words, nor by its names.
        self.terms: tuple[str, ...] = () if reading.round_up else tuple(map(intern, reading.terms))
        self.weights = array("f", () if reading.round_up else weights.values())
        self.numbers: tuple[Number, ...] = reading.numbers
        self.entities: frozenset[EntityId] = frozenset() if reading.round_up else reading.entities

    @property
    def title_set(self) -> Set[str]:
        """The terms of the title."""
        return frozenset(self.terms[: self.title_count])

    @property
    def term_set(self) -> Set[str]:
        """The terms of title and lead."""
        return frozenset(self.terms[: self.word_count])

    def cosine(self, others: dict[str, float]) -> float:
        """How alike the weighted terms are, 0 to 1."""
        alike: float = sum(map(mul, self.weights, map(others.get, self.terms, repeat(0.0))))
        return alike
