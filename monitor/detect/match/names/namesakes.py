"""Whether what is beside a name shows that it is not the entity's: another given name, a film's title."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

from monitor.detect.match.text.folded_item import FoldedItem
from monitor.detect.match.text.spans import STRIDE, Span
from monitor.detect.rules.entity import Alias, Entity
from monitor.language.scripts import is_acronym, runs_on
from monitor.language.tables import rows, word_list
from monitor.language.words import words

_QUOTES = "\"'«„“”‘’「『《〈"
_OPENING_ANY = frozenset('"«„“『「《״')
_OPENING = frozenset("\"'«„“”‘’「『")
_PROCLITICS = frozenset("בהבلوبו")
_SLAVIC = frozenset({"ru", "uk", "be", "bg", "mk", "sr", "hr", "bs", "sl", "cs", "sk", "pl"})
_ADJECTIVE = re.compile("[scczžсцшчж][kк]|[sc]t[ií]")
"""What an adjective of a place has in it in Slavic languages, folded."""
_APOSTROPHES = frozenset("'’")
_BESIDE = 40
"""So many letters beside a name are looked at."""
_MIN_BEGINNING = 5
"""Letters of a word in `things` that may go on."""
_MIN_LONG = 6
"""Letters of a word for a street or a hotel that may go on."""
_LONGEST_RUN = 12
"""Letters of the longest word that is looked for at the edges of a text without blanks."""
_MOST_QUOTED = 60
"""Letters of the longest title in quotation marks."""
_QUOTATION = re.compile('«[^«»]*»|„[^„“”]*[“”]|“[^“”]*”|"[^"]*"|『[^』]*』|「[^」]*」|《[^》]*》|״[^״]*״')
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
    quoted = _quoted_work(reading, span)
    if first == 0 or quoted:
        return quoted
    before = reading.tokens[first - 1].casefold()
    if before in word_list("works_before") or (before == ":" and _is_marker(reading, first - 2)):
        return before
    if before.endswith(":") and any(_is_work(token) for token in reading.tokens[max(first - 5, 0) : first]):
        return before
    if own[0] in _QUOTES and before in word_list("works") and _closes(reading, last):
        return before
    return ""


def _quoted_work(reading: FoldedItem, span: Span) -> str:
    """The word for a film or a song beside a title in quotation marks that has the name in it; empty if none."""
    before, own, after = reading.line(span)
    if not _OPENING_ANY.intersection(before[-_MOST_QUOTED:]):
        return ""
    start = len(before)
    line = f"{before}{own}{after[: 2 * _MOST_QUOTED]}"
    for quotation in _QUOTATION.finditer(line):
        if quotation.start() < start and quotation.end() >= start + len(own):
            if quotation.end() - quotation.start() > _MOST_QUOTED:
                return ""
            outside = words(
                f"{line[max(quotation.start() - _BESIDE, 0) : quotation.start()]} . {line[quotation.end() :]}"
            )
            return next(
                (word for word in outside if word in _folded("works") or word in _folded("works_people")), ""
            )
    return ""


def _is_work(token: str) -> bool:
    return token.casefold().rstrip(":") in word_list("works")


def _is_marker(reading: FoldedItem, number: int) -> bool:
    return number >= 0 and f"{reading.tokens[number].casefold()}:" in word_list("works_before")


def _closes(reading: FoldedItem, number: int) -> bool:
    """Whether a quotation ends with the token, so that nothing but the name is in it."""
    return reading.tokens[number].rstrip(".,;:!?)")[-1:] in "\"'»“”‘’」』》"


class Surroundings(NamedTuple):
    """The words of the line close before and behind a name."""

    before: list[str]
    after: list[str]


def named_after(reading: FoldedItem, span: Span, entity: Entity, alias: Alias, around: Surroundings) -> str:
    """The word that shows a name to be that of a street, a house, a club or a dish; empty if there is none."""
    before, after = around
    beside = (*before[-1:], *after[:1])
    return (
        _street(reading, span, before, after)
        or _building(reading, span, alias, beside)
        or next((word for word in beside if word in _folded("clubs")), "")
        or _thing(entity, beside)
        or _person_called_so(reading, span, entity)
    )


def at_leisure(beside: Surroundings) -> str:
    """The word that shows a line to be about a dish, a breed, a plant or a show; empty in a line about trade."""
    before, after = beside
    around = (*before, *after)
    if not _folded("trade").isdisjoint(around):
        return ""
    thing = next((word for word in (*before[-1:], *after[:1]) if _begins_with("leisure", word)), "")
    return thing or next((word for word in around if word in _folded("leisure_line")), "")


def _begins_with(table: str, word: str) -> bool:
    """Whether a word is one of a table or goes on from a long one; without blanks, whether one is at an edge."""
    listed = _folded(table)
    if runs_on(word):
        return any(len(part) > 1 and part in listed for part in _edges(word))
    return any(part in listed for part in _beginnings(word))


def _person_called_so(reading: FoldedItem, span: Span, entity: Entity) -> str:
    """The other half of somebody's name of which a country or a city is one; empty if there is none.

    Anatole France and José España by their given names, Israel Fernández by his surname, Orosz László by either.
    """
    first, last = span[0] // STRIDE, span[1] // STRIDE
    own = reading.tokens[first]
    if first != last or (own.isupper() and len(own) > 1):
        return ""
    before = reading.tokens[first - 1] if first else ""
    if first > 1 and len(before.rstrip(".")) == 1 and before.isupper():  # Michael B Jordan
        before = reading.tokens[first - 2]
    if own[:1].isupper() and before in _given_names():
        return before
    behind = reading.after(span, _BESIDE).split(maxsplit=1)
    after = behind[0] if behind and reading.after(span, 1).isspace() else ""
    if reading.lang == "hu" and after in word_list("given_names_hu"):
        return after
    return (
        after
        if entity.id in word_list("given_places") and " ".join(words(after)) in word_list("surnames_after")
        else ""
    )


@cache
def _given_names() -> frozenset[str]:
    """Given names as they are written that are nothing else."""
    doubtful = _folded("given_names_doubtful")
    listed = word_list("given_names") | word_list("given_names_more")
    return frozenset(name for name in listed if name.casefold() not in doubtful)


def _street(reading: FoldedItem, span: Span, before: list[str], after: list[str]) -> str:
    """The word for a street or a square that bears a name."""
    if reading.lang in _SLAVIC and not _ADJECTIVE.search(reading.folded(span)):
        return ""  # улицы Киева: those of the city
    unlinked = [place for place, word in enumerate(before) if word not in _folded("street_links")][-1:]
    for place in unlinked:
        word = before[place]
        named = word in _folded("named_after_before") or (
            word[:1] in _PROCLITICS and word[1:] in _folded("named_after_before")
        )
        one_of_many = place > 0 and before[place - 1] in _folded("articles_before_street")
        linked = place < len(before) - 1
        if named and not (linked and one_of_many):
            return word
    if after and _is_in("named_after_after", after[0]):
        following = reading.after(span, _BESIDE).split()
        if reading.lang != "en" or (following and following[0][:1].isupper()):
            return after[0]
    if before and reading.lang in _SLAVIC and after and after[0] in _folded("named_after_before"):
        return after[0]
    return ""


def _building(reading: FoldedItem, span: Span, alias: Alias, beside: Iterable[str]) -> str:
    """The word for a house that bears a name: in quotation marks, or behind the word and in its base form."""
    quoted = reading.before(span, 1) in _OPENING
    before = words(reading.before(span, _BESIDE))[-1:]
    for word in beside:
        if _is_in("buildings", word) and (quoted or ([word] == before and _in_base_form(reading, span, alias))):
            return word
    return ""


def _in_base_form(reading: FoldedItem, span: Span, alias: Alias) -> bool:
    return words(reading.written(reading.word(span))) == words(alias.text)


def _is_in(table: str, word: str) -> bool:
    """Whether a word is one of a table, or a longer form of a long one."""
    listed = _folded(table)
    return word in listed or any(word[:length] in listed for length in range(_MIN_LONG, len(word)))


def in_sport(found: Iterable[str]) -> bool:
    """Whether one of some folded words is one of sport or of film."""
    return not _folded("sport_film").isdisjoint(found)


def words_beside(reading: FoldedItem, span: Span) -> Surroundings:
    """The words of the line before and behind a span; a word that goes on beside it is the span's."""
    whole = span if runs_on(reading.folded(span)) else reading.word(span)
    before, _, after = reading.line(whole)
    return Surroundings(words(before[-_BESIDE:]), words(after[:_BESIDE]))


def _thing(entity: Entity, beside: Iterable[str]) -> str:
    """The word beside a name that makes it a dish, an animal or a thing."""
    listed = (_things().get(entity.id.partition("/")[2].casefold(), frozenset()), _things().get("*", frozenset()))
    for word in beside:
        parts = _edges(word) if runs_on(word) else _beginnings(word)
        found = next((part for part in parts if any(part in things for things in listed)), "")
        if found:
            return found
    return ""


def _beginnings(word: str) -> Iterator[str]:
    """A word, and what a longer form of it may have gone on from."""
    yield word
    for length in range(_MIN_BEGINNING, len(word)):
        yield word[:length]


def _edges(run: str) -> Iterator[str]:
    """What a run without blanks begins and ends with."""
    for length in range(1, min(len(run), _LONGEST_RUN) + 1):
        yield run[:length]
        yield run[-length:]


@cache
def _things() -> Mapping[str, frozenset[str]]:
    """What is named after places, by the last part of their ids in small letters."""
    found: dict[str, frozenset[str]] = {}
    for row in rows("things"):
        places, _, things = row.partition(" | ")
        listed = frozenset(folded for thing in things.split() for folded in words(thing))
        for place in places.casefold().split():
            found[place] = found.get(place, frozenset()) | listed
    return found


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
    """Whether a name begins its line and is an ordinary word of the language, which has a capital there too.

    In scripts without capitals such a name may be the word anywhere. A colon behind it shows that it is a name.
    """
    before, _, after = reading.line(span)
    name = " ".join(words(reading.written(span)))
    if len(words(f"{before}{reading.written(span)}{after}")) < 2:  # nothing shows that it is not the name
        return False
    if after[:1] in _APOSTROPHES or after.lstrip()[:1] == ":":  # Turkish sets the endings of names apart
        return False
    lang = reading.lang or "en"
    if name in _doubtful("doubtful").get(lang, frozenset()):
        return True
    return not words(before) and name in _doubtful("doubtful_first").get(lang, frozenset())


@cache
def _folded(name: str) -> frozenset[str]:
    return frozenset(folded for word in word_list(name) for folded in words(word))


@cache
def _doubtful(table: str) -> Mapping[str, frozenset[str]]:
    listed = (row.split() for row in rows(table))
    return {lang: frozenset(found) for lang, *found in listed}
