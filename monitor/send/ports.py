"""What sending needs of the store: the outbox of one channel, and the limits of all services."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from monitor.model.ids import ChannelName
from monitor.model.sending.alert import Alert
from monitor.model.sending.delivery import Delivery, RateLimit
from monitor.model.sending.queued import Queued


class Outbox(Protocol):
    """The alerts that wait for one channel. One sender at a time holds its lease."""

    async def hold(self, channel: ChannelName, holder: str) -> int | None:
        """Take or renew the channel's lease; its fencing token, or None while another holds it."""

    async def release(self, channel: ChannelName, holder: str) -> None:
        """Give the lease back, so that another sender need not wait for it to run out."""

    async def not_before(self, channel: ChannelName) -> datetime | None:
        """The instant before which nothing may be sent (Retry-After, back-off), if it lies ahead."""

    async def waiting(self, channel: ChannelName, *, limit: int, token: int) -> Sequence[Queued]:
        """The next alerts in order: first what is critical, then what is due again, then what was begun, then new
        ones. Waits up to about a second for one to come."""

    async def begin(self, queued: Queued, *, token: int) -> bool:
        """Note that an attempt begins; this write must succeed before anything is sent. False if the lease
        has passed to another, or if the channel has been told exactly this already (then it is taken off)."""

    async def sent(self, queued: Queued, delivery: Delivery) -> None:
        """The channel accepted it: note it as told, and take it off the outbox, in one step."""

    async def sent_together(self, told: Sequence[tuple[Queued, Delivery]]) -> None:
        """The channel accepted one message for all of them: note all as told, in one step."""

    async def again(self, queued: Queued, delivery: Delivery, *, due: datetime, pause: bool) -> None:
        """Try again when due. With `pause` the whole channel waits until then."""

    async def dead(self, queued: Queued, delivery: Delivery) -> None:
        """Give up: move it to the dead letters, with the reason. It no longer counts as told or under way."""

    async def pass_on(self, alert: Alert) -> bool:
        """Put a ring that no match asked for into its channel's outbox, once, unless the channel was told of the
        same item anyway; whether it was put now."""


class RateLimiterPort(Protocol):
    """How many messages the services take. All senders share it."""

    async def take(self, limits: Sequence[RateLimit]) -> timedelta:
        """Take the right to send one message now: zero if it was taken, else how long to wait."""

    async def slow_down(self, limits: Sequence[RateLimit], *, wait: timedelta) -> None:
        """The service wants fewer messages, and none for so long."""
