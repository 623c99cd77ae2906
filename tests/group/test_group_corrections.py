"""What people set right holds from then on, whatever was decided, and however often it is read."""

from __future__ import annotations

from monitor.desk.story_log import StoryLog
from monitor.group.corrections import Corrections
from monitor.group.grouper import Grouper
from monitor.model.ids import ItemId, StoryId
from monitor.model.news.item import Item
from monitor.model.sending.decision import Decision
from monitor.model.story import Correction, Tier
from tests.group.group_news import QUAKE, item_of, match_of

ONE, TWO, THREE = (item_of(QUAKE, source=source, id=ItemId(source)) for source in ("one", "two", "three"))
OTHER = item_of("Central bank lifts interest rates in Jakarta", source="four", id=ItemId("four"), hours=1)


def split(story: str, *items: str) -> Correction:
    return Correction(story=StoryId(story), into=StoryId(items[0]), items=tuple(map(ItemId, items)))


def merge(story: str, into: str) -> Correction:
    return Correction(story=StoryId(story), into=StoryId(into))


def log(*items: Item) -> list[Decision]:
    grouper = Grouper()
    return [Decision(match=match_of(item), assignment=grouper.group(match_of(item))) for item in items]


def replayed(decisions: list[Decision], *corrections: Correction) -> Grouper:
    grouper = Grouper(corrections=corrections)
    for decision in decisions:
        grouper.replay(decision.match, decision.assignment)
    return grouper


def test_an_item_that_was_split_off_has_a_story_of_its_own() -> None:
    grouper = replayed(log(ONE, TWO, THREE), split("one", "two"))
    assert grouper.group(match_of(TWO)).story.id == "two"
    kept = grouper.group(match_of(THREE)).story
    assert (kept.id, kept.size, kept.sources) == ("one", 2, ("one", "three"))


def test_two_stories_that_were_merged_are_one_and_take_more() -> None:
    grouper = replayed(log(ONE, OTHER), merge("four", "one"))
    story = grouper.group(match_of(OTHER)).story
    assert (story.id, story.size, story.sources) == ("one", 2, ("one", "four"))
    more = grouper.group(match_of(item_of(OTHER.title, source="five", hours=2)))
    assert more.tier is Tier.SAME_ITEM
    assert more.story.id == "one"


def test_what_is_set_right_twice_is_set_right_once() -> None:
    decisions = log(ONE, TWO, OTHER)
    for correction in (split("one", "two"), merge("four", "one")):
        once, twice = replayed(decisions, correction), replayed(decisions, correction, correction)
        for item in (ONE, TWO, OTHER):
            assert once.group(match_of(item)) == twice.group(match_of(item))


def test_the_last_word_counts() -> None:
    there_and_back = Corrections([split("one", "two"), merge("two", "one")])
    assert there_and_back.story_of(ItemId("two"), StoryId("one")) == "one"
    and_again = Corrections([split("one", "two"), merge("two", "one"), split("one", "two")])
    assert and_again.story_of(ItemId("two"), StoryId("one")) == "two"


def test_merging_in_a_circle_ends() -> None:
    circle = Corrections([merge("a", "b"), merge("b", "c"), merge("c", "a")])
    assert {circle.story_of(ItemId(item), StoryId(item)) for item in "abc"} == {"c"}


def test_what_joined_after_a_correction_survives_the_next_replay() -> None:
    decisions = log(ONE, OTHER)
    grouper = replayed(decisions, merge("four", "one"))
    late = match_of(item_of(OTHER.title, source="five", hours=2))
    decisions.append(Decision(match=late, assignment=grouper.group(late)))
    again = replayed(decisions, merge("four", "one"))
    assert again.group(late).story == grouper.group(late).story
    assert again.group(late).story.size == 3


def test_the_ledger_tells_the_stories_as_people_left_them() -> None:
    ledger = StoryLog(log(ONE, TWO, OTHER), [split("one", "two"), merge("four", "two")])
    chapters = {chapter.id: chapter for chapter in ledger.newest()}
    assert {story: chapter.items for story, chapter in chapters.items()} == {
        "one": ("one",),
        "two": ("two", "four"),
    }
    assert [chapter.id for chapter in ledger.find("fou")] == ["two"]
    assert [chapter.id for chapter in ledger.find("four")] == ["two"]
    assert ledger.find("nothing") == []
