"""What routing needs of the store: what each channel was told of a story, and what people do not want to hear."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from monitor.model.alert import Alert
from monitor.model.decision import Mute, Telling
from monitor.model.ids import ChannelName, StoryId


class Told(Protocol):
    """The log of what was told."""

    async def told(self, story: StoryId, channels: Sequence[ChannelName]) -> Mapping[ChannelName, Telling]:
        """What each of these channels was told of the story; channels that were told nothing are absent."""

    async def queued(self, alert: Alert) -> bool:
        """Whether this alert was put into its outbox before: the decision was cut short, and is made again."""


class Mutes(Protocol):
    """The wishes of people not to hear of something for a while."""

    async def mutes(self) -> Sequence[Mute]:
        """Those in force, and perhaps some that have just ended."""
