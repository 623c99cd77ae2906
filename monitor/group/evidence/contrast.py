"""What says that an item is about another event than a story, however alike the words are.

Likeness proposes, contrast disposes. In this order: identifiers, areas, a template that one feed fills in, a
name that was exchanged in an otherwise alike headline, places, people. A person's word comes before all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass

from monitor.group.evidence.by_hand import ByHand
from monitor.group.evidence.link import LINKED, link
from monitor.group.evidence.slots import Overlay, Slot, overlay, swapped_names
from monitor.group.features.features import Features
from monitor.group.features.identity.identifiers import identifiers_of
from monitor.group.features.names.names import places_of, readable, smaller_places_of
from monitor.group.features.names.places import own_places
from monitor.group.features.terms import terms
from monitor.group.features.title_words import NUMBER, Sure, TitleWord
from monitor.group.window.running_stories import Stories
from monitor.group.window.story_state import StoryState, WindowItem
from monitor.model.ids import EntityId

Near = Sequence[tuple[float, WindowItem]]
"""Items with the cosine to each, nearest first."""

_ALIKE = 0.5
"""From here two headlines are of one frame."""
_AS_NEAR = 0.75
"""Another item of the story that is nearly as near as the nearest, and in no contrast, takes the contrast back."""
_MOST_WORDS = 4
_MOST_SIGNS = 6
"""Words, or signs, that a feed fills into its template at most; what is longer is news in words of its own."""
_TEMPLATE = 0.6
"""How much of two titles is equal at least that are one template filled in, whatever names they share."""
_LEAD_TERMS = 5
_SAME_LEAD = 0.8
_LOOKED_AT = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrast:
    """Why an item is about another event than an item of a story."""

    because: str
    old: WindowItem
    by_hand: bool = False
    """Whether a person's word says so."""


def contrast(
    reading: Features, thread: StoryState, near: Near, stories: Stories, by_hand: ByHand
) -> Contrast | None:
    """What sets the item apart from the story, or None. `near` holds the story's items that are nearest."""
    nearer = by_hand.nearer(reading, thread, stories)
    if nearer is not None:
        because = f"nearer to “{nearer.story.headline}”, which a person kept apart from this"
        return Contrast(because=because, old=thread.recent[-1], by_hand=True)
    if _other_identifiers(reading, thread):
        return Contrast(because="another identifier in the title", old=thread.recent[-1])
    if _other_areas(reading, thread):
        return Contrast(because="a warning of its feed for another area", old=thread.recent[-1])
    pairs = near[:_LOOKED_AT] or [(0.0, thread.recent[-1])]
    found: Contrast | None = None
    for cosine, old in pairs:
        if found is not None and cosine < _AS_NEAR * pairs[0][0]:
            break
        here = _between(reading, old, thread, stories, by_hand)
        if here is None:
            found = None
            break
        found = found or here
    return found or _other_people(reading, thread)


def _between(
    reading: Features, old: WindowItem, thread: StoryState, stories: Stories, by_hand: ByHand
) -> Contrast | None:
    laid = overlay(reading.words.row, old.row) if _comparable(reading, old) else None
    because = ""
    if laid is not None:
        because = _exchanged_by_hand(laid, thread, by_hand)
        if because:
            return Contrast(because=because, old=old, by_hand=True)
        again = _reported_again(reading, old, laid, stories)
        because = _one_feed(reading, old, laid, again=again)
        swapped = [slot for slot in swapped_names(laid) if not by_hand.says(slot)]
        because = because or ("" if again else _swapped(reading, old, thread, stories, swapped))
    because = because or _other_places(reading, old, thread, stories, laid)
    return Contrast(because=because, old=old) if because else None


def _exchanged_by_hand(laid: Overlay, thread: StoryState, by_hand: ByHand) -> str:
    for slot in laid.slots:
        said = by_hand.says(slot) is False and laid.frame((slot,)) >= _ALIKE
        if said and not all(map(thread.has_said, _terms([word for word in slot.new if word.content]))):
            return f"{slot} in an otherwise alike headline: a person kept such events apart"
    return ""


def one_by_hand(reading: Features, thread: StoryState, near: Near, by_hand: ByHand) -> str:
    """What the title has exchanged with the story's nearest, which only a person's word makes one event."""
    for _, old in near[:_LOOKED_AT]:
        laid = overlay(reading.words.row, old.row) if _comparable(reading, old) else None
        for slot in swapped_names(laid) if laid is not None else ():
            if by_hand.says(slot) and not all(map(thread.has_said, _name_terms(slot.new))):
                return f"{slot} in an otherwise alike headline: a person said that such events are one"
    return ""


def _comparable(reading: Features, old: WindowItem) -> bool:
    """Whether the titles can be laid over one another: they are in one language, as far as is known."""
    lang = reading.identity.lang
    return lang == old.lang or lang is None or old.lang is None


def _other_identifiers(reading: Features, thread: StoryState) -> bool:
    mine = reading.identity.identifiers
    if not mine:
        return False
    theirs = frozenset[str]().union(*(identifiers_of(entry.title) for entry in thread.recent))
    return bool(theirs) and mine.isdisjoint(theirs)


def _other_areas(reading: Features, thread: StoryState) -> bool:
    """Whether the item's feed warns of an area, and has not done so in this story before."""
    theirs = [entry.areas for entry in thread.recent if entry.feed == reading.identity.feed and entry.areas]
    return bool(reading.identity.areas and theirs) and all(map(reading.identity.areas.isdisjoint, theirs))


def _one_feed(reading: Features, old: WindowItem, laid: Overlay, *, again: bool) -> str:
    """Whether one feed gives both as items of their own, and they fill in one template, or have one text. What a
    search finds in two outlets fills in nobody's template."""
    identity = reading.identity
    if identity.source != old.source:
        return ""
    if identity.feed != old.feed or not identity.guid or not old.guid or identity.guid == old.guid:
        return ""
    slots = [slot for slot in laid.slots if _filled_in(slot)]
    if slots and laid.frame(slots) >= _ALIKE and not again:
        return f"{slots[0]} in one template of its feed: another item"
    lead = frozenset(reading.words.terms[reading.words.title_count : reading.words.word_count])
    others = frozenset(old.terms[old.title_count : old.word_count])
    shorter = min(len(lead), len(others))
    if shorter >= _LEAD_TERMS and len(lead & others) >= _SAME_LEAD * shorter and laid.slots:
        return "one standing text of its feed under another title: another item"
    return ""


def _reported_again(reading: Features, old: WindowItem, laid: Overlay, stories: Stories) -> bool:
    """Whether titles that are laid out differently are about what one rare name says, rather than one template:
    "Fire breaks out at Gulf Crest refinery", "Gulf Crest says responding to fire"."""
    if 2 * laid.equal >= _TEMPLATE * laid.total:
        return False
    return link(reading, old, stories.window) >= LINKED


def _filled_in(slot: Slot) -> bool:
    """Whether both sides say something short, and none what has become of the other."""
    new, old = (
        [word.key for word in side if word.content and word.key != NUMBER] for side in (slot.new, slot.old)
    )
    most = _MOST_SIGNS if slot.new[0].sign else _MOST_WORDS
    if not new or not old or max(len(new), len(old)) > most:
        return False
    return not all(key.startswith("#") for key in new)


def _swapped(
    reading: Features, old: WindowItem, thread: StoryState, stories: Stories, swapped: Sequence[Slot]
) -> str:
    mine, theirs = ({word.key for word in row} for row in (reading.words.row, old.row))
    for slot in swapped:
        if _known(slot.new) and _known(slot.old):
            continue  # what detection knows is compared as places: a capital may stand for its country
        if _all_in(slot.new, theirs) or _all_in(slot.old, mine):
            continue  # moved, not exchanged
        new, gone = (_name_terms(side) for side in (slot.new, slot.old))
        if new and all(map(thread.has_said, new)):
            continue
        if stories.usual(new) or stories.usual(gone):
            continue
        return f"{slot} in an otherwise alike headline: another event"
    return ""


def _all_in(side: Sequence[TitleWord], keys: Set[str]) -> bool:
    return all(word.key in keys for word in side if word.content and word.sure > Sure.NOT)


def _known(side: Sequence[TitleWord]) -> bool:
    return all(word.known for word in side if word.content and word.sure > Sure.NOT)


def _name_terms(side: Sequence[TitleWord]) -> tuple[str, ...]:
    return _terms([word for word in side if word.content and word.sure > Sure.NOT])


def _terms(words: Sequence[TitleWord]) -> tuple[str, ...]:
    return terms(("" if words and words[0].sign else " ").join(word.text for word in words))


def _other_places(
    reading: Features, old: WindowItem, thread: StoryState, stories: Stories, laid: Overlay | None
) -> str:
    """Whether the titles are set in different countries or places, and alike otherwise."""
    mine, theirs = reading.names.title_places, places_of(old.in_title)
    if laid is None or not mine or not theirs:
        return ""
    new = frozenset(place for place in own_places(mine, theirs) if not stories.common(place))
    gone = frozenset(place for place in own_places(theirs, mine) if not stories.common(place))
    new = own_places(new, thread.entities)
    if new and new == smaller_places_of(new):  # in Vladivostok, Russia
        gone -= reading.names.entities - smaller_places_of(gone)
    if not new or not gone or _frame(reading, old) < _ALIKE:
        return ""
    return f"{_listed(gone)} / {_listed(new)} in an otherwise alike headline: another place"


def _frame(reading: Features, old: WindowItem) -> float:
    """How alike the headlines are but for the places, in whatever order, 0 to 1."""
    mine, theirs = (
        Counter(word.key for word in row if word.content and word.sure < Sure.PLACE)
        for row in (reading.words.row, old.row)
    )
    total = mine.total() + theirs.total()
    return 2 * (mine & theirs).total() / total if total else 0.0


def _listed(places: Iterable[EntityId]) -> str:
    return ", ".join(sorted(map(readable, places)))


def _other_people(reading: Features, thread: StoryState) -> Contrast | None:
    """Whether the title names somebody whom no title of the story names, and leaves out whom most of them name; or
    the whole item names nobody of those whom the story is about."""
    mine = reading.names.title_people
    new, missing = mine - thread.title_people, thread.core_people - mine
    gone = thread.core_people - reading.names.entities
    nobody = bool(gone) and gone == thread.core_people and reading.identity.lang in thread.langs
    if not (new and missing) and not nobody:
        return None
    because = f"{_listed(missing)} / {_listed(new) or 'nobody'}: other people"
    return Contrast(because=because, old=thread.recent[-1])
