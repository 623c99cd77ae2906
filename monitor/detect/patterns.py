"""From a phrase as a person writes it to what the automaton looks for, and how a find is verified.

A pattern is a needle for the automaton and the rule for what may stand before and after it. The text that it is
sought in is folded, and each word stands between two blanks. In a phrase, hyphens, apostrophes and the dots of
abbreviations are "a blank or nothing", so the most punctuated spelling finds all the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from itertools import product
from typing import Protocol

from monitor.detect.affixes import (
    ARABIC_PROCLITICS,
    HEBREW_PROCLITICS,
    KOREAN_ENDINGS,
    LATIN_SUFFIXES,
    MIN_LETTERS,
    MIN_LETTERS_ELSEWHERE,
)
from monitor.detect.cyrillic import inflected
from monitor.detect.rule import Case, Forms
from monitor.text import compose, fold

_RUNS_ON = re.compile(
    r"[\u2e80-\u30ff\u31f0-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
    r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]"
)
_KATAKANA = re.compile(r"[\u30a0-\u30ff]")
_HANGUL = re.compile(r"[\uac00-\ud7a3]")
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_HEBREW = re.compile(r"[\u05d0-\u05ea]")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_ACRONYM = re.compile(r"[A-Z][A-Z0-9&]{1,4}|(?:[A-Z]\.){1,4}[A-Z]?")
_JOINT = re.compile(r"(?<=\w)[-‐‑־·.](?=\w)|(?<=[^\W\u05d0-\u05ea])['’ʼ](?=\w)|(?<=\b\w)\. (?=\w\.)")
_MAX_JOINTS = 4
_SPELT_OUT = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ø": "oe", "Ø": "Oe", "å": "aa", "Å": "Aa"}
)
_MIN_CLITIC_HOST = 3
_NOTHING = frozenset({""})
_BEFORE_LL = frozenset({"", "و", "ف"})
"""What may stand before لل ("to the"), into which ل and ال melt."""


def is_acronym(text: str) -> bool:
    """Whether a term is in capitals as acronyms are, and so found only in capitals."""
    return _ACRONYM.fullmatch(text) is not None


def runs_on(text: str) -> bool:
    """Whether a text has letters of a script that writes no blanks between words."""
    return _RUNS_ON.search(text) is not None


def takes_particles(letter: str) -> bool:
    """Whether a letter is Hangul, in which particles are written onto the word."""
    return _HANGUL.match(letter) is not None


class Spoken(Protocol):
    """Something that is in a language, which is asked for only where it matters."""

    @property
    def lang(self) -> str | None:
        """The primary subtag of the language; None if it is not known."""


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
    FORM = auto()
    """What the pattern's own expression says."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """One spelling of a phrase. Hashable by what it does, so that equal patterns are one."""

    letters: str
    """The folded letters, from the first that must be there; phrases keep single blanks inside."""
    end: End
    starts: frozenset[str] | None = _NOTHING
    """What may stand between the start of the word and the letters; None for anything."""
    form: re.Pattern[str] | None = None
    phrase: bool = False
    """Whether the form goes on with further words."""

    @property
    def needle(self) -> str:
        """What the automaton looks for: the letters, with a blank at an edge that must be a word's."""
        head = " " if self.starts == _NOTHING else ""
        tail = " " if self.end is End.WORD else ""
        return f"{head}{self.letters}{tail}"

    @property
    def is_word(self) -> bool:
        """Whether it is one word whose forms are one word too."""
        return " " not in self.letters and (self.form is None or not self.phrase)

    def starts_at(self, text: str, start: int) -> bool:
        """Whether the letters may begin here."""
        if self.starts is None:
            return not (_KATAKANA.match(text, start) and _KATAKANA.match(text, start - 1))
        if self.starts == _NOTHING:
            return text[start - 1] == " "
        return text[text.rfind(" ", 0, start) + 1 : start] in self.starts

    def end_of(self, text: str, stop: int, spoken: Spoken | None) -> int:
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
            case End.FORM:
                assert self.form is not None, "patterns that end with a form have one"
                found = self.form.match(text, stop)
                return found.end() if found else -1

    def _suffixed(self, text: str, stop: int, spoken: Spoken | None) -> int:
        if text[stop] == " ":
            return stop
        lang = spoken.lang if spoken is not None else None
        suffixes = LATIN_SUFFIXES.get(lang) if lang is not None else None
        if suffixes is None or lang is None or len(self.letters) < MIN_LETTERS.get(lang, MIN_LETTERS_ELSEWHERE):
            return -1
        end = text.index(" ", stop)
        return end if text[stop:end] in suffixes else -1


def patterns(text: str, *, case: Case, forms: Forms, kind: str = "") -> tuple[Pattern, ...]:
    """Every spelling that a phrase is sought in. `kind` is that of the entity it names, for Korean."""
    stem = text.removesuffix("*")
    literal = forms is Forms.EXACT or case is Case.EXACT or (case is Case.SMART and is_acronym(text))
    found: dict[Pattern, None] = {}
    for spelling in _spellings(compose(stem)):
        words = fold(spelling).split()
        if words:
            made = _of_words(words, spelling, open_end=stem != text, literal=literal, kind=kind)
            found.update(dict.fromkeys(made))
    return tuple(found)


def _spellings(text: str) -> Iterator[str]:
    for base in dict.fromkeys((text, text.translate(_SPELT_OUT))):
        first, *others = _JOINT.split(base)
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
    if runs_on(joined):
        return tuple(Pattern(letters, End.RUN, None) for letters in (joined, "".join(words)))
    if open_end:
        return (Pattern(joined, End.OPEN),)
    if literal:
        return (Pattern(joined, End.WORD),)
    hosts_clitics = len(words[0]) >= _MIN_CLITIC_HOST
    if hosts_clitics and _ARABIC.search(joined):
        plain = Pattern(joined, End.WORD, ARABIC_PROCLITICS)
        return (plain, Pattern(f"لل{joined[2:]}", End.WORD, _BEFORE_LL)) if joined.startswith("ال") else (plain,)
    if hosts_clitics and _HEBREW.search(joined):
        return (Pattern(joined, End.WORD, HEBREW_PROCLITICS),)
    if _HANGUL.match(joined[-1]):
        return (Pattern(joined, End.FORM, form=KOREAN_ENDINGS.get(kind, KOREAN_ENDINGS[""])),)
    if _CYRILLIC.search(joined):
        return (_cyrillic(words, spelling),)
    return (Pattern(joined, End.SUFFIX),)


def _cyrillic(words: list[str], spelling: str) -> Pattern:
    """A phrase of which each word inflects; acronyms and very short words do not."""
    capitals = {fold(word).strip() for word in spelling.split() if word.isupper() and len(word) > 1}
    forms = [_inflected(word, capitals=word in capitals, alone=len(words) == 1) for word in words]
    fixed = 0
    while fixed + 1 < len(forms) and forms[fixed][1] == _NOTHING:
        fixed += 1
    letters = " ".join(stem for stem, _ in forms[: fixed + 1])
    rest = [f" {re.escape(stem)}{_alternatives(endings)}" for stem, endings in forms[fixed + 1 :]]
    form = re.compile(f"{_alternatives(forms[fixed][1])}{''.join(rest)}(?= )")
    return Pattern(letters, End.FORM, form=form, phrase=bool(rest))


def _inflected(word: str, *, capitals: bool, alone: bool) -> tuple[str, frozenset[str]]:
    if capitals or (alone and len(word) < 4) or not _CYRILLIC.match(word):
        return word, _NOTHING
    return inflected(word)


def _alternatives(endings: frozenset[str]) -> str:
    if endings == _NOTHING:
        return ""
    return f"(?:{'|'.join(sorted(endings, key=lambda ending: (-len(ending), ending)))})"
