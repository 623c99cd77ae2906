"""The forms of a phrase by its script: endings, prefixes, particles, or none."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from monitor.detect.match.patterns.pattern import NOTHING, End, Inflected, Pattern
from monitor.language.forms import cyrillic, greek, korean, latin, nouns, postpositions
from monitor.language.forms.affixes import (
    ARABIC_PROCLITICS,
    ETHIOPIC_PROCLITICS,
    HEBREW_PROCLITICS,
    MIN_LETTERS,
)
from monitor.language.scripts import _CYRILLIC_ACRONYM, _HANGUL, runs_on
from monitor.language.words import fold

_ARABIC = re.compile(r"[\u0600-\u06ff]")
_HEBREW = re.compile(r"[\u05d0-\u05ea]")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_GREEK = re.compile(r"[\u0370-\u03ff]")
_ETHIOPIC = re.compile(r"[\u1200-\u137f]")
_DESIGNATION = re.compile(r"(?:[a-z]+ )?[a-z]*\d+[a-z]*|[a-z]+ \d+")
"""A type of weapon or vehicle, folded, of which there are several: F-16s."""
_GOES_ON_IN_HANGUL = re.compile(r"(?=[\uac00-\ud7a3])")
_DOTTED = range(3, 6)
"""Letters of acronyms that are also written with a dot behind each."""
_MIN_CLITIC_HOST = 3
_PLURAL_S = frozenset({"", "s"})
_BEFORE_LL = frozenset({"", "و", "ف"})
"""What may be before لل ("to the"), into which ل and ال melt."""


def in_every_form(  # noqa: PLR0911 - a table; each return is a row
    words: list[str], spelling: str, *, open_end: bool, literal: bool, kind: str
) -> tuple[Pattern, ...]:
    """The patterns of one spelling, in every form that its script and kind allow."""
    joined = " ".join(words)
    if kind and len(joined) == 1:
        return (Pattern(joined, End.WORD), *_before_hangul(joined))
    if runs_on(joined):
        return tuple(Pattern(letters, End.RUN, None) for letters in dict.fromkeys((joined, "".join(words))))
    if open_end:
        return (Pattern(joined, End.OPEN),)
    if literal:
        return _literal(joined, spelling, kind)
    if _DESIGNATION.fullmatch(joined) and not joined.replace(" ", "").isdigit():
        return (Pattern(joined, End.ENDINGS, endings=_PLURAL_S),)
    if joined.isascii():
        return _latin(words, spelling, common=not kind)
    if len(words[0]) >= _MIN_CLITIC_HOST - (len(words) > 1) and (clitic := _with_clitics(joined)):
        return clitic
    if _HANGUL.match(joined[-1]):
        ending = korean.ENDINGS.get(kind, korean.ENDINGS[""])
        return (Pattern(joined, End.PARTICLES, korean.STARTS.get(kind, NOTHING), particles=ending),)
    if _CYRILLIC.search(joined):
        return (_inflected(words, _cyrillic(words, spelling)), Pattern(joined, End.SUFFIX))
    if _GREEK.search(joined):
        return (_inflected(words, greek.inflected),)
    if postpositions.inflected(words[-1]) is not None:
        return (_inflected(words, _last_only(words)),)
    return _latin(words, spelling)


def _literal(joined: str, spelling: str, kind: str) -> tuple[Pattern, ...]:
    """A phrase without other forms; an acronym of an entity also with a dot behind each letter: RDC, R.D.C."""
    if _CYRILLIC_ACRONYM.fullmatch(spelling):
        return (_acronym(joined),)
    plain = Pattern(joined, End.WORD)
    if kind and joined.isascii() and joined.isalpha() and len(joined) in _DOTTED and spelling.isupper():
        return (plain, Pattern(" ".join(joined), End.WORD))
    return (plain,)


def _before_hangul(letter: str) -> tuple[Pattern, ...]:
    """A Chinese letter that stands for a country where Korean is written on to it: 北미사일, 美가."""
    return (Pattern(letter, End.PARTICLES, particles=_GOES_ON_IN_HANGUL),) if runs_on(letter) else ()


def _acronym(word: str) -> Pattern:
    """An acronym in Cyrillic, which inflects if it can be read as a word: МИД, в МИДе."""
    if len(word) <= 2 or cyrillic.ends_in_vowel(word):
        return Pattern(word, End.WORD)
    return Pattern(word, End.ENDINGS, endings=cyrillic.ENDINGS_OF_ACRONYMS)


def _with_clitics(joined: str) -> tuple[Pattern, ...]:
    """A phrase whose first word takes prefixes: Arabic, Hebrew and Ethiopic."""
    if _ARABIC.search(joined):
        plain = Pattern(joined, End.WORD, ARABIC_PROCLITICS)
        return (plain, Pattern(f"لل{joined[2:]}", End.WORD, _BEFORE_LL)) if joined.startswith("ال") else (plain,)
    if _HEBREW.search(joined):
        return (Pattern(joined, End.WORD, HEBREW_PROCLITICS),)
    if _ETHIOPIC.search(joined):
        return (Pattern(joined, End.ENDINGS, ETHIOPIC_PROCLITICS, endings=postpositions.endings(joined)),)
    return ()


Inflect = Callable[[str], Inflected]
"""From a folded base form to its stem and its endings."""


def _cyrillic(words: list[str], spelling: str) -> Inflect:
    """Every word inflects but acronyms and very short words."""
    written = {fold(word).strip(): word for word in spelling.split()}
    alone = len(words) == 1

    def inflect(word: str) -> Inflected:
        spelt = written.get(word, word)
        acronym = spelt.isupper() and len(spelt) > 1
        if acronym or (alone and len(word) <= _MIN_CLITIC_HOST) or not _CYRILLIC.match(word):
            return word, NOTHING
        return cyrillic.inflected(word, name=spelt[0].isupper())

    return inflect


def _last_only(words: list[str]) -> Inflect:
    """Only the last word of the phrase takes endings."""

    def inflect(word: str) -> Inflected:
        return (postpositions.inflected(word) if word == words[-1] else None) or (word, NOTHING)

    return inflect


def _latin(words: list[str], spelling: str, *, common: bool = False) -> tuple[Pattern, ...]:
    """A phrase whose last word takes suffixes; of a name, every word may have other endings."""
    joined = " ".join(words)
    suffixed = Pattern(joined, End.SUFFIX)
    written = spelling.split()
    capital = written[-1][0].isupper()
    if common and len(words) == len(written) and joined.replace(" ", "").isalpha():
        noun = Pattern(nouns.unchanged(words[0]), End.NOUNS, bases=tuple(words), capital=capital)
        if not capital:
            return (suffixed, noun)
    else:
        noun = None
    is_name = written[0][0].isupper() and capital  # Ursula von der Leyen is one
    if is_name and len(joined) >= MIN_LETTERS and (len(words) > 1 or latin.may_change(joined)):
        cases = Pattern(latin.unchanged(words[0]), End.CASES, bases=tuple(words))
        return (suffixed, cases) if noun is None else (suffixed, cases, noun)
    return (suffixed,) if noun is None else (suffixed, noun)


def _inflected(words: list[str], inflect: Inflect) -> Pattern:
    """A phrase of which each word may have the endings that its shape allows."""
    forms = [inflect(word) for word in words]
    fixed = 0
    while fixed + 1 < len(forms) and forms[fixed][1] == NOTHING:
        fixed += 1
    letters = " ".join(stem for stem, _ in forms[: fixed + 1])
    rest = tuple((stem, _one(endings)) for stem, endings in forms[fixed + 1 :])
    return Pattern(letters, End.ENDINGS, endings=_one(forms[fixed][1]), rest=rest)


@cache
def _one(endings: frozenset[str]) -> frozenset[str]:
    """One object for equal sets: thousands of words share a few dozens of them."""
    return endings
