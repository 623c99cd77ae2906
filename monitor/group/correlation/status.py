"""The state of a rule with `when` at an instant, in words, for whoever asks. Changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import assert_never

from monitor.clock import span_text, utc_text
from monitor.group.correlation import spike as spikes
from monitor.model.matching.correlation import Absence, Correlation, Count, EventSequence, Novelty, Spike
from monitor.model.matching.correlation_state import CorrelationState

_SHOWN = 5


def describe_state(correlation: Correlation, state: CorrelationState | None, *, at: datetime) -> Iterator[str]:
    """One line for how far it has come, one for when it fired last, and the newest of what it counts."""
    if state is None:
        yield "no monitor has begun to count for it"
        return
    yield f"{_state(correlation, state, at=at)}; counting since {utc_text(state.began_at)}"
    if state.fired_at is not None:
        again = ", and fires again after a new item" if isinstance(correlation.condition, Absence) else ""
        yield f"last fired for {utc_text(state.fired_at)}{again}"
    for one in reversed(state.seen[-_SHOWN:]):
        yield f"{utc_text(one.at)} {one.source}: {one.title}"


def _state(correlation: Correlation, state: CorrelationState, *, at: datetime) -> str:
    match correlation.condition:
        case Count() as count:
            many = _within(state, count.within, at=at)
            return f"{len(many)} of {count.at_least} {count.distinct.plural} within {span_text(count.within)}"
        case Spike() as spike:
            return spikes.describe_state(state, spike, at=at)
        case EventSequence(rules=rules, within=within):
            there = [rule for rule in rules if rule in _within(state, within, at=at)]
            names = f": {', '.join(there)}" if there else ""
            return f"{len(there)} of {len(rules)} rules within {span_text(within)}{names}"
        case Novelty(field=field):
            return f"{field.plural} known so far: {len(state.seen)}"
        case Absence(span=span, unless_feed_down=unless_down):
            if state.fired_at is not None:
                return "absent"
            due = max((state.began_at, *(one.at for one in state.seen))) + span
            unless = " and its feeds are visited well after that" if unless_down else ""
            return f"fires after {utc_text(due)}, if nothing arrives{unless}"
        case _ as impossible:
            assert_never(impossible)


def _within(state: CorrelationState, span: timedelta, *, at: datetime) -> list[str]:
    return [one.member for one in state.seen if at - one.at < span]
