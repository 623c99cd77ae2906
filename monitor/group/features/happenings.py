"""What happens in a title: its words that are no names, and which of them report the same kind of thing."""

from __future__ import annotations

from collections.abc import Collection, Set

_FAMILIES = (
    "visit meet talks arrive agree sign peace ceasefire minister president",
    "attack strike bomb missile drone launch shooting capture withdraw troops war",
    "arrest charge convict acquit court free extradite execute police spy",
    "die injured crash collapse missing rescue found evacuate",
    "flood storm rain landslide landfall avalanche earthquake tsunami volcano",
    "election win lose concede lead parliament government",
)
"""Concepts that outlets use for stages of one thing: a minister travels, arrives, meets and signs."""
_FAMILY = {f"#{concept}": number for number, family in enumerate(_FAMILIES) for concept in family.split()}


def happenings(title: Set[str], names: Collection[str]) -> frozenset[str]:
    """The terms of a title that are no names."""
    return frozenset(term for term in title if term not in names and not term[0].isdigit())


def happen_alike(some: Set[str], others: Set[str]) -> bool:
    """Whether two titles report the same, or of stages of it."""
    if not some.isdisjoint(others):
        return True
    families = {_FAMILY[term] for term in some if term in _FAMILY}
    return any(_FAMILY.get(term) in families for term in others)
