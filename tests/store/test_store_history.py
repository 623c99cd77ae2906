from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.clock import now
from monitor.model.ids import ItemId
from monitor.model.sending.alert import Alert
from monitor.model.sending.delivery import Delivery, Outcome
from monitor.store.base import keys
from monitor.store.base.codec import decode
from monitor.store.connection.client import Client
from monitor.store.connection.stream_pages import read_stream
from monitor.store.queues.dead_letters import dead_letters, drop, replay
from monitor.store.queues.feed_schedule import FeedSchedule
from monitor.store.queues.outbox import ChannelOutbox
from monitor.store.records.counts import counts
from monitor.store.records.history import History
from monitor.store.records.stream_retention import Follows, forget_old
from tests.store.deciding import deciding
from tests.store.store_news import (
    LONG_AGO,
    alert,
    as_admin,
    collected,
    decide,
    delivery,
    held,
    item,
    match,
    matched,
    poll,
    silence,
    visit,
)

MONTH = timedelta(days=30)


@pytest.fixture
def client(any_client: Client) -> Client:
    """Each test runs on Valkey and on Redis."""
    return any_client


async def forgotten(client: Client, keep: timedelta) -> int:
    return (await forget_old(client, keep=keep, follows=Follows.NO)).entries


async def given_up(client: Client, *alerts: Alert) -> None:
    """Dead letters."""
    await deciding(client, holder="decider").alerts.queue(alerts)
    outbox = ChannelOutbox(client)
    for channel in {one.channel for one in alerts}:
        token = await outbox.hold(channel, "sender")
        assert token is not None
        for queued in await outbox.waiting(channel, limit=10, token=token):
            assert await outbox.begin(queued, token=token)
            await outbox.dead(queued, delivery(queued.alert, Outcome.REFUSED))


async def test_an_item_is_found_by_id_address_guid_and_headline(client: Client) -> None:
    await collected(client, "a", "b")
    sought = item("a")
    for name in (sought.id, sought.url, sought.guid, sought.title, f"“{sought.title.upper()}!”"):
        found = await History(client).find(name)
        assert found is not None
        assert found.id == sought.id
    assert await History(client).find("https://example.org/nowhere") is None


async def test_an_item_is_found_behind_many_newer_ones(client: Client) -> None:
    await collected(client, *(f"n{number}" for number in range(1100)))
    found = await History(client).find(item("n0").id)
    assert found is not None
    assert found.title == item("n0").title


async def test_a_trail_tells_how_far_an_item_has_come(client: Client) -> None:
    history = History(client)
    assert await history.trail(item("a").id) is None
    await collected(client, "a")
    waits = await history.trail(item("a").id)
    assert waits is not None
    assert (waits.baseline, waits.examined, waits.matched) == (False, False, False)


async def test_a_baseline_has_a_short_trail(client: Client) -> None:
    schedule = FeedSchedule(client, lease=timedelta(seconds=60))
    await schedule.save(await visit(schedule), poll(item("a"), baseline=True))
    trail = await History(client).trail(item("a").id)
    assert trail is not None
    assert (trail.baseline, trail.examined, trail.matched, trail.decisions) == (True, False, False, ())


async def test_a_trail_leads_from_the_item_to_every_attempt(client: Client) -> None:
    await matched(client, "a", "b")
    decisions, outbox = deciding(client, holder="one"), ChannelOutbox(client)
    token = await held(decisions)
    a, b = await decisions.matches.take(10, token=token)
    told = alert("a")
    await decide(decisions, a, told, token=token)
    await decide(decisions, b, silence(b.value), token=token)
    sending = await outbox.hold(told.channel, "sender")
    assert sending is not None
    for outcome in (Outcome.UNKNOWN, Outcome.SENT):
        [queued] = await outbox.waiting(told.channel, limit=10, token=sending)
        await outbox.begin(queued, token=sending)
        if outcome is Outcome.SENT:
            await outbox.sent(queued, delivery(told, outcome))
        else:
            await outbox.again(queued, delivery(told, outcome), due=LONG_AGO, pause=None)
    trail = await History(client).trail(a.value.item.id)
    assert trail is not None
    assert (trail.examined, trail.matched) == (True, True)
    assert [one.outcomes for one in trail.decisions] == [(told,)]
    assert [one.outcome for one in trail.deliveries] == [Outcome.UNKNOWN, Outcome.SENT]
    silent = await History(client).trail(b.value.item.id)
    assert silent is not None
    assert [one.outcomes for one in silent.decisions] == [(silence(match("b")),)]
    assert silent.deliveries == ()


async def test_only_what_is_older_than_is_kept_is_forgotten(client: Client) -> None:
    await matched(client, "a")
    decisions = deciding(client, holder="one")
    token = await held(decisions)
    [work] = await decisions.matches.take(10, token=token)
    await decide(decisions, work, token=token)
    assert await forgotten(client, MONTH) == 0
    assert await forgotten(client, timedelta(seconds=-1)) == 1
    assert await History(client).trail(ItemId(item("a").id)) is None


async def test_a_short_history_keeps_the_decisions_that_stories_are_rebuilt_from(client: Client) -> None:
    await matched(client, "a")
    decisions = deciding(client, holder="one")
    token = await held(decisions)
    [work] = await decisions.matches.take(10, token=token)
    await decide(decisions, work, token=token)
    await forgotten(client, timedelta(seconds=-1))
    assert [one.match async for one in decisions.log.replay(since=LONG_AGO)] == [work.value]


async def test_decisions_older_than_any_story_are_forgotten_with_the_history(client: Client) -> None:
    long_ago = (now() - keys.KEEP_DECIDED - timedelta(hours=1)).timestamp() * 1000
    await as_admin(client, "XADD", client.key(keys.LOG), f"{long_ago:.0f}-0", "i", "a", "v", "b")
    assert await forgotten(client, MONTH) == 0
    assert await forgotten(client, timedelta(days=1)) == 1


async def test_dead_letters_are_listed_with_their_reason(client: Client) -> None:
    await given_up(client, alert("a"), alert("b"))
    letters = await dead_letters(client)
    assert [letter.alert for letter in letters] == [alert("a"), alert("b")]
    assert letters[0].delivery.detail == "as the phone said"
    assert await dead_letters(client, channel=alert("a").channel) == letters


async def test_a_dead_letter_put_back_waits_again_once(client: Client) -> None:
    await given_up(client, alert("a"))
    letters = await dead_letters(client)
    assert await replay(client, letters, at=now()) == 1
    assert await replay(client, letters, at=now()) == 0
    assert await dead_letters(client) == []
    found = await counts(client)
    assert (found["dead"], found["waiting"]) == (0, 1)
    told = await deciding(client, holder="d").notifications.last_notified(
        alert("a").story.id, [alert("a").channel]
    )
    assert len(told) == 1, "it counts as under way"


async def test_a_dead_letter_that_rang_anew_meanwhile_is_not_told_twice(client: Client) -> None:
    await given_up(client, alert("a"))
    letters = await dead_letters(client)
    await deciding(client, holder="decider").alerts.queue([alert("a")])
    assert await replay(client, letters, at=now()) == 0
    found = await counts(client)
    assert (found["waiting"], found["dead"]) == (1, 1), "it stays counted as dead"
    assert await dead_letters(client) == []


async def test_a_dropped_dead_letter_is_gone_and_stays_counted(client: Client) -> None:
    await given_up(client, alert("a"), alert("b"))
    [a, b] = await dead_letters(client)
    assert await drop(client, [a]) == 1
    assert await drop(client, [a]) == 0
    noted = [
        decode(fields[b"v"], Delivery)
        async for _, fields in read_stream(client, keys.channel(a.alert.channel, "events"))
    ]
    assert [one.detail for one in noted if "alerts drop" in one.detail] == [
        "dropped with `monitor alerts drop`: it is not sent again"
    ]
    assert await dead_letters(client) == [b]
    assert (await counts(client))["dead"] == 2


async def test_nothing_is_forgotten_while_nobody_can_read_what_is_archived(client: Client) -> None:
    await collected(client, "a", "b")
    held_at = client.key(keys.archived(keys.HISTORY))
    await client.read("HSET", held_at, "entry", b'{"from": "another version", ')
    for follows in (Follows.MAYBE, Follows.YES):
        assert (await forget_old(client, keep=timedelta(0), follows=follows)).entries == 0
    assert (await forget_old(client, keep=timedelta(0), follows=Follows.NO)).entries > 0
