"""From rules to what a pass needs: the terms, each once, and which of them can set off which rule."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple, assert_never

from monitor.detect.library.library import Library
from monitor.detect.match.no_gc import no_gc
from monitor.detect.match.operands.regex import Expression
from monitor.detect.match.verify import CompiledTerm
from monitor.detect.rules.conditions import (
    AllOf,
    AnyOf,
    Apart,
    AtLeast,
    CaseMode,
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
)
from monitor.detect.rules.entity import Alias, Entity, HeldOffice
from monitor.detect.rules.rule import Rule
from monitor.detect.ruleset import Rules
from monitor.language.names.offices import OfficeWord, office_words
from monitor.model.ids import EntityId

_COST_OF_EXPRESSION = 1_000_000.0
"""An expression is sought in every item, so any word is a better anchor."""


@dataclass(frozen=True, slots=True)
class Name:
    """That a term is a name of an entity."""

    entity: EntityId
    alias: Alias
    weak: bool = False
    metonym: bool = False


class OperandIndex(NamedTuple):
    """The operands of a group, by their places: which of them hold is known from the terms that were found."""

    phrases: dict[int, list[int]]
    """The phrases, by the numbers of their terms: none holds unless its term was found."""
    others: list[int]


class RuleIndex:
    """Rules made ready. Terms have numbers; the same phrase has one number, however many rules write it."""

    @no_gc()
    def __init__(self, rules: Rules, *, politics: Library | None = None) -> None:
        """`politics` is the library whose names show that a text speaks of politics; the rules' own by default."""
        self.rules: tuple[Rule, ...] = tuple(rule for rule in rules.rules if rule.enabled)
        self.entities: dict[EntityId, Entity] = {entity.id: entity for entity in rules.entities}
        self.names: dict[int, list[Name]] = {}
        self._numbers: dict[CompiledTerm, int] = {}
        self._phrases: dict[int, int] = {}  # by identity: hashing a phrase costs more than all else in a rule
        self._terms_of: dict[tuple[EntityId, bool], frozenset[int]] = {}
        self._choices: dict[int, OperandIndex] = {}
        self._expressions: dict[Expression, int] = {}
        self._uses: dict[int, int] = {}
        self._library = rules.library
        self.politics = politics or rules.library
        self.offices: dict[OfficeWord, tuple[int, ...]] = {}
        """The terms of the words for offices that people of this book hold."""
        self.holders: dict[tuple[str, EntityId], list[tuple[EntityId, HeldOffice]]] = {}
        """Who holds an office of a country or an organisation."""
        for entity in rules.entities:
            self._enter(entity)
        for rule in self.rules:
            self._add(rule.condition)
        self._enter_masks()
        self.terms: tuple[CompiledTerm, ...] = tuple(self._numbers)
        self.expressions: tuple[Expression, ...] = tuple(self._expressions)
        """Their numbers are -1, -2, and so on."""
        self.set_off: dict[int, list[int]] = {}
        """The rules, by their place, that may hold if a term is found: each waits for a few of its terms."""
        for place, rule in enumerate(self.rules):
            for number in self.anchor(rule.condition) or ():
                self.set_off.setdefault(number, []).append(place)
        self.lone_expressions = tuple(number for number in self.set_off if number < 0)
        """Expressions that must be tried on every item, because their rules wait for nothing else."""

    def number(self, phrase: Phrase) -> int:
        """The number of the term of a phrase that is in the rules or in an entity of this book."""
        return self._phrases[id(phrase)]

    def idle_offices(self, found: Collection[int]) -> frozenset[int]:
        """The terms of offices where no name of a country was found beside them: these name nobody."""
        return self._office_terms if self._office_countries.isdisjoint(found) else frozenset()

    @cached_property
    def _office_terms(self) -> frozenset[int]:
        firsts = frozenset(numbers[0] for numbers in self.offices.values())
        return firsts - self.names.keys() - frozenset(self._phrases.values())

    @cached_property
    def _office_countries(self) -> frozenset[int]:
        return frozenset().union(*(self._terms_of[country, False] for _, country in self.holders))

    def expression(self, regex: Regex) -> Expression:
        """The expression of a condition, compiled once."""
        return self.expressions[~self._phrases[id(regex)]]

    def choice(self, group: AnyOf | AtLeast | NoneOf) -> OperandIndex:
        """The operands of a group of this book, sorted out when it is first asked."""
        choice = self._choices.get(id(group))
        if choice is None:
            choice = self._choices[id(group)] = OperandIndex({}, [])
            for place, operand in enumerate(group.of):
                if isinstance(operand, Phrase):
                    choice.phrases.setdefault(self.number(operand), []).append(place)
                else:
                    choice.others.append(place)
        return choice

    def term(self, alias: Alias, entity: Entity) -> CompiledTerm:
        """The term of an entity's name."""
        return CompiledTerm(alias.text, alias.case, alias.forms, alias.accents, entity.kind)

    def _enter(self, entity: Entity) -> None:
        """An entity of the rules' files, or one of the library when something first refers to it."""
        self.entities[entity.id] = entity
        self._name(entity)
        for phrase in entity.excepts:
            self._add(phrase)
        for condition in entity.context:
            self._add(condition)
        for role in entity.roles:
            self._hold(entity.id, role)

    def _hold(self, person: EntityId, role: HeldOffice) -> None:
        """An office of a person: its words set off what the names of the person do."""
        self.holders.setdefault((role.office, role.of), []).append((person, role))
        if role.of not in self.entities:
            self._enter(self._library.entity(role.of))
        own: set[int] = set()
        for word in office_words(frozenset({role.office})):
            numbers = self.offices.get(word)
            if numbers is None:
                terms = [CompiledTerm(part, CaseMode.SMART) for part in word.parts]
                numbers = self.offices[word] = tuple(map(self._intern, terms))
            own.add(numbers[0])
        for metonyms in (False, True):
            self._terms_of[person, metonyms] |= own

    def _enter_masks(self) -> None:
        """The full names of the library in which a name of these entities may be without meaning them."""
        outer = {name for entity in self.entities for name in self._library.masked_by(entity)}
        for name in sorted(outer - self.entities.keys()):
            self._enter(replace(self._library.entity(name), weak=(), metonyms=(), context=(), roles=()))

    def _name(self, entity: Entity) -> None:
        own = [self._alias(entity, alias, Name(entity.id, alias)) for alias in entity.names]
        own += [self._alias(entity, alias, Name(entity.id, alias, weak=True)) for alias in entity.weak]
        others = [self._alias(entity, alias, Name(entity.id, alias, metonym=True)) for alias in entity.metonyms]
        self._terms_of[entity.id, False] = frozenset(own)
        self._terms_of[entity.id, True] = frozenset((*own, *others))

    def _alias(self, entity: Entity, alias: Alias, name: Name) -> int:
        number = self._intern(self.term(alias, entity))
        self.names.setdefault(number, []).append(name)
        return number

    def _intern(self, term: CompiledTerm) -> int:
        number = self._numbers.get(term)
        if number is None:
            number = self._numbers[term] = len(self._numbers)
        self._uses[number] = self._uses.get(number, 0) + 1
        return number

    def _add(self, condition: Condition) -> None:  # noqa: C901, PLR0912 - one for each kind
        match condition:
            case Phrase(scope=scope):
                self._phrases[id(condition)] = self._intern(
                    CompiledTerm(condition.text, condition.case, condition.forms, condition.accents)
                )
                for phrase in scope.excepts:
                    self._add(phrase)
            case Regex(scope=scope):
                expression = Expression(condition.pattern, condition.word)
                self._phrases[id(condition)] = ~self._expressions.setdefault(expression, len(self._expressions))
                for phrase in scope.excepts:
                    self._add(phrase)
            case EntityRef(entity=entity, scope=scope):
                if entity not in self.entities:
                    self._enter(self._library.entity(entity))
                for phrase in scope.excepts:
                    self._add(phrase)
            case AllOf(of=operands) | AnyOf(of=operands) | NoneOf(of=operands):
                self._add_all(operands)
            case Near(of=operands) | AtLeast(of=operands):
                self._add_all(operands)
            case Apart(of=operand, others=others):
                self._add_all((operand, *others))
            case Repeated(of=operand) | OfRule(condition=operand):
                self._add(operand)
            case NumberIs(scope=scope):
                for phrase in scope.excepts:
                    self._add(phrase)
            case Score(of=weights):
                self._add_all(tuple(weight.of for weight in weights))
            case _:
                assert_never(condition)

    def _add_all(self, conditions: tuple[Condition, ...]) -> None:
        for condition in conditions:
            self._add(condition)

    def anchor(self, condition: Condition) -> frozenset[int] | None:  # noqa: PLR0911 - one for each kind
        """Terms of which one is in every text for which the condition holds; None if there are no such terms."""
        match condition:
            case Phrase() | Regex():
                return frozenset({self._phrases[id(condition)]})
            case EntityRef(entity=entity, metonyms=metonyms):
                return self._terms_of[entity, metonyms]
            case NoneOf() | NumberIs():
                return None
            case Repeated(of=operand) | Apart(of=operand) | OfRule(condition=operand):
                return self.anchor(operand)
            case AllOf(of=operands) | Near(of=operands):
                anchors = [anchor for operand in operands if (anchor := self.anchor(operand)) is not None]
                return min(anchors, key=self._cost, default=None)
            case AnyOf(of=operands):
                return self._any_anchor(operands, spare=0)
            case AtLeast(of=operands, n=n):
                return self._any_anchor(operands, spare=n - 1)
            case Score():
                return self._score_anchor(condition)
            case _:
                assert_never(condition)

    def _any_anchor(self, operands: tuple[Condition, ...], *, spare: int) -> frozenset[int] | None:
        """The anchors of all operands but the costliest `spare`: at least one of these must hold too."""
        anchors = [self.anchor(operand) for operand in operands]
        known = [anchor for anchor in anchors if anchor is not None]
        if len(known) < len(anchors):
            return None
        known.sort(key=self._cost)
        return frozenset().union(*known[: len(known) - spare])

    def _score_anchor(self, condition: Score) -> frozenset[int] | None:
        """The anchors of the operands that add points, but for the costliest that cannot reach the score alone."""
        adding = [(weight, self.anchor(weight.of)) for weight in condition.of if weight.points > 0]
        known = [(anchor, weight.most) for weight, anchor in adding if anchor is not None]
        if len(known) < len(adding):
            return None
        known.sort(key=lambda pair: -self._cost(pair[0]))
        spared = 0.0
        needed: list[frozenset[int]] = []
        for anchor, points in known:
            if spared + points < condition.at_least:
                spared += points
            else:
                needed.append(anchor)
        return frozenset().union(*needed)

    def _cost(self, anchor: frozenset[int]) -> float:
        """How often an anchor is likely to be found, and how much that costs.

        Short words are frequent, and so are words that many rules name: each of them is asked at every find.
        """
        return sum(
            self._uses[number] / (1 + len(self.terms[number].text)) if number >= 0 else _COST_OF_EXPRESSION
            for number in anchor
        )
