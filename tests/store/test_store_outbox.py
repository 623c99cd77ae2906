from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.clock import from_ms, now
from monitor.errors import StoreRefusedError
from monitor.model.ids import AlertId, ChannelName, Severity
from monitor.model.sending.alert import Alert, Reason
from monitor.model.sending.delivery import Outcome
from monitor.model.sending.queued import Queued
from monitor.model.story import Story
from monitor.store.base import keys
from monitor.store.connection.client import Client
from monitor.store.queues.outbox import ChannelOutbox
from monitor.store.records.counts import counts, queues
from tests.store.deciding import deciding
from tests.store.store_news import DESK, LONG_AGO, alert, as_admin, delivery, everything, full, match

SHORT = timedelta(milliseconds=50)
SOON = timedelta(milliseconds=20)
LATER = timedelta(hours=1)
OPS = ChannelName("ops")


@pytest.fixture
def client(any_client: Client) -> Client:
    """Each test runs on Valkey and on Redis."""
    return any_client


async def queue(client: Client, *alerts: Alert) -> None:
    """Decide to tell; updates are due at once."""
    await deciding(client, holder="decider", update_every=timedelta(0)).alerts.queue(alerts)


async def token_of(outbox: ChannelOutbox, holder: str = "sender") -> int:
    token = await outbox.hold(DESK, holder)
    assert token is not None
    return token


async def head(outbox: ChannelOutbox, *, limit: int = 10, holder: str = "sender") -> Sequence[Queued]:
    return await outbox.waiting(DESK, limit=limit, token=await token_of(outbox, holder))


async def begun(client: Client, *alerts: Alert) -> tuple[ChannelOutbox, int, list[Queued]]:
    """Alerts of which an attempt has begun."""
    await queue(client, *alerts)
    outbox = ChannelOutbox(client, timeout=SHORT)
    token = await token_of(outbox)
    found = list(await outbox.waiting(DESK, limit=10, token=token))
    for queued in found:
        assert await outbox.begin(queued, token=token)
    return outbox, token, found


def critical(name: str) -> Alert:
    found = alert(name)
    return replace(found, story=replace(found.story, severity=Severity.CRITICAL))


def told_by(queued: Sequence[Queued]) -> list[str]:
    return [one.alert.match.item.title.split()[-1] for one in queued]


async def test_alerts_come_in_order_until_they_are_ended(client: Client) -> None:
    await queue(client, alert("a"), alert("b"), alert("c"))
    outbox = ChannelOutbox(client, timeout=SHORT)
    assert told_by(await head(outbox, limit=2)) == ["a", "b"]
    assert told_by(await head(outbox)) == ["a", "b", "c"], "what was handed out and not ended comes again"


async def test_an_empty_outbox_is_no_error(client: Client) -> None:
    assert list(await head(ChannelOutbox(client, timeout=SHORT))) == []


async def test_waiting_ends_when_an_alert_comes(client: Client) -> None:
    outbox = ChannelOutbox(client, timeout=timedelta(seconds=2))
    waiting = asyncio.create_task(head(outbox))
    await asyncio.sleep(0.02)
    await queue(client, alert("a"))
    assert told_by(await waiting) == ["a"]


async def test_a_sent_alert_is_told_and_gone(client: Client) -> None:
    outbox, _, [queued] = await begun(client, alert("a"))
    answer = delivery(queued.alert)
    await outbox.sent(queued, answer)
    [told] = (
        await deciding(client, holder="d").notifications.last_notified(queued.alert.story.id, [DESK])
    ).values()
    assert told.accepted
    assert abs(told.at - answer.at) < SOON
    found = await counts(client)
    assert (found["told"], found["waiting"]) == (1, 0)
    await queue(client, alert("a"))
    assert (await queues(client))["desk out"] == 0, "queued again after a crash, it is not told again"


async def test_what_was_told_is_taken_off_instead_of_begun(client: Client) -> None:
    outbox, token, [queued] = await begun(client, alert("a"))
    told = client.key(keys.channel(DESK, "told"))
    await as_admin(client, "ZADD", told, 1, queued.alert.id)
    assert not await outbox.begin(queued, token=token)
    assert (await queues(client))["desk out"] == 0


async def test_a_sender_that_lost_the_lease_begins_nothing(client: Client) -> None:
    zombie = ChannelOutbox(client, lease=SOON)
    await queue(client, alert("a"))
    old = await token_of(zombie, "zombie")
    [queued] = await zombie.waiting(DESK, limit=10, token=old)
    await asyncio.sleep(0.03)
    alive = ChannelOutbox(client, timeout=SHORT)
    token = await token_of(alive, "alive")
    assert not await zombie.begin(queued, token=old)
    assert list(await zombie.waiting(DESK, limit=10, token=old)) == []
    assert await alive.begin(queued, token=token)


async def test_beginning_renews_the_lease(client: Client) -> None:
    await queue(client, alert("a"))
    short = ChannelOutbox(client, lease=SOON)
    token = await token_of(short)
    [queued] = await short.waiting(DESK, limit=10, token=token)
    assert await ChannelOutbox(client, timeout=SHORT).begin(queued, token=token)
    await asyncio.sleep(0.03)
    assert await short.hold(DESK, "another") is None


async def test_what_a_zombie_sent_is_not_sent_again(client: Client) -> None:
    zombie, _, [queued] = await begun(client, alert("a"))
    await zombie.release(DESK, "sender")
    alive = ChannelOutbox(client, timeout=SHORT)
    token = await token_of(alive, "alive")
    [same] = await alive.waiting(DESK, limit=10, token=token)
    await zombie.sent(queued, delivery(queued.alert))
    assert not await alive.begin(same, token=token)
    await alive.again(same, delivery(queued.alert, Outcome.RETRY), due=LONG_AGO, pause=None)
    assert (await counts(client))["waiting"] == 0
    await alive.dead(queued, delivery(queued.alert, Outcome.REFUSED))
    found = await counts(client)
    assert (found["told"], found["dead"], found["waiting"]) == (1, 0, 0)


async def test_a_fresh_alert_is_no_repeat_and_one_whose_sender_died_is(client: Client) -> None:
    outbox, _, [fresh] = await begun(client, alert("a"))
    assert (fresh.attempts, fresh.repeat) == (0, False)
    [left] = await head(outbox)
    assert (left.attempts, left.repeat) == (1, True)


@pytest.mark.parametrize(("outcome", "repeat"), [(Outcome.RETRY, False), (Outcome.UNKNOWN, True)])
async def test_trying_again_is_a_repeat_only_if_it_may_have_been_accepted(
    client: Client, *, outcome: Outcome, repeat: bool
) -> None:
    outbox, token, [queued] = await begun(client, alert("a"))
    await outbox.again(queued, delivery(queued.alert, outcome), due=LONG_AGO, pause=None)
    [again] = await head(outbox)
    assert (again.attempts, again.repeat) == (1, repeat)
    await outbox.begin(again, token=token)
    await outbox.again(again, delivery(queued.alert, Outcome.RETRY), due=LONG_AGO, pause=None)
    [third] = await head(outbox)
    assert (third.attempts, third.repeat) == (2, repeat), "what may have been accepted once stays in doubt"


async def test_nothing_is_tried_again_before_it_is_due(client: Client) -> None:
    outbox, _, [queued] = await begun(client, alert("a"))
    await outbox.again(queued, delivery(queued.alert, Outcome.RETRY), due=now() + LATER, pause=None)
    assert list(await head(outbox)) == []
    assert (await counts(client))["waiting"] == 1


async def test_what_is_critical_comes_first_then_what_is_due_again_or_begun_then_what_is_new_then_updates(
    client: Client,
) -> None:
    outbox, _, [_a, b] = await begun(client, alert("a"), alert("b"))
    await queue(client, alert("u", reason=Reason.ALSO), alert("c"), critical("x"))
    await outbox.again(b, delivery(b.alert, Outcome.RETRY), due=LONG_AGO, pause=None)
    assert told_by(await head(outbox)) == ["x", "b", "a", "c", "u"]


async def test_what_is_critical_ends_like_any_other(client: Client) -> None:
    await queue(client, critical("sent"), critical("again"), critical("dead"))
    assert (await counts(client))["waiting"] == 3
    outbox = ChannelOutbox(client, timeout=SHORT)
    token = await token_of(outbox)
    sent, again, dead = await outbox.waiting(DESK, limit=10, token=token)
    for queued in (sent, again, dead):
        assert await outbox.begin(queued, token=token)
    await outbox.sent(sent, delivery(sent.alert))
    await outbox.again(again, delivery(again.alert, Outcome.RETRY), due=now() + LATER, pause=None)
    await outbox.dead(dead, delivery(dead.alert, Outcome.REFUSED))
    found = await counts(client)
    assert (found["told"], found["waiting"], found["dead"]) == (1, 1, 1)
    assert list(await outbox.waiting(DESK, limit=10, token=token)) == []


async def test_waiting_ends_when_something_critical_comes(client: Client) -> None:
    outbox = ChannelOutbox(client, timeout=timedelta(seconds=2))
    waiting = asyncio.create_task(head(outbox))
    await asyncio.sleep(0.02)
    await queue(client, critical("a"))
    assert told_by(await waiting) == ["a"]


async def test_a_held_alert_waits_for_its_time_and_counts_as_waiting(client: Client) -> None:
    outbox = ChannelOutbox(client, timeout=SHORT)
    await queue(client, replace(alert("a"), not_before=now() + LATER))
    assert list(await head(outbox)) == []
    assert (await counts(client))["waiting"] == 1
    [told] = (await deciding(client, holder="d").notifications.last_notified(alert("a").story.id, [DESK])).values()
    assert told.held_until is not None
    await queue(client, replace(alert("b"), not_before=now() + SOON))
    assert told_by(await head(ChannelOutbox(client, timeout=timedelta(seconds=1)))) == ["b"]


async def test_news_for_a_held_story_is_told_with_it(client: Client) -> None:
    held = replace(alert("a"), not_before=now() + LATER)
    await queue(client, held)
    update = replace(alert("b", reason=Reason.ALSO), story=with_source(held.story, "Kompas"))
    await queue(client, update)
    assert (await queues(client))["desk updates"] == 0
    await as_admin(client, "ZADD", client.key(keys.channel(DESK, "delayed")), 0, held.id)
    [queued] = await head(ChannelOutbox(client, timeout=timedelta(seconds=1)))
    assert queued.alert.id == held.id
    assert queued.alert.match == held.match
    assert "Kompas" in queued.alert.story.sources


async def test_later_messages_of_a_story_know_the_first(client: Client) -> None:
    outbox, token, [queued] = await begun(client, alert("a"))
    await outbox.sent(queued, replace(delivery(queued.alert), message_id="m-17"))
    await queue(client, alert("b", reason=Reason.CHANGED, story=queued.alert.story.id))
    [changed] = await outbox.waiting(DESK, limit=10, token=token)
    await outbox.begin(changed, token=token)
    await outbox.sent(changed, replace(delivery(changed.alert), message_id="m-18"))
    await queue(client, alert("c", reason=Reason.ALSO, story=queued.alert.story.id), alert("d"))
    found = await outbox.waiting(DESK, limit=10, token=token)
    answering = [await outbox.answering(one) for one in (changed, *found)]
    assert [(one.alert.reason, one.thread) for one in answering] == [
        (Reason.CHANGED, "m-17"),
        (Reason.FIRST, ""),
        (Reason.ALSO, "m-17"),
    ]


async def test_waiting_ends_when_an_alert_is_due_again(client: Client) -> None:
    outbox, _, [queued] = await begun(client, alert("a"))
    await outbox.again(queued, delivery(queued.alert, Outcome.RETRY), due=now() + SOON, pause=None)
    assert told_by(await head(outbox)) == ["a"]


async def test_a_pause_holds_for_the_whole_channel_until_it_is_over(client: Client) -> None:
    outbox, _, [queued] = await begun(client, alert("a"))
    assert await outbox.not_before(DESK) is None
    due = now() + LATER
    await outbox.again(queued, delivery(queued.alert, Outcome.RETRY), due=due, pause=due, asked=True)
    paused = await outbox.not_before(DESK)
    assert paused is not None
    assert abs(paused - due) < timedelta(milliseconds=1)
    ends = await client.read("PEXPIRETIME", client.key(keys.channel(DESK, "not_before")))
    assert from_ms(ends) == paused


async def test_a_dead_alert_no_longer_counts_as_told(client: Client) -> None:
    outbox, _, [queued] = await begun(client, alert("a"))
    await outbox.dead(queued, delivery(queued.alert, Outcome.REFUSED))
    assert await deciding(client, holder="d").notifications.last_notified(queued.alert.story.id, [DESK]) == {}
    found = await counts(client)
    assert (found["dead"], found["waiting"], found["told"]) == (1, 0, 0)
    await queue(client, alert("a"))
    assert (await queues(client))["desk out"] == 1, "a later item may ring again"


async def test_when_a_later_alert_dies_the_earlier_one_is_still_told(client: Client) -> None:
    story = alert("a").story.id
    outbox, _, [first, change] = await begun(client, alert("a"), alert("b", reason=Reason.CHANGED, story=story))
    await outbox.sent(first, delivery(first.alert))
    await outbox.dead(change, delivery(change.alert, Outcome.REFUSED))
    [told] = (await deciding(client, holder="d").notifications.last_notified(story, [DESK])).values()
    assert told.accepted


@pytest.mark.parametrize("ending", ["sent", "again", "dead"])
@pytest.mark.parametrize("reason", [Reason.FIRST, Reason.ALSO])
async def test_every_ending_may_be_repeated(client: Client, ending: str, reason: Reason) -> None:
    outbox, _, [queued] = await begun(client, alert("a", reason=reason))
    answer = delivery(queued.alert)
    due = now() + LATER

    async def end() -> None:
        if ending == "sent":
            await outbox.sent(queued, answer)
        elif ending == "again":
            await outbox.again(queued, replace(answer, outcome=Outcome.RETRY), due=due, pause=due, asked=True)
        else:
            await outbox.dead(queued, replace(answer, outcome=Outcome.REFUSED))

    await end()
    before = await everything(client)
    await end()
    assert await everything(client) == before


async def test_beginning_may_be_repeated(client: Client) -> None:
    outbox, token, [queued] = await begun(client, alert("a"))
    before = await everything(client)
    assert await outbox.begin(queued, token=token)
    assert await everything(client) == before


async def test_the_newest_update_of_a_story_wins_and_counts_as_nothing(client: Client) -> None:
    update = alert("a", reason=Reason.ALSO)
    newer = replace(update, story=with_source(update.story, "Yonhap"))
    outbox, _, [queued] = await begun(client, update, newer)
    assert queued.alert == newer
    await outbox.sent(queued, delivery(newer))
    found = await counts(client)
    assert (found["told"], found["waiting"], found["updates"]) == (0, 0, 1)
    assert (await queues(client))["desk updates"] == 0
    assert await client.read("XLEN", client.key(keys.channel(DESK, "events"))) == 1, "why can name the attempt"


async def test_an_update_that_comes_while_another_is_sent_is_not_lost(client: Client) -> None:
    update = alert("a", reason=Reason.ALSO)
    newer = replace(update, story=with_source(update.story, "Yonhap"))
    outbox, token, [queued] = await begun(client, update)
    await queue(client, newer)
    await outbox.sent(queued, delivery(update))
    [then] = await head(outbox)
    assert (then.alert, then.attempts, then.repeat) == (newer, 0, False)
    assert await outbox.begin(then, token=token), "an update is never told already"


async def test_an_update_that_another_version_wrote_is_sent_once(client: Client) -> None:
    update = alert("a", reason=Reason.ALSO)
    await queue(client, update)
    body = client.key(keys.channel(DESK, "update_body"))
    written = json.loads(await client.read("HGET", body, update.story.id))
    fields = {name: value for name, value in written.items() if value is not None}
    assert fields != written, "the other version has no key for what it does not know"
    await client.read("HSET", body, update.story.id, json.dumps(fields))
    outbox, _, [queued] = await begun(client)
    assert queued.alert == update
    await outbox.sent(queued, delivery(update))
    assert list(await head(outbox)) == []
    assert (await queues(client))["desk updates"] == 0


async def test_an_update_waits_for_its_time(client: Client) -> None:
    await deciding(client, holder="d", update_every=LATER).alerts.queue([alert("a", reason=Reason.ALSO)])
    assert list(await head(ChannelOutbox(client, timeout=SHORT))) == []
    assert (await counts(client))["waiting"] == 0


async def test_a_full_store_takes_no_alerts_but_lets_go_of_those_that_it_has(client: Client) -> None:
    outbox, _, [a, b, c] = await begun(client, alert("a"), alert("b"), alert("c"))
    async with full(client):
        with pytest.raises(StoreRefusedError):
            await queue(client, alert("d"))
        token = await token_of(outbox)
        for queued in await outbox.waiting(DESK, limit=10, token=token):
            assert await outbox.begin(queued, token=token)
        await outbox.sent(a, delivery(a.alert))
        await outbox.again(b, delivery(b.alert, Outcome.RETRY), due=LONG_AGO, pause=LONG_AGO)
        await outbox.dead(c, delivery(c.alert, Outcome.REFUSED))
        found = await counts(client)
        assert (found["told"], found["dead"], found["waiting"]) == (1, 1, 1)


def with_source(story: Story, source: str) -> Story:
    return replace(story, sources=(*story.sources, source), items=(*story.items, match(source).item.id))


async def test_what_is_passed_on_is_put_once_and_counted_beside_the_matches(client: Client) -> None:
    outbox = ChannelOutbox(client, timeout=SHORT)
    passed = replace(alert("a", channel=OPS), id=AlertId("instead"))
    assert [await outbox.pass_on(passed), await outbox.pass_on(passed)] == [True, False]
    found = await counts(client)
    assert (found["reminders"], found["waiting"]) == (1, 1)


async def test_what_the_other_channel_hears_anyway_is_not_passed_on(client: Client) -> None:
    await queue(client, alert("a", channel=OPS))
    outbox = ChannelOutbox(client, timeout=SHORT)
    assert not await outbox.pass_on(replace(alert("a", channel=OPS), id=AlertId("instead")))
    reminder = replace(alert("a", channel=OPS, reason=Reason.REMINDER), id=AlertId("reminder"))
    assert await outbox.pass_on(reminder), "a reminder is to be heard again"


async def test_what_is_critical_is_noted_in_one_step_wherever_it_waited(client: Client) -> None:
    outbox, token, [again] = await begun(client, critical("again"))
    await outbox.again(again, delivery(again.alert, Outcome.RETRY), due=LONG_AGO, pause=None)
    await queue(client, critical("new"))
    found = await outbox.waiting(DESK, limit=10, token=token)
    assert sorted(told_by(found)) == ["again", "new"]
    for order in (found, found[::-1]):
        await outbox.sent_together([(queued, delivery(queued.alert)) for queued in order])
    counted = await counts(client)
    assert (counted["told"], counted["waiting"]) == (2, 0)


async def test_the_alerts_of_one_message_are_noted_in_one_step(client: Client) -> None:
    outbox, _, found = await begun(client, alert("a"), alert("b"), alert("c"))
    told = [(queued, delivery(queued.alert)) for queued in found[:2]]
    for _ in range(2):
        await outbox.sent_together(told)
        counted = await counts(client)
        assert (counted["told"], counted["waiting"]) == (2, 1)
