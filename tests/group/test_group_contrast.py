"""What sets two events apart, at the edges of each threshold."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.group.evidence.slots import akin, overlay, swapped_names
from monitor.group.features.boilerplate import Boilerplate, parts_of
from monitor.group.features.identity.identity import reported_at
from monitor.group.features.own_words import OwnWords
from monitor.group.features.title_words import Sure, TitleWord
from monitor.group.grouper import Grouper
from monitor.model.ids import FeedId, StoryId
from monitor.model.story import StoryAssignment, Tier
from tests.group.group_news import START, item_of, match_of

_FEED = FeedId("wire")


def last(*titles: str, lang: str = "en", source: str = "", guids: bool = False) -> StoryAssignment:
    """What becomes of the last title, each from an outlet of its own or all from one."""
    grouper = Grouper()
    for number, title in enumerate(titles):
        guid = str(number) if guids else ""
        item = item_of(title, source=source or f"Paper {number}", lang=lang, hours=number / 5, guid=guid)
        assignment = grouper.group(match_of(item))
    return assignment


@pytest.mark.parametrize(
    ("lang", "one", "other"),
    [
        ("en", "Tram drivers in Graz begin two-day strike", "Tram drivers in Linz begin two-day strike"),
        ("ru", "В Туле прогремел взрыв в жилом доме", "В Перми прогремел взрыв в жилом доме"),
        ("ja", "千葉市の工場で火災、2人けが", "堺市の工場で火災、2人けが"),
        ("ko", "울산 물류창고서 화재…직원 대피", "인천 물류창고서 화재…직원 대피"),
        ("hi", "उन्नाव में बस खाई में गिरी, 10 लोगों की मौत", "कोटा में बस खाई में गिरी, 13 लोगों की मौत"),
        ("ar", "انفجار سيارة مفخخة في مقديشو يوقع قتلى", "انفجار سيارة مفخخة في بغداد يوقع قتلى"),
        ("en", "Flaw CVE-2026-41877 lets attackers run code", "Flaw CVE-2026-40021 lets attackers run code"),
    ],
)
def test_another_name_in_an_alike_headline_is_another_event(lang: str, one: str, other: str) -> None:
    assignment = last(one, other, lang=lang)
    assert assignment.tier is Tier.OPENED, assignment
    assert "another" in assignment.explanation


def test_the_explanation_names_the_slot() -> None:
    assignment = last(
        "Bus plunges into ravine in Bolivia, killing 19", "Bus plunges into ravine in Nepal, killing 23"
    )
    assert "Bolivia / Nepal in an otherwise alike headline" in assignment.explanation


def test_a_name_spelt_otherwise_moved_or_told_before_is_no_other_event() -> None:
    assert (
        last("Storm Kevin hits the coast of Brittany", "Storm Kelvin hits the coast of Brittany").tier
        is not Tier.OPENED
    )
    assert last("Rossi wins the race in Imola again", "Again Rossi wins the race in Imola").tier is not Tier.OPENED
    told = last(
        "Plant in Graz shut after leak of ammonia",
        "Plant in Graz, near Gratwein, shut after leak of ammonia",
        "Plant in Gratwein shut after leak of ammonia",
    )
    assert told.tier is not Tier.OPENED


def test_one_feed_fills_in_a_template_and_another_outlet_does_not() -> None:
    titles = ("Flood warning issued for upper Jackson county", "Flood warning issued for lower Mobile county")
    assert last(*titles, source="Agency", guids=True).tier is Tier.OPENED
    follow = ("Police hunt gunman after shooting at church", "Police arrest gunman after shooting at church")
    assert last(*follow, source="Agency", guids=True).development == "new: “arrest”"


def row(*words: str, sure: Sure = Sure.NOT) -> list[TitleWord]:
    """Words of a headline; the one in capitals is as surely a name."""
    return [TitleWord(w, w, True, False, sure if w.isupper() else Sure.NOT) for w in words]


@pytest.mark.parametrize(
    ("sure", "alike", "others"),
    [(Sure.PLACE, 5, 5), (Sure.AT, 6, 4), (Sure.INSIDE, 7, 3), (Sure.BARE, 8, 2)],
)
def test_the_less_sure_a_name_the_more_alike_the_rest_must_be(sure: Sure, alike: int, others: int) -> None:
    common = [f"w{n}" for n in range(alike)]

    def swapped(more: int) -> bool:
        one = row("AACHEN", *common, *(f"x{n}" for n in range(more)), sure=sure)
        other = row("BORKUM", *common, "mid", *(f"y{n}" for n in range(more - 1)), sure=sure)
        return bool(swapped_names(overlay(one, other)))

    assert swapped(others)
    assert not swapped(others + 1)


def test_a_slot_is_short_and_its_frame_is_not() -> None:
    common = ["w1", "w2", "w3", "w4"]
    short = row("A1A", "B2B", "C3C", *common, sure=Sure.PLACE), row("D4D", "E5E", "F6F", *common, sure=Sure.PLACE)
    assert swapped_names(overlay(*short))
    long = row("A1A", "B2B", "C3C", "G7G", *common, sure=Sure.PLACE), row("D4D", *common, sure=Sure.PLACE)
    assert not swapped_names(overlay(*long))
    assert not swapped_names(overlay(row("AACHEN", "w1", sure=Sure.PLACE), row("BORKUM", "w1", sure=Sure.PLACE)))
    assert swapped_names(overlay(row("AACHEN", *"wx", sure=Sure.PLACE), row("BORKUM", *"wx", sure=Sure.PLACE)))


def test_names_are_akin_from_a_common_beginning_on() -> None:
    assert akin("Kazan", "Kazakh")
    assert not akin("Hamburg", "Hambach")
    assert not akin("Lens", "Linz")


def test_a_time_of_publication_is_believed_within_three_days() -> None:
    def believed(hours: float) -> bool:
        item = item_of("x", published_at=START + timedelta(hours=hours))
        return reported_at(item) == item.published_at

    assert believed(-72)
    assert not believed(-72.1)
    assert not believed(0.1)


def test_standing_text_is_what_several_stories_of_a_feed_have() -> None:
    title, lead = "Border watch: Grain ships leave", "Subscribe to our newsletter today. News."
    standing = Boilerplate()
    standing.add(parts_of(_FEED, title, lead), StoryId("a"))
    standing.add(parts_of(_FEED, title, lead), StoryId("a"))
    assert standing.bare(_FEED, title) == title
    standing.add(parts_of(_FEED, title, lead), StoryId("b"))
    assert standing.bare(_FEED, title) == "Grain ships leave"
    assert standing.plain(_FEED, lead) == lead
    standing.add(parts_of(_FEED, title, lead), StoryId("c"))
    assert standing.plain(_FEED, lead) == "News."
    assert standing.bare(FeedId("other"), title) == title


def test_what_an_expression_fits_is_a_rules_own_word_only_if_most_items_have_it() -> None:
    own = OwnWords()
    rule = (("rule", ("kursk",)),)
    match = match_of(item_of("Kursk"), words=())
    for _ in range(2):
        own.add(rule)
    assert not own._is_own("rule", "kursk")
    own.add(rule)
    assert own._is_own("rule", "kursk")
    for _ in range(3):
        own.add((("rule", ("other",)),))
    assert not own._is_own("rule", "kursk")
    assert own.of(match) == frozenset()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ship hits bridge, two dead", "Power cut hits northern suburbs"),
        ("Mayor opens new library", "Hospital opens children ward"),
        ("Harbour bridge closed after crash", "Teachers strike closes city schools"),
    ],
)
def test_one_word_in_common_that_is_no_name_makes_no_story(one: str, other: str) -> None:
    assert last(one, other).tier is Tier.OPENED


def test_one_feed_warns_of_each_area_by_itself() -> None:
    grouper = Grouper()
    head = "Flood Warning issued November 30 at 8:00AM CST by the weather service"

    def opens(number: int, *areas: str, source: str = "Weather") -> bool:
        fields = tuple(("area", area) for area in areas)
        item = item_of(
            f"{head}: {', '.join(areas)}", source=source, hours=number / 5, guid=str(number), fields=fields
        )
        return grouper.group(match_of(item)).tier is Tier.OPENED

    assert opens(0, "Lake")
    assert opens(1, "Porter")
    assert opens(2, "Cook", "Will")
    assert not opens(3, "Will", source="Another")


def test_one_word_that_all_write_with_a_capital_may_be_a_name() -> None:
    titles = ("Noyer Says Strong Euro Creates Pressure", "Banks Brace as Noyer Warns Again")
    alike = last(titles[0], titles[1])
    assert alike.runner_up_score > 0 or alike.tier is Tier.SAME_STORY, alike
    small = last(titles[0].replace("Noyer", "Weather"), "Banks brace as the weather turns again")
    assert small.runner_up_score == 0, small
    assert small.tier is Tier.OPENED


def test_nobody_named_in_another_language_is_no_other_person() -> None:
    names = ("person/lavrov", "place/pyongyang")
    grouper = Grouper()
    grouper.group(match_of(item_of("Lavrov arrives in Pyongyang for talks", source="One"), entities=names))
    other = item_of("러 외무장관, 평양 도착", source="Two", lang="ko", hours=0.2)
    assert "other people" not in grouper.group(match_of(other, entities=("place/pyongyang",))).explanation
    same = item_of("Minister arrives in Pyongyang for talks on Monday", source="Three", hours=0.3)
    assert "other people" in grouper.group(match_of(same, entities=("place/pyongyang",))).explanation


@pytest.mark.parametrize(
    ("lead", "tier"),
    [("The minister stopped over in Vladivostok, Russia.", Tier.SAME_STORY), ("She stopped over.", Tier.OPENED)],
)
def test_a_town_is_in_the_country_that_its_text_names(lead: str, tier: Tier) -> None:
    grouper = Grouper()
    for number, (title, summary, place) in enumerate(
        (
            ("Choe Son Hui visits Russia as her soldiers reach Kursk", "", "country/RU"),
            ("Choe Son Hui visits Vladivostok as more soldiers reach Kursk", lead, "place/vladivostok"),
        )
    ):
        named = (place, "place/kursk", "person/choe-son-hui")
        entities = (*named, "country/RU") if "Russia" in summary else named
        item = item_of(title, source=f"Paper {number}", summary=summary, hours=number)
        assignment = grouper.group(match_of(item, entities=entities))
    assert assignment.tier is tier, assignment
