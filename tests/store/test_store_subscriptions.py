"""What is remembered of hubs, and visits brought forward."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from monitor.clock import now
from monitor.model.ids import FeedId
from monitor.model.news.feed import Feed
from monitor.model.news.visit import Hub, Poll, PollState, Subscription
from monitor.store.connection.client import Client
from monitor.store.queues.feed_schedule import FeedSchedule
from monitor.store.queues.feed_states import feeds
from monitor.store.records.subscriptions import Subscriptions

ANTARA = FeedId("antara")
FEED = Feed(id=ANTARA, url="https://news.example/feed", title="Antara")


async def test_a_subscription_is_what_was_put_last(any_client: Client) -> None:
    subscriptions = Subscriptions(any_client)
    asked = Subscription(
        hub=Hub(url="https://hub.example/", topic=FEED.url), token="t", secret="s", ask_again_at=now()
    )
    assert await subscriptions.get(ANTARA) is None

    await subscriptions.put(ANTARA, asked)
    await subscriptions.put(ANTARA, replace(asked, secret="other"))

    found = await subscriptions.get(ANTARA)
    assert found is not None
    assert (found.secret, found.hub) == ("other", asked.hub)


async def due_in(client: Client) -> timedelta:
    [state] = await feeds(client)
    return state.next_visit_at - now()


async def test_a_hint_brings_the_visit_forward_but_not_to_right_after_the_last(any_client: Client) -> None:
    schedule = FeedSchedule(any_client, lease=timedelta(seconds=60))
    await schedule.reconcile({ANTARA: FEED}, first_visits={ANTARA: now() - timedelta(seconds=1)})
    [visit] = await schedule.claim(limit=1)
    await Subscriptions(any_client, gap=timedelta(seconds=0)).visit_now(ANTARA)
    assert await due_in(any_client) > timedelta(seconds=30), "a feed that is being visited is left alone"

    poll = Poll(feed=ANTARA, memory=PollState(known=True), next_visit_at=now() + timedelta(hours=1))
    await schedule.save(visit, poll)
    await Subscriptions(any_client, gap=timedelta(seconds=600)).visit_now(ANTARA)
    assert timedelta(seconds=500) < await due_in(any_client) < timedelta(seconds=601)

    await Subscriptions(any_client, gap=timedelta(seconds=0)).visit_now(ANTARA)
    assert await due_in(any_client) < timedelta(seconds=1)
    assert [found.feed for found in await schedule.claim(limit=1)] == [ANTARA]


async def test_a_hint_about_a_feed_that_is_gone_changes_nothing(any_client: Client) -> None:
    await Subscriptions(any_client).visit_now(FeedId("gone"))

    assert await feeds(any_client) == []
