"""From a phrase as a person writes it to what the automaton looks for, and how a find is verified.

A pattern is a needle for the automaton and the rule for what may stand before and after it. The text that it is
sought in is folded, and each word stands between two blanks. In a phrase, hyphens, apostrophes and the dots of
abbreviations are "a blank or nothing", so the most punctuated spelling finds all the others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import cache
from itertools import product
from typing import Protocol

from monitor.detect.rules.rule import CaseMode, Forms
from monitor.language.forms import cyrillic, greek, korean, latin, nouns, postpositions
from monitor.language.forms.affixes import (
    ARABIC_PROCLITICS,
    ETHIOPIC_PROCLITICS,
    HEBREW_PROCLITICS,
    MIN_LETTERS,
    SUFFIXES,
)
from monitor.language.scripts import _CYRILLIC_ACRONYM, _HANGUL, is_acronym, runs_on
from monitor.language.words import compose, fold

_KATAKANA = re.compile(r"[\u30a0-\u30ff]")
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_HEBREW = re.compile(r"[\u05d0-\u05ea]")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_GREEK = re.compile(r"[\u0370-\u03ff]")
_ETHIOPIC = re.compile(r"[\u1200-\u137f]")
_JOINT = re.compile(
    r"(?<=\w)[-‐‑־·・･‧.](?=\w)|(?<=[\uac00-\ud7a3]) (?=[\uac00-\ud7a3])"
    r"|(?<=[^\W\u05d0-\u05ea])['’ʼ](?=\w)|(?<=\b\w)\. (?=\w\.)"
)
"""Where a spelling may have a blank or nothing. Koreans write the blanks of a name as they like."""
_MAX_JOINTS = 4
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:[., \u00a0\u202f’']\d{3})+|[1-9]\d{4,14}")
_DESIGNATION = re.compile(r"(?:[a-z]+ )?[a-z]*\d+[a-z]*|[a-z]+ \d+")
"""A type of weapon or vehicle, folded, of which there are several: F-16s."""
_UMLAUT = re.compile(r"(?<![Qq])([AaOoUu])[Ee](?![AaEeIiOoUu])")
SPELT_OUT = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ø": "oe", "Ø": "Oe", "å": "aa", "Å": "Aa"}
)
_GOES_ON_IN_HANGUL = re.compile(r"(?=[\uac00-\ud7a3])")
_DOTTED = range(3, 6)
"""Letters of acronyms that are also written with a dot behind each."""
_MIN_CLITIC_HOST = 3
_LONGEST_START = 16
"""Letters of the longest prefix that may stand before a word."""
_NOTHING = frozenset({""})
_PLURAL_S = frozenset({"", "s"})
_BEFORE_LL = frozenset({"", "و", "ف"})
"""What may stand before لل ("to the"), into which ل and ال melt."""


class Spoken(Protocol):
    """Something that is in a language, which is asked for only where it matters."""

    @property
    def lang(self) -> str | None:
        """The primary subtag of the language; None if it is not known."""


Inflected = tuple[str, frozenset[str]]
"""A word as its stem and the endings that this may have."""


class End(Enum):
    """What may follow the needle."""

    WORD = auto()
    """Nothing more of the word."""
    OPEN = auto()
    """Whatever the word goes on with."""
    RUN = auto()
    """Anything: the script has no blanks. Only katakana does not run on into katakana."""
    SUFFIX = auto()
    """A suffix of the item's language."""
    PARTICLES = auto()
    """What the pattern's own expression says, which is one for all Korean words of a kind."""
    ENDINGS = auto()
    """One of the pattern's own endings, and then the rest of its words with one of theirs each."""
    CASES = auto()
    """What makes each word of a name a form of its base form in the item's language."""
    NOUNS = auto()
    """The same for common nouns: their plural too."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """One spelling of a phrase. Hashable by what it does, so that equal patterns are one."""

    letters: str
    """The folded letters, from the first that must be there; phrases keep single blanks inside."""
    end: End
    starts: frozenset[str] | None = _NOTHING
    """What may stand between the start of the word and the letters; None for anything."""
    particles: re.Pattern[str] | None = None
    endings: frozenset[str] = _NOTHING
    rest: tuple[Inflected, ...] = ()
    """The words that follow after the letters and their ending."""
    bases: tuple[str, ...] = ()
    """The base forms of a phrase that is found by its forms."""
    capital: bool = False
    """Whether a common noun is written with a capital, as a name is in most languages."""
    umlauts: bool = False
    """Whether an umlaut must stand where the term spells it out: Mueller finds Müller, and not Muller."""

    @property
    def needle(self) -> str:
        """What the automaton looks for: the letters, with a blank at an edge that must be a word's."""
        head = " " if self.starts == _NOTHING else ""
        tail = " " if self.end is End.WORD else ""
        return f"{head}{self.letters}{tail}"

    @property
    def is_word(self) -> bool:
        """Whether all of it, in any form, is one word."""
        return " " not in self.letters and not self.rest and len(self.bases) <= 1

    @property
    def words(self) -> int:
        """How many words it is."""
        return max(self.letters.count(" ") + 1 + len(self.rest), len(self.bases))

    @property
    def asks_language(self) -> bool:
        """Whether the item's language decides how the word may go on."""
        return self.end is End.SUFFIX or self.by_forms

    @property
    def asks_source(self) -> bool:
        """Whether the text as written decides, not only as folded."""
        return self.capital or self.umlauts

    @property
    def by_forms(self) -> bool:
        """Whether it is found by the base forms of a text's words."""
        return self.end in (End.CASES, End.NOUNS)

    def goes_on_from(self, word: str) -> bool:
        """Whether a whole word of a text may be where the letters end."""
        return not self.rest or word[len(self.letters) - self.letters.rfind(" ") - 1 :] in self.endings

    def is_form(self, place: int, word: str, lang: str | None) -> bool:
        """Whether a word of a text is a form of the word at a place of the phrase."""
        if self.end is End.CASES:
            return lang is not None and latin.changes_in(lang) and latin.is_form(self.bases[place], word, lang)
        last = place == len(self.bases) - 1
        return nouns.is_form(self.bases[place], word, lang, last=last, capital=self.capital)

    def starts_at(self, text: str, start: int) -> bool:
        """Whether the letters may begin here."""
        if self.starts is None:
            return not (_KATAKANA.match(text, start) and _KATAKANA.match(text, start - 1))
        if self.starts == _NOTHING:
            return text[start - 1] == " "
        begin = text.rfind(" ", max(0, start - _LONGEST_START - 1), start) + 1
        return begin > 0 and text[begin:start] in self.starts

    def end_of(self, text: str, stop: int, spoken: Spoken | None) -> int:  # noqa: PLR0911 - one for each kind
        """Where the find ends whose letters end at `stop`, or -1 if the word may not go on like that."""
        match self.end:
            case End.WORD:
                return stop if text[stop] == " " else -1
            case End.OPEN:
                return text.index(" ", stop)
            case End.RUN:
                return -1 if _KATAKANA.match(text, stop - 1) and _KATAKANA.match(text, stop) else stop
            case End.SUFFIX:
                return self._suffixed(text, stop, spoken)
            case End.PARTICLES:
                assert self.particles is not None, "patterns that end with particles have some"
                found = self.particles.match(text, stop)
                return found.end() if found else -1
            case End.ENDINGS:
                return self._inflected(text, stop)
            case End.CASES | End.NOUNS:
                return self._in_forms(text, stop, spoken)

    def _suffixed(self, text: str, stop: int, spoken: Spoken | None) -> int:
        if text[stop] == " ":
            return stop
        lang = spoken.lang if spoken is not None else None
        suffixes = SUFFIXES.get(lang) if lang is not None else None
        if suffixes is None or len(self.letters) < MIN_LETTERS:
            return -1
        end = text.index(" ", stop)
        return end if text[stop:end] in suffixes else -1

    def _inflected(self, text: str, stop: int) -> int:
        end = text.index(" ", stop)
        if text[stop:end] not in self.endings:
            return -1
        for stem, endings in self.rest:
            start = end + 1
            end = text.find(" ", start)
            if end < 0 or not text.startswith(stem, start) or text[start + len(stem) : end] not in endings:
                return -1
        return end

    def _in_forms(self, text: str, stop: int, spoken: Spoken | None) -> int:
        lang = spoken.lang if spoken is not None else None
        start = text.rindex(" ", 0, stop) + 1
        end = start
        for place in range(len(self.bases)):
            end = text.find(" ", start)
            if end < 0 or not self.is_form(place, text[start:end], lang):
                return -1
            start = end + 1
        return end


def patterns(text: str, *, case: CaseMode, forms: Forms, kind: str = "") -> tuple[Pattern, ...]:
    """Every spelling that a phrase is sought in. `kind` is that of the entity it names, for Korean."""
    stem = text.removesuffix("*")
    literal = forms is Forms.EXACT or case is CaseMode.EXACT or (case is CaseMode.SMART and is_acronym(text))
    found: list[Pattern] = []
    for spelling in _spellings(compose(stem)):
        words = fold(spelling).split()
        if words:
            made = _of_words(words, spelling, open_end=stem != text, literal=literal, kind=kind)
            found += made if not found else [pattern for pattern in made if pattern not in found]
    if found and _UMLAUT.search(stem):
        found += _with_umlauts(stem, open_end=stem != text, literal=literal, kind=kind)
    return tuple(found)


def _with_umlauts(stem: str, *, open_end: bool, literal: bool, kind: str) -> Iterator[Pattern]:
    """The spellings of a term with umlauts where it spells them out."""
    for spelling in _spellings(compose(_UMLAUT.sub(r"\1", stem))):
        for pattern in _of_words(fold(spelling).split(), spelling, open_end=open_end, literal=literal, kind=kind):
            if not pattern.by_forms:
                yield replace(pattern, umlauts=True)


def _spellings(text: str) -> Iterator[str]:
    if _THOUSANDS.fullmatch(text):
        digits = re.sub(r"\D", "", text)
        yield from (f"{int(digits):,}".replace(",", " "), digits)
        return
    for base in (text,) if text.isascii() else dict.fromkeys((text, text.translate(SPELT_OUT))):
        first, *others = _JOINT.split(base)
        if not others:
            yield first
            continue
        if len(others) <= _MAX_JOINTS:
            choices: Iterator[tuple[str, ...]] = product((" ", ""), repeat=len(others))
        else:
            choices = iter(((" ",) * len(others), ("",) * len(others)))
        for joints in choices:
            yield first + "".join(joint + part for joint, part in zip(joints, others, strict=True))


def _of_words(  # noqa: PLR0911 - a table; each return is a row
    words: list[str], spelling: str, *, open_end: bool, literal: bool, kind: str
) -> tuple[Pattern, ...]:
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
        return (Pattern(joined, End.PARTICLES, korean.STARTS.get(kind, _NOTHING), particles=ending),)
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
            return word, _NOTHING
        return cyrillic.inflected(word, name=spelt[0].isupper())

    return inflect


def _last_only(words: list[str]) -> Inflect:
    """Only the last word of the phrase takes endings."""

    def inflect(word: str) -> Inflected:
        return (postpositions.inflected(word) if word == words[-1] else None) or (word, _NOTHING)

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
    while fixed + 1 < len(forms) and forms[fixed][1] == _NOTHING:
        fixed += 1
    letters = " ".join(stem for stem, _ in forms[: fixed + 1])
    rest = tuple((stem, _one(endings)) for stem, endings in forms[fixed + 1 :])
    return Pattern(letters, End.ENDINGS, endings=_one(forms[fixed][1]), rest=rest)


@cache
def _one(endings: frozenset[str]) -> frozenset[str]:
    """One object for equal sets: thousands of words share a few dozens of them."""
    return endings
