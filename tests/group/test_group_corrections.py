"""What people set right holds from then on, whatever was decided, and however often it is read."""

from __future__ import annotations

import pytest

from monitor.desk.story_log import StoryLog
from monitor.group.corrections import Corrections
from monitor.group.evidence import by_hand
from monitor.group.evidence.by_hand import ByHand
from monitor.group.evidence.slots import Slot
from monitor.group.features.title_words import title_words
from monitor.group.grouper import Grouper
from monitor.model.ids import ItemId, StoryId
from monitor.model.news.item import Item
from monitor.model.sending.decision import Decision
from monitor.model.story import Correction, StoryAssignment, Tier, TitlePair
from tests.group.group_news import QUAKE, item_of, match_of

ONE, TWO, THREE = (item_of(QUAKE, source=source, id=ItemId(source)) for source in ("one", "two", "three"))
OTHER = item_of("Central bank lifts interest rates in Jakarta", source="four", id=ItemId("four"), hours=1)


def split(story: str, *items: str) -> Correction:
    return Correction(story=StoryId(story), into=StoryId(items[0]), items=tuple(map(ItemId, items)))


def merge(story: str, into: str) -> Correction:
    return Correction(story=StoryId(story), into=StoryId(into))


WHEAT, BARLEY = (f"Traders expect {grain} exports to fall this summer" for grain in ("wheat", "barley"))
EXAMPLE = TitlePair(one="Prices of wheat rise after frost", other="Prices of barley rise after frost", lang="en")


def apart(story: str, other: str, *examples: TitlePair) -> Correction:
    return Correction(
        story=StoryId(story), into=StoryId(other), items=(ItemId(other),), examples=examples or (EXAMPLE,)
    )


def last(*titles: str, corrections: tuple[Correction, ...] = ()) -> StoryAssignment:
    """What becomes of the last title, each from an outlet of its own."""
    grouper = Grouper(corrections=corrections)
    for number, title in enumerate(titles):
        item = item_of(title, source=f"Paper {number}", hours=number / 4, id=ItemId(str(number)))
        assignment = grouper.group(match_of(item))
    return assignment


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


def test_what_two_titles_differed_in_that_were_kept_apart_tells_others_apart() -> None:
    assert last(WHEAT, BARLEY).story.id == "0"
    assignment = last(WHEAT, BARLEY, corrections=(apart("a", "b"),))
    assert assignment.tier is Tier.OPENED
    assert "wheat / barley in an otherwise alike headline: a person kept such" in assignment.explanation
    assert last(BARLEY, WHEAT, corrections=(apart("a", "b"),)).tier is Tier.OPENED, "in either order"
    assert last(WHEAT, f"{WHEAT} or winter", corrections=(apart("a", "b"),)).tier is not Tier.OPENED
    told = (f"{WHEAT}, barley to follow", BARLEY)
    assert last(*told, corrections=(apart("a", "b"),)).tier is not Tier.OPENED, "the story has said it"


@pytest.mark.parametrize(
    "pair",
    [
        TitlePair(one="Prices of wheat rise", other="Barley harvest begins late in the plains", lang="en"),
        TitlePair(one="Prices of wheat rise after frost", other="Cost of barley rises after frost", lang="en"),
        TitlePair(one="Bus crash kills two near the dam", other="Bus crash injures two near the dam", lang="en"),
        TitlePair(one="Frost ruins two farms in May", other="Frost ruins three farms in May", lang="en"),
        TitlePair(one="Prices of wheat rise after frost", other="Prices of wheat rise after frost", lang="en"),
    ],
    ids=["nothing alike", "two stretches", "stages of one thing", "a count", "nothing"],
)
def test_titles_that_differ_in_more_or_in_no_name_teach_nothing(pair: TitlePair) -> None:
    assert not ByHand(Corrections([apart("a", "b", pair)]))
    assert ByHand(Corrections([apart("a", "b")]))


def told(one: str, other: str) -> bool:
    """Whether telling apart two titles says anything of others."""
    return bool(ByHand(Corrections([apart("a", "b", TitlePair(one=one, other=other, lang="en"))])))


def test_an_example_is_of_titles_that_are_half_alike_beside_a_few_words() -> None:
    assert told("Wheat rust spreads", "Barley rust spreads, farms close in three valleys")
    assert not told("Wheat rust spreads", "Barley rust spreads, farms close in three valleys of the north")
    assert told("Rust of winter wheat plants spreads", "Rust of barley spreads")
    assert not told("Rust of late winter wheat plants spreads", "Rust of barley spreads")


def test_of_one_event_is_what_a_person_merged_and_the_other_name_is_told_once() -> None:
    fires = [f"Fire at {name} school injures two pupils" for name in ("Oakfield", "Hartwell")]
    blast = TitlePair(one="Explosion at Oakfield plant", other="Explosion at Hartwell plant", lang="en")
    merged = Correction(story=StoryId("a"), into=StoryId("b"), examples=(blast,))
    assert last(*fires).tier is Tier.OPENED
    assignment = last(*fires, corrections=(merged,))
    assert assignment.story.id == "0"
    assert "Oakfield / Hartwell in an otherwise alike headline: a person said" in assignment.development
    assert not last(*fires, f"{fires[1]}, one badly", corrections=(merged,)).development
    taken_back = Correction(story=StoryId("a"), into=StoryId("b"), items=(ItemId("b"),), examples=(blast,))
    assert last(*fires, corrections=(merged, taken_back)).tier is Tier.OPENED
    assert last(*fires, corrections=(taken_back, merged)).tier is Tier.SAME_STORY


def test_the_newest_examples_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(by_hand, "_MOST", 2)
    pairs = [
        TitlePair(one="Prices of wheat rise after frost", other=f"Prices of {grain} rise after frost")
        for grain in ("barley", "millet", "barley", "sorghum")
    ]
    kept = ByHand(Corrections(apart(f"a{number}", f"b{number}", pair) for number, pair in enumerate(pairs)))
    assert [kept.says(_slot("wheat", grain)) for grain in ("barley", "millet", "sorghum")] == [False, None, False]


def _slot(old: str, new: str) -> Slot:
    old_words, new_words = (title_words(word, None, ()) for word in (old, new))
    return Slot(new=new_words, old=old_words)


def test_what_follows_in_two_stories_that_are_not_the_same_goes_to_the_one_whose_words_it_has() -> None:
    headlines = [
        "Night trains stand still as drivers of Nordbahn walk out",
        "Night trains of Velaris stand still after brakes fail on the steep line over the pass",
        "Night trains stand still: Nordbahn drivers walk out",
        "Night trains stand still, drivers of Nordbahn on walkout",
    ]
    hours = (0, 0.2, 30, 31)
    reports = [
        item_of(title, source=str(number), id=ItemId(str(number)), hours=hours[number])
        for number, title in enumerate(headlines)
    ]
    decisions = log(*reports)
    assert {decision.assignment.story.id for decision in decisions} == {"0"}
    late = match_of(item_of("Night trains stand still: Velaris asks for calm", source="x", hours=31.1))
    neither = match_of(item_of("Night trains stand still for another night", source="y", hours=31.2))
    assert replayed(decisions).group(late).story.id == "0"
    grouper = replayed(decisions, split("0", "1"))
    assert grouper.group(late).story.id == "1"
    assert f"not “{headlines[0]}”: nearer to “{headlines[1]}”" in grouper.group(late).explanation
    assert grouper.group(neither).story.id == "0", "nothing says that it is not"


def test_merging_takes_back_that_two_are_not_the_same() -> None:
    told = Corrections([apart("a", "b"), merge("c", "b")])
    assert told.apart() == {"a": ("b",), "b": ("a",)}
    assert Corrections([apart("a", "b"), merge("b", "a")]).apart() == {}
    assert Corrections([apart("a", "b"), merge("b", "c"), merge("c", "a")]).apart() == {}
    assert Corrections([merge("b", "a"), apart("a", "b")]).apart() == {"a": ("b",), "b": ("a",)}
    assert list(Corrections([apart("a", "b"), merge("b", "a")]).examples()) == []


def test_the_last_word_about_what_was_exchanged_counts() -> None:
    one_event = Correction(story=StoryId("c"), into=StoryId("d"), examples=(EXAMPLE,))
    slot = _slot("wheat", "barley")
    assert ByHand(Corrections([apart("a", "b"), one_event])).says(slot) is True
    assert ByHand(Corrections([apart("a", "b"), one_event, apart("a", "b")])).says(slot) is False


@pytest.mark.parametrize(
    ("title", "tier"),
    [
        ("Barley ships for Tunis leave Odessa", Tier.OPENED),
        ("Barley ships under way after inspectors sign", Tier.SAME_STORY),
    ],
)
def test_an_example_holds_in_titles_that_are_alike_beside_it(title: str, tier: Tier) -> None:
    lead = (
        "Two freighters with grain for Egypt and Tunisia passed the lighthouse at dawn, the harbour master said, "
        "after inspectors of three countries had looked into every hold and signed the papers on Tuesday evening."
    )
    grouper = Grouper(corrections=[apart("a", "b")])
    for number, headline in enumerate(("Wheat ships for Tunis leave Odessa", title)):
        item = item_of(headline, source=f"Paper {number}", summary=lead, hours=number)
        assignment = grouper.group(match_of(item))
    assert assignment.tier is tier, assignment


def test_stories_that_are_kept_apart_lose_no_item() -> None:
    decisions = log(ONE, TWO, OTHER)
    plain, told = StoryLog(decisions, []), StoryLog(decisions, [apart("one", "four")])
    assert [chapter.items for chapter in told.newest()] == [chapter.items for chapter in plain.newest()]
    assert [chapter.kept_apart for chapter in told.newest()] == [("one",), ("four",)]
