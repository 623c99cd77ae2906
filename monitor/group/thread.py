"""A story as it runs: what its items have said so far, against which the next one is held."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

from monitor.group.numbers import Number
from monitor.group.reading import Reading
from monitor.model import EntityId, Match, Story, StoryId

_T = TypeVar("_T")

MAX_LIFE = timedelta(days=7)
"""A story older than this takes no more items, however lively: the next one opens a new story."""
_RECENT = 16


class Thread:
    """One story and the sum of its items' readings. Grows only by `add`."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.in_window = 0
        """How many of its items are still in the window; a story without any is over."""
        self.recent: deque[Reading] = deque(maxlen=_RECENT)
        self.langs: set[str | None] = set()
        self.terms: set[str] = set()
        self.entities: set[EntityId] = set()
        self.people: set[EntityId] = set()
        self.places: set[EntityId] = set()
        self.core_people: frozenset[EntityId] = frozenset()
        """The people whom at least half of the items are about."""
        self.values: dict[str, list[float]] = {}
        """For each slot the numbers that stood in it, in the order told."""
        self._value_langs: dict[float, set[str | None]] = {}
        self._key_people: Counter[EntityId] = Counter()
        self._read = 0

    def add(self, reading: Reading, story: Story) -> None:
        """Take an item in; the story is as it stands with the item in it."""
        self.story = story
        self._read += 1
        self.in_window += 1
        self.recent.append(reading)
        self.langs.add(reading.lang)
        self.terms.update(reading.terms)
        self.entities |= reading.entities
        self.people |= reading.people
        self.places |= reading.places
        self._key_people.update(reading.key_people)
        self.core_people = frozenset(
            person for person, items in self._key_people.items() if items * 2 >= self._read
        )
        for number in reading.numbers:
            self._value_langs.setdefault(number.value, set()).add(reading.lang)
            for slot in number.slots:
                known = self.values.setdefault(slot, [])
                if number.value not in known:
                    known.append(number.value)

    def takes(self, at: datetime, *, window: timedelta) -> bool:
        """Whether the story is still running at this time."""
        return at - self.story.updated_at <= window and at - self.story.opened_at <= MAX_LIFE

    @property
    def size(self) -> int:
        """How many items the story has, those before the window too."""
        return len(self.story.items)

    def has_counted(self, number: Number) -> bool:
        """Whether an item, in any language, counted something to this very number."""
        return number.value in self._value_langs

    def told_in_other_language(self, number: Number, lang: str | None) -> bool:
        """Whether an item in another language gave this very number."""
        return bool(self._value_langs.get(number.value, set()) - {lang})


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


def joined_by(story: Story, match: Match) -> Story:
    """The story with this match's item in it."""
    item = match.item
    return replace(
        story,
        items=(*story.items, item.id),
        sources=_once((*story.sources, item.source)),
        rules=_once((*story.rules, *(hit.rule for hit in match.rules))),
        severity=max(story.severity, match.severity),
        updated_at=max(story.updated_at, item.first_seen_at),
    )


def _once(values: Iterable[_T]) -> tuple[_T, ...]:
    return tuple(dict.fromkeys(values))
