"""Reading `when`, and the one key beside it that says what must come together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from monitor.detect.reader import fields
from monitor.detect.reader.state_key import state_key
from monitor.detect.rules import keys as spec
from monitor.detect.rules.conditions import Condition
from monitor.detect.rules.rule import Rule, When
from monitor.model.ids import FeedId
from monitor.model.matching.correlation import (
    Absence,
    Correlated,
    Correlation,
    Count,
    Distinct,
    EventSequence,
    Novelty,
    Spike,
)
from monitor.yamldoc import fields as yamldoc_fields
from monitor.yamldoc.parse import Document, Map, Node, kind

_WRITTEN = {
    "count": "{at_least: 8, within: 1h}",
    "distinct": "{field: entities.place, at_least: 4, within: 3h}",
    "spike": "{factor: 3, window: 1h, baseline: 7d, min: 6}",
    "absent": "{for: 26h}",
    "sequence": "{within: 6h}",
    "new": "{field: entities.person, not_seen_in: 90d}",
}
_A_DAY = timedelta(days=1)
_LONGEST = timedelta(days=90)
_WINDOWS = 750
"""Windows that a baseline may have: so much is kept of it."""
_USUAL_BASELINE = timedelta(days=7)
_LEAST_OF_A_SPIKE = 5


def read_when(document: Document, at: Map, rule: Rule, condition: Condition | None) -> When | None:
    """What a rule counts, and what must come of it; None after a problem.

    `at` is the rule's mapping; `rule` has its `where` already, and `condition` is what `when` asks for in words.
    """
    kinds = [entry for entry in at if entry.key.value in spec.keys("correlations")]
    when = at.get("when")
    if when is None:
        key = kinds[0].key
        document.problem(key, "E106", f"{key.value} needs `when`, which says what it is about")
        return None
    if not isinstance(when, Map):
        document.problem(when, "E105", f"when is written {{rules: [my-rule]}}, not as {kind(when)}")
        return None
    for entry in at:
        if entry.key.value in spec.keys("groups"):
            words = f"{entry.key.value!r} belongs in `when` here: when: {{{entry.key.value}: …}}"
            document.problem(entry.key, "E106", words)
    if (tests := at.get("tests")) is not None:
        advice = "a single item does not make a correlation rule fire: write a scenario in tests/ (see README.md)"
        document.problem(tests, "E106", advice)
    if len(kinds) != 1:
        many = "only one" if kinds else "one"
        place = kinds[1].key if kinds else when
        document.problem(place, "E106", f"a rule with `when` needs {many} of {', '.join(_WRITTEN)}")
        return None
    rules = when.get("rules")
    named = yamldoc_fields.plain_texts(document, rules, "rules") if rules is not None else ()
    strange = any(entry.key.value not in spec.keys("when") for entry in when)
    if not named and condition is None and when.get("where") is None and not strange:
        document.problem(when, "E106", "when needs `rules`, `where` or words: when: {rules: [my-rule]}")
        return None
    chosen = kinds[0].key.value
    found = _Correlating(document, when, named).read(chosen, kinds[0].value, rule)
    if found is None:
        return None
    state = state_key(rule.id, condition, rule.where, named, found)
    feeds = tuple(map(FeedId, rule.where.feeds))
    return When(rules=named, correlation=Correlation.of(found, key=state, feeds=feeds))


class _Correlating:
    """Reads one of the four. What is wrong becomes problems of the document."""

    def __init__(self, document: Document, when: Map, rules: tuple[str, ...]) -> None:
        self._document = document
        self._when = when
        self._rules = rules

    def read(self, name: str, node: Node, rule: Rule) -> Correlated | None:
        """The one of this name, or None after a problem."""
        if not isinstance(node, Map):
            self._document.problem(node, "E105", f"{name} is written {_WRITTEN[name]}, not as {kind(node)}")
            return None
        fields.check_keys(self._document, node, spec.keys(name))
        return self._read(name, node, rule)

    def _read(self, name: str, at: Map, rule: Rule) -> Correlated | None:
        match name:
            case "count" | "distinct":
                return self._count(at, name)
            case "spike":
                return self._spike(at)
            case "absent":
                return self._absent(at, rule)
            case "new":
                return self._new(at)
            case _:
                return self._sequence(at)

    def _count(self, at: Map, kind: str) -> Count | None:
        """`count`, which may say of what, and `distinct`, which must: the same in two orders of words."""
        key = "field" if kind == "distinct" else "distinct"
        least = self._number(at, "at_least", low=2, high=spec.MAX_COUNT)
        within = self._span(at, "within")
        needed = ("at_least", "within", key) if kind == "distinct" else ("at_least", "within")
        if not self._there(at, kind, needed) or least is None or within is None:
            return None
        distinct = Distinct.ITEM
        if (node := at.get(key)) is not None:
            distinct = yamldoc_fields.choice(self._document, node, key, Distinct, default=distinct)
        return Count(at_least=least, within=within, distinct=distinct)

    def _spike(self, at: Map) -> Spike | None:
        factor = self._number(at, "factor", low=2, high=spec.MAX_FACTOR)
        window = self._span(at, "window")
        if not self._there(at, "spike", ("factor", "window")) or factor is None or window is None:
            return None
        baseline = self._span(at, "baseline") or _USUAL_BASELINE
        place = at.get("baseline") or at
        if not _A_DAY <= baseline <= _LONGEST:
            self._document.problem(place, "E105", "baseline must be between 1d and 90d")
        elif not 2 * window <= baseline <= _WINDOWS * window:
            self._document.problem(place, "E105", f"baseline must be 2 to {_WINDOWS} times as long as window")
        least = self._number(at, "min", low=1, high=spec.MAX_COUNT) or _LEAST_OF_A_SPIKE
        return Spike(factor=factor, window=window, baseline=baseline, least=least)

    def _absent(self, at: Map, rule: Rule) -> Absence | None:
        span = self._span(at, "for")
        if not self._there(at, "absent", ("for",)) or span is None:
            return None
        unless = at.get("unless")
        if unless is None:
            return Absence(span=span)
        yamldoc_fields.known_texts(self._document, unless, "unless", [spec.FEED_DOWN])
        if not rule.where.feeds:
            self._document.problem(
                unless, "E106", "unless: feed_down needs the feeds: when: {where: {feeds: [my-feed]}}"
            )
        return Absence(span=span, unless_feed_down=True)

    def _new(self, at: Map) -> Novelty | None:
        field, span = at.get("field"), self._span(at, "not_seen_in")
        if not self._there(at, "new", ("field", "not_seen_in")) or field is None or span is None:
            return None
        chosen = yamldoc_fields.choice(self._document, field, "field", Distinct, default=Distinct.PERSON)
        if chosen in (Distinct.ITEM, Distinct.STORY):
            self._document.problem(field, "E105", f"every {chosen} is new: field must be what comes again")
        return Novelty(field=chosen, not_seen_in=span)

    def _sequence(self, at: Map) -> EventSequence | None:
        within = self._span(at, "within")
        if not self._there(at, "sequence", ("within",)) or within is None:
            return None
        ordered = at.get("ordered")
        if len(set(self._rules)) < 2:
            place = self._when.get("rules") or self._when
            self._document.problem(place, "E106", "sequence needs two rules or more: when: {rules: [one, other]}")
            return None
        return EventSequence(
            rules=tuple(dict.fromkeys(self._rules)),
            within=within,
            ordered=ordered is not None
            and yamldoc_fields.boolean(self._document, ordered, "ordered", default=False),
        )

    def _there(self, at: Map, kind: str, needed: Sequence[str]) -> bool:
        missing = [key for key in needed if at.get(key) is None]
        if missing:
            self._document.problem(at, "E105", f"{kind} needs `{missing[0]}`: {_WRITTEN[kind]}")
        return not missing

    def _number(self, at: Map, key: str, *, low: int, high: int) -> int | None:
        node = at.get(key)
        return (
            yamldoc_fields.number(self._document, node, key, code="E105", low=low, high=high)
            if node is not None
            else None
        )

    def _span(self, at: Map, key: str) -> timedelta | None:
        node = at.get(key)
        return yamldoc_fields.duration(self._document, node, key) if node is not None else None
