"""What a rule means once it is read: its conditions with every name, spelling and option that they come to."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from monitor.detect.explain.correlation_text import fires_on
from monitor.detect.explain.explain import describe_clause
from monitor.detect.match.patterns.pattern import End
from monitor.detect.match.verify import CompiledTerm
from monitor.detect.rules.conditions import (
    ANYWHERE,
    NO_WORDS,
    Accents,
    AllOf,
    AnyOf,
    Apart,
    AtLeast,
    CaseMode,
    Condition,
    EntityRef,
    Forms,
    Near,
    NoneOf,
    NumberIs,
    OfRule,
    Phrase,
    Regex,
    Repeated,
    Scope,
    Score,
    Unit,
)
from monitor.detect.rules.entity import Alias, Entity
from monitor.detect.rules.rule import Rule
from monitor.detect.ruleset import Rules
from monitor.model.ids import EntityId
from monitor.model.matching.rule_hit import Hours, Merge
from monitor.model.news.item import SEARCHED

_NAMES_SHOWN = 8
_GROUPS = {AllOf: "all of", AnyOf: "any of", NoneOf: "none of"}
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def describe(rule: Rule, rules: Rules) -> Iterator[str]:
    """A rule as lines. `~` after a spelling stands for the endings of its language, `*` for any ending."""
    own = {entity.id: entity for entity in rules.entities}

    def entity_of(name: EntityId) -> Entity | None:
        return own.get(name) or (rules.library.entity(name) if name in rules.library.ids else None)

    yield f"{rule.id}: {rule.title}"
    for name, value in _settings(rule):
        yield f"  {name:9} {value}"
    if rule.when is not None:
        yield f"  {'fires':9} {fires_on(rule.when.correlation)}"
        of_rules = (
            f"items of rules {', '.join(rule.when.rules)}" if rule.when.rules else "items of any rule or none"
        )
        yield f"  {'counts':9} {of_rules}"
    if rule.condition is not NO_WORDS:
        yield "  fires if" if rule.when is None else "  with"
        yield from (f"    {line}" for line in _lines(rule.condition, entity_of))
    if rule.when is not None:
        return
    good = sum(example.matches for example in rule.examples)
    yield f"  {'tests':9} {good} that must match, {len(rule.examples) - good} that must not"


def _settings(rule: Rule) -> Iterator[tuple[str, str]]:
    yield "written", f"{rule.place.path}:{rule.place.line}"
    for name, value in (("pack", rule.pack), ("owner", rule.owner), ("note", rule.note), ("within", rule.within)):
        if value:
            yield name, str(value)
    if not rule.enabled:
        yield "enabled", "no"
    yield "severity", rule.severity.name.lower()
    yield "tags", ", ".join(rule.tags) or "none"
    yield "channels", ", ".join(rule.notify) or "those that the routes choose"
    where = rule.where
    for name in ("langs", "feeds", "tags", "sources", "not_sources", "authors", "categories", "urls", "tiers"):
        if wanted := getattr(where, name):
            yield "where", f"{name}: {', '.join(map(str, wanted))}"
    if where.max_age is not None:
        yield "where", f"max_age: {where.max_age}"
    if rule.throttle is not None:
        yield "throttle", f"once in {rule.throttle.every} per {rule.throttle.per}"
    if rule.hours is not None:
        yield "schedule", _hours(rule.hours)
    if rule.story.merge is not Merge.NORMAL or rule.story.join is not None:
        join = f", open for {rule.story.join}" if rule.story.join is not None else ""
        yield "story", f"merge {rule.story.merge}{join}"
    if rule.story.min_independent > 1:
        yield "story", f"alerts from {rule.story.min_independent} independent sources"
    if rule.expires is not None:
        yield "expires", f"after {rule.expires}"


def _hours(hours: Hours) -> str:
    start, end = (f"{minutes // 60:02}:{minutes % 60:02}" for minutes in (hours.start, hours.end))
    when = "all day" if start == end else f"{start} to {end}"
    days = "" if len(hours.days) == len(_DAYS) else f" on {', '.join(_DAYS[day] for day in hours.days)}"
    passes = f", but {hours.passes.name.lower()} alerts at any hour" if hours.passes is not None else ""
    return f"{when}{days} {hours.timezone or 'local time'}, else {hours.outside}{passes}"


def _lines(  # noqa: C901 - one for each kind
    condition: Condition, entity_of: Callable[[EntityId], Entity | None]
) -> Iterator[str]:
    match condition:
        case Phrase():
            term = CompiledTerm(condition.text, condition.case, condition.forms, condition.accents)
            options = _options(condition.case, condition.forms, condition.accents, condition.scope)
            yield f"{condition.text}: {_spellings(term)}{options}"
        case Regex(scope=scope, word=word):
            whole = "" if word else " (inside words too)"
            yield f"{describe_clause(condition)}{whole}{_scope(scope)}"
        case EntityRef(entity=entity, scope=scope, metonyms=metonyms):
            yield f"{describe_clause(condition)}{_scope(scope)}"
            if (named := entity_of(entity)) is not None:
                yield from (f"  {line}" for line in _names(named, metonyms=metonyms))
        case Score(of=weights):
            yield describe_clause(condition)
            for weight in weights:
                first, *more = _lines(weight.of, entity_of)
                cap = f", {weight.cap} at most" if weight.cap is not None else ""
                yield f"  {weight.points:+d}{' at each place' if weight.each else ''}{cap}  {first}"
                yield from (f"      {line}" for line in more)
        case NumberIs(scope=scope, unit=unit):
            counted = "" if unit is Unit.ANY else f" ({unit})"
            yield f"{describe_clause(condition)}{counted}{_scope(scope)}"
        case Repeated(of=operand) | OfRule(condition=operand):
            yield describe_clause(condition)
            yield from (f"  {line}" for line in _lines(operand, entity_of))
        case Apart(of=operand, others=others, within=within):
            yield from _lines(operand, entity_of)
            yield f"  not within {within} words of"
            for other in others:
                yield from (f"    {line}" for line in _lines(other, entity_of))
        case AllOf(of=of) | AnyOf(of=of) | NoneOf(of=of) | Near(of=of) | AtLeast(of=of):
            yield _GROUPS.get(type(condition), describe_clause(condition))
            for operand in of:
                yield from (f"  {line}" for line in _lines(operand, entity_of))


def _names(entity: Entity, *, metonyms: bool) -> Iterator[str]:
    by_language: dict[str, list[Alias]] = {}
    for alias in entity.names:
        by_language.setdefault(alias.lang or "any", []).append(alias)
    for lang, aliases in by_language.items():
        yield f"{lang}: {_some(aliases)}"
    if entity.weak:
        context = ", ".join(map(describe_clause, entity.context)) or "a full name"
        yield f"weak: {_some(entity.weak)}, near {context}"
    if metonyms and entity.metonyms:
        yield f"metonyms: {_some(entity.metonyms)}"
    if entity.excepts:
        yield f"not in: {', '.join(phrase.text for phrase in entity.excepts)}"


def _some(aliases: list[Alias] | tuple[Alias, ...]) -> str:
    more = len(aliases) - _NAMES_SHOWN
    shown = ", ".join(alias.text for alias in aliases[:_NAMES_SHOWN])
    return f"{shown} and {more} more" if more > 0 else shown


def _spellings(term: CompiledTerm) -> str:
    found = dict.fromkeys(
        f"{pattern.letters}{_ending(pattern.end)}"
        for pattern in term.patterns
        if not pattern.by_forms and not pattern.umlauts
    )
    capitals = " (in capitals)" if term.case is CaseMode.SMART and term.wants_capitals else ""
    return f"{', '.join(found)}{capitals}"


def _ending(end: End) -> str:
    if end is End.OPEN:
        return "*"
    return "" if end in (End.WORD, End.RUN) else "~"


def _options(case: CaseMode, forms: Forms, accents: Accents, scope: Scope) -> str:
    said = [
        f"{name} {value}"
        for name, value, usual in (
            ("case", case, CaseMode.SMART),
            ("forms", forms, Forms.AUTO),
            ("accents", accents, Accents.AUTO),
        )
        if value is not usual
    ]
    written = f" ({', '.join(said)})" if said else ""
    return f"{written}{_scope(scope)}"


def _scope(scope: Scope) -> str:
    if scope == ANYWHERE:
        return ""
    said = []
    if scope.fields != SEARCHED:
        said.append(f"in {', '.join(scope.fields)}")
    if scope.langs:
        said.append(f"langs {', '.join(scope.langs)}")
    if scope.excepts:
        said.append(f"except {', '.join(phrase.text for phrase in scope.excepts)}")
    return f" ({'; '.join(said)})"
