"""What each channel was sent, as routing asks for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from monitor.clock import from_ms
from monitor.model.ids import ChannelName, StoryId
from monitor.model.sending.alert import Alert
from monitor.model.sending.decision import NotificationRecord
from monitor.store.base import keys
from monitor.store.connection.client import Client
from monitor.store.queues.enqueue import notifications_of


class Notifications:
    """The alerts that channels were sent, or are to be sent."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def last_notified(
        self, story: StoryId, channels: Sequence[ChannelName]
    ) -> Mapping[ChannelName, NotificationRecord]:
        """The last alert of the story for each of these channels; channels without one are absent.

        Alerts of an item whose match is still to be decided do not count: the decision was cut short after they
        were queued, is made again, and must come out the same.
        """
        found: dict[ChannelName, NotificationRecord] = {}
        for channel in channels:
            notifications = await notifications_of(self._client, channel, story)
            if not notifications:
                continue
            items = [notification.item for notification in notifications]
            undecided = await self._client.read("SMISMEMBER", self._client.key(keys.UNDECIDED), *items)
            for notification, cut_short in zip(notifications, undecided, strict=True):
                if not cut_short:
                    waits = notification.held and not notification.accepted
                    found[channel] = NotificationRecord(
                        severity=notification.severity,
                        at=from_ms(notification.at),
                        accepted=notification.accepted,
                        held_until=from_ms(notification.held) if waits else None,
                    )
        return found

    async def queued(self, alert: Alert) -> bool:
        """Whether this alert was put into its outbox before."""
        queued = self._client.key(keys.channel(alert.channel, "queued"))
        return await self._client.read("ZSCORE", queued, alert.id) is not None
