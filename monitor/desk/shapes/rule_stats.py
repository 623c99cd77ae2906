"""What rules did, as an answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from monitor.desk.shapes.base import Shape


class RuleDayShape(Shape, frozen=True, kw_only=True, tag="rule_day"):
    """What a rule did on one day."""

    day: date
    hits: int
    """Items that it matched."""
    alerts: int
    """Alerts with it that a channel accepted, reminders among them: one for each channel."""
    suppressed: int
    """Pairs of an item that it matched and a channel that was not notified."""
    folded: int
    """Those of them whose item had nothing new of a story that the channel knows."""
    acknowledged: int
    """Alerts whose story somebody acknowledged."""
    not_relevant: int
    """Alerts whose story somebody marked as not relevant."""


class RuleStatsShape(Shape, frozen=True, kw_only=True, tag="rule_stats"):
    """What a rule did in a stretch of time."""

    rule: str
    hits: int
    alerts: int
    suppressed: int
    folded: int
    acknowledged: int
    not_relevant: int
    by_reason: Mapping[str, int]
    """How much of it was suppressed for each reason."""
    days: tuple[RuleDayShape, ...]
    """The days on which it did anything, in order."""


class RulesStatsShape(Shape, frozen=True, kw_only=True, tag="rules_stats"):
    """What each rule did in a stretch of time: the one with the most alerts first."""

    since: datetime
    until: datetime
    rules: tuple[RuleStatsShape, ...]
    unreadable: tuple[str, ...]
    """Files of the archive that could not be read, and were left out."""
