"""Item -> Match."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from monitor.clock import Now
from monitor.detect.automaton import Automaton, Found
from monitor.detect.census import census_of
from monitor.detect.compile import Book
from monitor.detect.evaluate import Evaluation, Mark, Occurrence
from monitor.detect.load import Rules
from monitor.detect.reading import Reading, Span
from monitor.detect.rule import Rule, required
from monitor.detect.where import refusal
from monitor.model import EntityId, Hit, Item, Match, RuleHit


class Detector:
    """All rules, ready to be asked of items. Holds no state between items."""

    def __init__(self, rules: Rules, *, now: Now) -> None:
        """`now` is asked only whether a rule has expired."""
        self.ruleset = rules.ruleset
        self.book = Book(rules)
        self.now = now
        self._automaton = Automaton(self.book.terms)
        self._required = [required(rule.condition) for rule in self.book.rules]
        self._own = frozenset(entity.id for entity in rules.entities)
        self._census = census_of(rules.library)

    def detect(self, item: Item) -> Match | None:
        """The match of an item with every rule that it satisfies, or None if there is no such rule."""
        reading = Reading(item)
        hits, evaluation = self._examine(reading)
        if evaluation is None or not hits:
            return None
        if item.lang is None and reading.lang is not None:
            item = replace(item, lang=reading.lang)
        entities = self._entities(reading, evaluation)
        return Match(item=item, rules=hits, entities=entities, ruleset=self.ruleset)

    def hits(self, item: Item) -> tuple[RuleHit, ...]:
        """The rules that an item satisfies, without what else it names."""
        return self._examine(Reading(item))[0]

    def _examine(self, reading: Reading) -> tuple[tuple[RuleHit, ...], Evaluation | None]:
        """The rules that hold; no evaluation if none was even worth one."""
        found = self._automaton.find(reading)
        set_off = self.book.set_off
        candidates = sorted(
            {place for number in self._numbers(reading, found) for place in set_off.get(number, ())}
        )
        if not candidates:
            return (), None
        evaluation = Evaluation(self.book, reading, found)
        today = self.now().date()
        hits: list[RuleHit] = []
        for place in candidates:
            rule = self.book.rules[place]
            if refusal(rule, reading, today=today):
                continue
            occurrences = evaluation.occurrences(rule.condition)
            if occurrences is not None:
                hits.append(self._hit(place, reading, occurrences))
        return tuple(hits), evaluation

    def _numbers(self, reading: Reading, found: Found) -> Iterable[int]:
        """The numbers of all that was found and may set off a rule."""
        lone = self.book.lone_expressions
        return (*found, *(number for number in lone if self.book.expressions[~number].is_in(reading)))

    def _entities(self, reading: Reading, evaluation: Evaluation) -> tuple[EntityId, ...]:
        """Every entity that the item names, in the order of the text; the rules' own files have the last word."""
        known = self._census.naming(reading).places.items()
        places = {name: place for name, place in known if name not in self._own}
        places |= evaluation.naming.places
        return tuple(sorted(places, key=lambda name: (places[name], name)))

    def _hit(self, place: int, reading: Reading, occurrences: Iterable[Occurrence]) -> RuleHit:
        rule: Rule = self.book.rules[place]
        return RuleHit(
            rule=rule.id,
            title=rule.title,
            severity=rule.severity,
            tags=rule.tags,
            notify=rule.notify,
            hits=hits_of(reading, occurrences),
            required=self._required[place],
            throttle=rule.throttle,
            hours=rule.hours,
            story=rule.story,
        )


def hits_of(reading: Reading, occurrences: Iterable[Occurrence]) -> tuple[Hit, ...]:
    """The marked words as places in the item's own fields, in the order of the text, each place once."""
    marks: dict[Span, Mark] = {}
    for occurrence in occurrences:
        for mark in occurrence.marks:
            if mark.span not in marks or (marks[mark.span].entity is None and mark.entity is not None):
                marks[mark.span] = mark
    hits = []
    for span in sorted(marks):
        field, start, end = reading.place(span)
        hits.append(Hit(term=marks[span].term, field=field, start=start, end=end, entity=marks[span].entity))
    return tuple(hits)
