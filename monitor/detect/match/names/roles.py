"""People whom a text calls by their office and its country: the foreign minister of North Korea, Menlu Korut."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from monitor.detect.match.text.folded_item import FoldedItem
from monitor.detect.match.text.spans import Span
from monitor.language.identify import family
from monitor.language.names.offices import COUNTRY_AFTER, COUNTRY_BEFORE, LINKS, OfficeWord, offices
from monitor.language.scripts import runs_on
from monitor.language.tables import word_list
from monitor.language.words import words
from monitor.model.ids import EntityId

_LOOKED_AT = 40
"""So many letters before and behind an office are looked at."""
_GOES_ON_WITH = frozenset(
    "将將访訪称稱说說表示在对對与與和会會抵赴宣强指警呼就向的于於是也已曾再拟今明昨周週首"
    "は・がのをにともへで、。「」，！？：:"
) | {""}
"""After an office in a script without blanks: anything else may be the name of somebody."""
_KOREAN_NAME = re.compile(
    "[김이박최정강조윤장임한오서신권황안송류홍전고문손양배백허남심노하곽성차주우구민유나진지엄채원천방공현함변"
    "염여추도석선설마길연위표명기반왕금옥육인맹제모탁국어은편용][가-힣]{2}"
)
_PARTICLE = re.compile(r"[은는이가을를의와과도,.]")


class RoleFind(NamedTuple):
    """An office together with its country."""

    span: Span
    office: str
    of: EntityId


@cache
def _folded_offices() -> frozenset[str]:
    texts = (text for pairs in offices().values() for _, text in pairs)
    return frozenset(" ".join(words(text)) for text in texts)


@cache
def has_office(name: str) -> bool:
    """Whether a name has a word for an office in it."""
    folded = " ".join(words(name))
    if runs_on(folded):
        return any(office in folded for office in _folded_offices() if len(office) > 1)
    padded = f" {folded} "
    return any(f" {office} " in padded or f"{office} " in padded for office in _folded_offices())


def speaks(lang: str, reading: FoldedItem) -> bool:
    """Whether the words of a language count in an item."""
    return reading.lang is None or reading.lang == lang or lang in family(reading.lang)


class Beside:
    """Spans, to be asked which is the next one on either side of another; a question takes no longer for many."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._spans = sorted(set(spans))
        self._starts = [start for start, _ in self._spans]

    def of(self, span: Span) -> list[Span]:
        """The last spans that begin before a span, and the first ones that begin behind its start."""
        place = bisect_right(self._starts, span[0])
        return self._spans[max(place - 2, 0) : place + 2]

    def __bool__(self) -> bool:
        return bool(self._spans)


def role_finds(
    reading: FoldedItem,
    found: Mapping[OfficeWord, Sequence[Sequence[Span]]],
    countries: Mapping[EntityId, Beside],
    people: Beside,
    others: Beside,
) -> Iterator[RoleFind]:
    """Every office whose country is beside it, and behind which no name of a person is.

    `found` has the spans of each part of each word that was found, `others` the names of what is no person.
    """
    for word, spans in found.items():
        if not speaks(word.lang, reading):
            continue
        rest = Beside(spans[1]) if len(spans) > 1 else Beside(())
        for office in spans[0]:
            for country, places in countries.items():
                reading.steps.spend(1)
                for place in places.of(office):
                    whole = _together(reading, word, office, place, rest)
                    if whole is not None and _holds(reading, office, whole, people, others):
                        yield RoleFind(whole, word.office, country)


def _together(reading: FoldedItem, word: OfficeWord, office: Span, place: Span, rest: Beside) -> Span | None:
    """From where to where an office is with a country; None if they do not belong together."""
    if len(word.parts) > 1:
        if not _linked(reading, office, place):
            return None
        return next(((office[0], end[1]) for end in rest.of(place) if _linked(reading, place, end)), None)
    if word.lang in COUNTRY_BEFORE and _linked(reading, place, office):
        return place[0], office[1]
    if word.lang in COUNTRY_AFTER and _linked(reading, office, place):
        return office[0], place[1]
    return None


def _linked(reading: FoldedItem, first: Span, second: Span) -> bool:
    """Whether only words that link are between two spans."""
    if second[0] < first[1] or reading.words_before(second[0]) - reading.words_through(first[1]) > 3:
        return False
    between = reading.folded((first[1], second[0])).split()
    return LINKS.issuperset(between)


def _holds(reading: FoldedItem, office: Span, whole: Span, people: Beside, others: Beside) -> bool:
    """Whether the text speaks of who holds the office now, and does not name another person with it."""
    if any(_near(reading, whole, span) for span in people.of(whole)):
        return False
    before, after = reading.before(whole, _LOOKED_AT), reading.after(whole, _LOOKED_AT)
    inner = reading.before(office, _LOOKED_AT)
    around = {*words(before)[-1:], *words(after)[:1], *words(inner)[-1:]}
    unheld = word_list("not_in_office")
    if not unheld.isdisjoint(around) or inner[-1:] in unheld:
        return False
    followed = any(_near(reading, whole, span) and span[0] >= whole[1] for span in others.of(whole))
    return followed or not _named_after(reading, whole, after)


def _near(reading: FoldedItem, whole: Span, person: Span) -> bool:
    """Whether a person's name is right before or behind an office with its country."""
    if person[0] >= whole[1]:
        return reading.words_before(person[0]) - reading.words_through(whole[1]) < 1
    return person[1] <= whole[0] and reading.words_before(whole[0]) - reading.words_through(person[1]) < 1


def _named_after(reading: FoldedItem, whole: Span, after: str) -> bool:
    """Whether a name seems to follow."""
    if runs_on(reading.folded(whole)[-1:]):
        return after[:1].strip() not in _GOES_ON_WITH
    if reading.folded(whole)[-1:] >= "가":
        return not _PARTICLE.match(after) and bool(
            _KOREAN_NAME.fullmatch(after.split(maxsplit=1)[0] if after.split() else "")
        )
    following = after.split(maxsplit=1)
    if not following or not after[0].isspace() or not following[0][0].isupper():
        return False
    return not _in_title_case(reading, whole)


def _in_title_case(reading: FoldedItem, span: Span) -> bool:
    """Whether nearly every word of a line begins with a capital, so that capitals show no names."""
    parts = [part for part in "".join(reading.line(span)).split() if part[0].isalpha() and len(part) > 3]
    return sum(part[0].isupper() for part in parts) > 0.8 * len(parts)
