"""Scenarios played through the detector and the deciding loop, with a clock that jumps from item to item."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from monitor.app.rehearsal.player import Player
from monitor.app.rehearsal.scenarios import NO_MATCH, Scenario
from monitor.config.configuration import Configuration
from monitor.desk.query.past.plays import TimedDecision
from monitor.model.ids import ChannelName, RuleId
from monitor.model.news.item import Item
from monitor.model.sending.alert import Alert, Hold, HoldKind, Reason, Suppression, SuppressionReason


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
    player = Player(configuration, begins_at=scenario.begins_at, timezone=timezone)
    taken = [*await player.settle()]
    unmatched: list[Event] = []
    for item in scenario.items:
        at = item.first_seen_at
        taken += await player.pass_time(until=at)
        match = player.detect(item)
        if match is None or not match.rules:
            unmatched.append(Event(at=at, item=item, rules=(), because=NO_MATCH, detail="no rule matches"))
        if match is not None:
            taken += await player.play(match)
    taken += await player.pass_time(
        until=max((expected.at for expected in scenario.expected), default=scenario.begins_at)
    )
    events = [*unmatched, *(event for one in taken for event in _of_decision(one))]
    return tuple(sorted(events, key=lambda event: event.at))


def _of_decision(taken: TimedDecision) -> Iterator[Event]:
    match = taken.decision.match
    event = Event(at=taken.at, item=match.item, rules=tuple(hit.rule for hit in match.rules), detail="")
    for outcome in taken.decision.outcomes:
        yield from _events(outcome, event)


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
