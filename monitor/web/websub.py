"""The subscriber of WebSub, https://www.w3.org/TR/websub/: asks hubs to push, proves that it asked, receives them.

A push is a hint to visit the feed now and nothing more, so that a forged one costs a visit, and a lost one nothing
but time: the feeds are visited all the same.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Protocol

import structlog
from aiohttp import web

from monitor.clock import Now
from monitor.model.ids import FeedId
from monitor.model.news.feed import Feed
from monitor.model.news.visit import Hub, Subscription

LEASE = timedelta(days=10)
"""For how long a hub is asked to push; it may grant less."""
ASK_AGAIN = timedelta(hours=1)
"""How soon a hub is asked again that did not confirm, or refused."""
_ACCEPTED = range(200, 300)
_MOST = 15 << 20
"""Bytes of a push: as many as a feed may have."""

log = structlog.get_logger("monitor")


class Subscriber:
    """Keeps one subscription for each feed that names a hub."""

    def __init__(
        self, subscriptions: SubscriptionPort, hubs: Hubs, *, is_signed: Signed, callback: str, now: Now
    ) -> None:
        """`callback` is the address under which hubs reach this server."""
        self._subscriptions = subscriptions
        self._hubs = hubs
        self._is_signed = is_signed
        self._callback = callback.rstrip("/")
        self._now = now

    async def hub_found(self, feed: Feed, hub: Hub) -> None:
        """A visit has found this hub: ask it to push, unless it does so already. Raises StoreUnavailableError."""
        known = await self._subscriptions.get(feed.id)
        if known is not None and known.hub == hub and self._now() < known.ask_again_at:
            return
        same = known if known is not None and known.hub == hub else None
        asked = Subscription(
            hub=hub,
            token=same.token if same else secrets.token_urlsafe(16),
            secret=same.secret if same else secrets.token_hex(20),
            ask_again_at=self._now() + ASK_AGAIN,
            expires_at=same.expires_at if same else None,
        )
        await self._subscriptions.put(feed.id, asked)  # first, because the hub may ask back before it answers
        answer = await self._hubs.post(
            feed,
            hub.url,
            form={
                "hub.mode": "subscribe",
                "hub.topic": hub.topic,
                "hub.callback": f"{self._callback}/websub/{feed.id}/{asked.token}",
                "hub.secret": asked.secret,
                "hub.lease_seconds": str(LEASE // timedelta(seconds=1)),
            },
        )
        if not isinstance(answer, int) or answer not in _ACCEPTED:
            log.info("a hub does not take our subscription", feed=feed.id, answer=str(answer))

    def routes(self) -> list[web.RouteDef]:
        """What hubs call."""
        path = "/websub/{feed}/{token}"
        return [web.get(path, self._verify, allow_head=False), web.post(path, self._push)]

    async def _verify(self, request: web.Request) -> web.Response:
        """The hub asks whether we asked (WebSub, 5.3), or says that it will not push (5.2)."""
        feed, known = await self._known(request)
        asked = request.query
        if known is None or asked.get("hub.topic") != known.hub.topic:
            return web.Response(status=404)
        if asked.get("hub.mode") == "subscribe":
            await self._confirmed(feed, known, lease=asked.get("hub.lease_seconds", ""))
            return web.Response(text=asked.get("hub.challenge", "")[:1_000])
        if asked.get("hub.mode") == "denied":
            log.warning("a hub refuses the subscription", feed=feed, reason=asked.get("hub.reason", "")[:200])
            return web.Response()
        return web.Response(status=404)  # we never ask it to stop

    async def _confirmed(self, feed: FeedId, known: Subscription, *, lease: str) -> None:
        granted = timedelta(seconds=int(lease)) if lease.isdecimal() and len(lease) < 9 else LEASE
        confirmed = Subscription(
            hub=known.hub,
            token=known.token,
            secret=known.secret,
            ask_again_at=self._now() + granted * 0.8,
            expires_at=self._now() + granted,
        )
        await self._subscriptions.put(feed, confirmed)
        log.info("a hub confirmed the subscription", feed=feed, until=f"{confirmed.expires_at:%Y-%m-%d %H:%M}")

    async def _push(self, request: web.Request) -> web.Response:
        """The hub pushes. An unsigned push is answered like any other (WebSub, 8), and forgotten."""
        feed, known = await self._known(request)
        if known is None:
            return web.Response(status=410)
        body = bytearray()
        async for piece in request.content.iter_any():
            body += piece
            if len(body) > _MOST:
                return web.Response(status=413)
        if self._is_signed(bytes(body), request.headers.get("X-Hub-Signature", ""), secret=known.secret):
            await self._subscriptions.visit_now(feed)
        else:
            log.warning("a push without our secret is ignored", feed=feed)
        return web.Response(status=202)

    async def _known(self, request: web.Request) -> tuple[FeedId, Subscription | None]:
        feed = FeedId(request.match_info["feed"])
        known = await self._subscriptions.get(feed)
        if known is None or not secrets.compare_digest(known.token.encode(), request.match_info["token"].encode()):
            return feed, None
        return feed, known


class SubscriptionPort(Protocol):
    """What is remembered of hubs. Every call raises StoreUnavailableError and StoreRefusedError."""

    async def get(self, feed: FeedId) -> Subscription | None:
        """The feed's subscription."""

    async def put(self, feed: FeedId, subscription: Subscription) -> None:
        """Replace it."""

    async def visit_now(self, feed: FeedId) -> None:
        """Bring the feed's next visit forward."""


class Hubs(Protocol):
    """The way to hubs, with all the care that is taken of addresses that a feed names."""

    async def post(self, feed: Feed, url: str, *, form: Mapping[str, str]) -> object:
        """Send a form; the status of the answer, or why there was none."""


class Signed(Protocol):
    """Whether a push is signed with a secret."""

    def __call__(self, body: bytes, signature: str, *, secret: str) -> bool: ...
