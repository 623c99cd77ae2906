"""Matches for the tests of grouping."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from monitor.model.ids import EntityId, FeedId, ItemId, RuleId, Severity
from monitor.model.matching.match import Match
from monitor.model.matching.rule_hit import Hit, RuleHit, StoryPolicy
from monitor.model.news.item import Field, Item

START = datetime(2024, 10, 28, 6, 0, tzinfo=UTC)
QUAKE = "Strong earthquake shakes northern Japan coast, tsunami warning issued"


def item_of(title: str, *, source: str = "Paper", hours: float = 0.0, **fields: Any) -> Item:
    """An item of an outlet, some hours after the start."""
    item = Item(
        id=ItemId(f"{source} {title}"),
        feed=FeedId(source.lower()),
        source=source,
        url="",
        title=title,
        lang="en",
        first_seen_at=START + timedelta(hours=hours),
    )
    return replace(item, **fields)


def match_of(
    item: Item,
    *,
    words: tuple[str, ...] = (),
    entities: tuple[str, ...] = (),
    policy: StoryPolicy | None = None,
) -> Match:
    """The item as a rule found it by these words of its title."""
    hits = tuple(
        Hit(term=word, field=Field.TITLE, start=item.title.index(word), end=item.title.index(word) + len(word))
        for word in words
    )
    rule = RuleHit(
        rule=RuleId("rule"), title="rule", severity=Severity.MEDIUM, hits=hits, story=policy or StoryPolicy()
    )
    return Match(item=item, rules=(rule,), entities=tuple(map(EntityId, entities)))
