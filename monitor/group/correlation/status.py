"""How a rule with `when` stands at an instant, in words, for whoever asks. Changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import assert_never

from monitor.clock import span_text
from monitor.group.correlation import spike as spikes
from monitor.model.matching.correlation import Absence, Correlation, Count, EventSequence, Novelty, Spike
from monitor.model.matching.correlation_state import CorrelationState

_SHOWN = 5


def standing(correlation: Correlation, tally: CorrelationState | None, *, at: datetime) -> Iterator[str]:
    """One line for how far it has come, one for when it rang, and the newest of what it counts."""
    if tally is None:
        yield "no monitor has begun to count for it"
        return
    yield f"{_state(correlation, tally, at=at)}; counting since {_utc(tally.began_at)}"
    if tally.fired_at is not None:
        again = ", and fires again after a new item" if isinstance(correlation.condition, Absence) else ""
        yield f"last fired for {_utc(tally.fired_at)}{again}"
    for one in reversed(tally.seen[-_SHOWN:]):
        yield f"{_utc(one.at)} {one.source}: {one.title}"


def _state(correlation: Correlation, tally: CorrelationState, *, at: datetime) -> str:
    match correlation.condition:
        case Count() as count:
            many = _within(tally, count.within, at=at)
            return f"{len(many)} of {count.at_least} {count.distinct.plural} within {span_text(count.within)}"
        case Spike() as spike:
            return spikes.standing(tally, spike, at=at)
        case EventSequence(rules=rules, within=within):
            there = [rule for rule in rules if rule in _within(tally, within, at=at)]
            names = f": {', '.join(there)}" if there else ""
            return f"{len(there)} of {len(rules)} rules within {span_text(within)}{names}"
        case Novelty(field=field):
            return f"{field.plural} known so far: {len(tally.seen)}"
        case Absence(span=span, unless_feed_down=unless_down):
            if tally.fired_at is not None:
                return "absent"
            due = max((tally.began_at, *(one.at for one in tally.seen))) + span
            unless = " and its feeds are visited well after that" if unless_down else ""
            return f"fires after {_utc(due)}, if nothing arrives{unless}"
        case _ as impossible:
            assert_never(impossible)


def _within(tally: CorrelationState, span: timedelta, *, at: datetime) -> list[str]:
    return [one.member for one in tally.seen if at - one.at < span]


def _utc(instant: datetime) -> str:
    return f"{instant.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
