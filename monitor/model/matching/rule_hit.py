"""A term that was found, a rule that was satisfied, and what that rule asks of stories and routes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from monitor.model.ids import ChannelName, EntityId, RuleId, Severity
from monitor.model.matching.correlation import Correlation
from monitor.model.news.item import Field


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """Where a term was found. Start and end count code points of the item's own text of that field."""

    term: str
    """As the rule or the entity writes it."""
    field: Field
    start: int
    end: int
    entity: EntityId | None = None
    """The entity that the term is a name of, if it is one."""


class Per(StrEnum):
    """What a throttle counts separately."""

    RULE = "rule"
    STORY = "story"
    SOURCE = "source"
    ENTITY = "entity"


@dataclass(frozen=True, slots=True, kw_only=True)
class Throttle:
    """A rule alerts a channel at most once in a while."""

    every: timedelta
    per: Per = Per.STORY


class Outside(StrEnum):
    """What becomes of an alert outside the hours of its rule."""

    HOLD = "hold"
    """It waits until the hours begin."""
    DIGEST = "digest"
    """It is sent in one message with the others, when the hours begin."""
    DROP = "drop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """When a rule may alert."""

    start: int
    """Minutes after local midnight."""
    end: int
    """Minutes after local midnight. Before `start`: the hours reach into the next day; equal: all day."""
    days: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6)
    """Weekdays on which the hours begin, Monday is 0."""
    timezone: str = ""
    """An IANA name such as Asia/Jakarta; empty for the monitor's own."""
    outside: Outside = Outside.HOLD
    passes: Severity | None = Severity.CRITICAL
    """Severity from which an alert is sent at any hour; None if none does."""


class Merge(StrEnum):
    """How much evidence two items need to be one story."""

    STRICT = "strict"
    NORMAL = "normal"
    LOOSE = "loose"
    NONE = "none"
    """Only copies of the same text are one story."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryPolicy:
    """What a rule says of its stories."""

    merge: Merge = Merge.NORMAL
    join: timedelta | None = None
    """How long after its last item a story takes more; None for the monitor's own window."""
    min_independent: int = 1
    """How many independent sources must report a story before it alerts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleHit:
    """One rule that an item satisfies, with all that later stages need to know of the rule."""

    rule: RuleId
    title: str
    severity: Severity
    tags: tuple[str, ...] = ()
    notify: tuple[ChannelName, ...] = ()
    """Channels that the rule names itself; empty leaves the choice to the routes."""
    hits: tuple[Hit, ...] = ()
    """The words that fired, in the order of the text."""
    required: tuple[EntityId, ...] = ()
    """Entities that every item of this rule must have, so that they distinguish no stories."""
    throttle: Throttle | None = None
    hours: Hours | None = None
    story: StoryPolicy = StoryPolicy()
    correlation: Correlation | None = None
    """What must come together, for a rule with `when`."""
