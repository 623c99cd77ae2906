"""Many more in a window than usual. Pure.

Time is counted in stretches of a sixth of the window. The usual is the mean of the windows before the last one, as
far as they are known; as long as that is less than a day, nothing fires.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import ceil

from monitor.clock import span_text
from monitor.group.correlation.triggers import SHOWN, list_contributions
from monitor.model.matching.correlation import Contribution, Spike, Trigger
from monitor.model.matching.correlation_state import CorrelationState

WARMING = timedelta(days=1)
_STRETCHES = 6
"""Stretches of a window."""
_HOUR = timedelta(hours=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def spike(
    state: CorrelationState, wanted: Spike, contribution: Contribution
) -> tuple[CorrelationState, Trigger | None, str]:
    """The state with one more, the trigger if that makes a spike, and its state in words."""
    width = wanted.window / _STRETCHES
    place = (contribution.at - _EPOCH) // width
    buckets = dict(state.buckets)
    last = max((place, *buckets))
    first = last - _STRETCHES - wanted.baseline // width
    if place <= first:
        return state, None, f"came too late to count within {span_text(wanted.baseline)}"
    buckets[place] = buckets.get(place, 0) + 1
    buckets = {number: many for number, many in sorted(buckets.items()) if number > first}
    seen = sorted((*state.seen, contribution), key=lambda one: one.at)[-SHOWN:]
    state = replace(state, buckets=tuple(buckets.items()), seen=tuple(seen))

    says, now, needed = _figures(state, wanted, last=last)
    if needed is None:
        return state, None, says
    if now < needed:
        return state, None, f"{says}; it fires at {ceil(needed)}"
    if state.fired_at is not None and contribution.at - state.fired_at < wanted.window:
        return state, None, f"{says}, but it fired less than a window ago"
    shown = tuple(one for one in seen if contribution.at - one.at < wanted.window)
    trigger = Trigger(text=f"{says}: {list_contributions(one.source for one in shown)}", contributions=shown)
    return replace(state, fired_at=contribution.at), trigger, f"{says}: it fires"


def describe_state(state: CorrelationState, wanted: Spike, *, at: datetime) -> str:
    """How many there are at an instant, and how many are usual, in words."""
    says, _, needed = _figures(state, wanted, last=(at - _EPOCH) // (wanted.window / _STRETCHES))
    return says if needed is None else f"{says}; it fires at {ceil(needed)}"


def _figures(state: CorrelationState, wanted: Spike, *, last: int) -> tuple[str, int, float | None]:
    """In words and in numbers, how many there are in the window that ends with a stretch, and how many it takes to
    fire; None as long as the usual is not known."""
    width = wanted.window / _STRETCHES
    now = sum(many for number, many in state.buckets if number > last - _STRETCHES)
    said = f"{now} within {span_text(wanted.window)}"
    known = min(_EPOCH + (last - _STRETCHES + 1) * width - state.began_at, wanted.baseline)
    if known < WARMING:
        return f"{said}, warming: the usual is known after a day", now, None
    before = sum(many for number, many in state.buckets if number <= last - _STRETCHES)
    usual = before / (known / wanted.window)
    says = f"{said}, where {usual:.1f} are usual (over {span_text(known - known % _HOUR)})"
    return says, now, max(float(wanted.least), wanted.factor * usual)
