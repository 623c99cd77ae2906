"""Reading what a rule says of its alerts: how often, at which hours, and how items become one story."""

from __future__ import annotations

import re
from dataclasses import replace
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from monitor.detect.reader import fields
from monitor.detect.rules import keys as spec
from monitor.model.ids import Severity
from monitor.model.matching.rule_hit import Hours, Merge, Outside, Per, StoryPolicy, Throttle
from monitor.yamldoc import fields as yamldoc_fields
from monitor.yamldoc.parse import Document, Node, Text, nearest

_HOURS = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)\s*[-–]\s*([01]?\d|2[0-4]):([0-5]\d)")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = re.compile(r"([a-z]{3})[a-z]*(?:\s*[-–]\s*([a-z]{3})[a-z]*)?")
_NONE = "none"
_MAX_SOURCES = 100
_DAY_IN_MINUTES = 24 * 60


def read_throttle(document: Document, node: Node) -> Throttle | None:
    """`{every: 30m, per: story}`, or just the duration; None after a problem, and for `none`."""
    if isinstance(node, Text):
        if node.value == _NONE:
            return None
        every = yamldoc_fields.duration(document, node, "throttle")
        return Throttle(every=every) if every is not None else None
    at = document.map(node, "throttle")
    if at is None:
        return None
    fields.check_keys(document, at, spec.keys("throttle"))
    if (written := at.get("every")) is None:
        document.problem(node, "E105", "throttle needs `every`: {every: 30m, per: story}")
        return None
    every = yamldoc_fields.duration(document, written, "every")
    per = Per.STORY
    if (chosen := at.get("per")) is not None:
        per = yamldoc_fields.choice(document, chosen, "per", Per, default=per)
    return Throttle(every=every, per=per) if every is not None else None


def read_hours(document: Document, node: Node) -> Hours | None:
    """`{hours: "06:00-22:00", days: [mon-fri], tz: Asia/Jakarta, outside: hold, except: critical}`."""
    if isinstance(node, Text) and node.value == _NONE:
        return None
    at = document.map(node, "schedule")
    if at is None:
        return None
    fields.check_keys(document, at, spec.keys("schedule"))
    hours = Hours(start=0, end=0)
    if (written := at.get("hours")) is not None:
        hours = _of_day(document, written, hours)
    if (written := at.get("days")) is not None:
        hours = replace(hours, days=_days(document, written))
    if (written := at.get("tz")) is not None:
        hours = replace(hours, timezone=_timezone(document, written))
    if (written := at.get("outside")) is not None:
        hours = replace(
            hours, outside=yamldoc_fields.choice(document, written, "outside", Outside, default=hours.outside)
        )
    if (written := at.get("except")) is not None:
        hours = replace(hours, passes=_passes(document, written, hours.passes))
    return hours


def read_story(document: Document, node: Node, base: StoryPolicy) -> StoryPolicy:
    """`{join: 24h, merge: strict, min_independent: 2}`, or `none`: only copies of one text are one story."""
    if isinstance(node, Text) and node.value == _NONE:
        return replace(base, merge=Merge.NONE)
    at = document.map(node, "story")
    if at is None:
        return base
    fields.check_keys(document, at, spec.keys("story"))
    if (written := at.get("join")) is not None:
        base = replace(base, join=yamldoc_fields.duration(document, written, "join"))
    if (written := at.get("merge")) is not None:
        base = replace(base, merge=yamldoc_fields.choice(document, written, "merge", Merge, default=base.merge))
    if (written := at.get("min_independent")) is not None:
        least = yamldoc_fields.number(document, written, "min_independent", code="E105", low=1, high=_MAX_SOURCES)
        base = replace(base, min_independent=least or base.min_independent)
    return base


def _of_day(document: Document, node: Node, hours: Hours) -> Hours:
    value = document.text(node, "hours")
    if value is None:
        return hours
    written = _HOURS.fullmatch(value.strip())
    if written is None:
        document.problem(node, "E105", f'hours must be like "06:00-22:00", not {value!r}')
        return hours
    start, end = (int(written[n]) * 60 + int(written[n + 1]) for n in (1, 3))
    if end > _DAY_IN_MINUTES:
        document.problem(node, "E105", f"hours end at 24:00 at the latest, not as in {value!r}")
    return replace(hours, start=start, end=end % _DAY_IN_MINUTES)


def _days(document: Document, node: Node) -> tuple[int, ...]:
    found: set[int] = set()
    for text in document.texts(node, "days"):
        written = _DAY.fullmatch(text.value.strip().lower())
        first, last = (written[1], written[2] or written[1]) if written else ("", "")
        if first not in _DAYS or last not in _DAYS:
            document.problem(
                text,
                "E105",
                f"days must be like mon, sat or mon-fri, not {text.value!r}",
                hint=nearest(text.value.lower(), _DAYS),
            )
            continue
        start, length = _DAYS.index(first), (_DAYS.index(last) - _DAYS.index(first)) % 7
        found |= {(start + after) % 7 for after in range(length + 1)}
    return tuple(sorted(found)) or tuple(range(7))


def _timezone(document: Document, node: Node) -> str:
    value = document.text(node, "tz")
    if value is None:
        return ""
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        document.problem(
            node,
            "E105",
            f"tz must be a time zone like Asia/Jakarta, not {value!r}",
            hint=nearest(value, available_timezones()),
        )
        return ""
    return value


def _passes(document: Document, node: Node, default: Severity | None) -> Severity | None:
    """The severity from which an alert is sent at any hour."""
    if isinstance(node, Text) and node.value == _NONE:
        return None
    return fields.severity(document, node, "except", default=default or Severity.CRITICAL)
