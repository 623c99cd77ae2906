"""What is materially new about an item of a story already told.

When in doubt, nothing: outlets differ in what they mention, and in style.
"""

from __future__ import annotations

from collections.abc import Sequence

from monitor.group.features.claims import TURNS
from monitor.group.features.features import Features, named_things_of, slug_words
from monitor.group.features.metonyms import stands_for
from monitor.group.features.terms import spelled
from monitor.group.window.story_state import StoryState
from monitor.language.numbers import written
from monitor.model.ids import EntityId

_CHANGE = 0.1
_NEW_SHARE = 0.6
_NEW_WORDS = 2
_TURNS = {"#deny": "denial", "#correct": "correction"}


def new_fact(reading: Features, thread: StoryState) -> str:
    """The first changed number, new name or turn of the story in words, or an empty string."""
    return _new_number(reading, thread) or _new_entity(reading, thread) or _turn(reading, thread)


def new_words(reading: Features, thread: StoryState, *, rare: Sequence[str]) -> str:
    """In words, what of the title's rare terms the story has not had, if that is most of them; else empty.

    Says nothing about an item in a language new to the story: there every word is new.
    """
    if reading.lang not in thread.langs:
        return ""
    new = [term for term in rare if not thread.has_said(term)]
    if len(new) < _NEW_WORDS or len(new) < _NEW_SHARE * len(rare):
        return ""
    written = spelled(reading.bare)
    return f"new words: {', '.join(written.get(term, term) for term in new)}"


def _turn(reading: Features, thread: StoryState) -> str:
    """A denial, a correction, the first dead: what no item of the story had, in any language."""
    title = reading.bare
    for term in reading.title_terms:
        if term in TURNS and not thread.has_said(term):
            return f"{_TURNS.get(term, 'new')}: “{spelled(title)[term]}”"
    if reading.negates and not thread.negated and reading.lang in thread.langs:
        return "the title now says that something is not so"
    return ""


def _new_number(reading: Features, thread: StoryState) -> str:
    for number in reading.numbers:
        if thread.told_in_other_language(number, reading.lang):
            continue
        for slot in number.slots:
            known = (thread.values or {}).get(slot, [])
            if known and all(_changed(number.value, old) for old in known):
                return f"new number: {number} (was {written(known[-1])})"
    return ""


def _changed(new: float, old: float) -> bool:
    return new != old and abs(new - old) >= _CHANGE * abs(old)


def _new_entity(reading: Features, thread: StoryState) -> str:
    demanded = frozenset().union(*reading.required.values())
    known = [set(slug_words(entity)) for entity in sorted(thread.entities)]
    for entity in sorted(named_things_of(reading.in_title) - thread.entities - demanded):
        if not _alternate(entity, known) and stands_for(entity) not in thread.entities:
            kind = entity.partition("/")[0]
            return f"new {kind}: {reading.name_of(entity)}"
    return ""


def _alternate(entity: EntityId, known: Sequence[set[str]]) -> bool:
    """Whether the entity reads like a part or a longer form of one that was there: kursk, kursk-oblast."""
    own = set(slug_words(entity))
    return any(own <= other or other <= own for other in known)
