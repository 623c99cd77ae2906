"""The words by which a rule finds its items. They distinguish none of them, for every item of the rule has them.

A plain keyword is in every item that it finds. What an expression fits may be anything: `re:.+` fits whole
titles. Its words count as the rule's own only where most of the rule's items have them.
"""

from __future__ import annotations

from collections import Counter

from monitor.group.features.names.names import found_text
from monitor.group.features.terms import terms
from monitor.model.matching.match import Match
from monitor.model.matching.rule_hit import RuleHit

_EXPRESSION = "re:"
_MOST = 0.5
"""Share of a rule's items that have a word, from which on it is the rule's own."""
_LEAST_ITEMS = 3
_TERMS = 6
"""Terms that an expression fits at most for them to be looked at."""


class OwnWords:
    """What the expressions of each rule have fitted, among the items in the window."""

    def __init__(self) -> None:
        self._items: Counter[str] = Counter()
        self._having: dict[str, Counter[str]] = {}

    def of(self, match: Match) -> frozenset[str]:
        """The terms of the words by which the rules found an item."""
        plain = frozenset(
            term
            for rule in match.rules
            for hit in rule.hits
            if not hit.term.startswith(_EXPRESSION)
            for term in terms(found_text(match, hit))
        )
        fitted = self.found_by_expression(match)
        return plain.union(term for rule, found in fitted for term in found if self._is_own(rule, term))

    def found_by_expression(self, match: Match) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """For each rule that found an item by an expression, the terms of what that fitted."""
        return tuple((rule.rule, found) for rule in match.rules if (found := _fitted(match, rule)) is not None)

    def add(self, found: tuple[tuple[str, tuple[str, ...]], ...]) -> None:
        """Take in what `found_by_expression` says of an item."""
        for rule, fitted in found:
            self._items[rule] += 1
            self._having.setdefault(rule, Counter()).update(fitted)

    def forget(self, found: tuple[tuple[str, tuple[str, ...]], ...]) -> None:
        """Take it out again."""
        for rule, fitted in found:
            having = self._having[rule]
            having.subtract(fitted)
            for term in fitted:
                if not having[term]:
                    del having[term]
            self._items[rule] -= 1
            if not self._items[rule]:
                del self._items[rule], self._having[rule]

    def _is_own(self, rule: str, term: str) -> bool:
        items = self._items[rule]
        return items >= _LEAST_ITEMS and self._having[rule][term] > _MOST * items


def _fitted(match: Match, rule: RuleHit) -> tuple[str, ...] | None:
    """The terms of what the rule's expressions fitted, none if that is much; None if it found by no expression."""
    texts = [found_text(match, hit) for hit in rule.hits if hit.term.startswith(_EXPRESSION)]
    if not texts:
        return None
    fitted = tuple(dict.fromkeys(term for text in texts for term in terms(text)))
    return fitted if len(fitted) <= _TERMS else ()
