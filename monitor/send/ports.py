"""What sending needs of the store: the outbox of one channel, and the limits of all services."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from monitor.model.ids import AlertId, ChannelName, StoryId
from monitor.model.sending.alert import Alert
from monitor.model.sending.channel_health import ChannelHealth
from monitor.model.sending.delivery import Delivery, RateLimit
from monitor.model.sending.queued import Queued


class Outbox(Protocol):
    """The alerts that wait for one channel. One sender at a time holds its lease."""

    async def hold(self, channel: ChannelName, holder: str) -> int | None:
        """Take or renew the channel's lease; its fencing token, or None while another holds it."""

    async def release(self, channel: ChannelName, holder: str) -> None:
        """Give the lease back, so that another sender need not wait for it to run out."""

    async def not_before(self, channel: ChannelName) -> datetime | None:
        """The instant before which nothing may be sent (Retry-After, back-off), if it is ahead."""

    async def lift(self, channel: ChannelName) -> int:
        """End the channel's back-off, and make what failed due at once; how many alerts. A Retry-After stays."""

    async def health(self, channel: ChannelName) -> ChannelHealth | None:
        """How the channel is; None if the last attempt was accepted."""

    async def note_health(self, channel: ChannelName, health: ChannelHealth | None) -> None:
        """Keep how the channel is; None for well."""

    async def withdraw(self, copy: AlertId, *, story: StoryId, fallback: ChannelName) -> bool:
        """Have a fallback not send an alert's copy that still waits there; whether it had not been sent."""

    async def waiting(self, channel: ChannelName, *, limit: int, token: int) -> Sequence[Queued]:
        """The next alerts in order: first what is critical, then what is due again, then what was begun, then new
        ones. Waits up to about a second for one to come."""

    async def undelivered(self, channel: ChannelName, *, limit: int) -> Sequence[Alert]:
        """Alerts that wait for the channel now, without what is held."""

    async def answering(self, queued: Queued) -> Queued:
        """With the message that it answers to, or brings up to date."""

    async def sent_by_fallback(self, queued: Queued, *, copy: AlertId, fallback: ChannelName) -> bool:
        """Whether the fallback has sent the alert's copy; then the alert is taken off."""

    async def begin(self, queued: Queued, *, token: int) -> bool:
        """Note that an attempt begins; this write must succeed before anything is sent. False if the lease
        has passed to another, if the channel was sent exactly this already (then it is taken off), or if an
        earlier alert of its story must be sent first (then it waits for that one)."""

    async def sent(self, queued: Queued, delivery: Delivery) -> None:
        """The channel accepted it: note it as sent, and take it off the outbox, in one step."""

    async def sent_together(self, sent: Sequence[tuple[Queued, Delivery]]) -> None:
        """The channel accepted one message for all of them: note all as sent, in one step."""

    async def again(
        self, queued: Queued, delivery: Delivery, *, due: datetime, pause: datetime | None, asked: bool
    ) -> None:
        """Try again when due. The channel waits until `pause`, or until `lift` unless its service `asked`."""

    async def dead(self, queued: Queued, delivery: Delivery) -> None:
        """Move it to the dead letters, with the reason. It no longer counts as sent or under way."""

    async def pass_on(self, alert: Alert) -> bool:
        """Put an alert that no match asked for into its channel's outbox, once, unless the channel was notified of
        the same item anyway; whether it was put now."""


class RateLimiterPort(Protocol):
    """How many messages the services take. All senders share it."""

    async def take(self, limits: Sequence[RateLimit]) -> timedelta:
        """Take the right to send one message now: zero if it was taken, else how long to wait."""

    async def slow_down(self, limits: Sequence[RateLimit], *, wait: timedelta) -> None:
        """The service wants fewer messages, and none for so long."""
