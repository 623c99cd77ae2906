"""What routing needs of the store: what each channel was notified of, and what people have silenced."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from monitor.model.ids import ChannelName, StoryId
from monitor.model.sending.alert import Alert
from monitor.model.sending.decision import NotificationRecord, Silence


class NotificationPort(Protocol):
    """The log of what was sent."""

    async def last_notified(
        self, story: StoryId, channels: Sequence[ChannelName]
    ) -> Mapping[ChannelName, NotificationRecord]:
        """How each of these channels was last notified of the story; those that were not are absent."""

    async def queued(self, alert: Alert) -> bool:
        """Whether this alert was put into its outbox before: the decision was cut short, and is made again."""


class SilencePort(Protocol):
    """The wishes of people not to be notified of something for a while."""

    async def silences(self) -> Sequence[Silence]:
        """Those in force, and perhaps some that have just ended."""
