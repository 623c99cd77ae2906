"""What hubs push: hints to visit a feed, if they are signed."""

from __future__ import annotations

import hashlib
import hmac
import io
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field

import aiohttp
import pytest
from aiohttp import web

from monitor.collect.discovery.hubs import is_signed
from monitor.model.ids import FeedId
from monitor.model.news.feed import Feed
from monitor.model.news.visit import Hub, Subscription
from monitor.web.websub import Subscriber
from tests.fakes import NOON

FEED = FeedId("push")


@dataclass
class OneSubscription:
    """The store, in which one feed has a subscription; and the way to hubs, which nobody goes."""

    visits: list[FeedId] = field(default_factory=list)

    async def get(self, feed: FeedId) -> Subscription | None:
        hub = Hub(url="http://hub.example/", topic="http://news.example/feed")
        return Subscription(hub=hub, token="t", secret="s", ask_again_at=NOON) if feed == FEED else None

    async def put(self, feed: FeedId, subscription: Subscription) -> None:
        raise NotImplementedError

    async def visit_now(self, feed: FeedId) -> None:
        self.visits.append(feed)

    async def post(self, feed: Feed, url: str, *, form: Mapping[str, str]) -> object:
        raise NotImplementedError


@pytest.fixture
def store() -> OneSubscription:
    return OneSubscription()


@pytest.fixture
async def base(store: OneSubscription) -> AsyncIterator[str]:
    subscriber = Subscriber(store, store, is_signed=is_signed, callback="http://us.example", now=lambda: NOON)
    application = web.Application()
    application.add_routes(subscriber.routes())
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def push(url: str, body: bytes, *, secret: str = "s") -> int:
    signature = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    async with (
        aiohttp.ClientSession(headers={"X-Hub-Signature": f"sha256={signature}"}) as session,
        session.post(url, data=io.BytesIO(body)) as answer,
    ):
        return answer.status


@pytest.mark.parametrize("size", [0, 6, 2 << 20])
async def test_a_push_of_any_size_brings_the_visit_forward(base: str, store: OneSubscription, size: int) -> None:
    assert await push(f"{base}/websub/push/t", b"x" * size) == 202
    assert store.visits == [FEED]


async def test_a_push_without_our_secret_is_answered_and_forgotten(base: str, store: OneSubscription) -> None:
    assert await push(f"{base}/websub/push/t", b"<rss/>", secret="forged") == 202
    assert store.visits == []


@pytest.mark.parametrize("path", ["push/wrong", "other/t"])
async def test_a_push_to_an_address_that_we_never_gave_is_refused(
    base: str, store: OneSubscription, path: str
) -> None:
    assert await push(f"{base}/websub/{path}", b"<rss/>") == 410
    assert store.visits == []
