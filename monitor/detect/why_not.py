"""Why a term does not count in a text, in a few words."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.detect.evaluate import Evaluation
from monitor.detect.fields import UNKNOWN_LANGUAGE
from monitor.detect.reading import Reading, Span, inside
from monitor.detect.rule import Scope
from monitor.detect.verify import Flaw, Term, finds
from monitor.detect.where import speaks

ABSENT = "absent"


def absence(term: Term, reading: Reading) -> str:
    """Why a term is nowhere in a text: it is absent, or what stands there does not count."""
    flaws = [(flaw, span) for span, flaw in finds(term, reading) if flaw is not None]
    # a word that is whole but has the wrong capitals comes nearer than a part of another word
    flaws.sort(key=lambda found: (found[0] is Flaw.BOUNDARY, found[1]))
    if not flaws:
        return ABSENT
    flaw, span = flaws[0]
    if flaw is Flaw.BOUNDARY:
        return f'boundary("{reading.written(span)}" inside "{reading.written(reading.word(span))}")'
    return f'{flaw}("{reading.written(span)}")'


def scope_fault(evaluation: Evaluation, spans: Sequence[Span], scope: Scope) -> str:
    """Why a term that was found does not stand where it should."""
    reading = evaluation.reading
    if not speaks(reading.lang, scope.langs):
        return f"lang: {reading.lang or UNKNOWN_LANGUAGE} is not one of {', '.join(scope.langs)}"
    for phrase in scope.excepts:
        for outer in evaluation.spans(phrase):
            if any(inside(span, outer) for span in spans):
                return f'except("{reading.written(outer)}")'
    return f"field: found in {reading.field(spans[0][0])}, wanted in {', '.join(scope.fields)}"
