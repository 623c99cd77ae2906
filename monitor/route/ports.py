"""What routing needs of the store: what each channel was told of a story."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from monitor.model import ChannelName, Severity, StoryId


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """The last time that a channel was told of a story, or that telling it was decided."""

    severity: Severity
    at: datetime
    accepted: bool
    """Whether the channel accepted it; otherwise it is still on its way. A dead letter is no telling."""


class Told(Protocol):
    """The log of what was told."""

    async def told(self, story: StoryId, channels: Sequence[ChannelName]) -> Mapping[ChannelName, Telling]:
        """What each of these channels was told of the story; channels that were told nothing are absent."""
