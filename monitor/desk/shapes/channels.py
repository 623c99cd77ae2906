"""Channels as answers."""

from __future__ import annotations

from datetime import datetime

from monitor.desk.shapes.base import Shape


class ChannelTroubleShape(Shape, frozen=True, kw_only=True, tag="channel_trouble"):
    """A channel that is not sent to as it should be."""

    channel: str
    says: str
    """What is wrong, since when and until when, in words."""
    fix: str
    """What to do about it; empty if it will pass."""
    gone: bool
    """Whether it is not in channels.yaml, although alerts wait for it."""
    since: datetime | None
    """Since when it accepts nothing."""
    paused_until: datetime | None
    """When it is tried next, if it is paused."""
    waiting: int
    """How many alerts wait for a channel that is gone; 0 for others."""
