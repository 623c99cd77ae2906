"""A pattern: a needle for the automaton, and the rule for what may come before and after it.

The text that it is sought in is folded, and each word is between two blanks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import Protocol

from monitor.language.forms import latin, nouns
from monitor.language.forms.affixes import MIN_LETTERS, SUFFIXES

_KATAKANA = re.compile(r"[\u30a0-\u30ff]")
_LONGEST_START = 16
"""Letters of the longest prefix that may be before a word."""
NOTHING = frozenset({""})
"""No ending, or no prefix."""


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
    starts: frozenset[str] | None = NOTHING
    """What may be between the start of the word and the letters; None for anything."""
    particles: re.Pattern[str] | None = None
    endings: frozenset[str] = NOTHING
    rest: tuple[Inflected, ...] = ()
    """The words that follow after the letters and their ending."""
    bases: tuple[str, ...] = ()
    """The base forms of a phrase that is found by its forms."""
    capital: bool = False
    """Whether a common noun is written with a capital, as a name is in most languages."""
    umlauts: bool = False
    """Whether an umlaut must be where the term spells it out: Mueller finds Müller, and not Muller."""

    @property
    def needle(self) -> str:
        """What the automaton looks for: the letters, with a blank at an edge that must be a word's."""
        head = " " if self.starts == NOTHING else ""
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
        if self.starts == NOTHING:
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
