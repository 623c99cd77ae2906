"""A report as a message to a channel: a headline, a sentence, and a line for each thing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import tzinfo

from monitor.desk.render import words
from monitor.desk.shapes.report import ReportShape, ReportStoryShape
from monitor.language.display import line

_ROOM = 2_700
"""Characters of all lines together: what fits into one message of every service, with the rest of it."""
_LONGEST_LINE = 200
_MARKS = 6
"""Of each line: a bullet, a line break, and marks of direction."""


def headline(report: ReportShape, name: str) -> str:
    """'Report night: 6 stories alerted, 2 not acknowledged'."""
    if not report.stories:
        return f"Report {name}: nothing alerted"
    stories = f"{words.counted(len(report.stories), 'story')} alerted"
    return f"Report {name}: {stories}, {report.unacknowledged:,} not acknowledged"


def summary(report: ReportShape, *, zone: tzinfo) -> str:
    """From when until when, what came in all, and how long alerting took."""
    matched = (
        f"{words.counted(report.matches, 'item')} matched rules, {words.counted(report.alerts, 'alert')} sent"
    )
    took = (
        f"; first seen to sent {words.quantiles(report.times[0].seen_to_sent)} (p50 / p95)" if report.times else ""
    )
    return f"{words.period(report, zone=zone)}: {matched}{took}"


def story_lines(report: ReportShape, *, zone: tzinfo) -> tuple[str, ...]:
    """The stories that alerted, the gravest first, as many as fit."""
    return _fitting([_story(one, report, zone) for one in report.stories], report, zone)


def lines(report: ReportShape, *, zone: tzinfo) -> tuple[str, ...]:
    """What does not work, what was not sent, and the stories, as many as fit."""
    return _fitting([*_first(report), *(_story(one, report, zone) for one in report.stories)], report, zone)


def _first(report: ReportShape) -> Iterator[str]:
    for says, fix in words.troubles(report):
        yield line(f"! {says}: {fix}" if fix else f"! {says}", limit=_LONGEST_LINE)
    if report.failed:
        yield f"! {words.counted(len(report.failed), 'alert')} not sent: monitor alerts log --outcome any"


def _story(story: ReportStoryShape, report: ReportShape, zone: tzinfo) -> str:
    at = words.moment(story.first_sent_at, report=report, zone=zone)
    said = line(words.headline(story.headline), limit=110)
    known = ", ".join(dict.fromkeys(words.plain(act.person) for act in story.acknowledged))
    state = f"acknowledged by {known}" if known else "NOT acknowledged"
    if story.not_relevant:
        state += ", not relevant"
    changed = f"; {words.counted(len(story.developments), 'change')}" if story.developments else ""
    sources = words.counted(len(story.sources), "source")
    return f"{story.severity.upper()} {at} {said} ({sources}{changed}; {line(state, limit=60)})"


def _fitting(found: Sequence[str], report: ReportShape, zone: tzinfo) -> tuple[str, ...]:
    since, until = (f"{one.astimezone(zone):%Y-%m-%d %H:%M}" for one in (report.since, report.until))
    rest = f"and {{}} more: monitor report --since '{since}' --until '{until}'"
    room, kept = _ROOM - len(rest) - _MARKS - 4, 0
    for text in found:
        room -= len(text) + _MARKS
        if room < 0:
            break
        kept += 1
    if kept == len(found):
        return tuple(found)
    return (*found[:kept], rest.format(len(found) - kept))
