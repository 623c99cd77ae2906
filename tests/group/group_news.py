"""Matches for the tests of grouping."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from monitor.detect.detector import mentions_of as places_in
from monitor.detect.library.library import shipped_library
from monitor.detect.match.names.entity_scanner import entity_scanner_of
from monitor.detect.match.text.folded_item import FoldedItem
from monitor.group.features.features import Features, read
from monitor.group.features.names.names import slug_words
from monitor.group.window.running_stories import Stories
from monitor.group.window.story_state import StoryState, joined_by, opened_by
from monitor.language.words import words
from monitor.model.ids import EntityId, FeedId, ItemId, RuleId, Severity
from monitor.model.matching.match import Match, Mention
from monitor.model.matching.rule_hit import Hit, RuleHit, StoryPolicy
from monitor.model.news.item import Field, Item
from monitor.model.story import StoryAssignment, Tier

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


def mentions_of(item: Item, entities: tuple[str, ...], *, in_title: tuple[str, ...] = ()) -> tuple[Mention, ...]:
    """Where the item names these entities: in the title if the library or the id's own words find them there."""
    if not entities:
        return ()
    reading = FoldedItem(replace(item, summary="", body=""))
    found = {
        mention.entity: mention
        for mention in places_in(reading, entity_scanner_of(shipped_library()).naming(reading).places)
    }
    title = item.title.lower()
    mentions = []
    for entity in map(EntityId, entities):
        at = next((title.find(word) for word in slug_words(entity) if len(word) > 2 and word in words(title)), -1)
        if entity in found:
            mentions.append(found[entity])
        elif at >= 0 or entity in in_title or not item.summary:
            start = max(at, 0)
            mentions.append(Mention(entity=entity, field=Field.TITLE, start=start, end=start + (at >= 0)))
        else:
            mentions.append(Mention(entity=entity, field=Field.SUMMARY, start=0, end=1))
    return tuple(mentions)


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
    named = tuple(map(EntityId, entities))
    return Match(item=item, rules=(rule,), entities=named, mentions=mentions_of(item, entities))


def one_story(*matches: Match) -> tuple[Stories, StoryState]:
    """Stories of which one has all of these matches, whatever grouping would say, and that one."""
    stories = Stories(window=timedelta(hours=72), life=timedelta(days=7))
    story = opened_by(matches[0])
    for number, match in enumerate(matches):
        story = joined_by(story, match, independent=1) if number else story
        reading = reading_of(match, stories)
        assignment = StoryAssignment(story=story, item=match.item.id, tier=Tier.OPENED, explanation="")
        stories.take(reading, assignment, weights=stories.window.weigh(reading))
    thread = stories.of(matches[0].item.id)
    assert thread is not None
    return stories, thread


def reading_of(match: Match, stories: Stories) -> Features:
    """What grouping takes from a match that comes now."""
    stories.advance(match.item.first_seen_at)
    return read(match, stories.boilerplate, stories.own_words)
