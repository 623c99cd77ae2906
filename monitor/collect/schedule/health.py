"""How a feed is, in words: what is wrong with it, since when, and what to do about it. Pure.

Everything is derived again from what is remembered of the feed, whenever it is asked for: by each visit, for the
notices, and by `monitor feeds health`. A feed is never abandoned, and never left in silence.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from monitor.clock import utc_minute_text
from monitor.collect.schedule.advice import advice
from monitor.collect.schedule.cadence import FLOOR, interval
from monitor.collect.schedule.host_backoff import ADOPTED_AFTER
from monitor.collect.schedule.visit_times import LONGEST_HINT, requested_interval
from monitor.model.ids import Severity
from monitor.model.news.feed import Feed
from monitor.model.news.visit import FeedState, FetchFailure, PollState
from monitor.model.notice import Notice

DEAD_AFTER = timedelta(days=1)
DEAD_FAILURES = 5
INSISTS = 3
"""Failures in a row from which it is no accident."""
SILENT_AFTER = timedelta(days=1)
SILENT_GAPS = 12
SILENT_UNKNOWN = timedelta(days=7)
"""Likewise, for a feed whose rhythm is not known."""
ABANDONED_AFTER = timedelta(days=60)
OVERRAN_LATELY = timedelta(days=1)


_SOONEST = timedelta(seconds=1)
"""The shortest interval that can be written for a server of one's own."""


class FeedIssue(StrEnum):
    """What a feed may suffer from, the worst first."""

    GONE = "gone"
    DEAD = "dead"
    FORBIDDEN = "forbidden"
    DRIFTED = "no feed"
    REFUSED = "refused"
    FAILING = "failing"
    OUTAGE = "our network"
    OVERRUN = "overrun"
    SILENT = "silent"
    MOVED = "moved"
    SKEWED = "clock"
    RESTLESS = "wording"
    UNDATED = "dates"
    EMPTY = "empty"
    LATE = "late"
    SLOWED = "seldom"


_ORDER = {issue: place for place, issue in enumerate(FeedIssue)}
_OF_FAILURE = {
    FetchFailure.GONE: FeedIssue.GONE,
    FetchFailure.FORBIDDEN_ADDRESS: FeedIssue.FORBIDDEN,
    FetchFailure.NOT_A_FEED: FeedIssue.DRIFTED,
    FetchFailure.BROKEN: FeedIssue.DRIFTED,
    FetchFailure.SLOW_DOWN: FeedIssue.REFUSED,
    FetchFailure.ROBOTS: FeedIssue.REFUSED,
    FetchFailure.OUR_NETWORK: FeedIssue.OUTAGE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedFinding:
    """One thing that is wrong with one feed."""

    issue: FeedIssue
    says: str
    """What is the case, in words."""
    do: str
    """What a person can do about it; empty if nothing."""
    since: datetime | None = None
    severity: Severity = Severity.LOW
    notify: bool = False
    """Whether the people who run the monitor must be notified of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promptness:
    """How soon somebody wants to see what a feed brings."""

    within: timedelta
    by: str
    """Who says so: 'its `within`', 'rule kursk'."""


def examine(
    feed: Feed, state: FeedState, *, now: datetime, need: Promptness | None = None
) -> tuple[FeedFinding, ...]:
    """What is wrong with a feed, the worst first; nothing if it is well. `need` is the most pressing one."""
    failure = FetchFailure(state.failure) if state.failure else None
    found = _findings(feed, state.memory, now=now, failure=failure, status=state.status, detail=state.detail)
    late = _late(feed, state.memory, now=now, need=need) if need is not None and failure is None else None
    return _worst_first((*found, late))


def rank(findings: tuple[FeedFinding, ...]) -> int:
    """Sorts feeds, the worst first."""
    return _ORDER[findings[0].issue] if findings else len(_ORDER)


def notices(
    feed: Feed,
    memory: PollState,
    *,
    now: datetime,
    failure: FetchFailure | None = None,
    status: int = 0,
    detail: str = "",
) -> tuple[Notice, ...]:
    """What must be reported of a feed after a visit. One trouble has one key for as long as it lasts."""
    return tuple(
        Notice(
            key=f"feed:{feed.id}:{finding.issue}:{_mark(finding, memory)}",
            title=f"Feed {feed.id}: {finding.says}",
            detail=finding.do,
            severity=finding.severity,
        )
        for finding in _findings(feed, memory, now=now, failure=failure, status=status, detail=detail)
        if finding.notify
    )


def _mark(finding: FeedFinding, memory: PollState) -> str:
    if finding.issue is FeedIssue.MOVED:
        return memory.moved_to
    if finding.issue is FeedIssue.OVERRUN and finding.since:
        return f"{finding.since:%Y-%m-%d}"  # once a day
    return f"{finding.since:%Y-%m-%dT%H:%M}" if finding.since else ""


def _findings(
    feed: Feed, memory: PollState, *, now: datetime, failure: FetchFailure | None, status: int, detail: str
) -> tuple[FeedFinding, ...]:
    found = (
        _failing(feed, memory, now=now, failure=failure, status=status, detail=detail),
        _overrun(feed, memory, now=now),
        _silent(memory, now=now) if failure is None else None,
        _moved(feed, memory),
        _skewed(memory),
        _restless(memory),
        _undated(memory),
        _empty(feed, memory) if failure is None else None,
        _slowed(feed, memory),
    )
    return _worst_first(found)


def _worst_first(found: Iterable[FeedFinding | None]) -> tuple[FeedFinding, ...]:
    return tuple(sorted((one for one in found if one is not None), key=lambda one: _ORDER[one.issue]))


def _failing(
    feed: Feed, memory: PollState, *, now: datetime, failure: FetchFailure | None, status: int, detail: str
) -> FeedFinding | None:
    if failure is None:
        return None
    since, failures = memory.failing_since, memory.failures
    issue = _OF_FAILURE.get(failure, FeedIssue.FAILING)
    lasting = since is not None and now - since >= DEAD_AFTER and failures >= DEAD_FAILURES
    if lasting and issue in (FeedIssue.FAILING, FeedIssue.REFUSED):
        issue = FeedIssue.DEAD
    match issue:
        case FeedIssue.GONE:
            notify, severity, says = True, Severity.HIGH, "its publisher reports it as permanently gone (410)"
        case FeedIssue.DEAD:
            notify, severity, says = True, Severity.HIGH, f"has brought nothing since {_day(since)}: {detail}"
        case FeedIssue.FORBIDDEN:
            notify, severity, says = (
                failures >= 2,
                Severity.HIGH,
                f"leads to an address of a private network: {detail}",
            )
        case FeedIssue.DRIFTED if memory.known:
            notify, severity, says = failures >= INSISTS, Severity.MEDIUM, f"is no longer a feed: {detail}"
        case FeedIssue.DRIFTED:
            notify, severity, says = failures >= INSISTS, Severity.MEDIUM, f"there is no feed: {detail}"
        case FeedIssue.REFUSED:
            notify, severity, says = (
                failures >= INSISTS,
                Severity.MEDIUM,
                f"its server wants fewer visits: {detail}",
            )
        case FeedIssue.OUTAGE:
            notify, severity, says = False, Severity.LOW, f"not its fault: no server can be reached ({detail})"
        case _:
            notify, severity, says = False, Severity.LOW, f"{_times(failures)}: {detail}"
    return FeedFinding(
        issue=issue,
        says=says,
        do=advice(failure, status, feed=feed, known=memory.known),
        since=since,
        severity=severity,
        notify=notify,
    )


def _overrun(feed: Feed, memory: PollState, *, now: datetime) -> FeedFinding | None:
    at = memory.overran_at
    if at is None or now - at > OVERRAN_LATELY:
        return None
    if memory.overruns >= INSISTS:
        says = f"every item was new at {memory.overruns} visits in a row: they may have other names each time"
    else:
        says = "every item was new at a visit: you may be missing some"
    visited = interval(feed, memory, now=now)
    if visited <= (_SOONEST if feed.allow_private else FLOOR):
        do = f"It is visited every {_span(visited)}, which is as often as can be. Look for feeds of its sections."
    elif feed.every is not None:
        do = f"It is visited every {_span(visited)} because `every` says so: lower it, or leave it out."
    elif visited <= feed.floor:
        do = (
            f"It is visited as often as its `floor` of {_span(visited)} allows: lower that, or look for feeds"
            " of its sections."
        )
    else:
        do = "It is visited more often now. If this comes again, give it a shorter `every`."
    return FeedFinding(
        issue=FeedIssue.OVERRUN,
        says=says,
        do=do,
        since=at,
        severity=Severity.MEDIUM,
        notify=True,
    )


def _silent(memory: PollState, *, now: datetime) -> FeedFinding | None:
    if memory.fresh_at is None:
        return None
    gap = timedelta(seconds=memory.gap)
    if now - memory.fresh_at < (max(SILENT_AFTER, SILENT_GAPS * gap) if gap else SILENT_UNKNOWN):
        return None
    usual = f", usually something every {_span(gap)}" if gap else ""
    abandoned = now - memory.fresh_at > ABANDONED_AFTER
    return FeedFinding(
        issue=FeedIssue.SILENT,
        says=f"nothing new since {_day(memory.fresh_at)}{usual}",
        do="It looks abandoned: look on the outlet's page for a newer one, or take it out."
        if abandoned
        else "It still answers. Look on the outlet's page whether there is news, and a newer feed.",
        since=memory.fresh_at,
        severity=Severity.MEDIUM,
        notify=True,
    )


def _moved(feed: Feed, memory: PollState) -> FeedFinding | None:
    if memory.moved_answers < ADOPTED_AFTER:
        return None
    return FeedFinding(
        issue=FeedIssue.MOVED,
        says=f"has moved permanently to {memory.moved_to}",
        do=f"The new address is used already. Write it into feeds.yaml as the url of {feed.id}.",
        severity=Severity.LOW,
        notify=True,
    )


def _skewed(memory: PollState) -> FeedFinding | None:
    if not memory.skew:
        return None
    direction = "ahead of" if memory.skew > 0 else "behind"
    return FeedFinding(
        issue=FeedIssue.SKEWED,
        says=f"its server's clock is {_span(timedelta(seconds=abs(memory.skew)))} {direction} ours",
        do="Its dates are shown, never trusted. If many feeds say so, set the clock of this machine.",
        severity=Severity.INFO,
    )


def visited_every(feed: Feed, memory: PollState, *, now: datetime) -> timedelta:
    """The time between two visits as things are, which is how late news can be seen."""
    return max(interval(feed, memory, now=now), requested_interval(feed, memory))


def _late(feed: Feed, memory: PollState, *, now: datetime, need: Promptness) -> FeedFinding | None:
    every = visited_every(feed, memory, now=now)
    if every <= need.within:
        return None
    wanted = _written(need.within)
    if need.within < FLOOR and not feed.allow_private:
        do = "Servers of others are visited once a minute at most: look for a feed that a hub pushes, or allow 1m."
    elif requested_interval(feed, memory) > need.within:
        do = f"Its server asks for that. Ask its publisher, then write `every: {wanted}`; or take another feed."
    elif feed.every is not None:
        do = f"Its `every` says so: write `every: {wanted}`."
    elif feed.floor > need.within:
        do = f"Its `floor` says so: write `floor: {wanted}` and `ceiling: {wanted}`."
    else:
        do = f"It is visited as often as it brings news, on average: give it `ceiling: {wanted}`."
    return FeedFinding(
        issue=FeedIssue.LATE,
        says=f"is visited every {_span(every)}, which is too seldom for {need.by} of {_span(need.within)}",
        do=do,
        severity=Severity.LOW,
    )


def _slowed(feed: Feed, memory: PollState) -> FeedFinding | None:
    asked = requested_interval(feed, memory)
    if asked <= LONGEST_HINT:
        return None
    return FeedFinding(
        issue=FeedIssue.SLOWED,
        says=f"it asks not to be visited more than every {_span(asked)}, and is not",
        do="If that is too seldom, give it a `ceiling` or `every`: then it is visited every hour or more often.",
        severity=Severity.INFO,
    )


def _empty(feed: Feed, memory: PollState) -> FeedFinding | None:
    if feed.select is None or memory.empty_since is None:
        return None
    return FeedFinding(
        issue=FeedIssue.EMPTY,
        says=f"the selector of `item` has found nothing since {_day(memory.empty_since)}: {feed.select.item}",
        do="If there may be no items now, all is well. Otherwise its answer has changed: correct the selector.",
        since=memory.empty_since,
    )


def _restless(memory: PollState) -> FeedFinding | None:
    if memory.restless_since is None:
        return None
    return FeedFinding(
        issue=FeedIssue.RESTLESS,
        says=f"most of its items have had other words at every visit since {_day(memory.restless_since)}",
        do="Its items alert when they come; their edits are not looked at. Look for a feed without what changes.",
        since=memory.restless_since,
    )


def _undated(memory: PollState) -> FeedFinding | None:
    if not memory.odd_date:
        return None
    return FeedFinding(
        issue=FeedIssue.UNDATED,
        says=f"its dates cannot be read, such as {memory.odd_date!r}",
        do="Its items count as new whatever their age: `max_age` has no effect on them.",
        severity=Severity.INFO,
    )


def _times(failures: int) -> str:
    return "failed once" if failures <= 1 else f"failed {failures} times in a row"


def _day(at: datetime | None) -> str:
    return utc_minute_text(at) if at else "ever"


def _written(span: timedelta) -> str:
    """As it is written in feeds.yaml."""
    seconds = max(int(span.total_seconds()), 1)
    units = ((86_400, "d"), (3_600, "h"), (60, "m"), (1, "s"))
    size, unit = next((size, unit) for size, unit in units if not seconds % size)
    return f"{seconds // size}{unit}"


def _span(span: timedelta) -> str:
    seconds = round(span.total_seconds())
    for size, unit in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= 2 * size or seconds == size:
            count = round(seconds / size)
            return f"{count} {unit}s" if count != 1 else f"1 {unit}"
    return f"{seconds} seconds" if seconds != 1 else "second"
