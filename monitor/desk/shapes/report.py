"""The report of a stretch of time, as an answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from monitor.desk.shapes.alerts import DeadLetterShape
from monitor.desk.shapes.base import Shape
from monitor.desk.shapes.channels import ChannelTroubleShape
from monitor.desk.shapes.feeds import FeedReportShape
from monitor.desk.shapes.rule_stats import RuleStatsShape
from monitor.desk.shapes.sent import AcknowledgedShape, SentAlertShape


class DevelopmentShape(Shape, frozen=True, kw_only=True, tag="development"):
    """A change in a story that alerted again."""

    at: datetime
    """When the first channel accepted the alert."""
    source: str
    headline: str
    """Of the item that changed the story; of the story if that is not known."""
    what: str
    """What is new in it, in words; empty if that is not known."""
    url: str


class ReportStoryShape(Shape, frozen=True, kw_only=True, tag="report_story"):
    """A story that alerted."""

    id: str
    headline: str
    url: str
    severity: str
    """The gravest that it alerted with."""
    sources: tuple[str, ...]
    independent: int
    """How many of the sources have an account of their own."""
    first_seen_at: datetime | None
    first_sent_at: datetime
    last_sent_at: datetime
    alerts: int
    """How many alerts channels have accepted."""
    rules: tuple[str, ...]
    channels: tuple[str, ...]
    acknowledged: tuple[AcknowledgedShape, ...]
    not_relevant: bool
    """Whether somebody said that it should not have alerted."""
    developments: tuple[DevelopmentShape, ...]


class DueReportShape(Shape, frozen=True, kw_only=True, tag="due_report"):
    """A report of the timetable."""

    name: str
    cron: str
    to: tuple[str, ...]
    form: str
    """report or digest."""
    next_at: datetime
    sent_until: datetime | None
    """For all its times up to then it was sent, or was not due yet; None if no daemon has seen it."""
    overdue_since: datetime | None
    """The first of its times that it should have been sent for, but was not; None if there is none."""


class SpansShape(Shape, frozen=True, kw_only=True, tag="spans"):
    """How long something took, in seconds."""

    count: int
    p50_s: float | None
    """Half took no longer; None if there were none."""
    p95_s: float | None


class TimeToAlertShape(Shape, frozen=True, kw_only=True, tag="time_to_alert"):
    """How long news took to alert: of alerts that an item caused when it came, holds included."""

    feed: str | None
    """None for all feeds together."""
    published_to_seen: SpansShape
    """From the publisher's date, where there is one."""
    seen_to_sent: SpansShape
    published_to_sent: SpansShape


class ReportShape(Shape, frozen=True, kw_only=True, tag="report"):
    """What alerted in a stretch of time, and how things are now."""

    since: datetime
    until: datetime
    made_at: datetime
    """When the present state in it was looked at."""
    stories: tuple[ReportStoryShape, ...]
    """The gravest first, then in the order in which they alerted."""
    alerts: int
    """How many alerts about stories channels have accepted, reminders among them."""
    unacknowledged: int
    """How many of the stories nobody has acknowledged."""
    matches: int
    """How many items matched rules."""
    suppressed: Mapping[str, int]
    """How often a channel was not notified, by reason."""
    notices: tuple[SentAlertShape, ...]
    """Notices of the monitor about itself."""
    failed: tuple[SentAlertShape, ...]
    """Alerts that were tried in this time and not accepted."""
    dead_letters: tuple[DeadLetterShape, ...]
    """All that are kept now."""
    waiting: Mapping[str, int]
    """How many alerts wait for each channel now."""
    channels: tuple[ChannelTroubleShape, ...]
    """The channels that do not work now."""
    feeds: tuple[FeedReportShape, ...]
    """The feeds that something is wrong with now, the worst first."""
    rules: tuple[RuleStatsShape, ...]
    """The rules with the most alerts."""
    times: tuple[TimeToAlertShape, ...]
    """How long alerting took: in all, then by feed, the slowest first."""
    unreadable: tuple[str, ...]
    """Files of the archive that could not be read, and were left out."""
