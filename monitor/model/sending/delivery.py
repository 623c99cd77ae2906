"""One attempt to send an alert, and the limits of a channel."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from monitor.model.ids import AlertId, ChannelName, ItemId, RuleId, Severity, StoryId


class Outcome(StrEnum):
    """How one attempt to send ended."""

    SENT = "sent"
    RETRY = "retry"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    """The request left, the answer did not come: it may have been accepted. Sent again, marked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One attempt to send one alert."""

    alert: AlertId
    channel: ChannelName
    outcome: Outcome
    at: datetime
    detail: str = ""
    message_id: str = ""
    took: timedelta = timedelta(0)
    """From the first sight of the item, or the end of its alert's hold, to the end of the attempt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLimit:
    """How many messages a service takes."""

    scope: str
    """What is counted together: a chat, a bot, a web hook. A digest, because its parts may be secrets."""
    refill: timedelta
    """How soon the right to send one more comes back."""
    burst: int
    """How many may be sent at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryRecord:
    """An attempt to send as it is kept: a `Delivery`, and what its alert was about, so that no report needs a
    join."""

    alert: AlertId
    channel: ChannelName
    outcome: Outcome
    at: datetime
    detail: str = ""
    message_id: str = ""
    took: timedelta = timedelta(0)
    story: StoryId
    item: ItemId
    reason: str
    severity: Severity
    rules: tuple[RuleId, ...] = ()
    headline: str = ""
    source: str = ""
    url: str = ""
    feed: str = ""
    """The feed of the item; empty in what was noted before feeds were."""
    published_at: datetime | None = None
    first_seen_at: datetime | None = None
