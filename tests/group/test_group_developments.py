"""What rings within a story, and what does not."""

from __future__ import annotations

import pytest

from monitor.group.grouper import Grouper
from monitor.model.story import StoryAssignment, Tier
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
