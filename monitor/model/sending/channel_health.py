"""How a channel is, when it does not take what it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Trouble(StrEnum):
    """What keeps a channel from taking alerts."""

    FAILING = "failing"
    """Its service cannot be reached, or answers with errors."""
    REFUSED = "refused"
    """Its service does not accept the credentials."""
    BUSY = "busy"
    """Its service asks to wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelHealth:
    """A channel that has accepted nothing since an attempt failed."""

    trouble: Trouble
    since: datetime
    """When the first attempt failed after the last that was accepted."""
    detail: str
    """What the service answered last."""
    announced: bool = False
    """Whether the people who run the monitor were notified, and the fallback got what waits."""
    handed_over: int = 0
    """How many alerts went to the fallback meanwhile."""
