"""What happens when nobody acknowledges, on a real store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from monitor.app.assembly.timing import Timing
from monitor.app.pipeline.escalator import Escalator
from monitor.clock import now as real_now
from monitor.model.ids import AlertId, ChannelName, RuleId
from monitor.model.sending.alert import Alert, Escalation, Reason
from monitor.model.sending.decision import Silence
from monitor.model.sending.delivery import Delivery, Outcome
from monitor.model.sending.queued import FollowUp, Queued
from monitor.store.connection.client import Client
from monitor.store.queues.outbox import ChannelOutbox
from monitor.store.records.acknowledgements import Acknowledgements
from monitor.store.records.counts import counts
from monitor.store.records.follow_ups import FollowUps
from monitor.store.records.silences import Silences
from tests.fakes import DESK, SOMEBODY, a_rule, an_alert, an_item
from tests.store.deciding import deciding

PHONE = ChannelName("phone")
HOUR = timedelta(hours=1)


@dataclass
class Ward:
    """Channels that accept everything, and somebody who may acknowledge."""

    client: Client
    at: datetime = field(default_factory=real_now)

    def __post_init__(self) -> None:
        self.outbox = ChannelOutbox(self.client, timeout=timedelta(milliseconds=10))
        self.readers = Acknowledgements(self.client)
        self.following = Escalator(
            followups=FollowUps(self.client),
            readers=self.readers,
            silences=Silences(self.client),
            outboxes=self.outbox,
            remind_for=Timing().remind_for,
            now=lambda: self.at,
        )

    def alert(self, **changes: Any) -> Alert:
        return an_alert(item=an_item(first_seen_at=self.at), decided_at=self.at, **changes)

    async def ring(self, alert: Alert) -> None:
        await deciding(self.client, holder="d").alerts.queue([alert])
        await self.deliver(alert.channel)

    async def deliver(self, channel: ChannelName = DESK) -> list[Queued]:
        """What the channel is told now."""
        token = await self.outbox.hold(channel, "sender")
        assert token is not None
        told = list(await self.outbox.waiting(channel, limit=10, token=token))
        for queued in told:
            await self.outbox.begin(queued, token=token)
            sent = Delivery(alert=queued.alert.id, channel=channel, outcome=Outcome.SENT, at=self.at)
            await self.outbox.sent(queued, sent)
        return told

    async def later(self, time: timedelta) -> int:
        self.at += time
        return await self.following.step()


@pytest.fixture
def ward(client: Client) -> Ward:
    return Ward(client)


async def test_an_alert_is_repeated_until_somebody_acknowledges_it(ward: Ward) -> None:
    await ward.ring(ward.alert(repeat=HOUR))
    assert await ward.later(HOUR / 2) == 0
    reminders = []
    for _ in range(2):
        assert await ward.later(HOUR) == 1
        [queued] = await ward.deliver()
        reminders.append(queued.alert)
    assert [reminder.reason for reminder in reminders] == [Reason.REMINDER] * 2
    assert len({reminder.id for reminder in reminders}) == 2
    assert "not acknowledged on desk since" in reminders[0].explanation
    await ward.readers.acknowledge(reminders[0].story.id, at=ward.at, by=SOMEBODY)
    assert await ward.later(HOUR) == 1
    assert await ward.deliver() == []
    assert await ward.later(HOUR) == 0


async def test_others_are_told_once_if_nobody_acknowledges_in_time(ward: Ward) -> None:
    await ward.ring(ward.alert(escalate=Escalation(after=HOUR, to=(PHONE,))))
    await ward.later(HOUR)
    [queued] = await ward.deliver(PHONE)
    assert (queued.alert.reason, queued.alert.channel, queued.alert.escalate) == (Reason.ESCALATED, PHONE, None)
    assert await ward.later(HOUR) == 0


async def test_an_acknowledged_alert_escalates_nowhere(ward: Ward) -> None:
    alert = ward.alert(escalate=Escalation(after=HOUR, to=(PHONE,)), repeat=HOUR)
    await ward.ring(alert)
    ward.at += HOUR / 2
    await ward.readers.acknowledge(alert.story.id, at=ward.at, by=SOMEBODY)
    assert await ward.later(HOUR / 2) == 2
    assert await ward.deliver(PHONE) == []
    assert await ward.deliver() == []


@pytest.mark.parametrize(("silence", "told"), [({"rule": RuleId("kursk")}, 0), ({"rule": RuleId("perm")}, 1)])
async def test_nobody_is_reminded_through_a_silence(ward: Ward, silence: dict[str, Any], told: int) -> None:
    await ward.ring(ward.alert(rules=(a_rule(),), escalate=Escalation(after=HOUR, to=(PHONE,)), repeat=HOUR))
    mute = Silence(id="m", until=ward.at + 2 * HOUR, made_at=ward.at, by="desk", **silence)
    await Silences(ward.client).add(mute, at=ward.at, by=SOMEBODY)
    assert await ward.later(HOUR) == 2
    assert [len(await ward.deliver(channel)) for channel in (DESK, PHONE)] == [told, told]


async def test_a_silence_that_is_over_keeps_no_reminder_back(ward: Ward) -> None:
    await ward.ring(ward.alert(rules=(a_rule(),), repeat=HOUR))
    mute = Silence(id="m", rule=RuleId("kursk"), until=ward.at + HOUR / 2, made_at=ward.at, by="desk")
    await Silences(ward.client).add(mute, at=ward.at, by=SOMEBODY)
    await ward.later(HOUR)
    assert len(await ward.deliver()) == 1


async def test_an_acknowledgement_that_is_taken_back_counts_no_more(ward: Ward) -> None:
    alert = ward.alert(repeat=HOUR)
    await ward.ring(alert)
    await ward.readers.acknowledge(alert.story.id, at=ward.at + HOUR / 2, by=SOMEBODY)
    assert await ward.readers.take_back(alert.story.id, at=ward.at, by=SOMEBODY)
    await ward.later(HOUR)
    assert len(await ward.deliver()) == 1


async def test_a_change_after_the_acknowledgement_is_followed_up_anew(ward: Ward) -> None:
    first = ward.alert(repeat=HOUR)
    await ward.ring(first)
    await ward.readers.acknowledge(first.story.id, at=ward.at, by=SOMEBODY)
    ward.at += HOUR / 2
    await ward.ring(replace(first, id=AlertId("a2"), reason=Reason.CHANGED))
    assert await ward.later(HOUR / 2) == 0, "the later ring is the one to repeat"
    await ward.later(HOUR / 2)
    assert len(await ward.deliver()) == 1


async def test_following_up_twice_rings_once(ward: Ward) -> None:
    await ward.ring(ward.alert(repeat=HOUR))
    ward.at += HOUR
    due = await FollowUps(ward.client).due(at=ward.at, limit=10)
    await ward.following.step()
    another = replace(ward.following, followups=Again(due))
    await another.step()
    assert len(await ward.deliver()) == 1
    found = await counts(ward.client)
    assert found["told"] + found["waiting"] == 1 + found["reminders"], "a reminder is no match, and is counted so"


@dataclass
class Again:
    """The store as it was before the first process was done."""

    found: Sequence[FollowUp]

    async def due(self, *, at: datetime, limit: int) -> Sequence[FollowUp]:
        return self.found

    async def done(self, followup: FollowUp) -> None:
        """Nothing: it died before."""


async def test_nobody_is_reminded_of_old_news(ward: Ward) -> None:
    await ward.ring(ward.alert(repeat=HOUR))
    assert await ward.later(timedelta(hours=25)) == 1
    assert await ward.deliver() == []
