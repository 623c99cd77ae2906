"""Advice on a folder of rules as a whole, which no single file can give: who is never notified, what is never
read."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from monitor.config.configuration import Configuration
from monitor.detect.rules.rule import Rule
from monitor.errors import Problem
from monitor.model.ids import ChannelName, FeedId, ItemId
from monitor.model.matching.match import Match
from monitor.model.matching.rule_hit import RuleHit
from monitor.model.news.feed import Feed
from monitor.model.news.item import Item
from monitor.route.routes import Route, targets_for
from monitor.yamldoc.parse import Entry, Items, Map, Node, Text, read

_FILES = ("feeds.yaml", "channels.yaml", "monitor.yaml")
_SEARCHES = re.compile(r"\b(google|bing|yahoo|feedburner|gdelt|reddit)\.")
"""Feeds that bring the items of many publishers."""
_FOLDERS = ("packs", "entities", "lists", "tests")
_SUFFIXES = (".yaml", ".yml")


def advise(configuration: Configuration) -> tuple[Problem, ...]:
    """W217 for channels nothing leads to and rules that reach none, W223 for unread files, W224 for sources,
    W229 for rules that no feed can satisfy."""
    return tuple(
        sorted(
            (
                *_unused_channels(configuration),
                *_rules_without_channel(configuration),
                *_unread_files(configuration.directory),
                *_unmatched_sources(configuration),
                *_unmatched_feeds(configuration),
            )
        )
    )


def _unused_channels(configuration: Configuration) -> Iterator[Problem]:
    path = configuration.directory / "channels.yaml"
    used = {channel for rule in configuration.rules.rules for channel in rule.notify}
    used.update(_notified(configuration.routes))
    used.update(channel for report in configuration.reports.values() for channel in report.to)
    for entry in _channels(path):
        settings = entry.value if isinstance(entry.value, Map) else None
        if settings is not None and (fallback := settings.get("fallback")) is not None:
            used.add(ChannelName(getattr(fallback, "value", "")))
    for entry in _channels(path):
        if entry.key.value not in {*used, "ops"}:  # the monitor itself speaks to ops
            message = f"nothing leads to channel {entry.key.value!r}: name it in a route, or in a rule's `notify`"
            yield Problem(str(path), entry.key.line, entry.key.column, "W217", message)


def _channels(path: Path) -> Iterable[Entry]:
    root = read(path).root if path.exists() else None
    channels = root.get("channels") if isinstance(root, Map) else None
    return channels if isinstance(channels, Map) else ()


def _notified(routes: Iterable[Route]) -> Iterator[ChannelName]:
    for route in routes:
        yield from route.to or ()
        yield from _notified(route.routes)
        if route.options.escalate is not None:
            yield from route.options.escalate.to


def _rules_without_channel(configuration: Configuration) -> Iterator[Problem]:
    """Rules whose matches no route takes, whatever feed and language the item is of."""
    wide = tuple(map(_for_every_item, configuration.routes))
    for rule in configuration.rules.rules:
        if rule.enabled and not rule.notify and not targets_for(wide, _match(rule)):
            message = (
                f"rule {rule.id!r} reaches no channel: it sets no `notify`, and no route matches severity "
                f"{rule.severity.name.lower()} with tags {', '.join(rule.tags) or 'none'}"
            )
            yield Problem(rule.place.path, rule.place.line, rule.place.column, "W217", message)


def _for_every_item(route: Route) -> Route:
    """The route without what it asks of items: for some item it fits. A tag may be one of the feed's."""
    return replace(
        route,
        langs=(),
        feeds=frozenset(),
        tiers=frozenset(),
        tags=frozenset(),
        routes=tuple(map(_for_every_item, route.routes)),
    )


def _match(rule: Rule) -> Match:
    item = Item(
        id=ItemId(""), feed=FeedId(""), source="", url="", title="", first_seen_at=datetime(2000, 1, 1, tzinfo=UTC)
    )
    hit = RuleHit(rule=rule.id, title=rule.title, severity=rule.severity, tags=rule.tags)
    return Match(item=item, rules=(hit,))


def _unread_files(directory: Path) -> Iterator[Problem]:
    for path in sorted(directory.rglob("*")):
        inside = path.relative_to(directory)
        if path.suffix not in _SUFFIXES or any(part.startswith(".") for part in inside.parts):
            continue
        read_at_top = len(inside.parts) == 1 and inside.name in _FILES
        read_below = len(inside.parts) == 2 and inside.parts[0] in _FOLDERS
        if not read_at_top and not read_below:
            message = f"this file is not read: rules belong in {directory / 'packs'}, directly"
            yield Problem(str(path), 1, 1, "W223", message)


def _unmatched_sources(configuration: Configuration) -> Iterator[Problem]:
    """Sources of rules that are like no feed's title or domain. Feeds of others' items may name any publisher."""
    feeds = configuration.feeds.values()
    for path in sorted((configuration.directory / "packs").glob("*.y*ml")):
        for text in _sources(read(path).root):
            if not text.value.startswith("list:") and not may_be_source(text.value, feeds):
                message = (
                    f"source {text.value!r} is the title or domain of no feed: write one as `monitor feeds list` "
                    "shows it, or leave it out"
                )
                yield Problem(str(path), text.line, text.column, "W224", message)


def may_be_source(name: str, feeds: Collection[Feed]) -> bool:
    """Whether items of these feeds may be from an outlet that is called so, or has this domain."""
    known = [f"{feed.title} {urlsplit(feed.url).hostname or ''}".casefold() for feed in feeds]
    if not known or any(_SEARCHES.search(text) for text in known):
        return True
    return any(_distinctive(name) in text for text in known)


def _distinctive(source: str) -> str:
    """The part of an outlet's name or domain by which it differs from others: bbc of bbc.co.uk."""
    labels = source.casefold().strip("*. ").split(".")
    return max(labels[:-1], key=len) if len(labels) > 1 and " " not in source else source.casefold().strip("*")


def _sources(root: Node | None) -> Iterator[Text]:
    """The outlets that the rules and defaults of a pack name under `where`."""
    if isinstance(root, Items):
        for node in root:
            yield from _sources(node)
    for entry in root if isinstance(root, Map) else ():
        if entry.key.value == "where" and isinstance(entry.value, Map):
            for inner in entry.value:
                if inner.key.value in ("sources", "not_sources"):
                    nodes = inner.value.items if isinstance(inner.value, Items) else (inner.value,)
                    yield from (node for node in nodes if isinstance(node, Text))
        elif entry.key.value != "tests":
            yield from _sources(entry.value)


def _unmatched_feeds(configuration: Configuration) -> Iterator[Problem]:
    """Rules that ask for tags or tiers of feeds that no feed has."""
    feeds = configuration.feeds.values()
    tags, tiers = {tag for feed in feeds for tag in feed.tags}, {feed.tier for feed in feeds}
    for rule in configuration.rules.rules if feeds else ():
        for key, missing in (
            ("tags", rule.where.tags if not tags.intersection(rule.where.tags) else ()),
            ("tiers", rule.where.tiers if not tiers.intersection(rule.where.tiers) else ()),
        ):
            if missing:
                named = ", ".join(map(str, missing))
                message = f"rule {rule.id!r} can never alert: no feed has one of its `{key}` ({named})"
                yield Problem(rule.place.path, rule.place.line, rule.place.column, "W229", message)
