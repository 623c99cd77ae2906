"""Why each rule matches an item, or does not: the tree of its conditions with the words, or what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import assert_never

from monitor.detect.automaton import Found
from monitor.detect.compile import Book
from monitor.detect.detector import Detector, hits_of
from monitor.detect.evaluate import Evaluation
from monitor.detect.reading import Reading
from monitor.detect.rule import (
    AllOf,
    AnyOf,
    AtLeast,
    Condition,
    Named,
    Near,
    NoneOf,
    Phrase,
    Repeated,
    Rule,
)
from monitor.detect.verify import finds
from monitor.detect.where import refusal
from monitor.detect.why_not import absence, scope_fault
from monitor.model import Hit, Item, RuleId


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One condition of a rule, judged."""

    says: str
    """The condition in the words of the rule language."""
    holds: bool
    hits: tuple[Hit, ...] = ()
    """The words that made it hold."""
    why: str = ""
    """The reason if it does not hold."""
    parts: tuple[Clause, ...] = ()

    def lines(self, item: Item, *, depth: int = 0) -> Iterator[str]:
        """The clause and its parts as lines, with ✓ or ✗ and the words in quotes."""
        found = ", ".join(f'"{item.text(hit.field)[hit.start : hit.end]}" in {hit.field}' for hit in self.hits)
        tail = "  ".join(part for part in (found, self.why) if part)
        yield f"{'  ' * depth}{'✓' if self.holds else '✗'} {self.says}{f': {tail}' if tail else ''}"
        for part in self.parts:
            yield from part.lines(item, depth=depth + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What one rule says of one item."""

    rule: RuleId
    title: str
    matched: bool
    item: Item
    why: str = ""
    """Why the rule does not look at the item at all; empty if it does."""
    clause: Clause

    def __str__(self) -> str:
        """The verdict as lines for a terminal."""
        mark = "✓" if self.matched else "✗"
        head = f"{mark} {self.rule}: {self.title}" + (f"  ({self.why})" if self.why else "")
        return "\n".join((head, *self.clause.lines(self.item, depth=1)))


def explain(detector: Detector, item: Item) -> tuple[Verdict, ...]:
    """The verdict of every rule, in the order of the rules.

    Finds its words without the automaton and asks every rule, so that it is also the proof that the automaton
    overlooks nothing. It takes a thousand times longer than detecting.
    """
    book = detector.book
    reading = Reading(item)
    explaining = _Explaining(Evaluation(book, reading, _found(book, reading)))
    today = detector.now().date()
    return tuple(
        _verdict(rule, explaining, why=refusal(rule, item, today=today), item=item) for rule in book.rules
    )


def _found(book: Book, reading: Reading) -> Found:
    found: Found = {}
    for number, term in enumerate(book.terms):
        spans = {span for span, flaw in finds(term, reading) if flaw is None}
        if spans:
            found[number] = sorted(spans)
    return found


def _verdict(rule: Rule, explaining: _Explaining, *, why: str, item: Item) -> Verdict:
    clause = explaining.clause(rule.condition)
    return Verdict(
        rule=rule.id, title=rule.title, matched=clause.holds and not why, item=item, why=why, clause=clause
    )


class _Explaining:
    def __init__(self, evaluation: Evaluation) -> None:
        self._evaluation = evaluation
        self._reading = evaluation.reading

    def clause(self, condition: Condition) -> Clause:
        """A condition, judged, with its parts."""
        occurrences = self._evaluation.occurrences(condition)
        parts = tuple(self.clause(part) for part in _parts(condition))
        holds = occurrences is not None
        return Clause(
            says=_says(condition),
            holds=holds,
            hits=() if parts else hits_of(self._reading, occurrences or ()),
            why="" if holds else self._why(condition, parts),
            parts=parts,
        )

    def _why(  # noqa: PLR0911 - one for each kind
        self, condition: Condition, parts: tuple[Clause, ...]
    ) -> str:
        match condition:
            case Phrase():
                return self._why_not_phrase(condition)
            case Named():
                return self._why_not_named(condition)
            case NoneOf():
                return "found: " + ", ".join(part.says for part in parts if part.holds)
            case AtLeast(n=n):
                return f"at_least({sum(part.holds for part in parts)}<{n})"
            case Repeated(of=operand, times=times):
                places = self._evaluation.occurrences(operand) or []
                return f"min_count({len({place.span for place in places})}<{times})"
            case Near() if all(part.holds for part in parts):
                return self._why_not_near(condition)
            case AllOf() | AnyOf() | Near():
                return ""
            case _:
                assert_never(condition)

    def _why_not_phrase(self, condition: Phrase) -> str:
        spans = self._evaluation.spans(condition)
        if spans:
            return scope_fault(self._evaluation, spans, condition.scope)
        number = self._evaluation.book.number(condition)
        return absence(self._evaluation.book.terms[number], self._reading)

    def _why_not_named(self, condition: Named) -> str:
        naming = self._evaluation.naming
        names = naming.names_of(condition.entity)
        if names:
            return scope_fault(self._evaluation, [name.span for name in names], condition.scope)
        doubts = naming.doubts(condition.entity)
        if doubts:
            return doubts[0][1]
        book = self._evaluation.book
        entity = book.entities[condition.entity]
        reasons = (absence(book.term(alias, entity), self._reading) for alias in entity.names)
        return next((reason for reason in reasons if reason != "absent"), "absent")

    def _why_not_near(self, condition: Near) -> str:
        places = [self._evaluation.occurrences(operand) or [] for operand in condition.of]
        gaps = [
            min(self._reading.distance(a.span, b.span) for a in first for b in second)
            for first, second in pairwise(places)
        ]
        widest = max(gaps)
        if widest == float("inf"):
            return "near: in different fields"
        if widest > condition.within:
            return f"near({widest:g}>{condition.within})"
        return "near: not in this order" if condition.ordered else f"near(>{condition.within})"


def _parts(condition: Condition) -> tuple[Condition, ...]:
    match condition:
        case Phrase() | Named():
            return ()
        case Repeated(of=operand):
            return (operand,)
        case AllOf(of=of) | AnyOf(of=of) | NoneOf(of=of) | Near(of=of) | AtLeast(of=of):
            return of
        case _:
            assert_never(condition)


def _says(condition: Condition) -> str:  # noqa: PLR0911 - one for each kind
    match condition:
        case Phrase(text=text):
            return text
        case Named(entity=entity):
            return f"entity:{entity}"
        case AllOf():
            return "all"
        case AnyOf():
            return "any"
        case NoneOf():
            return "none"
        case Near(within=within, ordered=ordered):
            return f"near, within {within}{', ordered' if ordered else ''}"
        case AtLeast(n=n):
            return f"at_least {n}"
        case Repeated(times=times):
            return f"{times} times"
        case _:
            assert_never(condition)
