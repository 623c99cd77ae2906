"""Item -> Match."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from monitor.clock import Now
from monitor.detect.match.automaton import Automaton, Found
from monitor.detect.match.evaluate import Evaluation, Mark, Occurrence
from monitor.detect.match.names.entity_scanner import entity_scanner_of
from monitor.detect.match.operands.scope import refusal
from monitor.detect.match.rule_index import RuleIndex
from monitor.detect.match.text.folded_item import FoldedItem
from monitor.detect.match.text.spans import Span
from monitor.detect.match.text.steps import StepLimitError
from monitor.detect.rules.conditions import EVERY_ITEM, NO_WORDS, required
from monitor.detect.rules.rule import Rule
from monitor.detect.ruleset import Rules
from monitor.model.ids import EntityId
from monitor.model.matching.match import Match, Mention
from monitor.model.matching.rule_hit import Hit, RuleHit
from monitor.model.news.item import Item


class Detector:
    """All rules, ready to be asked of items. Holds no state between items."""

    def __init__(self, rules: Rules, *, now: Now) -> None:
        """`now` is asked only whether a rule has expired."""
        self.ruleset = rules.ruleset
        self.index = RuleIndex(rules)
        self.now = now
        self._automaton = Automaton(self.index.terms)
        self._required = [required(rule.condition) for rule in self.index.rules]
        self._own = frozenset(entity.id for entity in rules.entities)
        self._scanner = entity_scanner_of(rules.library)
        self._when = {rule.id: rule.when for rule in self.index.rules if rule.when is not None}
        self._counting = [place for place, rule in enumerate(self.index.rules) if rule.when is not None]
        self._every_item = frozenset(
            place for place, rule in enumerate(self.index.rules) if rule.condition is EVERY_ITEM
        )
        self._wordless = [place for place in self._counting if self.index.rules[place].condition is NO_WORDS]

    def detect(self, item: Item) -> Match | None:
        """The match of an item with every rule that it satisfies, or None if there is no such rule.

        Raises StepLimitError if that takes too many steps.
        """
        reading = FoldedItem(item)
        hits, evaluation = self._examine(reading)
        counts_for: tuple[RuleHit, ...] = ()
        if self._when:
            hits, counts_for = self._parted(reading, hits)
        if not hits and not counts_for:
            return None
        if item.lang is None and reading.lang is not None:
            item = replace(item, lang=reading.lang)
        mentions = self._mentions(reading, evaluation) if evaluation is not None else ()
        return Match(
            item=item,
            rules=hits,
            entities=tuple(mention.entity for mention in mentions),
            ruleset=self.ruleset,
            counted_by=counts_for,
            mentions=mentions,
        )

    @property
    def watching(self) -> tuple[RuleHit, ...]:
        """The rules with `when` that are not over, as what they count would bring them."""
        today = self.now().date()
        last = ((place, self.index.rules[place].expires) for place in self._counting)
        return tuple(self._hit(place, None, ()) for place, day in last if day is None or today <= day)

    def hits(self, item: Item) -> tuple[RuleHit, ...]:
        """The rules that an item satisfies, without what else it names."""
        return self._examine(FoldedItem(item))[0]

    def _examine(self, reading: FoldedItem) -> tuple[tuple[RuleHit, ...], Evaluation | None]:
        """The rules that hold; no evaluation if none was even worth one."""
        found = self._automaton.find(reading)
        if not found and not self.index.lone_expressions and not self._every_item:
            return (), None
        set_off = self.index.set_off
        idle = self.index.idle_offices(found)
        active = (number for number in self._numbers(reading, found) if number not in idle)
        candidates = sorted({place for number in active for place in set_off.get(number, ())} | self._every_item)
        if not candidates:
            return (), None
        evaluation = Evaluation(self.index, reading, found)
        today = self.now().date()
        hits: list[RuleHit] = []
        for place in candidates:
            rule = self.index.rules[place]
            if refusal(rule, reading, today=today):
                continue
            try:
                occurrences = evaluation.occurrences(rule.condition)
                if occurrences is not None:
                    hits.append(self._hit(place, reading, occurrences))
            except StepLimitError as reached:
                raise StepLimitError(reached.limit, rule.id) from None
        return tuple(hits), evaluation

    def _parted(
        self, reading: FoldedItem, hits: tuple[RuleHit, ...]
    ) -> tuple[tuple[RuleHit, ...], tuple[RuleHit, ...]]:
        """The rules that alert by the item itself, and those that count it."""
        alerting = tuple(hit for hit in hits if hit.correlation is None)
        rules = [hit.rule for hit in alerting]
        today = self.now().date()
        counting = [hit for hit in hits if hit.correlation is not None and self._when[hit.rule].counts(rules)]
        for place in self._wordless:
            rule = self.index.rules[place]
            if self._when[rule.id].counts(rules) and not refusal(rule, reading, today=today):
                counting.append(self._hit(place, reading, ()))
        return alerting, tuple(counting)

    def _numbers(self, reading: FoldedItem, found: Found) -> Iterable[int]:
        """The numbers of all that was found and may set off a rule."""
        lone = self.index.lone_expressions
        return (*found, *(number for number in lone if self.index.expressions[~number].is_in(reading)))

    def _mentions(self, reading: FoldedItem, evaluation: Evaluation) -> tuple[Mention, ...]:
        """Every entity that the item names, in the order of the text; the rules' own files have the last word."""
        known = self._scanner.naming(reading).places.items()
        places = {name: place for name, place in known if name not in self._own}
        return mentions_of(reading, places | evaluation.naming.places)

    def _hit(self, place: int, reading: FoldedItem | None, occurrences: Iterable[Occurrence]) -> RuleHit:
        rule: Rule = self.index.rules[place]
        return RuleHit(
            rule=rule.id,
            title=rule.title,
            severity=rule.severity,
            tags=rule.tags,
            notify=rule.notify,
            hits=hits_of(reading, occurrences) if reading is not None else (),
            required=self._required[place],
            throttle=rule.throttle,
            hours=rule.hours,
            story=rule.story,
            correlation=rule.when.correlation if rule.when is not None else None,
        )


def mentions_of(reading: FoldedItem, places: Mapping[EntityId, Span]) -> tuple[Mention, ...]:
    """Where the item names each entity, in the order of the text."""
    found = []
    for entity in sorted(places, key=lambda name: (places[name], name)):
        field, start, end = reading.place(places[entity])
        found.append(Mention(entity=entity, field=field, start=start, end=end))
    return tuple(found)


def hits_of(reading: FoldedItem, occurrences: Iterable[Occurrence]) -> tuple[Hit, ...]:
    """The marked words as places in the item's own fields, in the order of the text, each place once."""
    marks: dict[Span, Mark] = {}
    for occurrence in occurrences:
        for mark in occurrence.marks:
            if mark.span not in marks or (marks[mark.span].entity is None and mark.entity is not None):
                marks[mark.span] = mark
    hits = []
    reading.steps.spend(len(marks))
    for span in sorted(marks):
        field, start, end = reading.place(span)
        hits.append(Hit(term=marks[span].term, field=field, start=start, end=end, entity=marks[span].entity))
    return tuple(hits)
