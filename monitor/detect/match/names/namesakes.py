"""Whether what is beside a name shows that it is not the entity's: another given name, a film's title."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from monitor.detect.match.text.folded_item import FoldedItem
from monitor.detect.match.text.spans import STRIDE, Span
from monitor.detect.rules.entity import Alias, Entity
from monitor.language.names.offices import LINKS
from monitor.language.scripts import is_acronym
from monitor.language.tables import rows, word_list
from monitor.language.words import words

_QUOTES = "\"'«„“”‘’「『《〈"
_APOSTROPHES = frozenset("'’")
_BESIDE = 40
"""So many letters beside a name are looked at."""
_TITLE_BRACKETS = {"《": "》", "〈": "〉"}


def given_name_before(reading: FoldedItem, span: Span, entity: Entity, alias: Alias) -> str:
    """The given name of somebody else that is before a person's surname; empty if there is none."""
    first = span[0] // STRIDE
    if entity.kind != "person" or first == 0 or " " in alias.text:
        return ""
    before = reading.tokens[first - 1]
    if before not in word_list("given_names") or not reading.tokens[first][0].isalpha():
        return ""
    own = " ".join(words(before))
    return "" if any(own in words(name.text) for name in entity.names) else before


def title_of_work(reading: FoldedItem, span: Span) -> str:
    """What shows that a name is the title of a film or a book; empty if nothing does."""
    first, last = span[0] // STRIDE, span[1] // STRIDE
    own = reading.tokens[first]
    if own[0] in _TITLE_BRACKETS or "《" in own or "〈" in own:
        before, after = reading.before(span, 1), reading.after(span, 1)
        if before and _TITLE_BRACKETS.get(before) == after:
            return f"{before}{after}"
    if first == 0:
        return ""
    before = reading.tokens[first - 1].casefold()
    if before in word_list("works_before") or (before == ":" and _is_marker(reading, first - 2)):
        return before
    if own[0] in _QUOTES and before in word_list("works") and _closes(reading, last):
        return before
    return ""


def _is_marker(reading: FoldedItem, number: int) -> bool:
    return number >= 0 and f"{reading.tokens[number].casefold()}:" in word_list("works_before")


def _closes(reading: FoldedItem, number: int) -> bool:
    """Whether a quotation ends with the token, so that nothing but the name is in it."""
    return reading.tokens[number].rstrip(".,;:!?)")[-1:] in "\"'»“”‘’」』》"


def named_after(reading: FoldedItem, span: Span) -> str:
    """The word that shows a name to be that of a street, a station or a cinema; empty if there is none."""
    before = [word for word in words(reading.before(span, _BESIDE))[-3:] if word not in LINKS]
    if before and before[-1] in _folded("named_after_before"):
        return before[-1]
    after = words(reading.after(span, _BESIDE))[:1]
    return after[0] if after and after[0] in _folded("named_after_after") else ""


def other_occupation(reading: FoldedItem, span: Span, entity: Entity, alias: Alias) -> str:
    """The occupation before a surname that somebody in office does not have; empty if there is none."""
    if entity.kind != "person" or " " in alias.text:
        return ""
    before = words(reading.before(span, _BESIDE))[-1:]
    return before[0] if before and before[0] in _folded("occupations") else ""


def other_acronym(reading: FoldedItem, span: Span, entity: Entity, alias: Alias) -> str:
    """The word of sport or of film that shows an acronym to be another one; empty if there is none."""
    if entity.kind != "org" or not is_acronym(alias.text):
        return ""
    beside = {*words(reading.before(span, 2 * _BESIDE)), *words(reading.after(span, 2 * _BESIDE))}
    return next(iter(sorted(beside & _folded("sport_film"))), "")


def begins_like_a_word(reading: FoldedItem, span: Span) -> bool:
    """Whether a name begins its line and is an ordinary word of the language, which has a capital there too."""
    before, _, after = reading.line(span)
    if words(before) or after[:1] in _APOSTROPHES:  # Turkish sets the endings of names apart
        return False
    return " ".join(words(reading.written(span))) in _doubtful().get(reading.lang or "en", frozenset())


@cache
def _folded(name: str) -> frozenset[str]:
    return frozenset(folded for word in word_list(name) for folded in words(word))


@cache
def _doubtful() -> Mapping[str, frozenset[str]]:
    listed = (row.split() for row in rows("doubtful_first"))
    return {lang: frozenset(found) for lang, *found in listed}
