"""Alerts of a backtest counted by day or by hour, in UTC."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from monitor.desk.shapes.backtest import BacktestAlertShape, BacktestShape

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """One day or hour."""

    starts_at: datetime
    alerts: Counter[str] = field(default_factory=Counter)
    """By channel."""
    new: int = 0
    gone: int = 0

    @property
    def before(self) -> int:
        """How many alerts what is compared with has."""
        return self.alerts.total() - self.new + self.gone


def buckets(found: BacktestShape, step: timedelta) -> Sequence[Bucket]:
    """Every step from the beginning to the end, also those without an alert."""
    first, last = _floor(found.since, step), found.until - timedelta.resolution
    compared = found.difference
    alerts = _by_step(found.alerts, step)
    new = _by_step(compared.new if compared else (), step)
    gone = _by_step(compared.gone if compared else (), step)
    starts = [first + number * step for number in range(max((last - first) // step, 0) + 1)]
    return [
        Bucket(
            starts_at=at,
            alerts=Counter(one.channel for one in alerts.get(at, ())),
            new=len(new.get(at, ())),
            gone=len(gone.get(at, ())),
        )
        for at in starts
    ]


def _by_step(alerts: Iterable[BacktestAlertShape], step: timedelta) -> dict[datetime, list[BacktestAlertShape]]:
    found: dict[datetime, list[BacktestAlertShape]] = {}
    for one in alerts:
        found.setdefault(_floor(one.at, step), []).append(one)
    return found


def _floor(at: datetime, step: timedelta) -> datetime:
    midnight = at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + (at - midnight) // step * step
