"""What a backtest shows, as an answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from monitor.desk.shapes.base import Shape

_DAY = timedelta(days=1)


class BacktestAlertShape(Shape, frozen=True, kw_only=True, tag="backtest_alert"):
    """An alert that would be sent, or that was."""

    id: str
    at: datetime
    """When it leaves: at the end of its hold, if it has one."""
    channel: str
    reason: str
    because: str
    """The reason in words; empty for an alert that was sent."""
    severity: str
    rules: tuple[str, ...]
    words: tuple[str, ...]
    """What was found in the item, as the rules write it; empty for an alert that was sent."""
    headline: str
    source: str
    url: str
    item: str
    story: str
    held_for: str
    """What it waits for before it leaves; empty if nothing."""


class BacktestRuleShape(Shape, frozen=True, kw_only=True, tag="backtest_rule"):
    """What one rule would have done. An alert counts for each of its rules."""

    rule: str
    matches: int
    first: int
    """Alerts that are the first of their story on their channel."""
    changed: int
    """Further alerts: a development, or a higher severity."""
    suppressed: int

    @property
    def alerts(self) -> int:
        """How many alerts."""
        return self.first + self.changed


class BacktestChangeShape(Shape, frozen=True, kw_only=True, tag="backtest_change"):
    """An alert on both sides, with another severity."""

    now: BacktestAlertShape
    before: BacktestAlertShape


class BacktestDifferenceShape(Shape, frozen=True, kw_only=True, tag="backtest_difference"):
    """The alerts of the rules beside those of others, or what was sent: paired by channel and item or story."""

    against: str
    """`running`, `sent`, or a folder of rules."""
    new: tuple[BacktestAlertShape, ...]
    """Only these rules bring them."""
    gone: tuple[BacktestAlertShape, ...]
    """These rules do not bring them."""
    same: int
    """Alerts on both sides, whatever their severity."""
    changed: tuple[BacktestChangeShape, ...]
    """Those among them whose severity differs."""


class BacktestShape(Shape, frozen=True, kw_only=True, tag="backtest"):
    """What rules would have sent in a stretch of time."""

    rules: tuple[BacktestRuleShape, ...]
    """Only rules that match something."""
    since: datetime
    until: datetime
    """Where it ended: earlier than was asked if it was interrupted."""
    played_from: datetime
    """Stories before `since` are known from here on."""
    complete: bool
    """Whether items are kept from as early as stories reach back before `since`."""
    interrupted: bool
    candidates: int
    """How many items were looked at, also before `since`: all that may match, and maybe more."""
    skipped: int
    """Items that take the rules too long; the daemon quarantines them."""
    matches: int
    suppressed: Mapping[str, int]
    """How many alerts were suppressed, by reason."""
    held: int
    """How many alerts would still wait at the end."""
    alerts: tuple[BacktestAlertShape, ...]
    """By time."""
    difference: BacktestDifferenceShape | None
    """None if nothing was compared."""
    unreadable: tuple[str, ...]
    """Files of the archive that could not be read, and were left out."""

    @property
    def alerts_a_day(self) -> float:
        """Over the time of which items are kept; over a day if that is less."""
        return len(self.alerts) / max((self.until - max(self.since, self.played_from)) / _DAY, 1.0)
