"""What hubs were asked to push, and what they promised: the store's side of WebSub."""

from __future__ import annotations

from datetime import timedelta

from monitor.model.ids import FeedId
from monitor.model.news.visit import Subscription
from monitor.store.base import keys, scripts
from monitor.store.base.codec import encode
from monitor.store.base.unreadable import ValuePlace, readable
from monitor.store.connection.client import Client


class Subscriptions:
    """One for each feed that names a hub. `gap` is how soon after a visit a hint may lead to the next."""

    def __init__(self, client: Client, *, gap: timedelta = timedelta(seconds=10)) -> None:
        self._client = client
        self._gap = gap

    async def get(self, feed: FeedId) -> Subscription | None:
        """The feed's subscription, in whatever state; None if there was never one."""
        raw = await self._client.read("HGET", self._client.key(keys.SUBSCRIPTIONS), feed)
        place = ValuePlace(key=keys.SUBSCRIPTIONS, at=feed)
        return await readable(self._client, raw, Subscription, place=place) if raw else None

    async def put(self, feed: FeedId, subscription: Subscription) -> None:
        """Replace the feed's subscription."""
        await self._client.run(
            scripts.PUT_SUBSCRIPTION,
            keys=[self._client.key(keys.SUBSCRIPTIONS)],
            args=(feed, encode(subscription)),
        )

    async def visit_now(self, feed: FeedId) -> None:
        """Bring the feed's next visit forward, to now or to a moment after the last one."""
        await self._client.run(
            scripts.VISIT_NOW,
            keys=[self._client.key(keys.DUE), self._client.key(keys.LEASES), self._client.key(keys.GOOD)],
            args=(feed, keys.milliseconds(self._gap)),
        )
