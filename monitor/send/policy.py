"""What a channel's user says of it, beside the options of its type."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from monitor.model.ids import ChannelName
from monitor.model.sending.delivery import RateLimit

FALLBACK_AFTER = timedelta(minutes=2)
GIVE_UP_AFTER = timedelta(hours=24)
"""Age of an alert at which a channel that is down costs it its place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelPolicy:
    """How a channel is sent to."""

    limits: tuple[RateLimit, ...] = ()
    in_flight: int = 1
    """How many messages may be under way at once, each of another story."""
    fallback: ChannelName | None = None
    """The channel that gets what this one refuses permanently, and all that waits while this one does not work."""
    fallback_after: timedelta = FALLBACK_AFTER
    """How long a channel may not work until the fallback gets its alerts and `ops` is notified."""
    repeat_after_fallback: bool = False
    """Whether the channel, once it works again, also sends what its fallback has sent."""
    users: frozenset[str] = frozenset()
    """Who may answer with buttons; empty for nobody."""


DEFAULT_POLICY = ChannelPolicy()
