"""What the entities say: that two texts in any two languages report one event, or that alike words report two.

An entity that the shared rules demand of every item distinguishes nothing, nor does one that many stories name. In
a young window no frequency is known, so the rule is plain: the same people, two distinctive things in common, of
which one may be a figure, and at least half of all that is named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from monitor.group.evidence.near_duplicate import jaccard
from monitor.group.features.features import Features
from monitor.group.features.happenings import happen_alike, happenings
from monitor.group.features.names.names import named_things_of, smaller_places_of
from monitor.group.window.story_state import StoryState, WindowItem
from monitor.model.ids import EntityId

_ALIKE = 0.5
_NEARLY_ALL = 0.7
"""The overlap that is enough where no word of what happens is shared."""
_WITHIN = timedelta(hours=36)
_FIGURE = 100
"""From here a number that two texts count is hardly in both by accident: it is as good as a name."""
Common = Callable[[EntityId], bool]
"""Whether so many stories name an entity that sharing it says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityOverlap:
    """How much two sets of entities overlap, and the named things and figures that both have."""

    score: float
    shared: tuple[EntityId, ...]
    figures: tuple[str, ...]
    strength: float
    """For choosing among stories: the overlap, times the named things in common."""


def contradicts(reading: Features, thread: StoryState) -> bool:
    """Whether the entities forbid that the item belongs to the story by its entities: they are about different
    people, or set in different places, unless all whom the item is about are known to the story: people travel."""
    names = reading.names
    missing = thread.core_people - names.entities
    extra = names.title_people - thread.people
    if missing and (extra or missing == thread.core_people):
        return True
    if extra and extra == names.title_people:
        return True
    if not extra and not names.people.isdisjoint(thread.people):
        return False
    mine, theirs = smaller_places_of(names.entities), smaller_places_of(thread.entities)
    return bool(mine and theirs) and mine.isdisjoint(theirs)


def entity_overlap(reading: Features, thread: StoryState, *, common: Common) -> EntityOverlap | None:
    """What speaks for one event by the entities alone, or None if that is not enough."""
    names = reading.names
    all_shared = names.entities & thread.entities
    if len(all_shared) < 2 or abs(reading.identity.at - thread.story.updated_at) > _WITHIN:
        return None
    if thread.core_people - names.entities or not _same_people(reading, thread) or contradicts(reading, thread):
        return None
    distinctive = frozenset(entity for entity in names.entities - _required(reading, thread) if not common(entity))
    shared = distinctive & thread.entities
    counted = reading.claims.numbers
    figures = [number for number in counted if number.value >= _FIGURE and thread.has_counted(number)]
    named = len(named_things_of(shared)) + bool(figures)
    # With a person in common, one more named thing may be replaced by countries, as in a minister's visit.
    by_person = named >= 1 and len(all_shared) >= 3 and not names.people.isdisjoint(thread.people)
    if named < 2 and not by_person:
        return None
    score = _mean_of_three([jaccard(distinctive, _of(old, distinctive, reading, common)) for old in thread.recent])
    if score < _ALIKE or not (figures or _same_happening(reading, thread, score)):
        return None
    return EntityOverlap(
        score=score,
        shared=tuple(sorted(named_things_of(shared))),
        figures=tuple(dict.fromkeys(map(str, figures))),
        strength=score * len(named_things_of(all_shared)),
    )


def disjoint_people(reading: Features, thread: StoryState) -> bool:
    """Whether only one side names people, or each its own."""
    people = reading.names.people
    return bool(people or thread.people) and people.isdisjoint(thread.people)


def _same_happening(reading: Features, thread: StoryState, score: float) -> bool:
    """Whether the titles share a word of what happens; where that cannot be known, or a person is among them,
    whether they share nearly all names."""
    mine = happenings(reading.words.title_set, reading.words.title_names)
    theirs = frozenset[str]().union(*(happenings(old.title_set, old.title_names) for old in thread.recent))
    if happen_alike(mine, theirs):
        return True
    known = reading.identity.lang in thread.langs or (_concepts(mine) and _concepts(theirs))
    by_person = not reading.names.people.isdisjoint(thread.people)
    return score >= _NEARLY_ALL and (by_person or not known)


def _concepts(happening: Iterable[str]) -> bool:
    return any(term.startswith("#") for term in happening)


def _same_people(reading: Features, thread: StoryState) -> bool:
    """Whether nobody is named at all, or somebody in common whom one of the two is about, if that is known."""
    if not reading.names.people and not thread.people:
        return True
    shared = reading.names.people & thread.people
    central = reading.names.title_people | thread.core_people
    return bool(shared & central if central else shared)


def _of(old: WindowItem, distinctive: frozenset[EntityId], new: Features, common: Common) -> frozenset[EntityId]:
    """What an older item names, without what says nothing about the new one."""
    silent = new.names.entities - distinctive
    return frozenset(entity for entity in old.entities - silent if not common(entity))


def _required(reading: Features, thread: StoryState) -> frozenset[EntityId]:
    """The entities that every rule demands by which the item and the story came in."""
    demands = [entities for rule, entities in reading.names.required.items() if rule in thread.story.rules]
    return frozenset.intersection(*demands) if demands else frozenset()


def _mean_of_three(scores: Sequence[float]) -> float:
    best = sorted(scores, reverse=True)[:3]
    return sum(best) / len(best)
