"""Scenarios played through the real stages, with a clock that jumps from item to item."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from monitor.app.assembly.timing import Timing
from monitor.app.rehearsal.scenarios import NO_MATCH, Scenario
from monitor.config.configuration import Configuration
from monitor.detect.detector import Detector
from monitor.group.correlation.correlate import States, apply_match, due_absences, due_at, initial_state
from monitor.group.correlation.triggers import assignment_of
from monitor.group.grouper import Grouper
from monitor.model.ids import ChannelName, RuleId, StoryId
from monitor.model.matching.correlation_state import CorrelationState, StateChange, Watermark
from monitor.model.matching.match import Match
from monitor.model.matching.rule_hit import RuleHit
from monitor.model.news.item import Item
from monitor.model.sending.alert import Alert, Reason, Suppression, SuppressionReason
from monitor.model.sending.decision import Decision, NotificationRecord, Silence
from monitor.route.recent_alerts import RecentAlerts
from monitor.route.router import Router


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What became of an item for one channel, at one instant."""

    at: datetime
    item: Item
    rules: tuple[RuleId, ...]
    channel: ChannelName | None = None
    reason: Reason | None = None
    """Why it is sent; None if it is not."""
    because: SuppressionReason | str | None = None
    """Why it is suppressed; None if it is."""
    detail: str

    def __str__(self) -> str:
        """The event in words."""
        what = f"sent: {self.reason}" if self.reason is not None else f"suppressed: {self.because}"
        channel = f"{self.channel} " if self.channel is not None else ""
        return f"{channel}{what}, {self.detail} ({self.item.title!r})"


class _Ledger:
    """What each channel was sent in this rehearsal: the store's part, in memory."""

    def __init__(self) -> None:
        self._records: dict[tuple[StoryId, ChannelName], NotificationRecord] = {}
        self._queued: set[str] = set()

    async def last_notified(
        self, story: StoryId, channels: Sequence[ChannelName]
    ) -> Mapping[ChannelName, NotificationRecord]:
        found = {channel: self._records.get((story, channel)) for channel in channels}
        return {channel: record for channel, record in found.items() if record is not None}

    async def queued(self, alert: Alert) -> bool:
        return alert.id in self._queued

    async def silences(self) -> Sequence[Silence]:
        return ()

    def note(self, alert: Alert) -> None:
        self._queued.add(alert.id)
        self._records[alert.story.id, alert.channel] = NotificationRecord(
            severity=alert.severity, at=alert.decided_at, accepted=True, held_until=alert.not_before
        )


async def rehearse(scenario: Scenario, configuration: Configuration) -> tuple[Event, ...]:
    """Everything that becomes of a scenario's items, and of the time between them, in the order of time."""
    rehearsal = _Rehearsal(configuration, begins_at=scenario.begins_at)
    for item in scenario.items:
        await rehearsal.pass_time(until=item.first_seen_at)
        await rehearsal.play(item)
    await rehearsal.pass_time(
        until=max((expected.at for expected in scenario.expected), default=scenario.begins_at)
    )
    return tuple(sorted(rehearsal.events, key=lambda event: event.at))


class _Rehearsal:
    """The stages, and what they remember."""

    def __init__(self, configuration: Configuration, *, begins_at: datetime) -> None:
        self.events: list[Event] = []
        self._instant = begins_at
        self._detector = Detector(configuration.rules, now=lambda: self._instant)
        self._grouper = Grouper(window=Timing().story_window)
        self._memory = RecentAlerts(span=Timing().story_window)
        self._ledger = _Ledger()
        self._router = Router(
            routes=configuration.routes,
            updates=(),
            notifications=self._ledger,
            silences=self._ledger,
            memory=self._memory,
            now=lambda: self._instant,
            inhibitions=configuration.inhibitions,
            tz=configuration.settings.timezone or UTC,
        )
        self._states: dict[str, CorrelationState] = {}
        for hit in self._detector.watching:
            self._take(StateChange(states=(initial_state(hit, at=begins_at),)))

    async def play(self, item: Item) -> None:
        """One item comes in."""
        self._instant = item.first_seen_at
        match = self._detector.detect(item)
        if match is None or not match.rules:
            event = Event(at=self._instant, item=item, rules=(), because=NO_MATCH, detail="no rule matches")
            self.events.append(event)
        if match is not None:
            await self._decide(match)

    async def pass_time(self, *, until: datetime) -> None:
        """Nothing comes in until then. What is absent is found at the very instant; no feed is ever down."""
        while (due := _next_due(self._detector.watching, self._states)) is not None and due <= until:
            self._instant = due
            good_at = {
                feed: due for hit in self._detector.watching if hit.correlation for feed in hit.correlation.feeds
            }
            late = due_absences(self._detector.watching, Watermark(at=due, good_at=good_at), self._states)
            self._take(late)
            for match in late.matches:
                await self._decide(match)

    async def _decide(self, match: Match) -> None:
        if not match.rules:
            await self._count(apply_match(match, None, self._states))
            return
        assignment = self._grouper.group(match) if match.trigger is None else assignment_of(match)
        outcomes = await self._router.route(match, assignment)
        self._memory.remember(Decision(match=match, assignment=assignment, outcomes=outcomes))
        for outcome in outcomes:
            if isinstance(outcome, Alert):
                self._ledger.note(outcome)
            rules = tuple(hit.rule for hit in match.rules)
            self.events += _events(outcome, Event(at=self._instant, item=match.item, rules=rules, detail=""))
        await self._count(apply_match(match, assignment, self._states))

    async def _count(self, changed: StateChange) -> None:
        self._take(changed)
        for match in changed.matches:
            await self._decide(match)

    def _take(self, changed: StateChange) -> None:
        self._states |= {state.key: state for state in changed.states}


def _next_due(watching: Sequence[RuleHit], states: States) -> datetime | None:
    """When something will next be absent."""
    due = (due_at(hit, states[hit.correlation.key]) for hit in watching if hit.correlation is not None)
    return min((instant for instant in due if instant is not None), default=None)


def _events(outcome: Alert | Suppression, event: Event) -> Iterator[Event]:
    event = replace(event, channel=outcome.channel)
    if isinstance(outcome, Suppression):
        yield replace(event, because=outcome.reason, detail=outcome.detail)
    elif outcome.reason is not Reason.ALSO:
        sent = replace(event, reason=outcome.reason, detail=outcome.explanation)
        if outcome.not_before is None:
            yield sent
        else:
            yield replace(event, because=SuppressionReason.OUT_OF_HOURS, detail=outcome.explanation)
            yield replace(sent, at=outcome.not_before)
