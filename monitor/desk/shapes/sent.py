"""What was sent, as an answer."""

from __future__ import annotations

from datetime import datetime

from monitor.desk.shapes.base import Shape


class AcknowledgedShape(Shape, frozen=True, kw_only=True, tag="acknowledged"):
    """Who acknowledged an alert's story after it was sent."""

    person: str
    way: str
    """By what: `cli`, or `channel:NAME` for a button of a message."""
    comment: str
    at: datetime


class SentAlertShape(Shape, frozen=True, kw_only=True, tag="sent_alert"):
    """An alert, and how sending it to its channel ended, or went last."""

    id: str
    channel: str
    at: datetime
    """When the attempt ended."""
    outcome: str
    """sent, retry (tried again later), refused, or unknown (no answer; sent again, marked)."""
    detail: str
    attempts: int
    took_ms: int
    """From the first sight of the item, or the end of the alert's hold, to the end of the attempt."""
    story: str
    item: str
    reason: str
    severity: str
    rules: tuple[str, ...]
    headline: str
    source: str
    url: str
    feed: str
    """Of the item; empty if it was sent before feeds were noted."""
    published_at: datetime | None
    first_seen_at: datetime | None
    acknowledged: AcknowledgedShape | None
    not_relevant: bool
    """Whether somebody said that its story should not have alerted."""


class SentLogShape(Shape, frozen=True, kw_only=True, tag="sent_log"):
    """Alerts of a stretch of time, oldest first."""

    since: datetime
    until: datetime
    alerts: tuple[SentAlertShape, ...]
    unreadable: tuple[str, ...]
    """Files of the archive that could not be read, and were left out."""
