"""How many messages a service takes: buckets that all senders share, and that survive a restart."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import timedelta

from monitor.clock import Now
from monitor.model.sending.delivery import RateLimit
from monitor.store.base import keys, scripts
from monitor.store.base.codec import to_ms
from monitor.store.connection.client import Client, Value


class RateLimiter:
    """The buckets of all services, by the store's clock unless there is a reason for another (`now`)."""

    def __init__(self, client: Client, *, now: Now | None = None) -> None:
        self._client = client
        self._now = now
        self._keys = [client.key(keys.RATE_LIMITS)]

    async def take(self, limits: Sequence[RateLimit]) -> timedelta:
        """Take the right to send one message now. Zero if all limits let it; else how long to wait: nothing was
        taken then. Raises StoreUnavailableError if the answer was lost: the right may have been taken."""
        if not limits:
            return timedelta()
        wait: int = await self._client.run(scripts.PACE, keys=self._keys, args=(self._at(), *_args(limits)))
        return timedelta(milliseconds=wait)

    async def slow_down(self, limits: Sequence[RateLimit], *, wait: timedelta) -> None:
        """The service wants fewer messages, and none for so long: all its limits are slower for a while."""
        if limits:
            args = (self._at(), keys.milliseconds(wait), uuid.uuid4().hex, *_args(limits))
            await self._client.run(scripts.SLOW_DOWN, keys=self._keys, args=args)

    def _at(self) -> int:
        return to_ms(self._now()) if self._now is not None else 0


def _args(limits: Sequence[RateLimit]) -> list[Value]:
    return [
        value for limit in limits for value in (limit.scope, max(keys.milliseconds(limit.refill), 1), limit.burst)
    ]
