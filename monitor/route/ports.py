"""What routing needs of the store: what each channel was told of a story."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from monitor.handover import Telling
from monitor.model import ChannelName, StoryId


class Told(Protocol):
    """The log of what was told."""

    async def told(self, story: StoryId, channels: Sequence[ChannelName]) -> Mapping[ChannelName, Telling]:
        """What each of these channels was told of the story; channels that were told nothing are absent."""
