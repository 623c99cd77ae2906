"""Rules that name other rules: once all are read, the words of the others are put in their place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from monitor.detect.lint.terms_and_rules import can_anchor
from monitor.detect.rules.conditions import (
    EVERY_ITEM,
    AllOf,
    AnyOf,
    Apart,
    AtLeast,
    Condition,
    Near,
    NoneOf,
    OfRule,
    Repeated,
    Score,
    SourcePlace,
    parts,
)
from monitor.detect.rules.rule import Rule
from monitor.model.ids import RuleId
from monitor.yamldoc.parse import Document, Map, Text, nearest


def resolve_references(rules: Sequence[Rule], documents: Sequence[Document]) -> list[Rule]:
    """The rules with the words of others where they name them.

    E201 for a name that fits no rule, E207 for rules that name each other in a circle; both block the rule.
    """
    if not any(has_references(rule.condition) for rule in rules):
        return list(rules)
    resolver = _Resolver({rule.id: rule for rule in rules}, {document.path: document for document in documents})
    return [found for rule in rules if (found := resolver.rule(rule.id)) is not None]


class _Resolver:
    def __init__(self, rules: Mapping[RuleId, Rule], documents: Mapping[str, Document]) -> None:
        self._rules = rules
        self._documents = documents
        self._written = frozenset(name for document in documents.values() for name in _ids(document))
        self._done: dict[RuleId, Rule | None] = {}
        self._path: list[RuleId] = []
        self._faults = 0

    def rule(self, name: RuleId) -> Rule | None:
        """A rule, resolved; None if it cannot be."""
        if name in self._done:
            return self._done[name]
        rule = self._rules[name]
        self._path.append(name)
        before = self._faults
        condition = self._condition(rule.condition)
        self._path.pop()
        broken = self._faults > before
        if not broken and rule.when is None and condition is not EVERY_ITEM and not can_anchor(condition):
            self._problem(rule.place, "E104", f"rule {name!r} has no positive term: it would match every item")
            broken = True
        self._done[name] = None if broken else replace(rule, condition=condition)
        return self._done[name]

    def _problem(self, place: SourcePlace, code: str, message: str, *, hint: str = "") -> None:
        self._faults += 1
        at = Text("", place.line, place.column)
        self._documents[place.path].problem(at, code, message, hint=hint)

    def _condition(self, condition: Condition) -> Condition:  # noqa: PLR0911 - one for each kind
        if not has_references(condition):
            return condition  # as it is: conditions are known by their identity
        match condition:
            case OfRule():
                return self._reference(condition)
            case AllOf(of=of) | AnyOf(of=of) | NoneOf(of=of) | Near(of=of) | AtLeast(of=of):
                return replace(condition, of=tuple(map(self._condition, of)))
            case Apart(of=operand, others=others):
                return replace(condition, of=self._condition(operand), others=tuple(map(self._condition, others)))
            case Repeated(of=operand):
                return replace(condition, of=self._condition(operand))
            case Score(of=weights):
                return replace(condition, of=tuple(replace(one, of=self._condition(one.of)) for one in weights))
            case _:
                return condition

    def _reference(self, condition: OfRule) -> Condition:
        name = condition.rule
        if name in self._path:
            circle = " -> ".join((*self._path[self._path.index(name) :], name))
            self._problem(condition.place, "E207", f"rules may not name each other in a circle: {circle}")
            return condition
        target = self._rules.get(name)
        if target is None and name in self._written:
            self._faults += 1  # it has errors of its own, which are reported there
            return condition
        if target is None:
            hint = nearest(name, self._rules)
            self._problem(condition.place, "E201", f"no rule {name!r}", hint=f"rule:{hint}" if hint else "")
            return condition
        if target.when is not None:
            why = f"{name!r} counts items over time: an item alone does not satisfy it"
            self._problem(condition.place, "E201", why)
            return condition
        found = self.rule(name)
        if found is None:
            self._faults += 1
            return condition
        return replace(condition, condition=found.condition, where=found.where)


def _ids(document: Document) -> Iterator[str]:
    """The ids of all rules of a pack, with those that cannot be used."""
    rules = document.root.get("rules") if isinstance(document.root, Map) else None
    for entry in rules if isinstance(rules, Map) else ():
        yield entry.key.value


def has_references(condition: Condition) -> bool:
    """Whether a condition names another rule."""
    return isinstance(condition, OfRule) or any(map(has_references, parts(condition)))
