"""What holds for any sequence of matches."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.group.grouper import Grouper
from monitor.model.ids import EntityId, FeedId, ItemId, RuleId, Severity, StoryId
from monitor.model.matching.match import Match
from monitor.model.matching.rule_hit import RuleHit
from monitor.model.news.item import Item
from tests.examples import examples

START = datetime(2024, 10, 28, tzinfo=UTC)
WORDS = ["choe", "kim", "lavrov", "moscow", "kursk", "troops", "missile", "talks", "visit", "3,000", "12,000"]
WORDS += ["minister", "tiba", "rusia", "朝鲜外相", "북한", "live:"]
NAMES = ["person/choe", "person/kim", "place/kursk", "place/moscow", "org/nato", "country/KP", "country/RU"]


@st.composite
def matches(draw: st.DrawFn) -> list[Match]:
    found: list[Match] = []
    at = START
    for _ in range(draw(st.integers(1, 12))):
        at += timedelta(hours=draw(st.sampled_from([-0.1, 0.0, 0.1, 5.0, 40.0])))
        feed = draw(st.sampled_from(["one", "two"]))
        item = Item(
            id=ItemId(f"item {draw(st.integers(0, 9))}"),
            feed=FeedId(feed),
            source=feed,
            url=draw(st.sampled_from(["", "https://a.example/x", "https://a.example/y"])),
            title=" ".join(draw(st.lists(st.sampled_from(WORDS), max_size=9))),
            summary=" ".join(draw(st.lists(st.sampled_from(WORDS), max_size=9))),
            lang=draw(st.sampled_from([None, "en", "id"])),
            first_seen_at=at,
        )
        required = draw(st.lists(st.sampled_from(NAMES), max_size=2, unique=True))
        hit = RuleHit(
            rule=RuleId(draw(st.sampled_from(["r", "s"]))),
            title="rule",
            severity=draw(st.sampled_from(Severity)),
            required=tuple(map(EntityId, required)),
        )
        names = draw(st.lists(st.sampled_from(NAMES), max_size=4, unique=True))
        found.append(
            Match(item=item, rules=(hit,), entities=tuple(map(EntityId, dict.fromkeys(required + names))))
        )
    return found


@settings(max_examples=examples(150))
@given(matches())
def test_grouping_an_item_again_gives_the_same_joining(sequence: list[Match]) -> None:
    grouper = Grouper()
    for match in sequence:
        assignment = grouper.group(match)
        size = len(grouper)
        assert grouper.group(match) == assignment
        assert len(grouper) == size


@settings(max_examples=examples(150))
@given(matches(), st.integers(0, 12))
def test_after_a_replay_everything_goes_on_as_if_nothing_had_happened(sequence: list[Match], crash: int) -> None:
    before, after = Grouper(), Grouper()
    log = [(match, before.group(match)) for match in sequence[:crash]]
    for match, assignment in log:
        after.replay(match, assignment)
    assert len(after) == len(before)
    assert [after.group(match) for match in sequence] == [before.group(match) for match in sequence]


@settings(max_examples=examples(100))
@given(matches())
def test_a_story_has_each_item_once_and_its_first_items_id(sequence: list[Match]) -> None:
    grouper = Grouper()
    for match in sequence:
        assignment = grouper.group(match)
        assert StoryId(assignment.story.items[0]) == assignment.story.id
        assert len(set(assignment.story.items)) == len(assignment.story.items)
        assert assignment.item == match.item.id
        assert assignment.item in assignment.story.items
        assert 0.0 <= assignment.score <= 1.0
        assert assignment.explanation
