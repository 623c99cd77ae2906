"""Why a term does not count in a text, in a few words that begin with a reason code."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum

from monitor.detect.explain.near_miss import nearest_words
from monitor.detect.match.evaluate import Evaluation
from monitor.detect.match.text.folded_item import FoldedItem
from monitor.detect.match.text.spans import Span, inside
from monitor.detect.match.verify import CompiledTerm, RejectReason, finds
from monitor.detect.rules.conditions import Scope
from monitor.language.codes import UNKNOWN_LANGUAGE, speaks

_SPECIFIC = 4
"""Letters of a name that are no chance inside another word."""


class Code(StrEnum):
    """The reason, as one word or two. Every explanation begins with one."""

    ABSENT = "absent"
    NEAR_MISS = "near miss"
    """Absent, but something nearly the same is there."""
    BOUNDARY = "boundary"
    """Inside another word."""
    CASE = "case"
    CAPS_LINE = "caps line"
    """An acronym in a line that is all in capitals."""
    ACCENTS = "accents"
    SIGNS = "signs"
    """Without the signs that the term has: C for C++."""
    FIELD = "field"
    LANG = "lang"
    SOURCE = "source"
    FEED = "feed"
    TAGS = "tags"
    MAX_AGE = "max_age"
    EXCEPT = "except"
    MASKED = "masked"
    """Inside a longer name of another entity."""
    WEAK = "weak"
    """A shared name without its context."""
    NONE = "none"
    """What must not be there is there."""
    NEAR = "near"
    """Too far apart, in the wrong order, or in different fields."""
    NOT_NEAR = "not_near"
    """Something that must not be near is near."""
    NUMBER = "number"
    """The numbers of the text are out of the range."""
    AUTHOR = "author"
    CATEGORY = "category"
    URL = "url"
    TIER = "tier"
    AT_LEAST = "at_least"
    MIN_COUNT = "min_count"
    SCORE = "score"
    DISABLED = "disabled"
    EXPIRED = "expired"


def code_of(why: str) -> Code | None:
    """The code that a reason begins with."""
    return next((code for code in sorted(Code, key=len, reverse=True) if why.startswith(code)), None)


def absence(terms: Sequence[CompiledTerm], reading: FoldedItem) -> str:
    """Why none of the terms is in a text: what is there does not count, or is only like one of them."""
    flaws = [(flaw, span) for term in terms for span, flaw in finds(term, reading) if flaw is not None]
    if len(terms) > 1:  # among many names, a few letters inside some word are chance
        flaws = [
            (flaw, span)
            for flaw, span in flaws
            if flaw is not RejectReason.BOUNDARY or len(reading.folded(span)) >= _SPECIFIC
        ]
    if flaws:
        # a word that is whole but has the wrong capitals comes nearer than a part of another word
        flaw, span = min(flaws, key=lambda found: (found[0] is RejectReason.BOUNDARY, found[1]))
        if flaw is RejectReason.BOUNDARY:
            return f'boundary("{reading.written(span)}" inside "{reading.written(reading.word(span))}")'
        return f'{flaw}("{reading.written(span)}")'
    like = nearest_words((term.text for term in terms), reading)
    return f'{Code.NEAR_MISS}("{like}")' if like else Code.ABSENT


def scope_fault(evaluation: Evaluation, spans: Sequence[Span], scope: Scope) -> str:
    """Why a term that was found is not where it should be."""
    reading = evaluation.reading
    if not speaks(reading.lang, scope.langs):
        return f"{Code.LANG}: {reading.lang or UNKNOWN_LANGUAGE} is not one of {', '.join(scope.langs)}"
    for phrase in scope.excepts:
        for outer in evaluation.spans(phrase):
            if any(inside(span, outer) for span in spans):
                return f'{Code.EXCEPT}("{reading.written(outer)}")'
    found = ", ".join(dict.fromkeys(reading.field(span[0]) for span in spans))
    return f"{Code.FIELD}: found in {found}, wanted in {', '.join(scope.fields)}"


def doubt(reasons: Iterable[str]) -> str:
    """The reason, of those for which an entity's names do not count, that says most."""
    ranked = sorted(reasons, key=lambda reason: reason.startswith(Code.LANG))
    return _coded(ranked[0]) if ranked else ""


def _coded(reason: str) -> str:
    if reason.startswith("inside"):
        return f"{Code.MASKED}: {reason}"
    return reason if code_of(reason) else f"{Code.WEAK}: {reason}"
