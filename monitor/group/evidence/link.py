"""What two headlines share, by how rare it is: a missing climber's name says more than "fire" and "school".

The likeness of whole headlines goes down as a story moves on: "Ex-minister Barreto Lins arrested", "Court
frees Barreto Lins". What they share stays distinctive.
"""

from __future__ import annotations

from collections.abc import Collection, Set

from monitor.group.features.features import Features
from monitor.group.features.title_words import BY_SIGN, Sure, TitleWord
from monitor.group.window.recent_items import Window
from monitor.group.window.story_state import WindowItem

LINKED = 9.0
"""How much two titles share, in nats, of which one carries the other on."""
_FAMOUS = 2.0
"""What a country or a person that is much in the news says at most."""
_LONGER = 1.5
"""What each further sign of a run without blanks adds to it."""
_DISTINCTIVE = 4.0
"""What a word must say on its own to distinguish one event from others of its kind."""
_WORDS = 2


def link(reading: Features, old: WindowItem, window: Window, *, least: float = LINKED) -> float:
    """How much the two titles share, in nats; 0 if it is less than `least`, or one word, or nothing but what news
    is made of."""
    shared = (reading.words.title_set & old.title_set) - reading.words.own
    if len(shared) < _WORDS or sum(map(window.distinctiveness, shared)) < least:
        return 0.0
    rows = (reading.words.row, old.row)
    names = {word.key for row in rows for word in row if _is_name(word)}
    signs = frozenset(word.key for row in rows for word in row if word.sure > Sure.NOT and word.sign)
    distinctive = {
        term for term in shared if term[0] == "#" or term in names or _may_name(term, reading, old, signs)
    }
    groups = _groups(distinctive)
    if len(groups) < _WORDS:
        return 0.0
    said = [_said(group, reading.names.famous, window) for group in groups]
    capitals = reading.words.title_names.intersection(old.title_names)
    named = 0.0
    for much, group in zip(said, groups, strict=True):
        if much >= _DISTINCTIVE and group[0][0] != "#" and not group[0][0].isdigit():
            named += 1.0 if not names.isdisjoint(group) or _by_sign(group[0]) else 0.5 * (group[0] in capitals)
    return sum(said) if named >= 1 else 0.0


def _is_name(word: TitleWord) -> bool:
    """Whether a word is one by its capital inside of the title, or may be one in a script without capitals."""
    if word.sign or word.sure is Sure.NOT:
        return False
    return word.sure > Sure.BARE or word.text[0].lower() == word.text[0].upper()


def _may_name(term: str, reading: Features, old: WindowItem, signs: frozenset[str]) -> bool:
    """Whether a term that is no word of the rows as such may belong to a name: two signs of it, or, within one
    language, any word."""
    if _by_sign(term):
        return signs.issuperset(term)
    return reading.identity.lang == old.lang and not term[0].isdigit()


def _by_sign(term: str) -> bool:
    return len(term) == 2 and BY_SIGN.match(term) is not None


def _said(group: Collection[str], famous: frozenset[str], window: Window) -> float:
    much = max(map(window.distinctiveness, group)) + _LONGER * (len(group) - 1)
    return min(_FAMOUS, much) if famous.issuperset(group) else much


def _groups(shared: Set[str]) -> list[list[str]]:
    """The terms by word: those of two signs each that overlap belong to one."""
    groups: list[list[str]] = []
    for term in sorted(shared):
        touching = [group for group in groups if any(_overlap(term, other) for other in group)]
        for group in touching:
            groups.remove(group)
        groups.append([term, *(other for group in touching for other in group)])
    return groups


def _overlap(one: str, other: str) -> bool:
    return len(one) == len(other) == 2 and not one.isascii() and (one[1] == other[0] or other[1] == one[0])
