"""Which conditions hold for one item, given the terms that were found in it, and by which of its words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import chain
from typing import NamedTuple, assert_never

from monitor.detect.match.automaton import Found
from monitor.detect.match.names.naming import NameResolver
from monitor.detect.match.operands.nearness import Nearness
from monitor.detect.match.operands.numbers import NumberFind, is_in, number_finds
from monitor.detect.match.operands.proximity import Place, groups
from monitor.detect.match.operands.scope import place_refusal
from monitor.detect.match.rule_index import RuleIndex
from monitor.detect.match.text.folded_item import FoldedItem
from monitor.detect.match.text.spans import Cover, Span
from monitor.detect.rules.conditions import (
    ANYWHERE,
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
    Scope,
    Score,
)
from monitor.language.codes import speaks
from monitor.model.ids import EntityId
from monitor.model.news.item import Field


class Mark(NamedTuple):
    """A word or phrase that made a condition hold."""

    span: Span
    term: str
    entity: EntityId | None = None


class Occurrence(NamedTuple):
    """A stretch of text for which a condition holds, and the marks in it."""

    span: Span
    marks: tuple[Mark, ...]


class Evaluation:
    """The conditions of rules, asked of one item."""

    def __init__(self, index: RuleIndex, reading: FoldedItem, found: Found) -> None:
        self.index = index
        self.reading = reading
        self.found = found
        self.naming = NameResolver(index, reading, found)
        self._expressed: dict[int, Sequence[Span]] = {}

    def occurrences(self, condition: Condition) -> list[Occurrence] | None:
        """Where the condition holds, or None if it does not. A `none` that holds has no place."""
        places = self._occurrences(condition)
        self.reading.steps.spend(1 + len(places or ()))
        return places

    def _occurrences(  # noqa: C901, PLR0911, PLR0912 - one for each kind
        self, condition: Condition
    ) -> list[Occurrence] | None:
        match condition:
            case Phrase():
                found = self.found.get(self.index.number(condition))
                if found is None:
                    return None
                spans = self.in_scope(found, condition.scope)
                return [Occurrence(span, (Mark(span, condition.text),)) for span in spans] or None
            case Regex(pattern=pattern):
                spans = self.in_scope(self.expressed(condition), condition.scope)
                return [Occurrence(span, (Mark(span, f"re:{pattern}"),)) for span in spans] or None
            case EntityRef():
                return self._named(condition) or None
            case AllOf(of=operands):
                return self._all(operands)
            case AnyOf():
                return self._at_least(condition, 1)
            case AtLeast(n=n):
                return self._at_least(condition, n)
            case NoneOf():
                return None if any(True for _ in self._holding(condition)) else []
            case Repeated(of=operand, times=times):
                places = self.occurrences(operand) or []
                return places if len({place.span for place in places}) >= times else None
            case NumberIs(text=text):
                found_in = [find.span for find in self.numbers if is_in(condition, find.quantity)]
                spans = self.in_scope(found_in, condition.scope)
                return [Occurrence(span, (Mark(span, f"number:{text}"),)) for span in spans] or None
            case Near():
                return self._near(condition)
            case Apart():
                return self._apart(condition) or None
            case OfRule(condition=operand, where=where):
                return None if place_refusal(where, self.reading) else self.occurrences(operand)
            case Score():
                points, places = self.score(condition)
                return places if points >= condition.at_least else None
            case _:
                assert_never(condition)

    @cached_property
    def numbers(self) -> Sequence[NumberFind]:
        """The numbers of the item."""
        found = list(number_finds(self.reading))
        self.reading.steps.spend(len(found))
        return found

    def spans(self, phrase: Phrase) -> Sequence[Span]:
        """Where a phrase was found, before its scope is asked."""
        return self.found.get(self.index.number(phrase), ())

    def expressed(self, regex: Regex) -> Sequence[Span]:
        """Where a regular expression finds something, before its scope is asked."""
        if id(regex) not in self._expressed:
            self._expressed[id(regex)] = self.index.expression(regex).spans(self.reading)
        return self._expressed[id(regex)]

    def score(self, condition: Score) -> tuple[int, list[Occurrence]]:
        """The points that the operands add up to, and the places of those that add some."""
        points = 0
        adding: list[Occurrence] = []
        for weight in condition.of:
            places = self.occurrences(weight.of)
            if not places:
                continue
            times = len({place.span for place in places}) if weight.each else 1
            points += weight.points * (times if weight.cap is None else min(times, weight.cap))
            if weight.points > 0:
                adding += places
        return points, adding

    def in_scope(self, spans: Sequence[Span], scope: Scope) -> Sequence[Span]:
        """Those of the spans that are where the scope wants them."""
        if scope is ANYWHERE and not self.reading.item.categories:
            return spans
        if not spans or not speaks(self.reading.lang, scope.langs):
            return []
        kept = list(spans)
        if len(scope.fields) < len(Field):
            kept = [span for span in kept if self.reading.field(span[0]) in scope.fields]
        if scope.excepts:
            barred = Cover(outer for phrase in scope.excepts for outer in self.spans(phrase))
            kept = [span for span in kept if not barred.holds(span)]
        return kept

    def _named(self, condition: EntityRef) -> list[Occurrence]:
        names = self.naming.names_of(condition.entity, metonyms=condition.metonyms)
        spans = set(self.in_scope([name.span for name in names], condition.scope))
        return [
            Occurrence(name.span, (Mark(name.span, name.alias.text, condition.entity),))
            for name in names
            if name.span in spans
        ]

    def _all(self, operands: tuple[Condition, ...]) -> list[Occurrence] | None:
        holding: list[Occurrence] = []
        for operand in operands:
            places = self.occurrences(operand)
            if places is None:
                return None
            holding += places
        return holding

    def _at_least(self, condition: AnyOf | AtLeast, n: int) -> list[Occurrence] | None:
        holding = list(self._holding(condition))
        if n > 1 and len(holding) >= n and _own_places(holding) < n:
            return None
        return list(chain.from_iterable(holding)) if len(holding) >= n else None

    def _holding(self, condition: AnyOf | AtLeast | NoneOf) -> Iterator[list[Occurrence]]:
        """Where each operand that holds does. A list may have thousands of phrases: only those found are asked."""
        choice = self.index.choice(condition)
        worth = [place for number in self.found for place in choice.phrases.get(number, ())]
        for place in sorted(worth + choice.others):
            places = self.occurrences(condition.of[place])
            if places is not None:
                yield places

    def _apart(self, condition: Apart) -> list[Occurrence]:
        places = self.occurrences(condition.of) or []
        others = [self.occurrences(other) or [] for other in condition.others] if places else []
        near = Nearness(self.reading, (mark.span for found in others for place in found for mark in place.marks))
        return [place for place in places if not near.has(place.span, condition.within)]

    def _near(self, condition: Near) -> list[Occurrence] | None:
        operands: list[list[Occurrence]] = []
        for operand in condition.of:
            places = self.occurrences(operand)
            if not places:
                return None
            operands.append(places)
        found = groups(
            [[Place(p.span, tuple(mark.span for mark in p.marks)) for p in places] for places in operands],
            reading=self.reading,
            within=condition.within,
            ordered=condition.ordered,
            same_sentence=condition.same_sentence,
        )
        return [
            Occurrence(
                group.span,
                tuple(mark for i, place in group.members for mark in operands[i][place].marks),
            )
            for group in found
        ] or None


def _own_places(holding: Sequence[Sequence[Occurrence]]) -> int:
    """How many operands hold by a place of their own: nuclear in nuclear power is one mention, not two."""
    every = Cover(place.span for places in holding for place in places)
    return sum(not places or any(not every.exceeds(place.span) for place in places) for places in holding)
