"""Advice on rules as wholes, once all of them are read: what can never alert, alerts twice, or soon ends.

W211, W215, W220, W221 and W226, each at the place in the file that has to be fixed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import assert_never

from monitor.detect.lint.policies import check_policies
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
    Score,
    SourcePlace,
    Where,
)
from monitor.detect.rules.rule import Rule
from monitor.language.scripts import is_acronym
from monitor.language.stop_words import is_very_common
from monitor.language.words import words
from monitor.yamldoc.parse import Document, Entry, Items, Map, Node, Text

_SOON = timedelta(days=7)
_WIDE = 50


def check_rules(rules: Sequence[Rule], documents: Sequence[Document], *, today: date | None = None) -> None:
    """Note what is odd about the rules in the documents that they were read from."""
    written = {
        SourcePlace(document.path, entry.key.line, entry.key.column): (document, entry)
        for document in documents
        for entry in _entries(document)
    }
    first: dict[tuple[Condition, Where], Rule] = {}
    for rule in rules:
        document, entry = written[rule.place]
        same = first.setdefault((rule.condition, rule.where), rule) if rule.when is None else rule
        if same is not rule:
            document.problem(
                entry.key, "W215", f"rule {rule.id!r} asks for the same as {same.id!r} (line {same.place.line})"
            )
        if isinstance(entry.value, Map):
            _check_end(document, entry.value, rule, today)
            _check_width(document, entry.value)
            _check_exclusions(document, entry.value, rule)
            check_policies(document, entry.value, rule)
        _check_common(document, entry, rule)


def _entries(document: Document) -> Iterator[Entry]:
    rules = document.root.get("rules") if isinstance(document.root, Map) else None
    if isinstance(rules, Map):
        yield from rules


def _check_end(document: Document, at: Map, rule: Rule, today: date | None) -> None:
    node = at.get("expires")
    if node is None or rule.expires is None or today is None or not today <= rule.expires <= today + _SOON:
        return
    days = (rule.expires - today).days
    when = f"in {days} day{'s' if days > 1 else ''}" if days else "today"
    document.problem(node, "W220", f"rule {rule.id!r} ends {when}: give it a later day if it is still wanted")


def _check_width(document: Document, at: Node) -> None:
    """W221 for every `within` that is so wide that nearness says nothing."""
    if isinstance(at, Items):
        for node in at:
            _check_width(document, node)
    if not isinstance(at, Map):
        return
    for entry in at:
        within = entry.value.get("within") if entry.key.value == "near" and isinstance(entry.value, Map) else None
        if isinstance(within, Text) and within.value.isdigit() and int(within.value) > _WIDE:
            document.problem(
                within,
                "W221",
                f"within {within.value} words is nearly anywhere in a text: say `all`, or come nearer",
            )
        if entry.key.value != "tests":
            _check_width(document, entry.value)


def _check_common(document: Document, entry: Entry, rule: Rule) -> None:
    """W226 for every word that satisfies the rule by itself, and that nearly every text of a language has."""
    common = {
        phrase.text for phrase in _sufficient(rule.condition) if is_very_common(phrase.text, rule.where.langs)
    }
    for text in _texts(entry.value) if common else ():
        if text.value in common:
            document.problem(
                text,
                "W226",
                f"{text.value!r} is among the commonest words of a language, and satisfies the rule by itself: "
                "write a phrase, or put it into `all` with others",
            )


def _sufficient(condition: Condition) -> Iterator[Phrase]:
    """The phrases of which one alone satisfies a condition."""
    match condition:
        case Phrase(scope=scope) if scope == ANYWHERE:
            yield condition
        case AnyOf(of=operands) | AtLeast(of=operands, n=1):
            for operand in operands:
                yield from _sufficient(operand)
        case AllOf(of=(only,)):
            yield from _sufficient(only)
        case AllOf(of=operands) if all(isinstance(one, Phrase | NoneOf) for one in operands):
            asked = [one for one in operands if isinstance(one, Phrase)]
            if all(is_very_common(phrase.text, ()) for phrase in asked):
                yield from asked
        case _:
            return


def _texts(at: Node) -> Iterator[Text]:
    """Every text below a node but those of examples."""
    if isinstance(at, Text):
        yield at
    elif isinstance(at, Items):
        for item in at:
            yield from _texts(item)
    else:
        for entry in at:
            if entry.key.value not in ("tests", "none", "not_near", "except"):
                yield from _texts(entry.value)


def _check_exclusions(document: Document, at: Map, rule: Rule) -> None:
    """W211 for every operand of `none` that is found wherever something that the rule asks for is."""
    excluded, wanted = _parted(rule.condition)
    if not excluded:
        return
    places = _texts_of_none(at)
    sought = [_sought(condition) for condition in wanted]
    for condition in excluded:
        barred = _sought(condition)
        victim = next((other for other, its in zip(wanted, sought, strict=True) if _goes_with(barred, its)), None)
        if victim is not None:
            name = _written(condition)
            document.problem(
                places.get(name, at.get("none") or at),
                "W211",
                f"{name!r} in `none` is found wherever {_written(victim)!r} is, so that never counts: "
                "leave one of them out",
            )


def _parted(condition: Condition) -> tuple[list[Condition], list[Condition]]:
    """The words and entities of `none`, and those that are asked for."""
    excluded: list[Condition] = []
    wanted: list[Condition] = []
    for leaf, inside_none in _leaves(condition, inside_none=False):
        (excluded if inside_none else wanted).append(leaf)
    return excluded, wanted


def _leaves(condition: Condition, *, inside_none: bool) -> Iterator[tuple[Condition, bool]]:
    match condition:
        case Phrase() | EntityRef() | Regex() | NumberIs():
            yield condition, inside_none
        case NoneOf(of=operands):
            for operand in operands:
                if isinstance(operand, Phrase | EntityRef | AnyOf):  # others hold only for some of the finds
                    yield from _leaves(operand, inside_none=True)
        case AllOf(of=operands) | AnyOf(of=operands) | Near(of=operands) | AtLeast(of=operands):
            for operand in operands:
                yield from _leaves(operand, inside_none=inside_none)
        case Repeated(of=operand) | Apart(of=operand):
            yield from _leaves(operand, inside_none=inside_none)
        case OfRule():
            return  # the other rule has its own advice
        case Score(of=weights):
            for weight in weights:
                if weight.points > 0:
                    yield from _leaves(weight.of, inside_none=inside_none)
        case _:
            assert_never(condition)


def _sought(condition: Condition) -> tuple[str, tuple[object, ...]]:
    """What a word or an entity is sought by: its folded words between blanks, and what else must be the same."""
    match condition:
        case Phrase(text=text, case=case, scope=scope):
            return f" {' '.join(words(text.removesuffix('*')))} ", (is_acronym(text), case, scope)
        case EntityRef(entity=entity, scope=scope):
            return f" {entity} ", (EntityRef, replace(scope, excepts=()))
        case _:
            return "", ()


def _goes_with(excluded: tuple[str, tuple[object, ...]], wanted: tuple[str, tuple[object, ...]]) -> bool:
    """Whether the excluded is found in every text in which the wanted is."""
    return bool(excluded[0]) and excluded[0] in wanted[0] and excluded[1] == wanted[1]


def _written(condition: Condition) -> str:
    if isinstance(condition, EntityRef):
        return f"entity:{condition.entity}"
    return condition.text if isinstance(condition, Phrase) else ""


def _texts_of_none(at: Node) -> Mapping[str, Text]:
    """Every text below a key `none`, by what it says."""
    found: dict[str, Text] = {}

    def gather(node: Node, *, inside: bool) -> None:
        if isinstance(node, Text):
            if inside:
                found.setdefault(node.value, node)
        elif isinstance(node, Items):
            for item in node:
                gather(item, inside=inside)
        else:
            for entry in node:
                if entry.key.value != "tests":
                    gather(entry.value, inside=inside or entry.key.value == "none")

    gather(at, inside=False)
    return found
