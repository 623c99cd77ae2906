"""Trying the examples that stand beside rules and entities."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

from monitor.detect.detector import Detector
from monitor.detect.explain import Clause, Verdict, explain
from monitor.detect.load import Rules
from monitor.detect.rule import Entity, Example, Named, Rule
from monitor.errors import Problem
from monitor.model import FeedId, Item, ItemId, RuleId

_SOME_INSTANT = datetime(2000, 1, 1, tzinfo=UTC)


def check_examples(rules: Rules) -> tuple[Problem, ...]:
    """T001 for every example that does not come out as written, at its place, with why.

    Rules that are disabled or have expired are tried like the others: an example says what a rule means.
    """
    return tuple(sorted(_failures(rules)))


def _failures(rules: Rules) -> Iterator[Problem]:
    for rule in (*rules.rules, *map(_rule_of, rules.entities)):
        if rule.examples:
            tried = replace(rule, enabled=True, expires=None)
            yield from _try(Detector(replace(rules, rules=(tried,)), now=lambda: _SOME_INSTANT), rule.examples)


def _rule_of(entity: Entity) -> Rule:
    """A rule that an item satisfies if it names the entity."""
    return Rule(
        id=RuleId(entity.id),
        title=entity.id,
        condition=Named(entity=entity.id),
        examples=entity.examples,
        place=entity.place,
    )


def _try(detector: Detector, examples: Iterable[Example]) -> Iterator[Problem]:
    for example in examples:
        item = _item(example)
        if (detector.detect(item) is not None) == example.matches:
            continue
        (verdict,) = explain(detector, item)
        yield Problem(
            example.place.path, example.place.line, example.place.column, "T001", _message(example, verdict)
        )


def _message(example: Example, verdict: Verdict) -> str:
    if example.matches:
        reasons = [verdict.why] if verdict.why else list(_reasons(verdict.clause))
        why = "; ".join(dict.fromkeys(reasons))
        return f"{verdict.rule!r} does not match {example.title!r}: {why}"
    words = ", ".join(f'{part.says} found in "{_words(part, verdict.item)}"' for part in _found(verdict.clause))
    return f"{verdict.rule!r} matches {example.title!r}: {words}"


def _reasons(clause: Clause) -> Iterator[str]:
    """What keeps a clause from holding, from the inside out."""
    if clause.holds:
        return
    if clause.why or not clause.parts:
        yield f"{clause.says}: {clause.why}"
        return
    for part in clause.parts:
        yield from _reasons(part)


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
