"""Scenarios played through the detector and the deciding loop, with a clock that jumps from item to item."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo

from monitor.app.assembly.decisions import groupers, router_of
from monitor.app.assembly.timing import Timing
from monitor.app.pipeline.correlation_states import CorrelationTracker
from monitor.app.pipeline.decider import Decider
from monitor.app.pipeline.deciding import DecidingLoop
from monitor.app.rehearsal.memory import MemoryDecisions, MemoryNotifications, MemorySilences
from monitor.app.rehearsal.scenarios import NO_MATCH, Scenario
from monitor.config.configuration import Configuration
from monitor.detect.detector import Detector
from monitor.group.correlation.correlate import due_at
from monitor.model.ids import ChannelName, RuleId
from monitor.model.news.item import Item
from monitor.model.sending.alert import Alert, Hold, HoldKind, Reason, Suppression, SuppressionReason
from monitor.route.recent_alerts import RecentAlerts


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What became of an item for one channel, at one instant."""

    at: datetime
    item: Item
    rules: tuple[RuleId, ...]
    channel: ChannelName | None = None
    reason: Reason | None = None
    """Why it is sent; None if it is not."""
    because: SuppressionReason | HoldKind | str | None = None
    """Why it is not sent, or not yet; None if it is."""
    detail: str

    def __str__(self) -> str:
        """The event in words."""
        verb = "held" if isinstance(self.because, HoldKind) else "suppressed"
        what = f"sent: {self.reason}" if self.reason is not None else f"{verb}: {self.because}"
        channel = f"{self.channel} " if self.channel is not None else ""
        return f"{channel}{what}, {self.detail} ({self.item.title!r})"


async def rehearse(scenario: Scenario, configuration: Configuration, *, timezone: tzinfo) -> tuple[Event, ...]:
    """Everything that becomes of a scenario's items, and of the time between them, in the order of time.

    It is decided by the loop that decides in the daemon. `timezone` is for hours that name none.
    """
    rehearsal = _Rehearsal(configuration, begins_at=scenario.begins_at, timezone=timezone)
    await rehearsal.settle()
    for item in scenario.items:
        await rehearsal.pass_time(until=item.first_seen_at)
        await rehearsal.play(item)
    await rehearsal.pass_time(
        until=max((expected.at for expected in scenario.expected), default=scenario.begins_at)
    )
    return tuple(sorted(rehearsal.events, key=lambda event: event.at))


class _Rehearsal:
    """A detector and the deciding loop, with a clock that jumps."""

    def __init__(self, configuration: Configuration, *, begins_at: datetime, timezone: tzinfo) -> None:
        timing = Timing(tick_every=timedelta())
        settings = configuration.settings
        self.events: list[Event] = []
        self._instant = begins_at
        self._detector = Detector(configuration.rules, now=self._now)
        self._decisions = MemoryDecisions(self._now)
        alerts = MemoryNotifications(self._now)
        recent = RecentAlerts(span=timing.story_window)
        router = router_of(
            configuration,
            updates=(),
            notifications=alerts,
            silences=MemorySilences(),
            recent=recent,
            now=self._now,
            timezone=settings.timezone or timezone,
        )
        self._loop = DecidingLoop(
            lease=self._decisions,
            matches=self._decisions,
            log=self._decisions,
            alerts=alerts,
            decider=Decider(
                grouper=groupers(settings, timing),
                router=router,
                states=CorrelationTracker(
                    self._decisions, self._now, tick_every=timing.tick_every, kept=timing.states_kept
                ),
                recent=recent,
            ),
            replay_span=timing.replay_span,
            now=self._now,
        )

    def _now(self) -> datetime:
        return self._instant

    async def play(self, item: Item) -> None:
        """One item comes in."""
        self._instant = item.first_seen_at
        match = self._detector.detect(item)
        if match is None or not match.rules:
            event = Event(at=self._instant, item=item, rules=(), because=NO_MATCH, detail="no rule matches")
            self.events.append(event)
        if match is not None:
            self._decisions.put(match)
            await self.settle()

    async def pass_time(self, *, until: datetime) -> None:
        """Nothing comes in until then. What is absent is found at the very instant; no feed is ever down."""
        while (due := await self._next_due()) is not None and due <= until:
            self._instant = due
            await self.settle()

    async def settle(self) -> None:
        """Decide, until nothing is left to be decided at this instant."""
        before = len(self._decisions.decided)
        while await self._loop.step(self._detector.watching) or self._decisions.waiting:
            pass
        for decision in self._decisions.decided[before:]:
            rules = tuple(hit.rule for hit in decision.match.rules)
            event = Event(at=self._instant, item=decision.match.item, rules=rules, detail="")
            for outcome in decision.outcomes:
                self.events += _events(outcome, event)

    async def _next_due(self) -> datetime | None:
        """When something will next be absent."""
        states = await self._decisions.states()
        found = [
            due_at(hit, states[hit.correlation.key])
            for hit in self._detector.watching
            if hit.correlation is not None
        ]
        return min((instant for instant in found if instant is not None), default=None)


def _events(outcome: Alert | Suppression, event: Event) -> Iterator[Event]:
    event = replace(event, channel=outcome.channel)
    if isinstance(outcome, Suppression):
        yield replace(event, because=outcome.reason, detail=outcome.detail)
    elif outcome.reason is not Reason.ALSO:
        sent = replace(event, reason=outcome.reason, detail=outcome.explanation)
        hold = outcome.hold
        if hold is None:
            yield sent
        else:
            yield replace(event, because=_waits_for(hold), detail=outcome.explanation)
            yield replace(sent, at=hold.until)


def _waits_for(hold: Hold) -> SuppressionReason | HoldKind:
    assert hold.kind is not None, "what is decided now says what it is held for"
    return SuppressionReason.OUT_OF_HOURS if hold.kind is HoldKind.HOURS else hold.kind
