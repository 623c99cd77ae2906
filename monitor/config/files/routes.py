"""The routing half of rules/channels.yaml: routes, and what suppresses what."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from monitor.detect.lint.policies import LONGEST_STORY, REMEMBERED
from monitor.detect.reader.fields import languages
from monitor.detect.reader.policies import read_hours
from monitor.model.ids import ChannelName, FeedId, RuleId, Severity
from monitor.model.sending.alert import Escalation
from monitor.route.recent_alerts import Inhibition
from monitor.route.routes import DEFAULT_OPTIONS, Route, RouteOptions
from monitor.yamldoc import fields
from monitor.yamldoc.parse import Document, Items, Map, Node, Text, nearest

_SEVERITIES = tuple(severity.name.lower() for severity in Severity)
_CONDITIONS = ("severity", "tags", "rules", "langs", "feeds", "tiers")
_OPTIONS = ("group_wait", "group_interval", "repeat", "escalate", "schedule")
KEYS = (*_CONDITIONS, "to", "routes", "continue", *_OPTIONS)
INHIBIT_KEYS = ("when", "silences", "for")
_DEFAULT_SPAN = timedelta(hours=2)
REMINDED = timedelta(hours=24)
"""Age of an item after which nobody is reminded of it."""
_ENDED = "a story ends after 7 days: write at most 7d"
_NO_REMINDER = "nobody is reminded of news that is older than 24 hours: write less than 24h"
_FORGOTTEN = "alerts are remembered for 72 hours: write at most 72h"


@dataclass(slots=True, kw_only=True)
class Routing:
    """Whom to notify, and when not."""

    routes: tuple[Route, ...] = ()
    inhibitions: tuple[Inhibition, ...] = ()
    named_rules: list[Text] = field(default_factory=list)
    """Every rule that a route names, with its place: see `check_rules`."""


def read_routing(document: Document, *, feeds: Collection[FeedId]) -> Routing:
    """The routes and inhibitions of channels.yaml; what is wrong with them is noted in it."""
    routing = Routing()
    root = document.root
    if not isinstance(root, Map):
        return routing
    entries = root.get("channels")
    channels = tuple(entry.key.value for entry in entries) if isinstance(entries, Map) else ()
    reader = _RouteReader(document, channels=channels, feeds=feeds, routing=routing)
    routes = root.get("routes")
    if routes is None:
        routing.routes = (Route(to=tuple(ChannelName(name) for name in channels)),)
    else:
        routing.routes = reader.routes(routes, inherited=None, options=DEFAULT_OPTIONS)
    if (inhibit := root.get("inhibit")) is not None:
        routing.inhibitions = reader.inhibitions(inhibit)
    return routing


def check_rules(document: Document, routing: Routing, *, rules: Collection[RuleId]) -> None:
    """E201 for every rule that a route names and that does not exist."""
    for text in routing.named_rules:
        if text.value not in rules:
            document.problem(text, "E201", f"no rule {text.value!r}", hint=nearest(text.value, rules))


@dataclass(slots=True)
class _RouteReader:
    document: Document
    channels: Sequence[str] = field(kw_only=True)
    feeds: Collection[FeedId] = field(kw_only=True)
    routing: Routing = field(kw_only=True)

    def routes(
        self, node: Node, *, inherited: tuple[ChannelName, ...] | None, options: RouteOptions
    ) -> tuple[Route, ...]:
        """A list of routes; those inside another notify its channels with its options unless they say
        otherwise."""
        if not isinstance(node, Items):
            self.document.problem(node, "E105", "routes must be a list of routes")
            return ()
        found: list[Route] = []
        last: Route | None = None
        for one in node:
            details = self.document.map(one, "a route")
            if details is None:
                continue
            if last is not None and _takes_all(last):
                self.document.problem(details, "W202", "unreachable route: the previous route matches everything")
            last = self._route(details, inherited=inherited, options=options)
            if last is not None:
                found.append(last)
        return tuple(found)

    def inhibitions(self, node: Node) -> tuple[Inhibition, ...]:
        """The list under `inhibit`."""
        if not isinstance(node, Items):
            self.document.problem(node, "E105", "inhibit must be a list such as [{when: [critical], for: 2h}]")
            return ()
        found = (self._inhibition(details) for one in node if (details := self.document.map(one, "inhibit")))
        return tuple(inhibition for inhibition in found if inhibition is not None)

    def _inhibition(self, details: Map) -> Inhibition | None:
        self.document.check_keys(details, INHIBIT_KEYS)
        when = self._severities(details, "when")
        if not when:
            self.document.problem(details, "E106", "inhibit needs 'when': the severities that silence lesser ones")
            return None
        span = self._span(details, "for", most=REMEMBERED, because=_FORGOTTEN)
        return Inhibition(
            when=when,
            silences=self._severities(details, "silences") or frozenset(Severity),
            span=span if span is not None else _DEFAULT_SPAN,
        )

    def _route(
        self, details: Map, *, inherited: tuple[ChannelName, ...] | None, options: RouteOptions
    ) -> Route | None:
        self.document.check_keys(details, KEYS)
        inner, to, further = details.get("routes"), details.get("to"), details.get("continue")
        channels = self._channels(to, "to") if to is not None else inherited
        if channels is None and inner is None:
            self.document.problem(details, "E106", "a route needs 'to': the channels to notify")
            return None
        options = self._options(details, options)
        self.routing.named_rules += self._texts(details, "rules")
        return Route(
            severity=self._severities(details, "severity"),
            tags=frozenset(text.value for text in self._texts(details, "tags")),
            rules=frozenset(RuleId(text.value) for text in self._texts(details, "rules")),
            langs=languages(self.document, langs, "langs") if (langs := details.get("langs")) is not None else (),
            feeds=self._feeds(details),
            tiers=frozenset(
                tier
                for text in self._texts(details, "tiers")
                if (tier := fields.number(self.document, text, "tiers", low=1, high=9)) is not None
            ),
            to=channels,
            options=options,
            routes=self.routes(inner, inherited=channels, options=options) if inner is not None else (),
            continue_=bool(
                further is not None and fields.boolean(self.document, further, "continue", default=None)
            ),
        )

    def _options(self, details: Map, options: RouteOptions) -> RouteOptions:
        if (span := self._span(details, "group_wait", most=LONGEST_STORY, because=_ENDED)) is not None:
            options = replace(options, group_wait=span)
        if (span := self._span(details, "group_interval", most=LONGEST_STORY, because=_ENDED)) is not None:
            options = replace(options, group_interval=span)
        if (span := self._span(details, "repeat", most=REMINDED, because=_NO_REMINDER)) is not None:
            options = replace(options, repeat=span)
        if (node := details.get("escalate")) is not None:
            options = replace(options, escalate=self._escalation(node))
        if (node := details.get("schedule")) is not None:
            options = replace(options, hours=read_hours(self.document, node))
        return options

    def _escalation(self, node: Node) -> Escalation | None:
        details = self.document.map(node, "escalate")
        if details is None:
            return None
        self.document.check_keys(details, ("after", "to"))
        after, to = details.get("after"), details.get("to")
        if after is None or to is None:
            self.document.problem(
                node, "E106", "escalate needs 'after' and 'to', such as {after: 10m, to: [phone]}"
            )
            return None
        span = self._span(details, "after", most=LONGEST_STORY, because=_ENDED)
        return Escalation(after=span, to=self._channels(to, "to")) if span is not None else None

    def _span(self, details: Map, name: str, *, most: timedelta, because: str) -> timedelta | None:
        node = details.get(name)
        if node is None:
            return None
        return fields.sensible_duration(self.document, node, name, most=most, because=because)

    def _channels(self, node: Node, what: str) -> tuple[ChannelName, ...]:
        names = fields.referred(self.document, node, what, noun="channel", known=self.channels)
        return tuple(map(ChannelName, names))

    def _severities(self, details: Map, key: str) -> frozenset[Severity]:
        chosen = (fields.one_of(self.document, text, key, _SEVERITIES) for text in self._texts(details, key))
        return frozenset(Severity[name.upper()] for name in chosen if name)

    def _feeds(self, details: Map) -> frozenset[FeedId]:
        node = details.get("feeds")
        names = (
            fields.referred(self.document, node, "feeds", noun="feed", known=self.feeds)
            if node is not None
            else ()
        )
        return frozenset(map(FeedId, names))

    def _texts(self, details: Map, key: str) -> tuple[Text, ...]:
        node = details.get(key)
        return self.document.texts(node, key) if node is not None else ()


def _takes_all(route: Route) -> bool:
    asked = (route.severity, route.tags, route.rules, route.langs, route.feeds, route.tiers)
    return not any(asked) and route.to is not None and not route.continue_
