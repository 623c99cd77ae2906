"""Nothing sick in an outbox holds up what is well, and no alert is left without a sender."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.clock import now
from monitor.errors import MonitorError
from monitor.model.ids import AlertId, ChannelName, Severity
from monitor.model.sending.alert import Alert, Escalation, Reason
from monitor.model.sending.channel_health import ChannelHealth, Trouble
from monitor.model.sending.delivery import Outcome
from monitor.model.sending.queued import Queued
from monitor.store.base import keys
from monitor.store.connection.client import Client
from monitor.store.queues.channel_states import channel_states, lift
from monitor.store.queues.earlier_version import escalate_what_waits
from monitor.store.queues.enqueue import emit, notifications_of
from monitor.store.queues.orphans import drop_waiting, move, orphans
from monitor.store.queues.outbox import ChannelOutbox
from monitor.store.records.counts import counts
from monitor.store.records.follow_ups import FollowUps
from monitor.store.records.identity import StoreRecord
from tests.store.store_news import DESK, LONG_AGO, alert, delivery, everything
from tests.store.test_store_outbox import LATER, OPS, SHORT, SOON, begun, head, queue, token_of, told_by


@pytest.fixture
def client(any_client: Client) -> Client:
    """Each test runs on Valkey and on Redis."""
    return any_client


async def failed(outbox: ChannelOutbox, queued: Queued, *, pause: bool = False, asked: bool = False) -> None:
    due = now() + LATER
    answer = delivery(queued.alert, Outcome.RETRY)
    await outbox.again(queued, answer, due=due, pause=due if pause else None, asked=asked)


async def test_a_later_alert_of_a_story_waits_for_the_one_that_failed_and_no_other_does(client: Client) -> None:
    story = alert("a").story.id
    outbox, token, [first] = await begun(client, alert("a"))
    await failed(outbox, first)
    await queue(
        client, alert("b", reason=Reason.CHANGED, story=story), alert("c", reason=Reason.CHANGED, story=story)
    )
    await queue(client, alert("other"))

    found = await head(outbox)
    assert [await outbox.begin(queued, token=token) for queued in found] == [False, False, True]
    await outbox.sent(found[-1], delivery(found[-1].alert))

    assert list(await head(outbox)) == []
    assert (await counts(client))["waiting"] == 3
    await outbox.lift(DESK)
    order = []
    while found := await head(outbox):
        for queued in found:
            if await outbox.begin(queued, token=token):
                await outbox.sent(queued, delivery(queued.alert))
                order += told_by([queued])
    assert order == ["a", "b", "c"]


async def test_what_is_critical_does_not_wait_for_what_failed_before(client: Client) -> None:
    outbox, token, [first] = await begun(client, alert("a"))
    await failed(outbox, first)
    graver = alert("b", reason=Reason.ESCALATED, story=first.alert.story.id)
    await queue(client, replace(graver, story=replace(graver.story, severity=Severity.CRITICAL)))

    [queued] = await head(outbox)

    assert await outbox.begin(queued, token=token)


async def test_what_is_held_does_not_hold_up_what_comes_later(client: Client) -> None:
    held = replace(alert("a"), not_before=now() + LATER)
    await queue(client, held, alert("b", reason=Reason.CHANGED, story=held.story.id))
    outbox = ChannelOutbox(client, timeout=SHORT)

    [queued] = await head(outbox)

    assert await outbox.begin(queued, token=await token_of(outbox))


async def test_lifting_makes_due_what_failed_but_not_what_is_held_and_not_before_the_service_wants_it(
    client: Client,
) -> None:
    outbox, _, [one] = await begun(client, alert("a"))
    await queue(client, replace(alert("held"), not_before=now() + LATER))
    await failed(outbox, one, pause=True)
    assert await outbox.not_before(DESK) is not None

    assert await lift(client, DESK) == 1
    assert await lift(client, DESK) == 0
    assert await outbox.not_before(DESK) is None
    [again] = await head(outbox)
    assert told_by([again]) == ["a"]

    await failed(outbox, again, pause=True, asked=True)
    await lift(client, DESK)
    assert await outbox.not_before(DESK) is not None, "its service asked to be left alone"


async def test_an_attempt_that_is_put_off_keeps_the_newer_body_that_came_meanwhile(client: Client) -> None:
    update = alert("a", reason=Reason.ALSO)
    newer = replace(update, explanation="also reported by Yonhap")
    outbox, _, [queued] = await begun(client, update)
    await queue(client, newer)

    await outbox.again(queued, delivery(update, Outcome.RETRY), due=LONG_AGO, pause=None)

    [again] = await head(outbox)
    assert again.alert == newer


async def test_what_the_fallback_has_sent_is_taken_off_and_counts_as_sent(client: Client) -> None:
    outbox, _, [failing] = await begun(client, alert("a"))
    copy = replace(failing.alert, id=AlertId("copy"), channel=OPS)
    assert not await outbox.sent_by_fallback(failing, copy=copy.id, fallback=OPS)
    await outbox.pass_on(copy)
    token = await outbox.hold(OPS, "other")
    assert token is not None
    [passed] = await outbox.waiting(OPS, limit=10, token=token)
    assert await outbox.begin(passed, token=token)
    await outbox.sent(passed, delivery(copy))
    await failed(outbox, failing)

    for _ in range(2):
        assert await outbox.sent_by_fallback(failing, copy=copy.id, fallback=OPS)
        found = await counts(client)
        assert (found["by_fallback"], found["waiting"], found["told"]) == (1, 0, 1)

    [telling] = await notifications_of(client, DESK, failing.alert.story.id)
    assert telling.accepted, "later news of the story is no first report"
    await queue(client, failing.alert)
    assert list(await head(outbox)) == []


async def test_what_its_channel_has_sent_is_not_sent_by_the_fallback_and_is_accounted_for(client: Client) -> None:
    outbox, _, [failing] = await begun(client, alert("a"))
    copy = replace(failing.alert, id=AlertId("copy"), channel=OPS)
    story = copy.story.id
    assert not await outbox.withdraw(copy.id, story=story, fallback=OPS), "it was never put"
    await outbox.pass_on(copy)
    await outbox.sent(failing, delivery(failing.alert))
    for _ in range(2):
        assert await outbox.withdraw(copy.id, story=story, fallback=OPS)
    assert await notifications_of(client, OPS, story) == ()
    token = await outbox.hold(OPS, "other")
    assert token is not None
    [passed] = await outbox.waiting(OPS, limit=10, token=token)
    assert not await outbox.begin(passed, token=token)
    assert list(await outbox.waiting(OPS, limit=10, token=token)) == []
    found = await counts(client)
    assert (found["matched"], found["reminders"], found["told"], found["waiting"]) == (0, 0, 1, 0)


async def test_a_copy_that_the_fallback_has_sent_already_stays_sent(client: Client) -> None:
    outbox, _, [failing] = await begun(client, alert("a"))
    copy = replace(failing.alert, id=AlertId("copy"), channel=OPS)
    await outbox.pass_on(copy)
    token = await outbox.hold(OPS, "other")
    assert token is not None
    [passed] = await outbox.waiting(OPS, limit=10, token=token)
    assert await outbox.begin(passed, token=token)
    await outbox.sent(passed, delivery(copy))
    assert not await outbox.withdraw(copy.id, story=copy.story.id, fallback=OPS)
    assert (await counts(client))["reminders"] == 1
    [telling] = await notifications_of(client, OPS, copy.story.id)
    assert telling.accepted


async def test_how_a_channel_is_can_be_looked_at(client: Client) -> None:
    outbox, _, [one] = await begun(client, alert("a"))
    assert await channel_states(client) == {}
    health = ChannelHealth(trouble=Trouble.REFUSED, since=now(), detail="HTTP 401", announced=True)
    await outbox.note_health(DESK, health)
    await failed(outbox, one, pause=True)

    [(name, state)] = (await channel_states(client)).items()
    assert (name, state.health) == (DESK, health)
    assert state.paused_until is not None
    assert await outbox.health(DESK) == health

    await outbox.note_health(DESK, None)
    await outbox.lift(DESK)
    assert await channel_states(client) == {}


async def test_what_waits_now_is_what_failed_and_what_is_in_line_the_critical_first(client: Client) -> None:
    outbox, _, [failing] = await begun(client, alert("failing"))
    await failed(outbox, failing)
    grave = alert("grave")
    await queue(
        client,
        alert("new"),
        alert("update", reason=Reason.ALSO),
        replace(alert("held"), not_before=now() + LATER),
        replace(grave, story=replace(grave.story, severity=Severity.CRITICAL)),
    )

    found = await outbox.undelivered(DESK, limit=10)

    assert [one.match.item.title.split()[-1] for one in found] == ["grave", "failing", "new"]


async def waiting_alerts(client: Client) -> tuple[Alert, ...]:
    """One alert of every kind of waiting: failed, begun, in line, critical, held."""
    outbox, _, [failing, _] = await begun(client, alert("failing"), alert("begun"))
    await failed(outbox, failing)
    grave = alert("grave")
    grave = replace(grave, story=replace(grave.story, severity=Severity.CRITICAL))
    held = replace(alert("held"), not_before=now() + LATER)
    await queue(client, alert("new"), grave, held)
    await outbox.release(DESK, "sender")
    return failing.alert, alert("begun"), alert("new"), grave, held


async def test_the_outbox_of_a_channel_that_is_gone_is_found_and_moved(client: Client) -> None:
    alerts = await waiting_alerts(client)
    assert await orphans(client, configured=[DESK]) == {}
    assert await orphans(client, configured=[OPS]) == {DESK: 5}

    assert await move(client, DESK, OPS) == 5
    assert await move(client, DESK, OPS) == 0

    assert await orphans(client, configured=[OPS]) == {}
    found = await counts(client)
    assert (found["waiting"], found["dead"], found["reminders"]) == (5, 0, 0)
    outbox = ChannelOutbox(client, timeout=SHORT)
    token = await outbox.hold(OPS, "sender")
    assert token is not None
    moved = await outbox.waiting(OPS, limit=10, token=token)
    assert sorted(told_by(moved)) == sorted(["failing", "begun", "new", "grave"]), "what is held is held there too"
    assert told_by(moved)[0] == "grave"
    [telling] = await notifications_of(client, OPS, alerts[0].story.id)
    assert not telling.accepted
    assert list(await notifications_of(client, DESK, alerts[0].story.id)) == []


async def test_moving_that_died_half_way_puts_nothing_twice(client: Client) -> None:
    await queue(client, alert("a"))
    await move(client, DESK, OPS)
    await emit(client, alert("a"))
    before = (await counts(client))["waiting"]

    assert await move(client, DESK, OPS) == 1

    assert (before, (await counts(client))["waiting"]) == (2, 1)


async def test_what_waits_for_a_channel_that_is_gone_can_be_dropped_and_is_accounted_for(client: Client) -> None:
    await waiting_alerts(client)

    assert await drop_waiting(client, DESK) == 5
    assert await drop_waiting(client, DESK) == 0
    attempts = client.key(keys.channel(DESK, "events"))
    notes = [fields[b"v"] for _, fields in await client.read("XRANGE", attempts, "-", "+")]
    assert sum(b"alerts drop" in note for note in notes) == 5

    found = await counts(client)
    assert (found["waiting"], found["dead"]) == (0, 5)
    await queue(client, alert("new"))
    assert (await counts(client))["waiting"] == 1, "a later item may alert again"


async def test_nothing_is_moved_or_dropped_under_the_hands_of_a_sender(client: Client) -> None:
    await queue(client, alert("a"))
    outbox = ChannelOutbox(client, timeout=SHORT)
    await token_of(outbox)
    before = await everything(client)

    for act in (move(client, DESK, ChannelName("phone")), drop_waiting(client, DESK)):
        with pytest.raises(MonitorError, match="a running monitor sends to the channel 'desk'"):
            await act

    assert {key: value for key, value in (await everything(client)).items() if b"channels" not in key} == {
        key: value for key, value in before.items() if b"channels" not in key
    }


async def test_escalation_counts_from_the_decision_and_no_later_alert_of_the_story_puts_it_off(
    client: Client,
) -> None:
    escalate = Escalation(after=timedelta(minutes=10), to=(OPS,))
    first = replace(alert("a"), escalate=escalate, decided_at=now())
    later = replace(
        alert("b", reason=Reason.CHANGED, story=first.story.id), escalate=escalate, decided_at=now() + LATER
    )
    held = replace(alert("c"), escalate=escalate, decided_at=now(), not_before=now() + LATER)
    await queue(client, first, later, held)

    due = await FollowUps(client).due(at=now() + 3 * LATER, limit=10)

    assert [(one.alert.id, one.escalates) for one in due] == [(first.id, True), (held.id, True)]
    assert abs(due[0].due - first.decided_at - escalate.after) < SOON
    assert held.not_before is not None
    assert abs(due[1].due - held.not_before - escalate.after) < SOON


async def test_what_version_0_1_0_has_queued_escalates_too(client: Client) -> None:
    escalate = Escalation(after=timedelta(minutes=10), to=(OPS,))
    waits = replace(alert("a"), escalate=escalate, decided_at=now())
    grave = replace(waits, id=AlertId("b"), story=replace(alert("b").story, severity=Severity.CRITICAL))
    held = replace(alert("c"), escalate=escalate, decided_at=now(), not_before=now() + LATER)
    await queue(client, waits, grave, held, alert("d"))
    for part in ("followups", "follow_body"):  # as 0.1.0 left them: it made them of what was delivered
        await client.read("DEL", client.key(keys.channel(DESK, part)))

    assert await escalate_what_waits(client) == 3
    assert await escalate_what_waits(client) == 3

    due = await FollowUps(client).due(at=now() + 3 * LATER, limit=10)
    assert {(one.alert.id, one.escalates) for one in due} == {(waits.id, True), (grave.id, True), (held.id, True)}
    [first] = [one for one in due if one.alert == waits]
    assert abs(first.due - waits.decided_at - escalate.after) < SOON
    await StoreRecord(client).identify()
    assert await escalate_what_waits(client) == 0, "a later version made what follows itself"
