"""What is materially new about an item of a story already reported.

When in doubt, nothing: outlets differ in what they mention, and in style.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from monitor.group.evidence.slots import overlay
from monitor.group.features.features import Features
from monitor.group.features.names.metonyms import stands_for
from monitor.group.features.names.names import people_of, slug_words, smaller_places_of
from monitor.group.features.terms import spelled
from monitor.group.features.title_words import Sure
from monitor.group.features.turns import kind_of_turn
from monitor.group.window.story_state import StoryState, WindowItem
from monitor.language.numbers.numbers import Number, written
from monitor.model.ids import EntityId

Near = Sequence[tuple[float, WindowItem]]
Usual = Callable[[Collection[str]], bool]
"""Whether so many stories have these terms that sharing them says nothing."""
_RARE = 0.2
"""The cosine of headlines that share rare words."""
_CLOSE = 0.42
"""The cosine from which on an item carries a story on by its words alone."""
_REPEATED = ("", "win")
"""Turns that stories of one saga have one after another."""
_SHARED = 2
_CHANGE = 0.1
_NEW_SHARE = 0.6
_NEW_WORDS = 2
_ALIKE = 0.5
"""How alike two headlines are in frame for a denial in one to be of what the other says."""


def new_fact(reading: Features, thread: StoryState) -> str:
    """The first changed number, new name or turn of the story in words, or an empty string."""
    return _new_number(reading, thread) or _new_entity(reading, thread) or _turn(reading, thread)


def develops_it(reading: Features, thread: StoryState, near: Near, *, usual: Usual, rare: Sequence[str]) -> bool:
    """Whether the item carries the story on, however late: its title shares with the nearest a name and something
    that happens, or several rare words, none of them usual; and it reports a turn or of another count, or,
    where the words are much alike, it says much that is new. It alerts either way, here as changed."""
    if not near:
        return False
    cosine, old = near[0]
    shared = {term for term in reading.words.title_set & old.title_set if not usual((term,))}
    if len(shared) < _SHARED:
        return False
    if not (_new_number(reading, thread) or _first_turn(reading, thread).strip("#") not in _REPEATED):
        return cosine >= _CLOSE and bool(new_words(reading, thread, rare=rare))
    if cosine >= _RARE:
        return True
    names = {word.key for row in (reading.words.row, old.row) for word in row if word.sure >= Sure.INSIDE}
    return bool(shared & names and shared - names)


def new_words(reading: Features, thread: StoryState, *, rare: Sequence[str]) -> str:
    """In words, what of the title's rare terms the story has not had, if that is most of them; else empty.

    Says nothing about an item in a language new to the story: there every word is new.
    """
    if reading.identity.lang not in thread.langs:
        return ""
    new = [term for term in rare if not thread.has_said(term)]
    if len(new) < _NEW_WORDS or len(new) < _NEW_SHARE * len(rare):
        return ""
    written = spelled(reading.identity.bare)
    return f"new words: {', '.join(written.get(term, term) for term in new)}"


def _turn(reading: Features, thread: StoryState) -> str:
    """A denial, a correction, the first dead: what no item of the story had, in any language."""
    if term := _first_turn(reading, thread):
        return f"{kind_of_turn(term)}: “{spelled(reading.identity.bare)[term]}”"
    if reading.claims.negates and _denies(reading, thread):
        return "the title now says that something is not so"
    return ""


def _first_turn(reading: Features, thread: StoryState) -> str:
    new = reading.claims.turns - thread.turns
    return next((term for term in reading.words.title if term in new), "")


def _denies(reading: Features, thread: StoryState) -> bool:
    """Whether a title of the story says in an alike frame that it is so, and none that it is not."""
    same_language = [entry for entry in thread.recent if entry.lang == reading.identity.lang]
    if not same_language or any(entry.negates for entry in same_language):
        return False
    laid = (overlay(reading.words.row, entry.row) for entry in same_language)
    return any(over.frame(()) >= _ALIKE for over in laid)


def _new_number(reading: Features, thread: StoryState) -> str:
    known = thread.values or {}
    for number in reading.claims.numbers:
        if thread.reported_in_other_language(number, reading.identity.lang):
            continue
        for slot in number.slots:
            old = known.get(slot, [])
            if not old or _among_more(reading, number, slot, old):
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
    demanded = frozenset[EntityId]().union(*names.required.values())
    known = [set(slug_words(entity)) for entity in sorted(thread.entities)]
    named = people_of(names.in_title) | smaller_places_of(names.in_title)
    for entity in sorted(named - thread.entities - demanded):
        if not _alternate(entity, known) and stands_for(entity) not in thread.entities:
            kind = entity.partition("/")[0]
            return f"new {kind}: {names.name_of(entity)}"
    return ""


def _alternate(entity: EntityId, known: Sequence[set[str]]) -> bool:
    """Whether the entity reads like a part or a longer form of one that was there: kursk, kursk-oblast."""
    own = set(slug_words(entity))
    return any(own <= other or other <= own for other in known)
