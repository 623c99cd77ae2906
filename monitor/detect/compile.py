"""From rules to what a pass needs: the terms, each once, and which of them can set off which rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from monitor.detect.load import Rules
from monitor.detect.rule import (
    Alias,
    AllOf,
    AnyOf,
    AtLeast,
    Condition,
    Entity,
    Named,
    Near,
    NoneOf,
    Phrase,
    Repeated,
    Rule,
)
from monitor.detect.verify import Term
from monitor.model import EntityId


@dataclass(frozen=True, slots=True)
class Name:
    """That a term is a name of an entity."""

    entity: EntityId
    alias: Alias
    weak: bool


class Book:
    """Rules made ready. Terms have numbers; the same phrase has one number, however many rules write it."""

    def __init__(self, rules: Rules) -> None:
        self.rules: tuple[Rule, ...] = tuple(rule for rule in rules.rules if rule.enabled)
        self.entities: dict[EntityId, Entity] = {entity.id: entity for entity in rules.entities}
        self.names: dict[int, list[Name]] = {}
        self._numbers: dict[Term, int] = {}
        self._phrases: dict[int, int] = {}  # by identity: hashing a phrase costs more than all else in a rule
        self._terms_of: dict[EntityId, frozenset[int]] = {}
        for entity in rules.entities:
            self._terms_of[entity.id] = frozenset(self._name(entity))
            for phrase in entity.excepts:
                self._add(phrase)
            for condition in entity.context:
                self._add(condition)
        for rule in self.rules:
            self._add(rule.condition)
        self.terms: tuple[Term, ...] = tuple(self._numbers)
        self.set_off: dict[int, list[int]] = {}
        """The rules, by their place, that may hold if a term is found: each waits for a few of its terms."""
        for place, rule in enumerate(self.rules):
            for number in self._anchor(rule.condition) or ():
                self.set_off.setdefault(number, []).append(place)

    def number(self, phrase: Phrase) -> int:
        """The number of the term of a phrase that stands in the rules or in an entity of this book."""
        return self._phrases[id(phrase)]

    def term(self, alias: Alias, entity: Entity) -> Term:
        """The term of an entity's name."""
        return Term(alias.text, alias.case, alias.forms, entity.kind)

    def _name(self, entity: Entity) -> list[int]:
        numbers = []
        for weak, aliases in ((False, entity.names), (True, entity.weak)):
            for alias in aliases:
                number = self._intern(self.term(alias, entity))
                self.names.setdefault(number, []).append(Name(entity.id, alias, weak))
                numbers.append(number)
        return numbers

    def _intern(self, term: Term) -> int:
        return self._numbers.setdefault(term, len(self._numbers))

    def _add(self, condition: Condition) -> None:
        match condition:
            case Phrase(scope=scope):
                self._phrases[id(condition)] = self._intern(Term(condition.text, condition.case, condition.forms))
                for phrase in scope.excepts:
                    self._add(phrase)
            case Named(scope=scope):
                for phrase in scope.excepts:
                    self._add(phrase)
            case AllOf(of=operands) | AnyOf(of=operands) | NoneOf(of=operands):
                self._add_all(operands)
            case Near(of=operands) | AtLeast(of=operands):
                self._add_all(operands)
            case Repeated(of=operand):
                self._add(operand)
            case _:
                assert_never(condition)

    def _add_all(self, conditions: tuple[Condition, ...]) -> None:
        for condition in conditions:
            self._add(condition)

    def _anchor(self, condition: Condition) -> frozenset[int] | None:  # noqa: PLR0911 - one for each kind
        """Terms of which one is in every text for which the condition holds; None if there are no such terms."""
        match condition:
            case Phrase():
                return frozenset({self.number(condition)})
            case Named(entity=entity):
                return self._terms_of[entity]
            case NoneOf():
                return None
            case Repeated(of=operand):
                return self._anchor(operand)
            case AllOf(of=operands) | Near(of=operands):
                anchors = [anchor for operand in operands if (anchor := self._anchor(operand)) is not None]
                return min(anchors, key=self._cost, default=None)
            case AnyOf(of=operands):
                return self._any_anchor(operands, spare=0)
            case AtLeast(of=operands, n=n):
                return self._any_anchor(operands, spare=n - 1)
            case _:
                assert_never(condition)

    def _any_anchor(self, operands: tuple[Condition, ...], *, spare: int) -> frozenset[int] | None:
        """The anchors of all operands but the costliest `spare`: at least one of these must hold too."""
        anchors = [self._anchor(operand) for operand in operands]
        known = [anchor for anchor in anchors if anchor is not None]
        if len(known) < len(anchors):
            return None
        known.sort(key=self._cost)
        return frozenset().union(*known[: len(known) - spare])

    def _cost(self, anchor: frozenset[int]) -> float:
        """How often an anchor is likely to be found: short words are frequent."""
        return sum(1 / (1 + len(self.terms[number].text)) for number in anchor)
