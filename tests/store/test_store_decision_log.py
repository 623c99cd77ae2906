from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from monitor.errors import StoreRefusedError
from monitor.model.ids import ChannelName, Severity, StoryId
from monitor.model.sending.alert import Reason, SuppressionReason
from monitor.store.base import keys
from monitor.store.connection.client import Client
from monitor.store.records.counts import counts, queues
from tests.store.deciding import deciding
from tests.store.store_news import (
    DESK,
    LONG_AGO,
    alert,
    as_admin,
    assignment,
    decide,
    decision,
    everything,
    full,
    held,
    item,
    match,
    matched,
    silence,
)


@pytest.fixture
def client(any_client: Client) -> Client:
    """Each test runs on Valkey and on Redis."""
    return any_client


async def test_one_holder_decides_at_a_time(client: Client) -> None:
    first, second = deciding(client, holder="first"), deciding(client, holder="second")
    token = await held(first)
    assert await second.lease.hold() is None
    assert await first.lease.hold() == token, "renewed"
    await second.lease.release()
    assert await second.lease.hold() is None, "only the holder gives it back"
    await first.lease.release()
    assert await held(second) > token


async def test_a_silent_holder_loses_the_lease_and_what_it_does_later_is_refused(client: Client) -> None:
    await matched(client, "a")
    zombie = deciding(client, holder="zombie", lease=timedelta(milliseconds=30))
    old = await held(zombie)
    [work] = await zombie.matches.take(10, token=old)
    await asyncio.sleep(0.04)
    alive = deciding(client, holder="alive")
    token = await held(alive)
    assert not await zombie.log.append(work, decision(work.value), token=old)
    assert await zombie.matches.take(10, token=old) == []
    assert await alive.matches.take(10, token=token) == [work]


async def test_a_holder_that_is_late_but_not_replaced_keeps_its_token(client: Client) -> None:
    late = deciding(client, holder="late", lease=timedelta(milliseconds=20))
    token = await held(late)
    await asyncio.sleep(0.03)
    assert await held(late) == token


async def test_deciding_renews_the_lease(client: Client) -> None:
    await matched(client, "a")
    decisions = deciding(client, holder="busy", lease=timedelta(hours=1))
    token = await held(decisions)
    [work] = await decisions.matches.take(10, token=token)
    lease = client.key(keys.DECIDER_LEASE)
    await as_admin(client, "PERSIST", lease)
    assert await decisions.log.append(work, decision(work.value), token=token)
    assert 0 < await client.read("PTTL", lease) <= 3_600_000


async def test_matches_of_a_dead_holder_come_first_and_in_order(client: Client) -> None:
    await matched(client, "a", "b", "c")
    dead = deciding(client, holder="dead")
    await dead.matches.take(2, token=await held(dead))
    await dead.lease.release()
    alive = deciding(client, holder="alive")
    works = await alive.matches.take(10, token=await held(alive))
    assert [work.value.item.id for work in works] == [item(name).id for name in "abc"]


async def test_nothing_to_decide_is_no_error(client: Client) -> None:
    decisions = deciding(client, holder="one", timeout=timedelta(milliseconds=20))
    assert await decisions.matches.take(10, token=await held(decisions)) == []


async def test_a_decision_is_logged_and_its_match_gone(client: Client) -> None:
    await matched(client, "a", "b")
    decisions = deciding(client, holder="one")
    token = await held(decisions)
    a, b = await decisions.matches.take(10, token=token)
    await decide(decisions, a, alert("a"), token=token)
    await decide(decisions, b, silence(b.value), token=token)
    assert (await queues(client))["matches"] == 0
    assert [one async for one in decisions.log.replay(LONG_AGO)] == [
        decision(a.value, alert("a")),
        decision(b.value, silence(b.value)),
    ]


async def test_replay_gives_every_page_in_order_and_nothing_older(client: Client) -> None:
    decisions = deciding(client, holder="one")
    names = [f"n{number}" for number in range(120)]
    for start in range(0, 1200, 120):
        await matched(client, *(f"{start} {name}" for name in names))
    token = await held(decisions)
    order = []
    while works := await decisions.matches.take(200, token=token):
        for work in works:
            order.append(work.value.item.id)
            await decisions.log.append(work, decision(work.value), token=token)
        if len(order) == 1200:
            break
    assert [one.match.item.id async for one in decisions.log.replay(LONG_AGO)] == order
    [(entry, _)] = await client.read("XREVRANGE", client.key(keys.LOG), "+", "-", "COUNT", 1)
    after = LONG_AGO.fromtimestamp((int(entry.split(b"-")[0]) + 1) / 1000, LONG_AGO.tzinfo)
    assert [one async for one in decisions.log.replay(after)] == []


async def test_pairs_are_counted_by_what_became_of_them(client: Client) -> None:
    await matched(client, "a", "b")
    decisions = deciding(client, holder="one")
    token = await held(decisions)
    a, b = await decisions.matches.take(10, token=token)
    await decide(decisions, a, alert("a"), alert("a", channel=ChannelName("ops")), token=token)
    unrouted = silence(b.value, reason=SuppressionReason.NO_ROUTE)
    await decide(decisions, b, silence(b.value), alert("b", reason=Reason.ALSO), unrouted, token=token)
    found = await counts(client)
    assert (found["matched"], found["queued"], found["folded"], found["silenced"]) == (4, 2, 1, 1)
    assert found["waiting"] == 2
    assert (await queues(client))["desk updates"] == 1


async def test_every_step_may_be_repeated(client: Client) -> None:
    await matched(client, "a")
    decisions = deciding(client, holder="one")
    token = await held(decisions)
    [work] = await decisions.matches.take(10, token=token)
    alerts = [alert("a"), alert("a", channel=ChannelName("ops"))]
    await decisions.alerts.queue(alerts)
    before = await everything(client)
    await decisions.alerts.queue(alerts)
    assert await everything(client) == before
    made = decision(work.value, *alerts)
    assert await decisions.log.append(work, made, token=token)
    before = await everything(client)
    assert await decisions.log.append(work, made, token=token)
    assert await everything(client) == before


async def test_a_channel_was_told_what_was_queued_for_it(client: Client) -> None:
    await matched(client, "a")
    decisions = deciding(client, holder="one")
    token = await held(decisions)
    [work] = await decisions.matches.take(10, token=token)
    ops = ChannelName("ops")
    assert await decisions.notifications.last_notified(StoryId(work.value.item.id), [DESK, ops]) == {}
    await decide(decisions, work, alert("a"), token=token)
    told = await decisions.notifications.last_notified(StoryId(work.value.item.id), [DESK, ops])
    assert list(told) == [DESK]
    assert (told[DESK].severity, told[DESK].at, told[DESK].accepted) == (Severity.HIGH, LONG_AGO, False)


async def test_an_update_is_not_a_telling(client: Client) -> None:
    decisions = deciding(client, holder="one")
    update = alert("a", reason=Reason.ALSO)
    await decisions.alerts.queue([update])
    assert await decisions.notifications.last_notified(update.story.id, [DESK]) == {}


async def test_a_decision_cut_short_after_queueing_comes_out_the_same(client: Client) -> None:
    await matched(client, "a", "b")
    before_crash = deciding(client, holder="before")
    token = await held(before_crash)
    a, b = await before_crash.matches.take(10, token=token)
    story = assignment(a.value).story.id
    await decide(before_crash, a, alert("a"), token=token)
    await before_crash.alerts.queue([alert("b", reason=Reason.CHANGED, story=story)])
    await before_crash.lease.release()

    after = deciding(client, holder="after")
    token = await held(after)
    assert await after.matches.take(10, token=token) == [b]
    told = (await deciding(client, holder="reads only").notifications.last_notified(story, [DESK]))[DESK]
    assert told.severity is alert("a").severity, "the first alert is known, the one in question is not"
    await decide(after, b, alert("b", reason=Reason.CHANGED, story=story), token=token)
    found = await counts(client)
    assert (found["queued"], found["waiting"], found["matched"]) == (2, 2, 2)


async def test_a_match_that_vanished_is_counted(client: Client) -> None:
    await matched(client, "a", "b")
    decisions = deciding(client, holder="one")
    token = await held(decisions)
    await decisions.matches.take(2, token=token)
    await as_admin(client, "XTRIM", client.key(keys.MATCHES), "MAXLEN", 1)
    [left] = await decisions.matches.take(2, token=token)
    assert left.value == match("b")
    assert (await counts(client))["vanished"] == 1


async def test_a_full_store_takes_no_alerts_and_no_decisions(client: Client) -> None:
    await matched(client, "a")
    decisions = deciding(client, holder="one")
    token = await held(decisions)
    [work] = await decisions.matches.take(10, token=token)
    async with full(client):
        with pytest.raises(StoreRefusedError):
            await decisions.alerts.queue([alert("a")])
        with pytest.raises(StoreRefusedError):
            await decisions.log.append(work, decision(work.value), token=token)
        await decisions.lease.release()
    token = await held(decisions)
    assert await decisions.matches.take(10, token=token) == [work]
