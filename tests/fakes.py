"""Neighbours of the sending room: an outbox in memory, and a phone that answers as it is told to."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from monitor.errors import StoreUnavailableError
from monitor.model.activity import Doer
from monitor.model.ids import AlertId, ChannelName, FeedId, ItemId, RuleId, Severity, StoryId
from monitor.model.matching.match import Match
from monitor.model.matching.rule_hit import Hit, RuleHit
from monitor.model.news.item import Field, Item
from monitor.model.sending.alert import Alert, Reason
from monitor.model.sending.channel_health import ChannelHealth
from monitor.model.sending.delivery import Delivery, Outcome, RateLimit
from monitor.model.sending.queued import Queued
from monitor.model.story import Story
from monitor.send.attempt import Attempt, Sent, Transient
from monitor.send.message.compose import Message

NOON = datetime(2026, 3, 12, 12, 0, tzinfo=UTC)
DESK = ChannelName("desk")
SOMEBODY = Doer(person="somebody", way="cli")


def hit(item: Item, term: str, where: Field = Field.TITLE) -> Hit:
    """The first place of a term in an item."""
    start = item.text(where).index(term)
    return Hit(term=term, field=where, start=start, end=start + len(term))


def an_item(title: str = "Troops arrive in Kursk", **changes: Any) -> Item:
    """An item of news."""
    item = Item(
        id=ItemId("i1"),
        feed=FeedId("antara"),
        source="Antara",
        url="https://news.example/1",
        title=title,
        first_seen_at=NOON,
    )
    return replace(item, **changes)


def a_rule(*hits: Hit, title: str = "Kursk") -> RuleHit:
    """A rule that fired on these words."""
    return RuleHit(rule=RuleId("kursk"), title=title, severity=Severity.HIGH, hits=hits)


def an_alert(
    name: str = "a1",
    *,
    item: Item | None = None,
    rules: tuple[RuleHit, ...] | None = None,
    sources: tuple[str, ...] = ("Antara",),
    headline: str | None = None,
    **changes: Any,
) -> Alert:
    """An alert about one item; the first that its channel hears of the story."""
    item = item or an_item()
    story = Story(
        id=StoryId(item.id),
        headline=item.title if headline is None else headline,
        items=(item.id,),
        sources=sources,
        rules=(RuleId("kursk"),),
        severity=Severity.HIGH,
        opened_at=NOON,
        updated_at=NOON,
    )
    match = Match(item=item, rules=(a_rule(),) if rules is None else rules)
    alert = Alert(
        id=AlertId(name),
        channel=DESK,
        reason=Reason.FIRST,
        explanation="",
        story=story,
        match=match,
        decided_at=NOON,
    )
    return replace(alert, **changes)


@dataclass
class Clock:
    """A clock that a test turns."""

    at: datetime = NOON

    def __call__(self) -> datetime:
        return self.at

    def pass_by(self, time: timedelta) -> None:
        self.at += time


@dataclass
class FakePhone:
    """A channel whose answers are scripted; after the script it accepts everything."""

    journal: list[str]
    answers: list[Attempt] = field(default_factory=list)
    heard: list[Message] = field(default_factory=list)
    always: dict[str, Attempt] = field(default_factory=dict)
    """What it answers to certain alerts, however often they come."""
    fails_on: str = ""
    """Words that it cannot digest."""
    lag: float = 0.0
    lags: dict[str, float] = field(default_factory=dict)
    """Seconds that certain alerts take."""
    updates: bool = False
    actions: bool = False
    closed: bool = False

    async def send(self, message: Message) -> Attempt:
        self.journal.append(f"phone {message.alert.id}")
        if self.fails_on and self.fails_on in message.title + message.body:
            return Transient("HTTP 500")
        answer = self.always.get(message.alert.id) or (self.answers.pop(0) if self.answers else Sent())
        await asyncio.sleep(self.lags.get(message.alert.id, self.lag))
        self.heard.append(message)
        return answer

    async def close(self) -> None:
        self.closed = True


@dataclass
class FakePaces:
    """Limits that a test keeps: for how long the next messages must wait, and who asked to be left alone."""

    waits: list[timedelta] = field(default_factory=list)
    taken: int = 0
    slowed_down: list[timedelta] = field(default_factory=list)

    async def take(self, limits: Sequence[RateLimit]) -> timedelta:
        wait = self.waits.pop(0) if limits and self.waits else timedelta()
        self.taken += not wait
        return wait

    async def slow_down(self, limits: Sequence[RateLimit], *, wait: timedelta) -> None:
        self.slowed_down.append(wait)


@dataclass
class FakeOutbox:
    """One channel's outbox, in memory. Keeps a journal of the writes."""

    now: Clock
    journal: list[str]
    queue: list[Queued] = field(default_factory=list)
    told: list[Delivery] = field(default_factory=list)
    retries: list[Delivery] = field(default_factory=list)
    dead_letters: list[Delivery] = field(default_factory=list)
    passed_on: list[Alert] = field(default_factory=list)
    paused_until: datetime | None = None
    due: dict[str, datetime] = field(default_factory=dict)
    """When an alert that failed is tried again."""
    lifted: int = 0
    kept_health: ChannelHealth | None = None
    told_by_fallback: set[AlertId] = field(default_factory=set)
    """Copies that the fallback has sent."""
    withdrawn: list[AlertId] = field(default_factory=list)
    """Copies that the fallback need not send any more."""
    holder: str | None = None
    down: bool = False
    renewals: int = 0
    deaf: bool = False
    """Whether a renewal takes a while and does not hear that it is cancelled, as happens in client libraries."""

    def put(self, *alerts: Alert) -> None:
        self.queue += [Queued(entry=alert.id, alert=alert, attempts=0, repeat=False) for alert in alerts]

    async def hold(self, channel: ChannelName, holder: str) -> int | None:
        self._answer()
        self.renewals += 1
        if self.deaf and self.renewals > 1:
            with suppress(asyncio.CancelledError):
                await asyncio.sleep(0.3)
        self.holder = self.holder or holder
        return 1 if self.holder == holder else None

    async def release(self, channel: ChannelName, holder: str) -> None:
        self.holder = None if self.holder == holder else self.holder

    async def not_before(self, channel: ChannelName) -> datetime | None:
        self._answer()
        return self.paused_until if self.paused_until and self.paused_until > self.now() else None

    async def waiting(self, channel: ChannelName, *, limit: int, token: int) -> Sequence[Queued]:
        self._answer()
        now = self.now()
        return tuple(one for one in self.queue if self.due.get(one.alert.id, now) <= now)[:limit]

    async def lift(self, channel: ChannelName) -> int:
        self._answer()
        self.lifted += 1
        self.paused_until = None
        self.due.clear()
        return 0

    async def health(self, channel: ChannelName) -> ChannelHealth | None:
        return self.kept_health

    async def note_health(self, channel: ChannelName, health: ChannelHealth | None) -> None:
        self._answer()
        self.kept_health = health

    async def undelivered(self, channel: ChannelName, *, limit: int) -> Sequence[Alert]:
        return [queued.alert for queued in self.queue]

    async def answering(self, queued: Queued) -> Queued:
        return queued

    async def withdraw(self, copy: AlertId, *, story: StoryId, fallback: ChannelName) -> bool:
        self.withdrawn.append(copy)
        return False

    async def sent_by_fallback(self, queued: Queued, *, copy: AlertId, fallback: ChannelName) -> bool:
        if copy not in self.told_by_fallback:
            return False
        self.queue.remove(queued)
        return True

    async def begin(self, queued: Queued, *, token: int) -> bool:
        self._answer()
        if any(delivery.alert == queued.alert.id for delivery in self.told):
            self.queue.remove(queued)
            return False
        self.journal.append(f"begin {queued.alert.id}")
        return True

    async def sent(self, queued: Queued, delivery: Delivery) -> None:
        self._answer()
        self.journal.append(f"sent {queued.alert.id}")
        self.queue.remove(queued)
        self.told.append(delivery)

    async def sent_together(self, told: Sequence[tuple[Queued, Delivery]]) -> None:
        for queued, delivery in told:
            await self.sent(queued, delivery)

    async def again(
        self, queued: Queued, delivery: Delivery, *, due: datetime, pause: datetime | None, asked: bool
    ) -> None:
        self._answer()
        self.journal.append(f"again {queued.alert.id}")
        place = self.queue.index(queued)
        unknown = delivery.outcome is Outcome.UNKNOWN
        self.queue[place] = replace(queued, attempts=queued.attempts + 1, repeat=queued.repeat or unknown)
        self.retries.append(delivery)
        self.due[queued.alert.id] = due
        if pause is not None:
            self.paused_until = pause

    async def dead(self, queued: Queued, delivery: Delivery) -> None:
        self._answer()
        self.journal.append(f"dead {queued.alert.id}")
        self.queue.remove(queued)
        self.dead_letters.append(delivery)

    async def pass_on(self, alert: Alert) -> bool:
        self._answer()
        self.journal.append(f"pass {alert.id} on to {alert.channel}")
        self.passed_on.append(alert)
        return True

    def _answer(self) -> None:
        if self.down:
            raise StoreUnavailableError("no store")
