"""What rules with `when` ask for, and what made one fire."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import assert_never

from monitor.model.ids import FeedId, ItemId
from monitor.model.written import written


class Distinct(StrEnum):
    """What a count takes for one, however often it comes."""

    ITEM = "item"
    SOURCE = "source"
    FEED = "feed"
    STORY = "story"
    LANG = "lang"
    PERSON = "entities.person"
    COUNTRY = "entities.country"
    PLACE = "entities.place"
    ORG = "entities.org"

    @property
    def plural(self) -> str:
        """What several of them are called."""
        return _PLURALS.get(self, f"{self}s")

    @property
    def kind(self) -> str:
        """The kind of entity that it is, or an empty string."""
        return self.removeprefix("entities.") if self.startswith("entities.") else ""


_PLURALS = {
    Distinct.STORY: "stories",
    Distinct.LANG: "languages",
    Distinct.PERSON: "people",
    Distinct.COUNTRY: "countries",
    Distinct.PLACE: "places",
    Distinct.ORG: "organisations",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """So many within a while."""

    at_least: int
    within: timedelta
    distinct: Distinct = Distinct.ITEM


@dataclass(frozen=True, slots=True, kw_only=True)
class Spike:
    """Many more in a window than usual."""

    factor: int
    """How many times as many as usual."""
    window: timedelta
    baseline: timedelta
    """How far back the usual is taken from; a day of it is needed."""
    least: int
    """How many it takes in any case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """Nothing for a while."""

    span: timedelta
    unless_feed_down: bool = False
    """Whether every feed that it is about must have been visited well since the span was over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventSequence:
    """Each of several rules within a while."""

    rules: tuple[str, ...]
    """Ids of rules, or expressions with `*` that fit one or more."""
    within: timedelta
    ordered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Novelty:
    """Something that was not there for a while."""

    field: Distinct
    """What of the items."""
    not_seen_in: timedelta


Correlated = Count | Spike | Absence | EventSequence | Novelty
"""What must come together. Whoever asks which one it is ends with `assert_never`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correlation:
    """What must come together before a rule with `when` fires: one condition of five.

    Made by `of` and read by `condition`. The five fields are the form in which it is stored: exactly one is there.
    """

    key: str
    """Names the rule and what it counts. It outlives an edit of the severity, but not one of what is counted."""
    count: Count | None = None
    spike: Spike | None = None
    absent: Absence | None = None
    sequence: EventSequence | None = None
    new: Novelty | None = None
    feeds: tuple[FeedId, ...] = ()
    """The feeds that the rule names."""

    @classmethod
    def of(cls, condition: Correlated, *, key: str, feeds: tuple[FeedId, ...] = ()) -> Correlation:
        """A correlation with this condition."""
        match condition:
            case Count():
                return cls(key=key, feeds=feeds, count=condition)
            case Spike():
                return cls(key=key, feeds=feeds, spike=condition)
            case Absence():
                return cls(key=key, feeds=feeds, absent=condition)
            case EventSequence():
                return cls(key=key, feeds=feeds, sequence=condition)
            case Novelty():
                return cls(key=key, feeds=feeds, new=condition)
            case _:
                assert_never(condition)

    @property
    def condition(self) -> Correlated:
        """What must come together."""
        found = self.count or self.spike or self.absent or self.sequence or self.new
        assert found is not None, "made with one"
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """One of the things that a rule with `when` counts."""

    member: str
    """As what it counts: an item, a source, a feed, a story, a language, an entity, a rule."""
    at: datetime
    """When its item was first seen."""
    item: ItemId
    source: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """What came together for a rule with `when`, so that it fires."""

    text: str = field(metadata=written("says"))
    """In words, with the numbers: '8 of 8 sources within 1 h: …'."""
    contributions: tuple[Contribution, ...] = field(default=(), metadata=written("witnesses"))
    """The newest of what was counted, oldest first."""
