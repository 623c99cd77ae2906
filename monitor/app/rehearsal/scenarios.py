"""rules/tests/*.yaml -> scenarios: news that comes in over time, and the alerts that are expected of it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from monitor.config.configuration import Configuration
from monitor.detect.rules.conditions import SourcePlace
from monitor.detect.rules.keys import keys
from monitor.language.words import compose
from monitor.model.ids import ChannelName, FeedId, ItemId, RuleId, content_id
from monitor.model.news.feed import Feed
from monitor.model.news.item import Item
from monitor.model.sending.alert import HoldKind, Reason, SuppressionReason
from monitor.yamldoc import fields
from monitor.yamldoc.parse import Document, Items, Map, Node, Text, kind, nearest, read

_EARLIER = re.compile(r"\+?-(\d{1,7})([dhms])")
"""An offset before the scenario's clock, for what was published before it was seen."""
_UNITS = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}
_OFFSET = re.compile(r"\+(?=.)(?:(\d{1,4})d)?(?:(\d{1,4})h)?(?:(\d{1,4})m)?(?:(\d{1,4})s)?")
NO_MATCH = "no match"
"""What `suppressed_by` says of an item that the rule does not match."""
_REASONS: Mapping[str, SuppressionReason | HoldKind] = {
    **{reason.value: reason for reason in SuppressionReason},
    **{kind.value: kind for kind in HoldKind},
    "duplicate": SuppressionReason.FOLDED,
    "quiet hours": SuppressionReason.OUT_OF_HOURS,
    "hours": SuppressionReason.OUT_OF_HOURS,
    "throttle": SuppressionReason.THROTTLED,
}
"""What a scenario writes for a reason."""
_TEXTS = ("lang", "title", "summary", "body", "source", "feed", "url", "guid")


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What is to become of news at one instant. What is empty may be anything."""

    at: datetime
    rule: RuleId | None = None
    channel: ChannelName | None = None
    reason: Reason | None = None
    suppressed_by: SuppressionReason | HoldKind | str | None = None
    """Why nothing is sent, or not yet: one of the monitor's reasons, or `no match`. None: something is sent."""
    place: SourcePlace


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """News over time, and every alert that is expected of it."""

    place: SourcePlace
    begins_at: datetime
    """What its clock says."""
    items: tuple[Item, ...] = ()
    """In the order of time; each is first seen at its own instant."""
    written: Mapping[ItemId, SourcePlace]
    """Where each item, and each edition of one, is written, by its key."""
    expected: tuple[Expectation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioContext:
    """The names that a scenario may use."""

    rules: Collection[str]
    channels: Collection[str]
    feeds: Mapping[FeedId, Feed]


def _with_editions(
    read_items: Sequence[tuple[Item, SourcePlace]],
) -> tuple[tuple[Item, ...], Mapping[ItemId, SourcePlace]]:
    """The items in the order of time, and where each is written. One whose guid its feed had before is an edit."""
    first: dict[tuple[str, str], ItemId] = {}
    items: list[Item] = []
    written: dict[ItemId, SourcePlace] = {}
    for number, (item, place) in enumerate(sorted(read_items, key=lambda entry: entry[0].first_seen_at)):
        original = first.setdefault((item.feed, item.guid), item.id) if item.guid else item.id
        version = item if original == item.id else replace(item, id=original, edition=str(number))
        items.append(version)
        written[ItemId(version.key)] = place
    return tuple(items), written


def read_scenarios(configuration: Configuration) -> list[tuple[Document, Scenario | None]]:
    """Every scenario under tests/ in a folder of rules; None, and problems in its document, where it is broken."""
    directory = configuration.directory
    root = read(directory / "channels.yaml").root
    named = root.get("channels") if isinstance(root, Map) else None
    known = ScenarioContext(
        rules=[rule.id for rule in configuration.rules.rules],
        # as written: those whose secrets are not here have a name too
        channels=[entry.key.value for entry in named] if isinstance(named, Map) else [],
        feeds=configuration.feeds,
    )
    paths = sorted(path for path in (directory / "tests").glob("*") if path.suffix in (".yaml", ".yml"))
    documents = [read(path) for path in paths]
    return [(document, _ScenarioReader(document, known).scenario()) for document in documents]


@dataclass(frozen=True, slots=True)
class _ScenarioReader:
    document: Document
    known: ScenarioContext

    def scenario(self) -> Scenario | None:
        """The scenario of the document, or None after a problem."""
        if self.document.root is None:
            return None
        root = self.document.map(self.document.root, "a scenario")
        if root is None:
            return None
        self.document.check_keys(root, keys("scenario file"))
        clock, items, expected = root.get("clock"), root.get("items"), root.get("expect")
        if clock is None or items is None or expected is None:
            self.document.problem(root, "E106", "a scenario needs `clock`, `items` and `expect`")
            return None
        start = self._instant(clock)
        if start is None:
            return None
        read_items = [self._item(node, number, start) for number, node in enumerate(self._maps(items, "items"))]
        played, written = _with_editions([entry for entry in read_items if entry is not None])
        wanted = [self._expectation(node, start) for node in self._maps(expected, "expect")]
        if any(problem.blocks for problem in self.document.problems):
            return None
        return Scenario(
            place=SourcePlace(self.document.path, root.line, root.column),
            begins_at=start,
            items=played,
            written=written,
            expected=tuple(expectation for expectation in wanted if expectation is not None),
        )

    def _maps(self, node: Node, what: str) -> list[Map]:
        nodes = node.items if isinstance(node, Items) else (node,)
        found = [self.document.map(inner, f"an entry of {what}") for inner in nodes]
        return [at for at in found if at is not None]

    def _item(self, at: Map, number: int, start: datetime) -> tuple[Item, SourcePlace] | None:
        self.document.check_keys(at, keys("scenario item"))
        texts = {key: compose(self._text(at, key)) for key in _TEXTS}
        instant = self._at(at, start)
        if not texts["title"]:
            self.document.problem(at, "E106", "an item needs a `title`")
        if instant is None:
            return None
        feed = self.known.feeds.get(FeedId(texts["feed"]))
        if texts["feed"] and feed is None:
            hint = nearest(texts["feed"], self.known.feeds)
            self.document.problem(at.get("feed") or at, "E201", f"no feed {texts['feed']!r}", hint=hint)
        tags = self.document.texts(node, "tags") if (node := at.get("tags")) is not None else ()
        item = Item(
            id=ItemId(content_id(self.document.path, str(number))),
            feed=FeedId(texts["feed"] or "scenario"),
            source=texts["source"] or (feed.title if feed else "scenario"),
            url=texts["url"] or f"https://scenario.example/{number}",
            title=texts["title"],
            summary=texts["summary"],
            body=texts["body"],
            guid=texts["guid"],
            published_at=self._published(at, start),
            lang=texts["lang"] or (feed.lang if feed else None),
            tags=tuple(tag.value for tag in tags) or (feed.tags if feed else ()),
            tier=feed.tier if feed else 0,
            first_seen_at=instant,
        )
        return item, SourcePlace(self.document.path, at.line, at.column)

    def _expectation(self, at: Map, start: datetime) -> Expectation | None:
        self.document.check_keys(at, keys("expectation"))
        instant = self._at(at, start)
        if instant is None:
            return None
        rule = self._one_of(at, "rule", self.known.rules, code="E201")
        channel = self._one_of(at, "channel", self.known.channels, code="E201")
        reason = self._one_of(at, "reason", [value.value for value in Reason], code="E105")
        because = self._one_of(
            at,
            "suppressed_by",
            [*_REASONS, NO_MATCH],
            code="E105",
        )
        return Expectation(
            at=instant,
            rule=RuleId(rule) if rule else None,
            channel=ChannelName(channel) if channel else None,
            reason=Reason(reason) if reason else None,
            suppressed_by=_REASONS.get(because, because) if because else None,
            place=SourcePlace(self.document.path, at.line, at.column),
        )

    def _one_of(self, at: Map, key: str, known: Collection[str], *, code: str) -> str | None:
        node = at.get(key)
        if node is None:
            return None
        if code != "E201":
            return fields.one_of(self.document, node, key, known)
        value = self.document.text(node, key)
        if value is not None and value not in known:
            fields.unknown(self.document, node, value, noun=key, known=known)
            return None
        return value

    def _published(self, at: Map, start: datetime) -> datetime | None:
        """When the feed says that an item was published: an instant, or an offset from the clock, which may be
        before it (-90m). None if it says nothing."""
        node = at.get("published")
        if node is None:
            return None
        earlier = _EARLIER.fullmatch(node.value) if isinstance(node, Text) else None
        if earlier is None:
            return self._offset(node, start)
        return start - timedelta(**{_UNITS[earlier[2]]: int(earlier[1])})

    def _at(self, at: Map, start: datetime) -> datetime | None:
        """The instant of an item or an expectation: the scenario's own beginning if none is given."""
        node = at.get("at")
        return start if node is None else self._offset(node, start)

    def _offset(self, node: Node, start: datetime) -> datetime | None:
        """An instant, or so long after the clock."""
        offset = _OFFSET.fullmatch(node.value) if isinstance(node, Text) else None
        if offset is None:
            return self._instant(node)
        days, hours, minutes, seconds = (int(part or 0) for part in offset.groups())
        try:
            return start + timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
        except OverflowError:
            self.document.problem(node, "E105", f"so late there is no calendar: {kind(node)}")
            return None

    def _instant(self, node: Node) -> datetime | None:
        """An instant with its offset from UTC, or None after a problem."""
        try:
            instant = datetime.fromisoformat(node.value) if isinstance(node, Text) else None
        except ValueError:
            instant = None
        if instant is None or instant.tzinfo is None:
            self.document.problem(
                node,
                "E105",
                f"a time is written 2024-10-29T06:00+07:00, or +20m after the clock, not {kind(node)}",
            )
            return None
        return instant

    def _text(self, at: Map, key: str) -> str:
        node = at.get(key)
        return (self.document.text(node, key) or "") if node is not None else ""
