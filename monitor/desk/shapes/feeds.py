"""Feeds as answers."""

from __future__ import annotations

from datetime import datetime

import msgspec

from monitor.collect.schedule.health import FeedFinding
from monitor.desk.shapes.base import Shape, severity_word, zoned


class FeedFindingShape(Shape, frozen=True, kw_only=True, tag="feed_finding"):
    """One thing that is wrong with one feed."""

    issue: str = msgspec.field(name="ailment")
    says: str
    """What is the case, in words."""
    do: str
    """What a person can do about it; empty if nothing."""
    since: datetime | None
    severity: str
    notify: bool = msgspec.field(name="tell")
    """Whether the people who run the monitor are notified of it."""


class FeedReportShape(Shape, frozen=True, kw_only=True, tag="feed_report"):
    """A feed: its settings, its past, what is wrong with it."""

    feed: str
    title: str
    url: str
    """Without what is secret in it."""
    state: str
    """Its worst issue, `well`, or `not visited yet`."""
    findings: tuple[FeedFindingShape, ...] = ()
    every_s: float
    """Seconds between two visits as things are."""
    within_s: float = 0.0
    """How late its news may be seen, in seconds."""
    fixed: bool
    """Whether `every` says so, and nothing is learnt."""
    asked: bool = False
    """Whether its server, or the feed itself, asks for so long."""
    gap_s: float = 0.0
    """Seconds between two new items, as learnt; 0 if unknown."""
    fresh_at: datetime | None = None
    """When the newest item came; null if there was none so far, or it was not visited yet."""
    good_at: datetime | None = None
    """When it was last visited well."""
    next_visit_at: datetime | None = None
    failures: int = 0
    """Failed visits since the last good one."""
    skew_s: int = 0
    """Seconds by which its server's clock is ahead, if it is off by more than a few minutes."""


def finding_shape(finding: FeedFinding) -> FeedFindingShape:
    """A finding as an answer."""
    return FeedFindingShape(
        issue=finding.issue,
        says=finding.says,
        do=finding.do,
        since=zoned(finding.since) if finding.since is not None else None,
        severity=severity_word(finding.severity),
        notify=finding.notify,
    )
