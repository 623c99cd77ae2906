"""A stretch of time as a strip: when each story first alerted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo

from monitor.desk.shapes.report import ReportShape
from monitor.model.ids import Severity

_STEPS = tuple(
    timedelta(minutes=minutes)
    for minutes in (5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2 * 1440, 7 * 1440, 14 * 1440, 28 * 1440)
)
"""Between two marks of the clock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StripMark:
    """The first alert of a story; `x` is its place from 0 to 1."""

    x: float
    severity: str
    level: int
    """From 0 for info to 4 for critical."""
    acknowledged: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StripTick:
    """A time of the clock."""

    x: float
    text: str


def marks(report: ReportShape) -> list[StripMark]:
    """A mark for each story, in the order of time."""
    found = [
        StripMark(
            x=_place(story.first_sent_at, report),
            severity=story.severity,
            level=level(story.severity),
            acknowledged=bool(story.acknowledged),
        )
        for story in report.stories
    ]
    return sorted(found, key=lambda one: one.x)


def level(severity: str) -> int:
    """How grave a severity is, from 0 for info to 4 for critical."""
    return Severity[severity.upper()] - Severity.INFO


def ticks(report: ReportShape, *, zone: tzinfo, most: int) -> list[StripTick]:
    """Times of the zone's clock within the report, at most so many, none so near an end that it would be cut."""
    span = report.until - report.since
    step = next((one for one in _STEPS if span / one <= most), _STEPS[-1])
    pattern = "%H:%M" if step < timedelta(days=1) else "%d %b"
    found = (StripTick(x=_place(at, report), text=f"{at:{pattern}}") for at in _times(report, zone, step))
    return [one for one in found if 0.03 <= one.x <= 0.97]


def _times(report: ReportShape, zone: tzinfo, step: timedelta) -> Iterator[datetime]:
    """Whole steps of the clock from midnight on, but none that it leaves out when summer time begins."""
    first, last = report.since.astimezone(zone), report.until.astimezone(zone)
    at = datetime.combine(first.date(), time(), tzinfo=zone)
    while at <= last:
        if at >= first and at.astimezone(UTC).astimezone(zone).hour == at.hour:
            yield at
        at += step


def _place(at: datetime, report: ReportShape) -> float:
    return min(max((at - report.since) / (report.until - report.since), 0.0), 1.0)
