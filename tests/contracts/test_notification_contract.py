"""What routing asks of the store: the memory that scenarios are played with answers like the store itself."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from monitor.app.rehearsal.memory import MemoryNotifications, MemorySilences
from monitor.clock import now
from monitor.model.ids import ChannelName, ItemId, StoryId
from monitor.model.sending.alert import Alert, Hold, HoldKind, Reason
from monitor.model.sending.delivery import Delivery, Outcome
from monitor.route.ports import NotificationPort, SilencePort
from monitor.store.connection.client import Client
from monitor.store.decisions.alert_queue import AlertQueue
from monitor.store.decisions.notifications import Notifications
from monitor.store.queues.outbox import ChannelOutbox
from monitor.store.records.silences import Silences
from tests.fakes import DESK, an_alert, an_item

STORY = an_alert().story.id


class MemoryPlace:
    """Scenarios: channels accept by themselves."""

    def __init__(self, _: Client) -> None:
        self.notifications = MemoryNotifications(now)
        self.silences = MemorySilences()
        self.queue = self.notifications.queue

    async def deliver(self) -> None:
        """Let time pass."""
        await asyncio.sleep(0.01)


@dataclass
class StorePlace:
    """The daemon: a sender sends what is due."""

    client: Client

    def __post_init__(self) -> None:
        self.notifications: NotificationPort = Notifications(self.client)
        self.silences: SilencePort = Silences(self.client)
        self.queue = AlertQueue(self.client).queue

    async def deliver(self) -> None:
        outbox = ChannelOutbox(self.client, timeout=timedelta(milliseconds=1))
        token = await outbox.hold(DESK, "sender")
        assert token is not None
        for queued in await outbox.waiting(DESK, limit=10, token=token):
            assert await outbox.begin(queued, token=token)
            sent = Delivery(alert=queued.alert.id, channel=DESK, outcome=Outcome.SENT, at=now())
            await outbox.sent(queued, sent)


Place = MemoryPlace | StorePlace


@pytest.fixture(params=[MemoryPlace, StorePlace], ids=["scenario", "store"])
def place(request: pytest.FixtureRequest, client: Client) -> Place:
    made: Callable[[Client], Place] = request.param
    return made(client)


def alert(name: str = "a", *, held_for: timedelta | None = None, **changes: object) -> Alert:
    made = replace(an_alert(name, item=an_item(id=ItemId("i1"))), decided_at=now(), **changes)  # type: ignore[arg-type]
    hold = Hold(kind=HoldKind.HOURS, until=now() + held_for) if held_for is not None else None
    return made.held(hold)


async def test_nothing_is_known_of_a_story_that_no_channel_was_sent(place: Place) -> None:
    assert await place.notifications.last_notified(STORY, [DESK]) == {}
    assert not await place.notifications.queued(alert())


async def test_what_was_sent_is_known_of_its_story_and_its_channel_alone(place: Place) -> None:
    sent = alert()
    await place.queue([sent])
    await place.deliver()
    known = await place.notifications.last_notified(sent.story.id, [DESK, ChannelName("ops")])

    assert {*known} == {DESK}
    assert (known[DESK].severity, known[DESK].accepted, known[DESK].held_until) == (sent.severity, True, None)
    assert await place.notifications.queued(sent)
    assert await place.notifications.last_notified(StoryId("another"), [DESK]) == {}


async def test_what_is_held_is_known_as_held_until_it_is_sent(place: Place) -> None:
    held = alert(held_for=timedelta(milliseconds=300))
    await place.queue([held])
    await place.deliver()
    waiting = (await place.notifications.last_notified(held.story.id, [DESK]))[DESK]
    assert (waiting.accepted, waiting.at.replace(microsecond=0)) == (False, held.decided_at.replace(microsecond=0))
    assert waiting.held_until is not None
    assert held.not_before is not None
    assert abs(waiting.held_until - held.not_before) < timedelta(milliseconds=2)

    async with asyncio.timeout(60):
        while not (sent := (await place.notifications.last_notified(held.story.id, [DESK]))[DESK]).accepted:
            await place.deliver()
    assert sent.held_until is None
    assert sent.at >= held.not_before - timedelta(milliseconds=2)


async def test_the_last_alert_of_a_story_counts(place: Place) -> None:
    first = alert("a")
    later = alert("b", held_for=timedelta(hours=1))
    for one in (first, later, first):
        await place.queue([one])
        await place.deliver()
    known = (await place.notifications.last_notified(first.story.id, [DESK]))[DESK]
    assert (known.accepted, known.held_until is not None) == (False, True)


async def test_an_update_is_no_alert(place: Place) -> None:
    update = alert("u", reason=Reason.ALSO)
    await place.queue([update])
    assert await place.notifications.last_notified(update.story.id, [DESK]) == {}
    assert not await place.notifications.queued(update)


async def test_where_nobody_silences_anything_there_is_no_silence(place: Place) -> None:
    assert list(await place.silences.silences()) == []
