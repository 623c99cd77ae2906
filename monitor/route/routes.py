"""Which channels are notified of a match, and with which options: the rule's own choice, or the first route that
fits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from monitor.language.codes import speaks
from monitor.model.ids import ChannelName, FeedId, RuleId, Severity
from monitor.model.matching.match import Match
from monitor.model.matching.rule_hit import Hours, RuleHit
from monitor.model.sending.alert import Escalation


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteOptions:
    """How a channel is notified, beside being notified."""

    group_wait: timedelta = timedelta()
    """How long a story's first alert waits for further sources. What is critical does not wait."""
    group_interval: timedelta = timedelta()
    """The least time between two alerts for one story. What is critical does not wait."""
    repeat: timedelta | None = None
    """How often it is sent again until somebody acknowledges it."""
    escalate: Escalation | None = None
    """What follows if nobody does."""
    hours: Hours | None = None
    """When it may alert there, whatever the rules say."""


DEFAULT_OPTIONS = RouteOptions()


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A node of the routing tree. What is empty fits every match; all that is asked must fit."""

    severity: frozenset[Severity] = frozenset()
    """Fits if the match's severity is one of these."""
    tags: frozenset[str] = frozenset()
    """Fits if the match has one of these."""
    rules: frozenset[RuleId] = frozenset()
    """Fits if one of these rules fired."""
    langs: tuple[str, ...] = ()
    """Fits if the item is in one of these languages."""
    feeds: frozenset[FeedId] = frozenset()
    """Fits if the item is of one of these feeds."""
    tiers: frozenset[int] = frozenset()
    """Fits if the item's feed is of one of these tiers."""
    to: tuple[ChannelName, ...] | None
    """Whom it notifies; empty for nobody, on purpose; None leaves it to the routes inside."""
    options: RouteOptions = DEFAULT_OPTIONS
    routes: tuple[Route, ...] = ()
    """Asked first; only if none of them notifies anybody does this route notify its own."""
    continue_: bool = False
    """Whether the routes below are asked as well."""

    def fits(self, match: Match) -> bool:
        """Whether the match takes this route."""
        item = match.item
        return (
            (not self.severity or match.severity in self.severity)
            and (not self.tags or not self.tags.isdisjoint(match.tags))
            and (not self.rules or any(hit.rule in self.rules for hit in match.rules))
            and speaks(item.lang, self.langs)
            and (not self.feeds or item.feed in self.feeds)
            and (not self.tiers or item.tier in self.tiers)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A channel that a match concerns."""

    channel: ChannelName
    rules: tuple[RuleHit, ...]
    """Those of the match's rules that lead there."""
    options: RouteOptions = DEFAULT_OPTIONS


def targets_for(routes: Sequence[Route], match: Match) -> tuple[Target, ...]:
    """The channels to notify, each once, in the order of the rules or of the routes.

    A rule that names channels decides for itself; the rules that name none leave it to the routes, which then
    see only those rules. So one rule's choice neither widens nor silences another's. The manner of a channel
    that a rule names is that of the first route that would lead there too.
    """
    found: dict[ChannelName, Target] = {}
    for hit in match.rules:
        for channel in hit.notify:
            earlier = found.get(channel)
            rules = (*earlier.rules, hit) if earlier else (hit,)
            found[channel] = Target(channel=channel, rules=rules, options=_options(routes, match, channel))
    open_rules = tuple(hit for hit in match.rules if not hit.notify)
    if open_rules:
        for channel, options in _routed(routes, replace(match, rules=open_rules)) or ():
            earlier = found.get(channel)
            if earlier is None:
                found[channel] = Target(channel=channel, rules=open_rules, options=options)
            elif not set(open_rules) <= set(earlier.rules):
                found[channel] = replace(earlier, rules=(*earlier.rules, *open_rules))
    return tuple(found.values())


def _options(routes: Sequence[Route], match: Match, channel: ChannelName) -> RouteOptions:
    options_list = (options for name, options in _routed(routes, match) or () if name == channel)
    return next(options_list, DEFAULT_OPTIONS)


def _routed(routes: Sequence[Route], match: Match) -> list[tuple[ChannelName, RouteOptions]] | None:
    """Channels and manners in order; None if no route of these decides."""
    found: list[tuple[ChannelName, RouteOptions]] | None = None
    for route in routes:
        if not route.fits(match):
            continue
        routed = _routed(route.routes, match)
        if routed is None and route.to is not None:
            routed = [(channel, route.options) for channel in route.to]
        if routed is None:
            continue
        found = [*(found or ()), *routed]
        if not route.continue_:
            break
    return found
