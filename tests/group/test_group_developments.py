"""What rings within a story, and what does not."""

from __future__ import annotations

import pytest

from monitor.group.grouper import Grouper
from monitor.model.matching.rule_hit import Merge
from monitor.model.story import StoryAssignment, Tier
from tests.bench.stories import matches_of
from tests.group.group_news import QUAKE, item_of, match_of

VISIT = "Choe Son Hui will visit Moscow in March for talks, foreign ministry in Pyongyang says"


def last(*titles: str, langs: tuple[str, ...] = ()) -> StoryAssignment:
    """What becomes of the last of these reports, each from an outlet of its own."""
    grouper = Grouper()
    for number, title in enumerate(titles):
        lang = langs[number] if langs else "en"
        assignment = grouper.group(
            match_of(item_of(title, source=f"Paper {number}", lang=lang, hours=number / 10))
        )
    return assignment


@pytest.mark.parametrize(
    ("titles", "langs", "development"),
    [
        ((QUAKE, f"{QUAKE}: 3 dead"), (), "new: “dead”"),
        ((VISIT, f"{VISIT}: Moscow denies"), (), "denial: “denies”"),
        ((VISIT, f"CORRECTED {VISIT}"), (), "correction: “CORRECTED”"),
        (
            ("Gempa guncang Vanuatu, Port Vila", "Séisme au Vanuatu, Port Vila : 14 morts"),
            ("id", "fr"),
            "new: “morts”",
        ),
        ((VISIT, VISIT.replace("will", "will not")), (), "the title now says that something is not so"),
        ((VISIT, VISIT.replace("will", "won't")), (), "the title now says that something is not so"),
    ],
)
def test_a_turn_of_the_story_rings(titles: tuple[str, ...], langs: tuple[str, ...], development: str) -> None:
    assignment = last(*titles, langs=langs)
    assert assignment.tier is Tier.SAME_STORY, assignment
    assert assignment.development == development


def test_a_turn_rings_once() -> None:
    assert last(QUAKE, f"{QUAKE}: 3 dead", f"Death toll at 3: {QUAKE}").development == ""
    assert last(VISIT, f"{VISIT}: Moscow denies", f"Moscow denial: {VISIT}").development == ""


def test_a_turn_told_in_another_language_is_known() -> None:
    first = last(
        "Vanuatu quake: 14 dead in Port Vila", "Séisme au Vanuatu, Port Vila : 14 morts", langs=("en", "fr")
    )
    assert first.tier is Tier.SAME_STORY, first
    assert first.development == ""


def test_a_standing_head_says_nothing_about_what_follows() -> None:
    titles = (
        "Border war monitor: Grain ships leave the port of Odesa",
        "Border war monitor: Central bank lifts rates in Ankara",
        "Border war monitor: Volcano erupts on Java island",
        "Border war monitor: Chess champion loses in Oslo",
        "Border war monitor: Tram drivers strike in Lisbon",
    )
    grouper = Grouper()
    for number, title in enumerate(titles):
        assignment = grouper.group(match_of(item_of(title, source="Paper", hours=3 * number)))
        assert assignment.tier is Tier.OPENED, assignment
    assert assignment.runner_up_score < 0.2


@pytest.mark.parametrize(
    "title",
    [
        "Morning briefing: Choe Son Hui will visit Moscow, quake shakes Japan",
        "Choe Son Hui will visit Moscow; Strong quake shakes Japan; Copper price falls again",
        "Rangkuman: Choe Son Hui akan kunjungi Moskow, gempa di Jepang",
        "今日要闻：崔善姬访俄 日本地震",
    ],
)
def test_a_round_up_joins_no_story_and_no_story_joins_it(title: str) -> None:
    grouper = Grouper()
    names = ("person/choe-son-hui", "place/moscow", "country/RU")
    grouper.group(match_of(item_of(VISIT, source="One"), entities=names))
    round_up = grouper.group(match_of(item_of(title, source="Two"), entities=(*names, "country/JP")))
    assert round_up.tier is Tier.OPENED
    quake = grouper.group(match_of(item_of(QUAKE, source="Three"), entities=("country/JP",)))
    again = grouper.group(match_of(item_of(f"{VISIT} - Four", source="Four"), entities=names))
    assert quake.tier is Tier.OPENED
    assert again.story.id == f"One {VISIT}"


def test_a_name_that_the_story_has_written_is_not_new_once_it_is_known() -> None:
    titles = (
        "Sánchez anuncia una cumbre con Marruecos en diciembre",
        "España y Marruecos celebrarán una cumbre en diciembre, anuncia Sánchez",
    )
    rows = [{"id": str(n), "at": 600 * n, "story": "a", "title": t, "lang": "es"} for n, t in enumerate(titles)]
    grouper = Grouper()
    assignments = [grouper.group(match) for match in matches_of(rows, merge=Merge.NORMAL)]
    assert [assignment.tier for assignment in assignments] == [Tier.OPENED, Tier.SAME_STORY]
    assert assignments[1].development == ""


def test_a_translation_within_the_hour_is_no_turn() -> None:
    stopped = "Finnland stoppt den Tanker Orvessa in der Ostsee"
    assert last(stopped, "Finland detains tanker Orvessa in the Baltic", langs=("de", "en")).development == ""
    english = "Finland stops tanker Orvessa in the Baltic"
    assert last(english, "Finland detains tanker Orvessa in the Baltic").development == "new: “detains”"


def test_a_young_story_hears_its_turn_from_another_language_once_and_its_count_anew() -> None:
    bus = "Al menos 11 muertos al caer un bus a un abismo en Ayacucho"
    again = last(bus, "Bus falls into ravine in Ayacucho, Peru, 11 killed", langs=("es", "en"))
    assert again.development == ""
    more = last(bus, "Bus falls into ravine in Ayacucho, Peru, 25 killed", langs=("es", "en"))
    assert more.development == "new number: 25 (was 11)"
