"""Something that was not there for long. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from monitor.clock import in_words
from monitor.group.correlation.triggers import in_a_row
from monitor.model.correlation import Novelty, Occasion, Witness
from monitor.model.correlation_state import Tally

WARMING = timedelta(days=7)
"""How long a rule gets to know what there is before it rings; less if it asks for less."""
_KNOWN = 1000
"""How many are remembered: the newest."""


def novelty(tally: Tally, wanted: Novelty, witnesses: Sequence[Witness]) -> tuple[Tally, Occasion | None, str]:
    """The tally with one more item, the occasion if it names something new, and how it stands in words."""
    known = {one.member: one for one in tally.seen}
    newer = [one for one in witnesses if one.member not in known or known[one.member].at < one.at]
    unseen = [
        one for one in newer if one.member not in known or one.at - known[one.member].at >= wanted.not_seen_in
    ]
    known |= {one.member: replace(one, source="", title="") for one in newer}
    seen = tuple(sorted(known.values(), key=lambda one: one.at)[-_KNOWN:])
    after = replace(tally, seen=seen) if newer else tally
    names = in_a_row(one.member.removeprefix(f"{wanted.field.kind}/") for one in unseen)
    if not unseen:
        return after, None, f"nothing new; {wanted.field.plural} known so far: {len(seen)}"
    warming = min(WARMING, wanted.not_seen_in)
    if unseen[0].at - tally.began_at < warming:
        return after, None, f"warming: what is new is known after {in_words(warming)}; noted {names}"
    occasion = Occasion(says=f"{names} not seen in {in_words(wanted.not_seen_in)}", witnesses=(unseen[0],))
    return replace(after, rang_at=unseen[0].at), occasion, f"{occasion.says}: it rings"
