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

from monitor.group.features.features import Features
from monitor.group.features.names.names import people_of
from monitor.group.features.title_words import TitleWord, title_words
from monitor.group.features.turns import turns_in
from monitor.group.features.words import LEAD_TERMS
from monitor.language.numbers.numbers import Number
from monitor.model.ids import EntityId, FeedId, ItemId, StoryId
from monitor.model.matching.match import Match
from monitor.model.story import Story

if TYPE_CHECKING:  # numpy alone is a tenth of a small monitor's memory
    import numpy as np
    from numpy.typing import NDArray

_T = TypeVar("_T")

_RECENT = 16
_NOBODY: frozenset[EntityId] = frozenset()


class StoryState:
    """One story and the sum of its items. Grows only by `add`. Most are small: what they lack costs nothing."""

    __slots__ = (
        "_counts", "_older_terms", "_title_people", "accounts", "core_people", "entities", "first_reported",
        "in_window", "langs", "last_reported", "people", "recent", "story", "title_people",
        "title_places", "turns", "values",
    )  # fmt: skip

    def __init__(self, story: Story) -> None:
        self.story = story
        self.in_window = 0
        """How many of its items are still in the window; a story without any is over."""
        self.recent: tuple[WindowItem, ...] = ()
        """Its newest items, oldest first."""
        self.langs: frozenset[str | None] = frozenset()
        self.entities = self.people = self.title_people = self.title_places = _NOBODY
        self.core_people = _NOBODY
        """The people whom at least half of the titles name."""
        self.accounts: frozenset[str] = frozenset()
        """Whose accounts of the event there are."""
        self.turns: frozenset[str] = frozenset()
        """The turns that it has had."""
        self.first_reported = self.last_reported = story.opened_at
        """When its items were published, as far as that can be believed."""
        self.values: dict[str, list[float]] | None = None
        """For each slot the numbers that were in it, in the order reported."""
        self._counts: dict[float, frozenset[str | None]] | None = None
        """For each number the languages in which it was reported."""
        self._title_people: dict[EntityId, int] | None = None
        self._older_terms: set[str] | None = None
        """Terms of the items that are no longer among the recent ones."""

    def add(self, reading: Features, story: Story, entry: WindowItem) -> None:
        """Take an item in; the story is as it is with the item in it."""
        self.story = story
        self.in_window += 1
        if len(self.recent) == _RECENT:
            self._older_terms = self._older_terms or set()
            self._older_terms.update(self.recent[0].terms)
        self.recent = (*self.recent[1 - _RECENT :], entry)
        self.langs = _grown(self.langs, frozenset((reading.identity.lang,)))
        self.accounts = _grown(self.accounts, frozenset((entry.account,)))
        self.first_reported = min(self.first_reported, entry.reported_at)
        self.last_reported = (
            entry.reported_at if self.in_window == 1 else max(self.last_reported, entry.reported_at)
        )
        if reading.identity.round_up:
            return
        lead = reading.words.terms[reading.words.title_count : reading.words.word_count]
        self.turns = _grown(self.turns, turns_in(lead).union(reading.claims.turns))
        self._name(reading)
        if reading.claims.numbers:
            self._count(reading)

    def takes(self, at: datetime, *, span: timedelta, life: timedelta) -> bool:
        """Whether the story is still running at this time: `span` after its last item, `life` after its first."""
        return at - self.story.updated_at <= span and at - self.story.opened_at <= life

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

    def reported_in_other_language(self, number: Number, lang: str | None) -> bool:
        """Whether an item in another language gave this very number."""
        return bool((self._counts or {}).get(number.value, frozenset()) - {lang})

    def _name(self, reading: Features) -> None:
        names = reading.names
        if not names.entities <= self.entities:
            self.entities = _grown(self.entities, names.entities)
            self.people = people_of(self.entities)
        self.title_places = _grown(self.title_places, names.title_places)
        if names.title_people or self._title_people:
            self.title_people = _grown(self.title_people, names.title_people)
            counts = self._title_people = self._title_people or {}
            for person in names.title_people:
                counts[person] = counts.get(person, 0) + 1
            self.core_people = frozenset(person for person, items in counts.items() if items * 2 >= self.size)

    def _count(self, reading: Features) -> None:
        self.values = self.values or {}
        self._counts = self._counts or {}
        for number in reading.claims.numbers:
            self._counts[number.value] = self._counts.get(number.value, frozenset()) | {reading.identity.lang}
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


class WindowItem:
    """An item in the window, with the weights of its terms when it came: a vector no longer than 1."""

    __slots__ = (
        "account",
        "areas",
        "at",
        "bare",
        "boilerplate",
        "entities",
        "expressions",
        "feed",
        "guid",
        "in_title",
        "item",
        "keys",
        "lang",
        "live",
        "negates",
        "numbers",
        "opened",
        "reported_at",
        "source",
        "spans",
        "terms",
        "thread",
        "title",
        "title_count",
        "title_names",
        "title_size",
        "vector",
        "weights",
        "word_count",
    )  # fmt: skip

    def __init__(self, reading: Features, thread: StoryState, *, weights: dict[str, float], account: str) -> None:
        identity, words = reading.identity, reading.words
        self.item: ItemId = identity.item
        self.thread = thread
        self.opened: StoryId = thread.story.id
        self.feed: FeedId = identity.feed
        self.guid = identity.guid
        self.source = intern(identity.source)
        self.account = account
        """Whose account of the event it gives: an agency's, another outlet's, or its own."""
        self.at: datetime = identity.at
        self.reported_at: datetime = identity.reported_at
        self.title = identity.title
        self.bare = identity.bare
        self.keys: tuple[int, ...] = identity.keys
        self.lang = identity.lang
        self.areas = identity.areas
        self.live = identity.live
        self.negates = reading.claims.negates
        self.title_size = words.title_size
        self.title_count = words.title_count
        self.title_names: tuple[str, ...] = tuple(map(intern, words.title_names))
        self.vector: NDArray[np.float16] | None = None
        """Of the title; only with embeddings, and only once it was asked for."""
        self.word_count = words.word_count
        # A round-up is about no one event: nothing shall be found by its words, nor by its names.
        self.terms: tuple[str, ...] = () if identity.round_up else tuple(map(intern, words.terms))
        self.weights = array("f", () if identity.round_up else weights.values())
        self.numbers: tuple[Number, ...] = reading.claims.numbers
        self.entities: frozenset[EntityId] = frozenset() if identity.round_up else reading.names.entities
        self.in_title: frozenset[EntityId] = frozenset() if identity.round_up else reading.names.in_title
        self.spans = reading.names.spans
        self.boilerplate = reading.boilerplate
        self.expressions = reading.expressions

    @property
    def row(self) -> tuple[TitleWord, ...]:
        """The title, word by word."""
        return title_words(self.bare, self.lang, self.spans)

    @property
    def has_lead(self) -> bool:
        """Whether there is a lead."""
        return self.word_count - self.title_count >= LEAD_TERMS

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
