"""Why each rule matches an item, or does not: the tree of its conditions with the words, or what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import assert_never

from monitor.detect.detector import Detector, hits_of
from monitor.detect.explain.correlation_text import fires_on
from monitor.detect.explain.near_miss import nearest_words
from monitor.detect.explain.why_not import Code, absence, code_of, doubt, scope_fault
from monitor.detect.match.automaton import Found
from monitor.detect.match.evaluate import Evaluation
from monitor.detect.match.operands.numbers import is_in
from monitor.detect.match.operands.scope import place_refusal, refusal
from monitor.detect.match.rule_index import RuleIndex
from monitor.detect.match.text.folded_item import FoldedItem
from monitor.detect.match.text.spans import Span
from monitor.detect.match.text.steps import StepCounter
from monitor.detect.match.verify import finds
from monitor.detect.rules.conditions import (
    NO_WORDS,
    AllOf,
    AnyOf,
    Apart,
    AtLeast,
    Condition,
    EntityRef,
    Near,
    NoneOf,
    NumberIs,
    OfRule,
    Phrase,
    Regex,
    Repeated,
    Score,
    Weight,
)
from monitor.detect.rules.conditions import parts as parts_of
from monitor.detect.rules.counting import counts_in
from monitor.detect.rules.keys import MAX_WITHIN
from monitor.detect.rules.rule import Rule, When
from monitor.model.ids import RuleId
from monitor.model.matching.rule_hit import Hit
from monitor.model.news.item import Item

_ABSENT_SHOWN = 4
"""Operands of one condition that are shown although there is nothing to say of them but that they are absent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One condition of a rule, judged."""

    says: str
    """The condition in the words of the rule language."""
    holds: bool
    hits: tuple[Hit, ...] = ()
    """The words that made it hold."""
    code: Code | None = None
    """The kind of reason for which it does not hold, if it has one of its own."""
    why: str = ""
    """The reason in words; begins with the code."""
    parts: tuple[Clause, ...] = ()

    def lines(self, item: Item, *, depth: int = 0) -> Iterator[str]:
        """The clause and its parts as lines, with ✓ or ✗ and the words in quotes."""
        found = ", ".join(f'"{item.text(hit.field)[hit.start : hit.end]}" in {hit.field}' for hit in self.hits)
        tail = "  ".join(part for part in (found, self.why) if part)
        yield f"{'  ' * depth}{'✓' if self.holds else '✗'} {self.says}{f': {tail}' if tail else ''}"
        plainly_absent = [part for part in self.parts if not part.parts and part.why == Code.ABSENT]
        folded = len(plainly_absent) > _ABSENT_SHOWN
        for part in self.parts:
            if not (folded and part in plainly_absent):
                yield from part.lines(item, depth=depth + 1)
        if folded:
            first = ", ".join(part.says for part in plainly_absent[:_ABSENT_SHOWN])
            yield f"{'  ' * (depth + 1)}✗ {first} and {len(plainly_absent) - _ABSENT_SHOWN} more: absent"


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleVerdict:
    """What one rule says of one item."""

    rule: RuleId
    title: str
    matched: bool
    item: Item
    code: Code | None = None
    """The kind of reason for which the rule does not look at the item at all, if it does not."""
    why: str = ""
    """That reason in words; empty if it does look."""
    clause: Clause

    def __str__(self) -> str:
        """The verdict as lines for a terminal."""
        mark = "✓" if self.matched else "✗"
        head = f"{mark} {self.rule}: {self.title}" + (f"  ({self.why})" if self.why else "")
        return "\n".join((head, *self.clause.lines(self.item, depth=1)))


def explain(detector: Detector, item: Item) -> tuple[RuleVerdict, ...]:
    """The verdict of every rule, in the order of the rules.

    Finds its words without the automaton and asks every rule, so that it is also the proof that the automaton
    overlooks nothing. It takes a thousand times longer than detecting.
    """
    index = detector.index
    reading = FoldedItem(item, steps=StepCounter(limit=None))
    explaining = _Explaining(Evaluation(index, reading, _found(index, reading)))
    today = detector.now().date()
    verdicts = tuple(
        _verdict(rule, explaining, why=refusal(rule, reading, today=today), item=item) for rule in index.rules
    )
    matched = [
        verdict.rule
        for verdict, rule in zip(verdicts, index.rules, strict=True)
        if verdict.matched and rule.when is None
    ]
    return tuple(
        verdict if rule.when is None else _counting(verdict, rule, rule.when, matched)
        for verdict, rule in zip(verdicts, index.rules, strict=True)
    )


def _counting(verdict: RuleVerdict, rule: Rule, when: When, matched: Sequence[RuleId]) -> RuleVerdict:
    """The verdict of a rule with `when`: whether it counts the item."""
    wanted = when.counts(matched)
    why = "" if wanted else f"satisfies none of {', '.join(when.rules)}"
    parts = (Clause(says=f"rules {', '.join(when.rules)}", holds=wanted, why=why),) if when.rules else ()
    if rule.condition is not NO_WORDS:
        parts = (*parts, verdict.clause)
    holds = all(part.holds for part in parts)
    clause = Clause(says=f"counts it, and fires {fires_on(when.correlation)}", holds=holds, parts=parts)
    return replace(verdict, matched=holds and not verdict.why, clause=clause)


def _found(index: RuleIndex, reading: FoldedItem) -> Found:
    found: Found = {}
    for number, term in enumerate(index.terms):
        spans = {span for span, flaw in finds(term, reading) if flaw is None}
        if spans:
            found[number] = sorted(spans)
    return found


def _verdict(rule: Rule, explaining: _Explaining, *, why: str, item: Item) -> RuleVerdict:
    clause = explaining.clause(rule.condition)
    return RuleVerdict(
        rule=rule.id,
        title=rule.title,
        matched=clause.holds and not why,
        item=item,
        code=code_of(why),
        why=why,
        clause=clause,
    )


class _Explaining:
    def __init__(self, evaluation: Evaluation) -> None:
        self._evaluation = evaluation
        self._reading = evaluation.reading

    def clause(self, condition: Condition) -> Clause:
        """A condition, judged, with its parts."""
        occurrences = self._evaluation.occurrences(condition)
        if isinstance(condition, Score):
            parts = tuple(self._weighed(weight) for weight in condition.of)
        else:
            parts = tuple(self.clause(part) for part in parts_of(condition))
        holds = occurrences is not None
        why = "" if holds else self._why(condition, parts)
        return Clause(
            says=describe_clause(condition),
            holds=holds,
            hits=() if parts else hits_of(self._reading, occurrences or ()),
            code=Code.NONE if why and isinstance(condition, NoneOf) else code_of(why),
            why=why,
            parts=parts,
        )

    def _weighed(self, weight: Weight) -> Clause:
        clause = self.clause(weight.of)
        each = " at each place" if weight.each else ""
        return replace(clause, says=f"{clause.says} ({weight.points:+d}{each})")

    def _why(  # noqa: C901, PLR0911, PLR0912 - one for each kind
        self, condition: Condition, parts: tuple[Clause, ...]
    ) -> str:
        match condition:
            case Phrase():
                return self._why_not_phrase(condition)
            case Regex():
                spans = self._evaluation.expressed(condition)
                return scope_fault(self._evaluation, spans, condition.scope) if spans else Code.ABSENT
            case EntityRef():
                return self._why_not_named(condition)
            case NumberIs():
                return self._why_not_number(condition)
            case Apart(within=within) if parts[0].holds:
                beside = ", ".join(part.says for part in parts[1:] if part.holds)
                return f"{Code.NOT_NEAR}: {beside} within {within} words"
            case OfRule(where=where):
                return place_refusal(where, self._reading)
            case NoneOf():
                return f"found: {', '.join(part.says for part in parts if part.holds)}"
            case AtLeast(n=n):
                return f"{Code.AT_LEAST}({sum(part.holds for part in parts)}<{n})"
            case Repeated(of=operand, times=times):
                places = self._evaluation.occurrences(operand) or []
                return f"{Code.MIN_COUNT}({len({place.span for place in places})}<{times})"
            case Score(at_least=wanted):
                return f"{Code.SCORE}({self._evaluation.score(condition)[0]}<{wanted})"
            case Near() if all(part.holds for part in parts):
                return self._why_not_near(condition)
            case AllOf() | AnyOf() | Near() | Apart():
                return ""
            case _:
                assert_never(condition)

    def _why_not_number(self, condition: NumberIs) -> str:
        found = self._evaluation.numbers
        fitting = [find.span for find in found if is_in(condition, find.quantity)]
        if fitting:
            return scope_fault(self._evaluation, fitting, condition.scope)
        shown = ", ".join(find.written for find in found[:_ABSENT_SHOWN])
        return f"{Code.NUMBER}: {shown}" if shown else Code.ABSENT

    def _why_not_phrase(self, condition: Phrase) -> str:
        spans = self._evaluation.spans(condition)
        if spans:
            return scope_fault(self._evaluation, spans, condition.scope)
        number = self._evaluation.index.number(condition)
        return absence([self._evaluation.index.terms[number]], self._reading)

    def _why_not_named(self, condition: EntityRef) -> str:
        naming = self._evaluation.naming
        names = naming.names_of(condition.entity, metonyms=condition.metonyms)
        if names:
            return scope_fault(self._evaluation, [name.span for name in names], condition.scope)
        index = self._evaluation.index
        entity = index.entities[condition.entity]
        # what is nearly a name in another language is a word of this one
        spoken = [alias for alias in entity.names if counts_in(alias, self._reading.lang)]
        if why := doubt(why for _, why in naming.doubts(condition.entity)):
            full_names = (alias.text for alias in spoken) if code_of(why) is Code.WEAK else ()
            like = nearest_words(full_names, self._reading)
            return f'{why}; {Code.NEAR_MISS}("{like}")' if like else why
        return absence([index.term(alias, entity) for alias in spoken], self._reading)

    def _why_not_near(self, condition: Near) -> str:
        places = [self._evaluation.occurrences(operand) or [] for operand in condition.of]
        gaps = [
            self._gap([place.span for place in first], [place.span for place in second])
            for first, second in pairwise(places)
            if first and second
        ]
        widest = max(gaps, default=0)
        if widest == float("inf"):
            return f"{Code.NEAR}: in different fields"
        if widest > condition.within:
            return f"{Code.NEAR}({widest:g}>{condition.within})"
        return f"{Code.NEAR}: not in this order" if condition.ordered else f"{Code.NEAR}(>{condition.within})"

    def _gap(self, first: Sequence[Span], second: Sequence[Span]) -> float:
        """The fewest words between a place of one operand and a place of another."""
        places = sorted([(span, 0) for span in first] + [(span, 1) for span in second])
        last: list[Span | None] = [None, None]
        least = float("inf")
        for span, operand in places:
            if (other := last[1 - operand]) is not None:
                least = min(least, self._reading.distance(other, span))
            before = last[operand]
            last[operand] = span if before is None or span[1] > before[1] else before
        return least


def describe_clause(condition: Condition) -> str:  # noqa: C901, PLR0911, PLR0912 - one for each kind
    """A condition in the words of the rule language, without its parts."""
    match condition:
        case Phrase(text=text):
            return text
        case Regex(pattern=pattern):
            return f"re:{pattern}"
        case EntityRef(entity=entity, metonyms=metonyms):
            return f"entity:{entity}{' with metonyms' if metonyms else ''}"
        case AllOf():
            return "all"
        case AnyOf():
            return "any"
        case NoneOf():
            return "none"
        case NumberIs(text=text):
            return f"number {text}"
        case Near(within=within, ordered=ordered, same_sentence=same):
            sentence = ", in one sentence" if same else ""
            width = "" if same and within >= MAX_WITHIN else f", within {within}"
            return f"near{width}{', ordered' if ordered else ''}{sentence}"
        case Apart(within=within):
            return f"not near, within {within}"
        case OfRule(rule=rule):
            return f"rule:{rule}"
        case AtLeast(n=n):
            return f"at_least {n}"
        case Repeated(times=times):
            return f"{times} times"
        case Score(at_least=at_least):
            return f"score of at least {at_least}"
        case _:
            assert_never(condition)
