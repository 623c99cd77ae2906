"""Trying the examples of rules and entities."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from monitor.detect.detector import Detector
from monitor.detect.explain.explain import Clause, RuleVerdict, explain
from monitor.detect.rules.conditions import EntityRef
from monitor.detect.rules.entity import Entity
from monitor.detect.rules.example import Example
from monitor.detect.rules.rule import Rule
from monitor.detect.ruleset import Rules
from monitor.errors import Problem
from monitor.model.ids import FeedId, ItemId, RuleId
from monitor.model.news.item import Item

_SOME_INSTANT = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """How one example came out."""

    rule: RuleId
    """The rule that it is of; for an entity's example, the entity."""
    example: Example
    failure: str = ""
    """Why it did not come out as written, in one line; empty if it did."""
    verdict: RuleVerdict | None = None
    """The verdict on the example, if it failed."""

    @property
    def problem(self) -> Problem:
        """The failure as T001 at the example's place."""
        place = self.example.place
        return Problem(place.path, place.line, place.column, "T001", self.failure)


def check_examples(rules: Rules) -> tuple[Problem, ...]:
    """T001 for every example that does not come out as written, at its place, with why."""
    return tuple(sorted(trial.problem for trial in try_examples(rules) if trial.failure))


def try_examples(rules: Rules, *, only: str = "") -> Iterator[Trial]:
    """Every example, tried; with `only`, those of rules and entities that have this text in their id.

    Rules that are disabled or have expired are tried like the others: an example says what a rule means.
    """
    tested = [
        replace(rule, enabled=True, expires=None)
        for rule in (*rules.rules, *map(_rule_of, rules.entities))
        if rule.examples and only in rule.id
    ]
    if not tested:
        return
    all_of_them = Detector(replace(rules, rules=tuple(tested)), now=lambda: _SOME_INSTANT)
    for rule in tested:
        alone: Detector | None = None
        for example in rule.examples:
            matched = any(hit.rule == rule.id for hit in all_of_them.hits(_item(example)))
            if matched == example.matches and not example.because:
                yield Trial(rule=rule.id, example=example)
                continue
            alone = alone or Detector(replace(rules, rules=(rule,)), now=lambda: _SOME_INSTANT)
            yield _explained(alone, rule, example)


def _rule_of(entity: Entity) -> Rule:
    """A rule that an item satisfies if it names the entity."""
    return Rule(
        id=RuleId(entity.id),
        title=entity.id,
        condition=EntityRef(entity=entity.id),
        examples=entity.examples,
        place=entity.place,
    )


def _explained(alone: Detector, rule: Rule, example: Example) -> Trial:
    """An example that failed, or of which the reason matters."""
    (verdict,) = explain(alone, _item(example))
    failure = _failure(example, verdict)
    return Trial(rule=rule.id, example=example, failure=failure, verdict=verdict if failure else None)


def _failure(example: Example, verdict: RuleVerdict) -> str:
    if verdict.matched and not example.matches:
        words = ", ".join(
            f'{part.says} found in "{_words(part, verdict.item)}"' for part in _found(verdict.clause)
        )
        return f"{verdict.rule!r} matches {example.title!r}: {words}"
    reasons = [verdict.why] if verdict.why else list(dict.fromkeys(_reasons(verdict.clause)))
    why = "; ".join(reasons)
    if example.matches:
        return "" if verdict.matched else f"{verdict.rule!r} does not match {example.title!r}: {why}"
    if any(example.because in reason for reason in (*reasons, *_codes(verdict.clause))):
        return ""
    return f"{verdict.rule!r} does not match {example.title!r}, but not because of {example.because!r}: {why}"


def _reasons(clause: Clause) -> Iterator[str]:
    """What keeps a clause from holding, from the inside out."""
    if clause.holds:
        return
    if clause.why or not clause.parts:
        yield f"{clause.says}: {clause.why}"
        return
    for part in clause.parts:
        yield from _reasons(part)


def _codes(clause: Clause) -> Iterator[str]:
    if clause.code is not None:
        yield clause.code
    for part in clause.parts:
        yield from _codes(part)


def _found(clause: Clause) -> Iterator[Clause]:
    if clause.hits:
        yield clause
    for part in clause.parts:
        yield from _found(part)


def _words(clause: Clause, item: Item) -> str:
    return " … ".join(item.text(hit.field)[hit.start : hit.end] for hit in clause.hits)


def _item(example: Example) -> Item:
    return Item(
        id=ItemId(""),
        feed=FeedId(example.feed),
        source=example.source,
        url=f"https://{example.source}/" if "." in example.source else "",
        title=example.title,
        summary=example.summary,
        body=example.body,
        lang=example.lang,
        first_seen_at=_SOME_INSTANT,
    )
