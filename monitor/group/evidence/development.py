"""What is materially new about an item of a story already reported.

When in doubt, nothing: outlets differ in what they mention, and in style.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from datetime import timedelta

from monitor.group.evidence.slots import overlay
from monitor.group.features.features import Features
from monitor.group.features.names.metonyms import stands_for
from monitor.group.features.names.names import people_of, slug_words, smaller_places_of
from monitor.group.features.terms import spelled
from monitor.group.features.turns import already_had, kind_of_turn
from monitor.group.window.story_state import StoryState
from monitor.language.numbers.counted import COUNTED
from monitor.language.numbers.numbers import Number, written
from monitor.model.ids import EntityId

_REPEATED = ("", "win")
"""Turns that stories of one saga have one after another."""
_TRANSLATED = timedelta(hours=1)
"""How long after a story's first item another language is expected to say the same in words of its own."""
_CHANGE = 0.1
NEW_SHARE = 0.6
"""Of a title's rare words, how many must be new for it to say something new."""
_NEW_WORDS = 2
_ALIKE = 0.5
"""How alike two headlines are in frame for a denial in one to be of what the other says."""


def new_fact(reading: Features, thread: StoryState) -> str:
    """The first changed number, new name or turn of the story in words, or an empty string."""
    return _new_number(reading, thread) or _new_entity(reading, thread) or _turn(reading, thread)


def turned(reading: Features, thread: StoryState) -> bool:
    """Whether the item reports a turn, or of another count of those whom something has happened to."""
    if _first_turn(reading, thread).strip("#") not in _REPEATED:
        return True
    return bool(_new_number(reading, thread, only=COUNTED))


def new_words(reading: Features, thread: StoryState, *, rare: Sequence[str], least: float = NEW_SHARE) -> str:
    """In words, what of the title's rare terms the story has not had, if that is most of them; else empty.

    Says nothing about an item in a language new to the story: there every word is new.
    """
    if reading.identity.lang not in thread.langs:
        return ""
    new = [term for term in rare if not thread.has_said(term)]
    if len(new) < _NEW_WORDS or len(new) < least * len(rare):
        return ""
    written = spelled(reading.identity.bare)
    return f"new words: {', '.join(dict.fromkeys(written.get(term, term) for term in new))}"


def _turn(reading: Features, thread: StoryState) -> str:
    """A denial, a correction, the first dead: what no item of the story had, in any language."""
    if term := _first_turn(reading, thread):
        return f"{kind_of_turn(term)}: “{reading.claims.turns[term]}”"
    if reading.claims.negates and _denies(reading, thread):
        return "the title now says that something is not so"
    return ""


def _first_turn(reading: Features, thread: StoryState) -> str:
    return next(
        (
            turn
            for turn in reading.claims.turns
            if not already_had(turn, thread.turns) and not _is_reported(turn, reading, thread)
        ),
        "",
    )


def _is_reported(turn: str, reading: Features, thread: StoryState) -> bool:
    """Whether the story has reported the turn in other words: it has counted as many dead as the item has, or it
    is young, and the item its first in another language. Who wins may be news again: of another match."""
    if turn == "#win":
        return False
    counts = [number for number in reading.claims.numbers if turn in number.slots]
    if counts:
        return all(map(thread.has_counted, counts))
    age = reading.identity.reported_at - thread.first_reported
    return reading.identity.lang not in thread.langs and age <= _TRANSLATED


def _denies(reading: Features, thread: StoryState) -> bool:
    """Whether a title of the story says in an alike frame that it is so, and none that it is not."""
    same_language = [entry for entry in thread.recent if entry.lang == reading.identity.lang]
    if not same_language or any(entry.negates for entry in same_language):
        return False
    laid = (overlay(reading.words.row, entry.row) for entry in same_language)
    return any(over.frame(()) >= _ALIKE for over in laid)


def _new_number(reading: Features, thread: StoryState, *, only: Set[str] = frozenset()) -> str:
    known = thread.values or {}
    for number in reading.claims.numbers:
        if thread.reported_in_other_language(number, reading.identity.lang):
            continue
        for slot in number.slots:
            old = known.get(slot, [])
            if not old or (only and slot not in only) or _among_more(reading, number, slot, old):
                continue
            if all(_changed(number.value, value) for value in old):
                return f"new number: {number} (was {written(old[-1])})"
    return ""


def _among_more(reading: Features, number: Number, slot: str, old: Sequence[float]) -> bool:
    """Whether it is a part of a known count that the item gives as well: '19 dead, among them 3 children'."""
    return any(
        other.value in old and other.value > number.value
        for other in reading.claims.numbers
        if slot in other.slots
    )


def _changed(new: float, old: float) -> bool:
    return new != old and abs(new - old) >= _CHANGE * abs(old)


def _new_entity(reading: Features, thread: StoryState) -> str:
    """A person or a place that is new to the story. Which organisation is named is style."""
    names = reading.names
    if reading.identity.lang not in thread.langs:
        return ""  # what another language calls it may be unknown
    demanded = frozenset[EntityId]().union(*names.required.values())
    known = [set(slug_words(entity)) for entity in sorted(thread.entities)]
    named = people_of(names.in_title) | smaller_places_of(names.in_title)
    for entity in sorted(named - thread.entities - demanded):
        if _alternate(entity, known) or stands_for(entity) in thread.entities:
            continue
        if not any(map(thread.has_said, names.called.get(entity, ()))):
            kind = entity.partition("/")[0]
            return f"new {kind}: {names.name_of(entity)}"
    return ""


def _alternate(entity: EntityId, known: Sequence[set[str]]) -> bool:
    """Whether the entity reads like a part or a longer form of one that was there: kursk, kursk-oblast."""
    own = set(slug_words(entity))
    return any(own <= other or other <= own for other in known)
