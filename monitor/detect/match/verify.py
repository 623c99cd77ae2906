"""Whether what the automaton found counts: the word's edges, its capitals, its accents."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache

from monitor.detect.match.folded_item import FoldedItem, Line, Span
from monitor.detect.match.operands.stems import Stems
from monitor.detect.match.patterns import SPELT_OUT, Pattern, patterns
from monitor.detect.rules.rule import Accents, CaseMode, Forms
from monitor.language.scripts import is_acronym
from monitor.language.words import compose, fold, words

_SHORT_ACRONYM = 3
_SHOUTING = 4
_SHORT_ACCENTED = 4
_NEVER_BARE = 3
_SHARED_TERMS = 20_000
_SIGNS = "+#$€£¥₩₽₹.%"
_SIGNED = re.compile(r"^[.$€£¥₩₽₹](?=\w)|\w[+#%]+\*?$|\d[./:,]\d")
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_EDGE = 2
"""Characters looked at on both sides of a term with signs."""
_GOES_ON_LEFT = re.compile(r"\w$|\d[./:,]$")
_GOES_ON_RIGHT = re.compile(r"\w|[+#]|[./:,]\d")


class RejectReason(StrEnum):
    """Why a find does not count."""

    BOUNDARY = "boundary"
    """It is part of another word."""
    CASE = "case"
    CAPS_LINE = "caps line"
    """A short acronym in a line that is all in capitals, where capitals are no evidence."""
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
    def _is_short_acronym(self) -> bool:
        """Whether it may be another word in capitals: US and us; there is no such word beside США."""
        return self.text.isascii() and len(_letters(self.text)) <= _SHORT_ACRONYM and is_acronym(self.text)

    @cached_property
    def wants_accents(self) -> bool:
        """Whether it counts only with its accents, as when it is so short that without them it is another word."""
        if self.accents is not Accents.AUTO:
            return self.accents is Accents.EXACT
        folded = words(self.text)
        short = len(folded) == 1 and len(folded[0]) <= _SHORT_ACCENTED and folded[0].isascii()
        return short and _bare(compose(self.text)) != compose(self.text)

    @cached_property
    def plain(self) -> bool:
        """Whether a find counts once its word edges are right."""
        return not self.wants_capitals and not self.wants_accents and not self.wants_signs

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
        written = reading.written(span)
        if pattern.capital and not written.split()[-1][0].isupper():
            return RejectReason.CASE
        if self.wants_capitals:
            if not _letters(written).startswith(_letters(self.text)):
                return RejectReason.CASE
            if self._is_short_acronym and _shouts(reading.cased_beside(span)):
                return RejectReason.CAPS_LINE
        if pattern.umlauts and not _spelt_out(written).startswith(_spelt_out(self.text)):
            return RejectReason.ACCENTS
        if self.wants_signs and not _has_signs(self.text, reading, span):
            return RejectReason.SIGNS
        if self.wants_accents and not _accents_fit(self.text, written, exact=self.accents is Accents.EXACT):
            return RejectReason.ACCENTS
        return None


@lru_cache(maxsize=_SHARED_TERMS)
def _patterns_of(term: CompiledTerm) -> tuple[Pattern, ...]:
    """The spellings of a term, made once for all books that have it: those of a reload, those of the library."""
    return patterns(term.text, case=term.case, forms=term.forms, kind=term.kind)


def finds(term: CompiledTerm, reading: FoldedItem) -> Iterator[tuple[Span, RejectReason | None]]:
    """Every place where a term's letters stand in a text, and what is wrong with it, if anything.

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
    """Whether a term stands in the text sign for sign, and is not a part of a longer number or name."""
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


def _bare(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def _letters(text: str) -> str:
    """The letters and digits of a text with their case, without accents."""
    return "".join(c for c in _bare(unicodedata.normalize("NFKC", text)) if c.isalnum())


def _lower_letters(text: str) -> str:
    return "".join(c for c in compose(text).lower() if c.isalnum())


def _shouts(beside: Line) -> bool:
    cased = beside.upper + beside.lower
    return cased >= _SHOUTING and 2 * cased > beside.letters and not beside.lower


def _accents_fit(term: str, written: str, *, exact: bool) -> bool:
    """Lodz passes for Łódź because of its capital; saat does not pass for Sáat, nor cat for Çat."""
    pairs = zip(_lower_letters(term), _lower_letters(written), strict=False)
    if all(wanted == found for wanted, found in pairs if fold(wanted) == fold(found)):
        return True
    return not exact and len(_bare(term)) > _NEVER_BARE and term[0].isupper() and written[0].isupper()
