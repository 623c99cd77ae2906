"""Something that was not there for long. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from monitor.clock import span_text
from monitor.group.correlation.triggers import list_contributions
from monitor.model.matching.correlation import Contribution, Novelty, Trigger
from monitor.model.matching.correlation_state import CorrelationState

WARMING = timedelta(days=7)
"""How long a rule gets to know what there is before it fires; less if it asks for less."""
_KNOWN = 1000
"""How many are remembered: the newest."""


def novelty(
    state: CorrelationState, wanted: Novelty, contributions: Sequence[Contribution]
) -> tuple[CorrelationState, Trigger | None, str]:
    """The state with one more item, the trigger if it names something new, and its state in words."""
    known = {one.member: one for one in state.seen}
    newer = [one for one in contributions if one.member not in known or known[one.member].at < one.at]
    unseen = [
        one for one in newer if one.member not in known or one.at - known[one.member].at >= wanted.not_seen_in
    ]
    known |= {one.member: replace(one, source="", title="") for one in newer}
    seen = tuple(sorted(known.values(), key=lambda one: one.at)[-_KNOWN:])
    after = replace(state, seen=seen) if newer else state
    names = list_contributions(one.member.removeprefix(f"{wanted.field.kind}/") for one in unseen)
    if not unseen:
        return after, None, f"nothing new; {wanted.field.plural} known so far: {len(seen)}"
    warming = min(WARMING, wanted.not_seen_in)
    if unseen[0].at - state.began_at < warming:
        return after, None, f"warming: what is new is known after {span_text(warming)}; noted {names}"
    trigger = Trigger(text=f"{names} not seen in {span_text(wanted.not_seen_in)}", contributions=(unseen[0],))
    return replace(after, fired_at=unseen[0].at), trigger, f"{trigger.text}: it fires"
