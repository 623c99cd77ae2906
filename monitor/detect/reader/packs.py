"""Reading a file of rules/packs/: the rules, and what their pack gives them by default."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta

from monitor.detect.lint import terms_and_rules as lint
from monitor.detect.reader import fields, policies
from monitor.detect.reader.conditions import ConditionReader
from monitor.detect.reader.correlations import read_when
from monitor.detect.reader.examples import read_examples
from monitor.detect.reader.references import has_references
from monitor.detect.reader.terms import KnownNames, TermOptions, read_style
from monitor.detect.rules import keys as spec
from monitor.detect.rules.conditions import EVERY_ITEM, NO_WORDS, AnyOf, Condition, SourcePlace, Where
from monitor.detect.rules.rule import Rule
from monitor.model.ids import ChannelName, RuleId
from monitor.yamldoc import fields as yamldoc_fields
from monitor.yamldoc.parse import Document, Entry, Map, Node, Text, kind, nearest

_ID = re.compile(r"[a-z0-9][a-z0-9-]{1,63}")


@dataclass(frozen=True, slots=True, kw_only=True)
class PackContext:
    """What rules may refer to outside their pack; None where it is not known, and so not checked."""

    known: KnownNames
    channels: Collection[str] | None = None
    feeds: Collection[str] | None = None
    today: date | None = None


def read_pack(document: Document, world: PackContext, taken: dict[RuleId, SourcePlace]) -> tuple[Rule, ...]:
    """The rules of a pack that can be used. Their ids are added to those taken."""
    root = document.map(document.root, "a pack") if document.root is not None else None
    if root is None:
        return ()
    if root.get("rules") is None and not any(nearest(entry.key.value, ["rules"]) for entry in root):
        document.problem(root, "E106", "a pack needs the key `rules`, with the rules indented below it")
        return ()
    fields.check_keys(document, root, spec.keys("pack file"))
    reader = _PackReader(document, world)
    base, style = reader.defaults(root)
    rules = _rules(document, root)
    found = []
    for entry in rules or ():
        rule = reader.rule(entry, base, style)
        if (first := taken.get(RuleId(entry.key.value))) is not None:
            document.problem(
                entry.key, "E103", f"rule id {entry.key.value!r} already used at {first.path}:{first.line}"
            )
        elif rule is not None:
            taken[rule.id] = rule.place
            found.append(rule)
    return tuple(found)


def _rules(document: Document, root: Map) -> Map | None:
    written = root.get("rules")
    if isinstance(written, Map):
        return written
    if written is not None:
        document.problem(written, "E105", f"rules are written `name: …`, without '-', not as {kind(written)}")
    return None


@dataclass(frozen=True, slots=True)
class _PackReader:
    document: Document
    world: PackContext

    def defaults(self, root: Map) -> tuple[Rule, TermOptions]:
        """A rule without conditions that has the pack's defaults, and the style of its terms."""
        base = Rule(
            id=RuleId(""),
            title="",
            condition=AnyOf(of=()),
            place=SourcePlace(self.document.path, root.line, root.column),
        )
        if (node := root.get("pack")) is not None and (pack := self.document.map(node, "pack")) is not None:
            fields.check_keys(self.document, pack, spec.keys("pack"))
            base = replace(base, pack=self._text(pack, "id"), owner=self._text(pack, "owner"))
        node = root.get("defaults")
        defaults = self.document.map(node, "defaults") if node is not None else None
        if defaults is None:
            return base, TermOptions()
        fields.check_keys(self.document, defaults, spec.keys("defaults"))
        return self._shared(defaults, base), read_style(self.document, defaults, TermOptions())

    def rule(self, entry: Entry, base: Rule, style: TermOptions) -> Rule | None:
        """One rule, or None if something blocks it."""
        before = len(self.document.problems)
        name = entry.key.value
        if not _ID.fullmatch(name):
            self.document.problem(entry.key, "E105", f"a rule id is 2 to 64 of a-z, 0-9 and '-', not {name!r}")
        reader = ConditionReader(self.document, self.world.known)
        base = replace(
            base,
            id=RuleId(name),
            title=name,
            place=SourcePlace(self.document.path, entry.key.line, entry.key.column),
        )
        if isinstance(entry.value, Map):
            condition, base = self._full(entry.value, base, style, reader)
        else:
            operands = reader.operands(entry.value, "any", style)
            condition = AnyOf(of=operands) if operands else None
        new = self.document.problems[before:]
        if any(problem.blocks for problem in new):
            return None
        if condition is None and base.when is not None:
            return replace(base, condition=NO_WORDS)
        if condition is None and base.where.chooses_origin:
            condition = EVERY_ITEM
        elif condition is None:
            condition = AnyOf(of=())
        if condition is EVERY_ITEM or has_references(condition):  # of those it is known once all rules are read
            lint.check_tested(
                self.document, entry.key, name, tested=bool(base.examples) or condition is EVERY_ITEM
            )
            return replace(base, condition=condition)
        lint.check_rule(self.document, entry.key, name, condition)
        if not lint.can_anchor(condition):
            return None
        if base.when is None:
            lint.check_tested(self.document, entry.key, name, tested=bool(base.examples))
        return replace(base, condition=condition)

    def _full(
        self, at: Map, base: Rule, style: TermOptions, reader: ConditionReader
    ) -> tuple[Condition | None, Rule]:
        fields.check_keys(self.document, at, spec.keys("rule"))
        base = self._shared(at, base)
        style = read_style(self.document, at, style)
        condition = reader.groups(at, style)
        if any(at.get(key) is not None for key in ("when", *spec.keys("correlations"))):
            condition, base = self._when(at, base, style, reader)
        if (node := at.get("expires")) is not None:
            base = replace(base, expires=self._expires(node))
        if (node := at.get("tests")) is not None:
            base = replace(base, examples=read_examples(self.document, node))
        return condition, replace(base, title=self._text(at, "title") or base.title, note=self._text(at, "note"))

    def _when(
        self, at: Map, base: Rule, style: TermOptions, reader: ConditionReader
    ) -> tuple[Condition | None, Rule]:
        """What a rule with `when` counts, and what must come together."""
        when = at.get("when")
        condition = None
        if isinstance(when, Map):
            fields.check_keys(self.document, when, spec.keys("when"))
            condition = reader.groups(when, read_style(self.document, when, style))
            if (where := when.get("where")) is not None:
                base = replace(base, where=self._where(where, base.where))
        return condition, replace(base, when=read_when(self.document, at, base, condition))

    def _expires(self, node: Node) -> date | None:
        last = yamldoc_fields.day(self.document, node, "expires")
        if last is not None and self.world.today is not None and last < self.world.today:
            self.document.problem(node, "E212", f"the rule expired on {last}: remove it, or give it a later day")
        return last

    def _shared(self, at: Map, base: Rule) -> Rule:
        """The base with what may be both in `defaults` and in a rule. Tags add up, the rest replaces."""
        if (node := at.get("severity")) is not None:
            severity = fields.severity(self.document, node, "severity", default=base.severity)
            base = replace(base, severity=severity)
        if (node := at.get("tags")) is not None:
            tags = (*base.tags, *yamldoc_fields.plain_texts(self.document, node, "tags"))
            base = replace(base, tags=tuple(dict.fromkeys(tags)))
        if (node := at.get("notify")) is not None:
            names = yamldoc_fields.referred(
                self.document, node, "notify", noun="channel", known=self.world.channels
            )
            base = replace(base, notify=tuple(map(ChannelName, names)))
        if (node := at.get("where")) is not None:
            base = replace(base, where=self._where(node, base.where))
        if (node := at.get("within")) is not None:
            base = replace(base, within=self._within(node) or base.within)
        if (node := at.get("throttle")) is not None:
            base = replace(base, throttle=policies.read_throttle(self.document, node))
        if (node := at.get("schedule")) is not None:
            base = replace(base, hours=policies.read_hours(self.document, node))
        if (node := at.get("story")) is not None:
            base = replace(base, story=policies.read_story(self.document, node, base.story))
        if (node := at.get("enabled")) is not None:
            base = replace(base, enabled=yamldoc_fields.boolean(self.document, node, "enabled", default=True))
        return replace(base, owner=self._text(at, "owner") or base.owner)

    def _within(self, node: Node) -> timedelta | None:
        if isinstance(node, Text) and node.value.isdigit():
            says = f"within is how late news may be, such as 5m, not {node.value!r}"
            self.document.problem(node, "E105", f"{says}; a number of words belongs in `near`")
            return None
        return yamldoc_fields.duration(self.document, node, "within")

    def _where(self, node: Node, base: Where) -> Where:
        at = self.document.map(node, "where")
        if at is None:
            return base
        fields.check_keys(self.document, at, spec.keys("where"))
        if (langs := at.get("langs")) is not None:
            base = replace(base, langs=fields.languages(self.document, langs, "langs"))
        if (feeds := at.get("feeds")) is not None:
            known = yamldoc_fields.referred(self.document, feeds, "feeds", noun="feed", known=self.world.feeds)
            base = replace(base, feeds=known)
        if (tags := at.get("tags")) is not None:
            base = replace(base, tags=yamldoc_fields.plain_texts(self.document, tags, "tags"))
        if (sources := at.get("sources")) is not None:
            base = replace(base, sources=self._sources(sources, "sources"))
        if (others := at.get("not_sources")) is not None:
            base = replace(base, not_sources=self._sources(others, "not_sources"))
        if (authors := at.get("authors")) is not None:
            base = replace(base, authors=yamldoc_fields.plain_texts(self.document, authors, "authors"))
        if (categories := at.get("categories")) is not None:
            base = replace(base, categories=yamldoc_fields.plain_texts(self.document, categories, "categories"))
        if (urls := at.get("urls")) is not None:
            base = replace(base, urls=yamldoc_fields.plain_texts(self.document, urls, "urls"))
        if (tiers := at.get("tiers")) is not None:
            base = replace(base, tiers=self._tiers(tiers))
        if (age := at.get("max_age")) is not None:
            base = replace(base, max_age=yamldoc_fields.duration(self.document, age, "max_age"))
        return base

    def _sources(self, node: Node, what: str) -> tuple[str, ...]:
        lists = self.world.known.lists
        found: list[str] = []
        for text in self.document.texts(node, what):
            name = text.value.removeprefix("list:").strip()
            if not text.value.startswith("list:"):
                self._check_source(text, what)
                found.append(text.value)
            elif name in lists:
                found += lists[name]
            else:
                self.document.problem(text, "E201", f"no list {name!r}", hint=nearest(name, lists))
        return tuple(found)

    def _check_source(self, text: Text, what: str) -> None:
        """E105 for an address, which no outlet is called."""
        value = text.value.partition("://")[2] or text.value
        host, slash, path = value.partition("/")
        if "://" in text.value or (slash and "." in host and " " not in host):
            meant = f"urls: ['{host}/{path}*']" if path else f"{what}: [{host}]"
            self.document.problem(
                text, "E105", f"{what} are names or domains of outlets, not addresses: write {meant}"
            )

    def _tiers(self, node: Node) -> tuple[int, ...]:
        found = (
            yamldoc_fields.number(self.document, text, "tiers", code="E105", low=0, high=9)
            for text in self.document.texts(node, "tiers")
        )
        return tuple(tier for tier in found if tier is not None)

    def _text(self, at: Map, key: str) -> str:
        node = at.get(key)
        return (self.document.text(node, key) or "") if node is not None else ""
