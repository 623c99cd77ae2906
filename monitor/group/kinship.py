"""What the entities say: that two texts in any two languages tell one event, or that alike words tell two.

An entity that the shared rules demand of every item tells nothing, nor does one that many stories name. In a
young window no frequency is known, so the rule is plain: the same people, two more things in common, and at
least half of all that is named.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from monitor.group.near_duplicate import jaccard
from monitor.group.reading import Reading, named_things_of, people_of, places_of
from monitor.group.thread import Thread
from monitor.model import EntityId

_ALIKE = 0.5
_WITHIN = timedelta(hours=36)
Common = Callable[[EntityId], bool]
"""Whether so many stories name an entity that sharing it says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kinship:
    """How much two sets of entities overlap, and in what."""

    score: float
    shared: tuple[EntityId, ...]


def differ(reading: Reading, thread: Thread) -> bool:
    """Whether the entities forbid that the item belongs to the story, however alike the words are.

    They do if the item and the story are about different people; and, where no person is shared, if they are
    set in different places.
    """
    core = thread.core_people
    missing = core - reading.entities
    extra = reading.key_people - thread.entities
    if missing and (extra or missing == core):
        return True
    if extra and extra == reading.key_people:
        return True
    if people_of(reading.entities) & thread.entities:
        return False  # people travel
    here, there = places_of(reading.entities), places_of(frozenset(thread.entities))
    return bool(here and there) and here.isdisjoint(there)


def kinship(reading: Reading, thread: Thread, *, common: Common) -> Kinship | None:
    """What speaks for one event by the entities alone, or None if that is not enough."""
    if abs(reading.at - thread.story.updated_at) > _WITHIN or differ(reading, thread):
        return None
    if thread.core_people - reading.entities:
        return None
    telling = frozenset(entity for entity in reading.entities - _demanded(reading, thread) if not common(entity))
    all_shared = reading.entities & thread.entities
    shared = telling & thread.entities
    named = len(named_things_of(shared))
    # With a person in common, one more named thing may be replaced by countries, as in a minister's visit.
    by_person = people_of(all_shared) and named >= 1 and len(all_shared) >= 3
    if named < 2 and not by_person:
        return None
    score = _mean_of_three([jaccard(telling, _of(old, telling, reading, common)) for old in thread.recent])
    if score < _ALIKE:
        return None
    return Kinship(score=score, shared=tuple(sorted(named_things_of(shared))))


def _of(old: Reading, telling: frozenset[EntityId], new: Reading, common: Common) -> frozenset[EntityId]:
    """What an older item names, without what tells nothing about the new one."""
    silent = new.entities - telling
    return frozenset(entity for entity in old.entities - silent if not common(entity))


def _demanded(reading: Reading, thread: Thread) -> frozenset[EntityId]:
    """The entities that every rule demands by which the item and the story came in."""
    demands = [entities for rule, entities in reading.required.items() if rule in thread.story.rules]
    return frozenset.intersection(*demands) if demands else frozenset()


def _mean_of_three(scores: Sequence[float]) -> float:
    best = sorted(scores, reverse=True)[:3]
    return sum(best) / len(best)
