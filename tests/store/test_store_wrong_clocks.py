"""A worker whose clock is wrong puts nothing off by as much as its clock is off."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.clock import now
from monitor.model.sending.delivery import Outcome
from monitor.store.base import keys
from monitor.store.base.codec import encode, to_ms
from monitor.store.connection.client import Client
from monitor.store.queues.feed_schedule import FeedSchedule
from monitor.store.queues.feed_states import feeds
from monitor.store.queues.outbox import ChannelOutbox
from monitor.store.records.identity import Process, StoreRecord
from tests.store.deciding import deciding
from tests.store.store_news import DESK, alert, delivery, item, poll, visit

HOUR = timedelta(hours=1)
WAIT = timedelta(minutes=5)
ROOM = timedelta(minutes=2)
"""How long this test may take."""
ROUNDED = timedelta(milliseconds=1)
"""What the store keeps of an instant."""


@pytest.mark.parametrize("off", [-HOUR, HOUR, timedelta()])
async def test_the_next_visit_is_as_far_away_as_the_visitor_meant(client: Client, off: timedelta) -> None:
    schedule = FeedSchedule(client, lease=HOUR)
    shown = now() + off
    await schedule.save(await visit(schedule), replace(poll(item("a")), made_at=shown, next_visit_at=shown + WAIT))

    [state] = await feeds(client)
    assert timedelta(0) <= state.next_visit_at - now() + ROOM <= WAIT + ROOM + ROUNDED


@pytest.mark.parametrize("off", [-HOUR, HOUR, timedelta()])
async def test_the_next_attempt_is_as_far_away_as_the_sender_meant(client: Client, off: timedelta) -> None:
    outbox = ChannelOutbox(client)
    await deciding(client, holder="decider").alerts.queue([alert("a")])
    token = await outbox.hold(DESK, "sender")
    assert token is not None
    [queued] = await outbox.waiting(DESK, limit=1, token=token)
    ended = replace(delivery(queued.alert, Outcome.RETRY), at=now() + off)
    await outbox.again(queued, ended, due=ended.at + WAIT, pause=ended.at + WAIT)

    paused = await outbox.not_before(DESK)
    assert paused is not None
    assert timedelta(0) <= paused - now() + ROOM <= WAIT + ROOM + ROUNDED
    due = await client.read("ZSCORE", client.key(keys.channel(DESK, "delayed")), queued.alert.id)
    assert abs(float(due) - paused.timestamp() * 1000) < 1


async def test_how_old_a_sign_of_life_is_decides_the_stores_clock_alone(client: Client) -> None:
    record = StoreRecord(client)
    await record.identify()
    for name, ago in {"running": 1, "ended": 60, "before the clock was put back": -172_800}.items():
        process = Process(pid=1, host=name, started_at=now(), roles=(), folder="", ruleset="", channels=())
        sign = f"{to_ms(now() - timedelta(seconds=ago))} ".encode() + encode(process)
        await client.read("HSET", client.key(keys.BEATS), name, sign)

    running, seen = await record.processes()

    assert ([one.host for one in running], [one.host for one in seen]) == (["running"], ["running", "ended"])
