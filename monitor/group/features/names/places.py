"""Whether two sets of places are apart: a capital stands for its country, Kursk is in Kursk oblast."""

from __future__ import annotations

from collections.abc import Set

from monitor.group.features.names.metonyms import stands_for
from monitor.group.features.names.names import slug_words
from monitor.model.ids import EntityId


def own_places(some: Set[EntityId], others: Set[EntityId]) -> frozenset[EntityId]:
    """Those of the first places that are none of the others, nor in them, nor around them."""
    return frozenset(place for place in some if not any(_same(place, other) for other in others))


def _same(one: EntityId, other: EntityId) -> bool:
    if one == other or stands_for(one) == other or stands_for(other) == one:
        return True
    if one.partition("/")[0] != other.partition("/")[0]:
        return False
    some, others = set(slug_words(one)), set(slug_words(other))
    return some <= others or others <= some
