"""Whether what the automaton found counts: the word's edges, its capitals, its accents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache

from monitor.detect.match.operands.stems import Stems
from monitor.detect.match.patterns.pattern import Pattern
from monitor.detect.match.patterns.phrases import SPELT_OUT, patterns
from monitor.detect.match.text.folded_item import FoldedItem
from monitor.detect.match.text.letters import accents_fit, bare, letters, shouts
from monitor.detect.match.text.spans import STRIDE, Span
from monitor.detect.rules.conditions import Accents, CaseMode, Forms
from monitor.language.names.capitals import ARTICLES, everyday, like_a_name, ordinary_in_small, shown
from monitor.language.scripts import is_acronym
from monitor.language.words import compose, words

_SHORT_ACCENTED = 4
_SMALL_ADJECTIVES = frozenset({"hu"})
"""Languages in which an ending makes an adjective of a name, which is written small: oroszországi."""
_SHARED_TERMS = 20_000
_SIGNS = "+#$€£¥₩₽₹.%"
_SIGNED = re.compile(r"^[.$€£¥₩₽₹](?=\w)|\w[+#%]+\*?$|\d[./:,]\d")
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_EDGE = 2
"""Characters looked at on both sides of a term with signs."""
_GOES_ON_LEFT = re.compile(r"\w$|\d[./:,]$")
_GOES_ON_RIGHT = re.compile(r"\w|[+#]|[./:,]\d")
_LETTERS_ONLY = re.compile(r"[^\W\d_]+")


class RejectReason(StrEnum):
    """Why a find does not count."""

    BOUNDARY = "boundary"
    """It is part of another word."""
    CASE = "case"
    CAPS_LINE = "caps line"
    """An everyday word of the language in a line that is all in capitals, where they show no acronym."""
    ACCENTS = "accents"
    """A short word that is another word without its accents."""
    SIGNS = "signs"
    """Without the signs that the term has: C for C++."""


@dataclass(frozen=True)
class CompiledTerm:
    """A phrase made ready to be sought. Rules and entities that write the same phrase share it."""

    text: str
    case: CaseMode
    forms: Forms = Forms.AUTO
    accents: Accents = Accents.AUTO
    kind: str = ""

    @property
    def patterns(self) -> tuple[Pattern, ...]:
        """Its spellings."""
        return _patterns_of(self)

    @cached_property
    def wants_capitals(self) -> bool:
        """Whether it counts only with the capitals that it is written with."""
        return self.case is CaseMode.EXACT or (self.case is CaseMode.SMART and is_acronym(self.text))

    @cached_property
    def _is_acronym(self) -> bool:
        """Whether it may be another word in capitals: US and us; there is no such word beside США."""
        return self.text.isascii() and is_acronym(self.text)

    @cached_property
    def _word(self) -> str:
        """An acronym as the everyday word that it may be."""
        return letters(self.text).lower()

    @cached_property
    def is_name(self) -> bool:
        """Whether it is a name that is written with a capital, and needs one where the text has any."""
        return bool(self.kind) and self.case is CaseMode.SMART and self.text != self.text.lower()

    @cached_property
    def wants_accents(self) -> bool:
        """Whether it counts only with its accents, as when it is so short that without them it is another word."""
        if self.accents is not Accents.AUTO:
            return self.accents is Accents.EXACT
        folded = words(self.text)
        short = len(folded) == 1 and len(folded[0]) <= _SHORT_ACCENTED and folded[0].isascii()
        return short and bare(compose(self.text)) != compose(self.text)

    @cached_property
    def plain(self) -> bool:
        """Whether a find counts once its word edges are right."""
        marks = self.wants_capitals or self.wants_accents or self.wants_signs
        return not marks and not self.is_name

    @cached_property
    def wants_signs(self) -> bool:
        """Whether it counts only with its signs, being something else without: C++, .NET, $TSLA, 3.5, 9/11."""
        return _SIGNED.search(self.text) is not None and _GROUPED.fullmatch(self.text) is None

    def flaw(  # noqa: PLR0911 - one for each reason
        self, reading: FoldedItem, span: Span, pattern: Pattern
    ) -> RejectReason | None:
        """What is wrong with a find of a pattern whose word edges are right; None if it counts."""
        if self.plain and not pattern.asks_source:
            return None
        if pattern.capital and not reading.written(span).split()[-1][0].isupper():
            return RejectReason.CASE
        if self.wants_capitals:
            fault = self._capital_flaw(reading, span)
            if fault is not None:
                return fault
        elif self.is_name and _small(reading, span, self.text):
            return RejectReason.CASE
        if pattern.umlauts and not _spelt_out(reading.written(span)).startswith(_spelt_out(self.text)):
            return RejectReason.ACCENTS
        if self.wants_signs and not _has_signs(self.text, reading, span):
            return RejectReason.SIGNS
        if self.wants_accents and not accents_fit(
            self.text, reading.written(span), exact=self.accents is Accents.EXACT
        ):
            return RejectReason.ACCENTS
        return None

    def _capital_flaw(self, reading: FoldedItem, span: Span) -> RejectReason | None:
        """What is wrong with the capitals of what only counts with those that it is written with."""
        written = reading.written(span)
        if letters(written).startswith(letters(self.text)):
            if not self._is_acronym or "." in written or not shouts(reading.cased_beside(span)):
                return None
            return RejectReason.CAPS_LINE if self._may_be_word(reading, span) else None
        if not (self.kind and self._is_acronym and self.case is CaseMode.SMART):
            return RejectReason.CASE
        as_name = letters(written)[: len(self._word)] == self._word.capitalize()
        if as_name and like_a_name(self._word, reading.lang) and not self._may_be_word(reading, span):
            return None
        return RejectReason.CASE

    def _may_be_word(self, reading: FoldedItem, span: Span) -> bool:
        before, _, after = reading.line(span)
        words_before, words_after = words(before), words(after)
        if not everyday(self._word, reading.lang, (*words_before, *words_after)):
            return False
        return not shown(self._word, reading.lang, words_before, words_after)


def _small(reading: FoldedItem, span: Span, name: str) -> bool:
    """Whether a name is written small in a line that has capitals elsewhere, or is an ordinary word when small."""
    token = reading.tokens[span[0] // STRIDE]
    if token[0].isupper() and span[0] // STRIDE == span[1] // STRIDE:
        return False  # nearly every name, and costs nothing
    written = reading.written(span)
    parts = [part for part in _LETTERS_ONLY.findall(written) if part.lower() not in ARTICLES]
    if not parts or any(part[0] != part[0].lower() for part in parts):
        return False
    if reading.lang in _SMALL_ADJECTIVES and len(letters(written)) > len(letters(name)):
        return False
    if reading.before(span, 1).endswith(("#", "@")):
        return False
    if reading.cased_beside(span).upper:
        return True
    return ordinary_in_small(" ".join(words(name)), reading.lang)


@lru_cache(maxsize=_SHARED_TERMS)
def _patterns_of(term: CompiledTerm) -> tuple[Pattern, ...]:
    """The spellings of a term, made once for all books that have it: those of a reload, those of the library."""
    return patterns(term.text, case=term.case, forms=term.forms, kind=term.kind)


def finds(term: CompiledTerm, reading: FoldedItem) -> Iterator[tuple[Span, RejectReason | None]]:
    """Every place where a term's letters are in a text, and what is wrong with it, if anything.

    Seeks without the automaton: this is what the automaton's finds must agree with.
    """
    if term.forms is Forms.STEM:
        stemmed: dict[int, list[Span]] = {}
        Stems({0: term.text}).find(reading, stemmed)
        yield from ((span, None) for span in stemmed.get(0, ()))
    text = reading.text
    for pattern in term.patterns:
        start = text.find(pattern.letters)
        while start >= 0:
            stop = start + len(pattern.letters)
            end = pattern.end_of(text, stop, reading) if pattern.starts_at(text, start) else -1
            if end < 0 and not pattern.by_forms:  # of those the letters alone are no word
                yield reading.span(start, stop), RejectReason.BOUNDARY
            elif end >= 0:
                span = reading.span(start, end)
                yield span, term.flaw(reading, span, pattern)
            start = text.find(pattern.letters, start + 1)


def _has_signs(term: str, reading: FoldedItem, span: Span) -> bool:
    """Whether a term is in the text sign for sign, and is not a part of a longer number or name."""
    text = " ".join(term.split()).casefold()
    lead = len(text) - len(text.lstrip(_SIGNS))
    trail = len(text) - len(text.rstrip(_SIGNS))
    before, written, after = reading.beside(span, lead + _EDGE, trail + _EDGE)
    whole = f"{before[len(before) - lead :]}{written}{after[:trail]}"
    if " ".join(whole.split()).casefold() != text:
        return False
    left, right = before[: len(before) - lead], after[trail:]
    return _GOES_ON_LEFT.search(left) is None and _GOES_ON_RIGHT.match(right) is None


def _spelt_out(text: str) -> str:
    """The folded letters of a text with its umlauts spelt out."""
    return "".join(words(compose(text).translate(SPELT_OUT)))
