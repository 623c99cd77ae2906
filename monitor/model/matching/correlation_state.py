"""How far a correlation rule has counted, and what changes that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from monitor.model.ids import FeedId
from monitor.model.matching.correlation import Contribution
from monitor.model.matching.match import Match
from monitor.model.written import written


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrelationState:
    """The state of a rule with `when`. It has a size that does not grow with the news."""

    key: str
    """That of the rule's `Correlation`."""
    began_at: datetime
    """Since when it counts."""
    seen: tuple[Contribution, ...] = ()
    """What counts at present, oldest first; of what is not among the newest only what it is and the time."""
    buckets: tuple[tuple[int, int], ...] = ()
    """For a spike: how many there were in each stretch of time, by its number, without those that had none."""
    fired_at: datetime | None = field(default=None, metadata=written("rang_at"))
    """When it fired last, in the time of the items. For an absence, None again once it is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StateChange:
    """What a match, or the passing of time, changes for rules with `when`."""

    states: tuple[CorrelationState, ...] = field(default=(), metadata=written("tallies"))
    """Those that are different from before."""
    matches: tuple[Match, ...] = ()
    """Of the rules that fire now, to be decided like any other."""
    descriptions: tuple[str, ...] = field(default=(), metadata=written("says"))
    """In words, the state of each rule."""
    forgotten: tuple[str, ...] = ()
    """Keys of states whose rule is there no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watermark:
    """How far the news has come, and which feeds were visited."""

    at: datetime
    """Whatever was first seen before has been handed on to the deciding loop."""
    good_at: Mapping[FeedId, datetime]
    """The last visit that went well, of the feeds that were asked for; absent if there was none."""
