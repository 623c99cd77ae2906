"""Which channels hear of a match: the rule's own choice, or the first route that fits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from monitor.model import ChannelName, Match, RuleId, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A line of the routing table. What is empty fits every match."""

    severity: frozenset[Severity] = frozenset()
    """Fits if the match's severity is one of these."""
    tags: frozenset[str] = frozenset()
    """Fits if the match has one of these."""
    rules: frozenset[RuleId] = frozenset()
    """Fits if one of these rules fired."""
    to: tuple[ChannelName, ...]
    continue_: bool = False
    """Whether the routes below are asked as well."""

    def fits(self, match: Match) -> bool:
        """Whether the match takes this route."""
        return (
            (not self.severity or match.severity in self.severity)
            and (not self.tags or not self.tags.isdisjoint(match.tags))
            and (not self.rules or any(hit.rule in self.rules for hit in match.rules))
        )


def channels_for(routes: Sequence[Route], match: Match) -> tuple[ChannelName, ...]:
    """The channels to tell, each once, in the order of the rules or of the routes.

    A rule that names channels decides for itself; the rules that name none leave it to the routes, which then
    see only those rules. So one rule's choice neither widens nor silences another's.
    """
    named = [channel for hit in match.rules for channel in hit.notify]
    open_rules = tuple(hit for hit in match.rules if not hit.notify)
    if open_rules:
        named += _routed(routes, replace(match, rules=open_rules))
    return tuple(dict.fromkeys(named))


def _routed(routes: Sequence[Route], match: Match) -> list[ChannelName]:
    found: list[ChannelName] = []
    for route in routes:
        if route.fits(match):
            found += route.to
            if not route.continue_:
                break
    return found
