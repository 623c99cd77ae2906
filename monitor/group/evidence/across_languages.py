"""Two headlines in two languages about one event: they share a name, and what happens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from monitor.group.evidence.entity_overlap import disjoint_people
from monitor.group.features.features import Features
from monitor.group.features.names.names import places_of, slug_words
from monitor.group.features.names.places import own_places
from monitor.group.features.terms import terms
from monitor.group.window.story_state import StoryState, WindowItem
from monitor.model.ids import EntityId

_WITHIN = timedelta(hours=24)
_CONCEPTS = 2
_NAMES = 2


def same_event(
    reading: Features,
    thread: StoryState,
    *,
    common: Callable[[EntityId], bool],
    usual: Callable[[tuple[str]], bool],
) -> str:
    """In words, what the title shares with one of the story's in another language, if that is enough: one
    distinctive name, and two things that happen, or one and a count, or one and another name; else empty."""
    if abs(reading.identity.reported_at - thread.last_reported) > _WITHIN:
        return ""
    if reading.words.has_lead and disjoint_people(reading, thread):
        return ""
    for old in reversed(thread.recent):
        if old.lang and reading.identity.lang and old.lang != reading.identity.lang:
            said = _shared(reading, old, common=common, usual=usual)
            if said:
                return said
    return ""


def _shared(
    reading: Features, old: WindowItem, *, common: Callable[[EntityId], bool], usual: Callable[[tuple[str]], bool]
) -> str:
    names = reading.names
    mine, theirs = names.title_places, places_of(old.in_title)
    if mine and theirs and own_places(mine, theirs) and own_places(theirs, mine):
        return ""
    named = _shared_names(reading, old)
    distinctive = [name for name in named if not (common(EntityId(name)) if "/" in name else usual((name,)))]
    if not distinctive:
        return ""
    concepts = [
        term
        for term in sorted(reading.words.title_set & old.title_set)
        if term.startswith("#") and term not in reading.words.own and not usual((term,))
    ]
    counts = {number.value for number in reading.claims.numbers} & {number.value for number in old.numbers}
    if not concepts or not (len(concepts) >= _CONCEPTS or counts or len(distinctive) >= _NAMES):
        return ""
    said = [*distinctive, *(f"“{concept[1:]}”" for concept in concepts)]
    return f"shares {', '.join(said)} with “{old.title}” in another language"


def _shared_names(reading: Features, old: WindowItem) -> list[str]:
    """The names in both titles, each once: entities, and words with a capital that name none of these. None if
    they are no more than half of what either title names: then the others are what it is about."""
    names = reading.names
    demanded = frozenset[EntityId]().union(*names.required.values())
    entities = (names.in_title & old.in_title) - demanded
    known = {term for entity in names.in_title | old.in_title for term in terms(" ".join(slug_words(entity)))}
    known |= {word.key for row in (reading.words.row, old.row) for word in row if word.known}
    mine, theirs = (
        {name for name in side if "/" not in name and name not in known}
        for side in (reading.words.title_names, old.title_names)
    )
    words = (mine & theirs) - reading.words.own
    shared = len(entities) + len(words)
    fewer = min(len(mine) + len(names.in_title), len(theirs) + len(old.in_title))
    return [*sorted(entities), *sorted(words)] if 2 * shared > fewer else []
