"""When a rule may alert: hours of a wall clock, across midnight and the changes of summer time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from monitor.model.matching.rule_hit import Hours

_DAY = 24 * 60  # minutes


def opens_at(hours: Hours, at: datetime, *, tz: tzinfo) -> datetime | None:
    """The instant from which the hours are open: `at` itself if they are; None if they never open.

    A wall-clock time that a change of summer time skips or repeats belongs to the hours if it can.
    """
    day = at.astimezone(tz).date()
    for start, end in _spans(hours, day - timedelta(days=1), tz=tz):
        if at < end:
            return max(at, start)
    return None


def _spans(hours: Hours, first: date, *, tz: tzinfo) -> Iterator[tuple[datetime, datetime]]:
    """The spans that begin on the nine days from `first`, in order: a week, the night before it, the day after."""
    length = (hours.end - hours.start) % _DAY or _DAY
    for number in range(9):
        day = first + timedelta(days=number)
        if day.weekday() in hours.days:
            yield (
                _instant(day, hours.start, tz=tz, fold=0),
                _instant(day, hours.start + length, tz=tz, fold=1),
            )


def _instant(day: date, minutes: int, *, tz: tzinfo, fold: int) -> datetime:
    """What the clock on the wall shows so many minutes after midnight of a day: the first or the second time."""
    days, rest = divmod(minutes, _DAY)
    wall = datetime.combine(day + timedelta(days=days), time(rest // 60, rest % 60, fold=fold), tzinfo=tz)
    return wall.astimezone(UTC)
