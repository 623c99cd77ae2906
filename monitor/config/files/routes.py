"""The routing half of rules/channels.yaml: routes, and what suppresses what."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from monitor.detect.reader.policies import read_hours
from monitor.model.ids import ChannelName, FeedId, RuleId, Severity
from monitor.model.sending.alert import Escalation
from monitor.route.recent_alerts import Inhibition
from monitor.route.routes import DEFAULT_OPTIONS, NO_LANGUAGE, Route, RouteOptions
from monitor.yamldoc import fields
from monitor.yamldoc.parse import Document, Items, Map, Node, Text, nearest

_SEVERITIES = tuple(severity.name.lower() for severity in Severity)
_LANGUAGE = re.compile(rf"[a-z]{{2,3}}|{NO_LANGUAGE}")
_CONDITIONS = ("severity", "tags", "rules", "langs", "feeds", "tiers")
_OPTIONS = ("group_wait", "group_interval", "repeat", "escalate", "schedule")
KEYS = (*_CONDITIONS, "to", "routes", "continue", *_OPTIONS)
INHIBIT_KEYS = ("when", "silences", "for")
_DEFAULT_SPAN = timedelta(hours=2)


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
        span = details.get("for")
        return Inhibition(
            when=when,
            silences=self._severities(details, "silences") or frozenset(Severity),
            span=(fields.duration(self.document, span, "for") if span is not None else None) or _DEFAULT_SPAN,
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
            langs=self._langs(details),
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
        for name in ("group_wait", "group_interval", "repeat"):
            if (node := details.get(name)) is None:
                continue
            span = fields.duration(self.document, node, name)
            if span is not None and name == "group_wait":
                options = replace(options, group_wait=span)
            elif span is not None and name == "group_interval":
                options = replace(options, group_interval=span)
            elif span is not None:
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
        span = fields.duration(self.document, after, "after")
        return Escalation(after=span, to=self._channels(to, "to")) if span is not None else None

    def _channels(self, node: Node, what: str) -> tuple[ChannelName, ...]:
        texts = self.document.texts(node, what)
        for text in texts:
            if text.value not in self.channels:
                hint = nearest(text.value, self.channels)
                self.document.problem(text, "E201", f"no channel {text.value!r}", hint=hint)
        return tuple(ChannelName(text.value) for text in texts)

    def _severities(self, details: Map, key: str) -> frozenset[Severity]:
        chosen = (fields.one_of(self.document, text, key, _SEVERITIES) for text in self._texts(details, key))
        return frozenset(Severity[name.upper()] for name in chosen if name)

    def _langs(self, details: Map) -> frozenset[str]:
        texts = self._texts(details, "langs")
        for text in texts:
            if not _LANGUAGE.fullmatch(text.value):
                message = f"langs must be language codes such as id, en, ko, or {NO_LANGUAGE}; not {text.value!r}"
                self.document.problem(text, "E105", message)
        return frozenset(text.value for text in texts)

    def _feeds(self, details: Map) -> frozenset[FeedId]:
        texts = self._texts(details, "feeds")
        for text in texts:
            if text.value not in self.feeds:
                hint = nearest(text.value, self.feeds)
                self.document.problem(text, "E201", f"no feed {text.value!r}", hint=hint)
        return frozenset(FeedId(text.value) for text in texts)

    def _texts(self, details: Map, key: str) -> tuple[Text, ...]:
        node = details.get(key)
        return self.document.texts(node, key) if node is not None else ()


def _takes_all(route: Route) -> bool:
    asked = (route.severity, route.tags, route.rules, route.langs, route.feeds, route.tiers)
    return not any(asked) and route.to is not None and not route.continue_
