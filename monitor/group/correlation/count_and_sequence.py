"""So many within a while, or each of several rules within a while. Pure.

A rule that has fired resets: what made it fire is spent, and for one more window it counts without firing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from monitor.clock import span_text
from monitor.group.correlation.triggers import SHOWN, list_contributions
from monitor.model.matching.correlation import Contribution, Count, Distinct, EventSequence, Trigger
from monitor.model.matching.correlation_state import CorrelationState

_NAMELESS = (Distinct.ITEM, Distinct.STORY)
"""What has ids that say nothing to a reader."""
_EACH = 8
"""Contributions kept of each rule of a sequence: the newest, so that late ones still find their place."""


def count(
    state: CorrelationState, wanted: Count, contributions: Sequence[Contribution]
) -> tuple[CorrelationState, Trigger | None, str]:
    """The state with one more item, the trigger if that made it enough, and its state in words.

    An item contributes to each of what is counted: for several if they are entities.
    """
    span = f"within {span_text(wanted.within)}"
    if _too_late(state, contributions[0], wanted.within):
        return state, None, f"came too late to count {span}"
    newest = {one.member: one for one in sorted((*state.seen, *contributions), key=lambda one: one.at)}
    seen = _within(list(newest.values()), wanted.within)[-wanted.at_least :]
    says = f"{len(seen)} of {wanted.at_least} {wanted.distinct.plural} {span}"
    if len(seen) < wanted.at_least:
        return replace(state, seen=_shortened(seen)), None, says
    if _rests(state, seen[-1].at, wanted.within):
        return replace(state, seen=_shortened(seen)), None, f"{says}, but it fired less than that ago"
    members = (
        ()
        if wanted.distinct in _NAMELESS
        else [one.member.removeprefix(f"{wanted.distinct.kind}/") for one in seen]
    )
    return _fired(state, seen, says, members=members)


def follow_sequence(
    state: CorrelationState, wanted: EventSequence, contributions: Sequence[Contribution]
) -> tuple[CorrelationState, Trigger | None, str]:
    """Likewise for an item that satisfies some of the rules: a contribution for each, with the rule as its
    member."""
    span = f"within {span_text(wanted.within)}"
    if _too_late(state, contributions[0], wanted.within):
        return state, None, f"came too late to count {span}"
    seen = _within([*state.seen, *contributions], wanted.within)
    seen = [one for rule in wanted.rules for one in [one for one in seen if one.member == rule][-_EACH:]]
    seen.sort(key=lambda one: one.at)
    chain = _in_order(seen, wanted.rules) if wanted.ordered else _newest_of_each(seen, wanted.rules)
    there = [rule for rule in wanted.rules if any(one.member == rule for one in seen)]
    says = f"{len(there)} of {len(wanted.rules)} rules {span}: {', '.join(there)}"
    if chain is None:
        order = ", not in this order" if len(there) == len(wanted.rules) else ""
        return replace(state, seen=_shortened(seen)), None, says + order
    if _rests(state, seen[-1].at, wanted.within):
        return replace(state, seen=_shortened(seen)), None, f"{says}, but it fired less than that ago"
    return _fired(state, chain, f"{(', then ' if wanted.ordered else ' and ').join(wanted.rules)} {span}")


def _fired(
    state: CorrelationState, seen: Sequence[Contribution], says: str, *, members: Sequence[str] = ()
) -> tuple[CorrelationState, Trigger, str]:
    """What fires, with the names of what was counted, or of the outlets."""
    shown = tuple({one.item: one for one in seen[-SHOWN:]}.values())
    named = list_contributions(members or [one.source for one in shown])
    trigger = Trigger(text=f"{says}: {named}" if named else says, contributions=shown)
    return replace(state, seen=(), fired_at=seen[-1].at), trigger, f"{says}: it fires"


def _within(seen: Sequence[Contribution], span: timedelta) -> list[Contribution]:
    """Those that are less than the span older than the newest, oldest first."""
    newest = max(one.at for one in seen)
    return sorted((one for one in seen if newest - one.at < span), key=lambda one: one.at)


def _too_late(state: CorrelationState, contribution: Contribution, span: timedelta) -> bool:
    """Whether it is of a time that is over: before the window, or before what fired."""
    newest = max((one.at for one in state.seen), default=contribution.at)
    fired_at = state.fired_at
    return newest - contribution.at >= span or (fired_at is not None and contribution.at <= fired_at)


def _rests(state: CorrelationState, at: datetime, span: timedelta) -> bool:
    return state.fired_at is not None and at - state.fired_at < span


def _shortened(seen: Sequence[Contribution]) -> tuple[Contribution, ...]:
    """The contributions, of which only the newest keep what is shown of them."""
    bare = (replace(one, source="", title="") if one.source or one.title else one for one in seen[:-SHOWN])
    return (*bare, *seen[-SHOWN:])


def _newest_of_each(seen: Sequence[Contribution], rules: Sequence[str]) -> list[Contribution] | None:
    newest = {one.member: one for one in seen}
    return sorted(newest.values(), key=lambda one: one.at) if len(newest) == len(rules) else None


def _in_order(seen: Sequence[Contribution], rules: Sequence[str]) -> list[Contribution] | None:
    """One of each rule, in the order of the rules, each by another item."""
    chains: list[list[Contribution]] = [[]]
    for one in seen:
        for place in reversed(range(len(chains))):
            chain = chains[place]
            if rules[place] != one.member or any(earlier.item == one.item for earlier in chain):
                continue
            longer = [*chain, one]
            if place + 1 == len(rules):
                return longer
            chains[place + 1 : place + 2] = [longer]
    return None
