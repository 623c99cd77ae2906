"""A headline as a row of words that two headlines are laid over one another by.

Each word has a key by which it is compared: the concept that it stands for, else its stem; every number, in digits
or in words, has the same. Han and kana go sign by sign. Each says how surely it may be a name, and of what.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import lru_cache

from monitor.language.headlines.concept_index import terms_of_word
from monitor.language.headlines.openers import OPENERS
from monitor.language.headlines.place_words import postpositions_of_place, prepositions_of_place
from monitor.language.numbers.number_words import compares_as_written, number_words, with_digits
from monitor.language.stop_words import STOP_WORDS
from monitor.language.words import compose, located_words

NUMBER = "0"
"""The key of every number."""
BY_SIGN = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u30ff\u3400-\u9fff]")
_HANGUL = re.compile(r"[\uac00-\ud7a3]")
_CASED = re.compile(r"[^\W\d_]")
_PARTICLE_SIGNS = frozenset("的了在和与與及将將被は等がをにでのともへやかりるてたしいな")
"""Signs of Han and kana that only hold others together."""
_TITLE_CASED = frozenset({"en", "id", "ms", "tl", "tr", None})
"""Languages whose outlets write headlines In Title Case, in which a capital says nothing."""
_LONG = 4
_ALL_CAPITALS = 0.75
_WITHIN_NUMBERS = (".", ",", ":")
_MAX_WORDS = 60
"""Words of a headline that are looked at: nobody writes more, and laying rows over one another is costly."""


class Sure(IntEnum):
    """How surely a word is a name, by where it is. The surer, the less alike the rest must be."""

    NOT = 0
    BARE = 1
    """First of the title, or in a script without capitals and without a sign of place."""
    INSIDE = 2
    """With a capital inside the title."""
    AT = 3
    """With a sign of place, in a script without capitals."""
    PLACE = 4
    """With a capital behind a preposition of place, or known to be a place."""


@dataclass(frozen=True, slots=True)
class TitleWord:
    """One word or sign of a headline."""

    key: str
    text: str
    content: bool
    """Whether it says anything: no stop word, no particle."""
    sign: bool
    """Whether it is one sign of a script without blanks."""
    sure: Sure
    known: bool = False
    """Whether detection knows it as a place or country."""


@lru_cache(maxsize=8_192)
def title_words(title: str, lang: str | None, places: tuple[tuple[int, int], ...]) -> tuple[TitleWord, ...]:
    """The words of a headline. `places` are the stretches in which detection knows a place or country."""
    title = with_digits(compose(title))
    located = located_words(title)[:_MAX_WORDS]
    title_cased = lang in _TITLE_CASED and _in_title_case([title[word.start : word.end] for word in located])
    named = number_words(lang)
    found: list[TitleWord] = []
    for number, word in enumerate(located):
        written = title[word.start : word.end]
        known = any(start <= word.start and word.end <= end for start, end in places)
        if BY_SIGN.search(word.text):
            found += _signs(title, word.start, word.end, places, first=not found)
            continue
        if (
            word.text.isdigit()
            or named.get(written.lower() if compares_as_written(lang) else word.text) is not None
        ):
            apart = title[located[number - 1].end : word.start] if number else " "
            if not (found and found[-1].key == NUMBER and apart in _WITHIN_NUMBERS):
                found.append(TitleWord(NUMBER, written, content=True, sign=False, sure=Sure.NOT))
            continue
        terms = terms_of_word(word.text)
        content = bool(terms) and word.text not in STOP_WORDS
        sure = Sure.NOT
        if content and known:
            sure = Sure.PLACE
        elif content and not _is_concept(terms):
            before = located[number - 1].text if number else ""
            behind = located[number + 1].text if number + 1 < len(located) else ""
            glued = number + 1 < len(located) and located[number + 1].start == word.end + 1
            sure = _sure(
                word.text, written, before=before, behind=behind, glued=glued,
                lang=lang, first=not found, title_cased=title_cased,
            )  # fmt: skip
        key = _key(word.text, terms)
        found.append(TitleWord(key, written, content=content, sign=False, sure=sure, known=known))
    return tuple(_spread(found))


def _key(word: str, terms: tuple[str, ...]) -> str:
    return terms[0] if len(terms) == 1 else word


def _is_concept(terms: tuple[str, ...]) -> bool:
    return any(term.startswith("#") for term in terms)


def _sure(
    word: str,
    written: str,
    *,
    before: str,
    behind: str,
    glued: bool,
    lang: str | None,
    first: bool,
    title_cased: bool,
) -> Sure:
    if _HANGUL.match(word):
        at = first or any(word.endswith(particle) for particle in postpositions_of_place("ko"))
        return Sure.AT if at else Sure.BARE
    placed = before in prepositions_of_place(lang)
    if not _has_case(written):
        return Sure.AT if placed or behind in postpositions_of_place(lang) else Sure.BARE
    mixed = any(letter.isdigit() for letter in written)
    if not written[:1].isupper() and not mixed:
        return Sure.NOT
    if placed or (glued and behind in postpositions_of_place(lang)):
        return Sure.PLACE
    if first and not title_cased:
        return Sure.NOT if word in OPENERS else Sure.BARE
    return Sure.NOT if title_cased or (lang == "de" and not mixed) else Sure.INSIDE


@lru_cache(maxsize=16_384)
def _has_case(written: str) -> bool:
    letter = _CASED.search(written)
    return letter is not None and letter[0].lower() != letter[0].upper()


def _in_title_case(words: list[str]) -> bool:
    """Whether nearly all long words have a capital, so that one says nothing."""
    long = [word for word in words if len(word) >= _LONG and _has_case(word)]
    return len(long) >= _LONG and sum(word[0].isupper() for word in long) >= _ALL_CAPITALS * len(long)


def _signs(
    title: str, start: int, end: int, places: tuple[tuple[int, int], ...], *, first: bool
) -> list[TitleWord]:
    """The signs of a run without blanks. Those in front, and those before a sign of place, may name where."""
    found: list[TitleWord] = []
    signs_of_place = "市省县縣州区區都府道町村島岛湾湾で沖首"
    run = title[start:end]
    concepts = {
        place
        for at in range(len(run) - 1)
        if _is_concept(terms_of_word(run[at : at + 2]))
        for place in (at, at + 1)
    }
    for at, sign in enumerate(run):
        if not BY_SIGN.match(sign):
            continue
        content = sign not in _PARTICLE_SIGNS
        sure = Sure.NOT
        if content and at not in concepts:
            near = run[at + 1 : at + 5]
            sure = Sure.AT if (first and at < 3) or any(sign in signs_of_place for sign in near) else Sure.BARE
        known = content and any(begin <= start + at < stop for begin, stop in places)
        sure = Sure.PLACE if known else sure
        found.append(TitleWord(sign, sign, content=content, sign=True, sure=sure, known=known))
    return found


def _spread(words: list[TitleWord]) -> list[TitleWord]:
    """A name of several words is as surely one as its first word: in Bình Dương, at Rio Grande."""
    spread: list[TitleWord] = []
    for word in words:
        before = spread[-1] if spread else None
        part = before is not None and Sure.NOT < word.sure < before.sure and not word.sign
        spread.append(replace(word, sure=before.sure) if before is not None and part else word)
    return spread
