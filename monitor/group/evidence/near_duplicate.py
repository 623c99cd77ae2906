"""The same text under another name: wire copy, and the rewording that an editor does in a minute."""

from __future__ import annotations

from collections.abc import Collection, Set

from monitor.group.features.features import Features
from monitor.group.features.names.names import named_things_of
from monitor.group.window.story_state import WindowItem
from monitor.language.numbers.numbers import Number

_TITLE = 0.7
_TITLE_AND_LEAD = 0.6
_LEAD_TERMS = 25
"""Terms that title and lead must have for their likeness to say more than the title's alone."""
_MIN_TITLE_SIZE = 4


def jaccard(some: Set[object], others: Set[object]) -> float:
    """How much two sets overlap: what they share over what they hold together; 0 for two empty sets."""
    shared = len(some & others)
    return shared / (len(some) + len(others) - shared) if shared else 0.0


def near_duplicate(new: Features, old: WindowItem) -> float:
    """How alike the two texts are if they are copies of one another, else 0.

    A copy brings no other numbers, no name and no turn in its title that the older text does not have, and denies
    nothing that the other says.
    """
    alike = _likeness(new, old)
    identity, claims = new.identity, new.claims
    if not alike or identity.live or old.live or min(new.words.title_size, old.title_size) < _MIN_TITLE_SIZE:
        return 0.0
    if identity.lang and old.lang and identity.lang != old.lang:
        return 0.0  # a translation is no copy: somebody wrote it
    if claims.negates != old.negates or not claims.turns.keys() <= old.title_set:
        return 0.0
    if numbers_differ(claims.numbers, old.numbers) or named_things_of(new.names.in_title) - old.entities:
        return 0.0
    return alike


def _likeness(new: Features, old: WindowItem) -> float:
    titles = jaccard(new.words.title_set, old.title_set)
    if titles >= _TITLE:
        return titles
    if min(new.words.word_count, old.word_count) < _LEAD_TERMS:
        return 0.0
    whole = jaccard(new.words.term_set, old.term_set)
    return whole if whole >= _TITLE_AND_LEAD else 0.0


def numbers_differ(some: Collection[Number], others: Collection[Number]) -> bool:
    """Whether both texts count things and none of the counts agree, or one thing is counted differently."""
    if not some or not others:
        return False
    if {number.value for number in some}.isdisjoint(number.value for number in others):
        return True
    return any(
        not {number.value for number in some if slot in number.slots} & values
        for slot, values in _by_slot(others).items()
        if any(slot in number.slots for number in some)
    )


def _by_slot(counted: Collection[Number]) -> dict[str, set[float]]:
    slots: dict[str, set[float]] = {}
    for number in counted:
        for slot in number.slots:
            slots.setdefault(slot, set()).add(number.value)
    return slots
