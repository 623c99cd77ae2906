from __future__ import annotations

from typing import Any

import pytest

from monitor.group.features.identity.agencies import agency_of
from monitor.group.grouper import Grouper
from monitor.model.story import StoryAssignment
from tests.group.group_news import QUAKE, item_of, match_of

LEAD = (
    "A strong earthquake shook the coast of northern Japan on Monday and the authorities told thousands of people "
    "in low-lying towns to leave for higher ground, while railways stopped and nuclear plants were inspected."
)


def joined(*items: object) -> StoryAssignment:
    grouper = Grouper()
    assignments = [grouper.group(match_of(item)) for item in items]  # type: ignore[arg-type]  # items of item_of
    assert len({assignment.story.id for assignment in assignments}) == 1, assignments
    return assignments[-1]


@pytest.mark.parametrize(
    "fields",
    [
        {"author": "By Jane Roe, Reuters"},
        {"author": "Reuters"},
        {"summary": "TOKYO (Reuters) - A strong earthquake shook the coast."},
        {"summary": "TOKYO, March 3 (Reuters) — A strong earthquake shook the coast."},
        {"summary": "[路透社] 日本北部发生强烈地震。"},
        {"title": f"{QUAKE} - Reuters"},
        {"title": f"{QUAKE} (REUTERS)"},
        {"source": "Reuters"},
    ],
)
def test_an_agency_is_known_by_its_byline_its_dateline_or_its_suffix(fields: dict[str, Any]) -> None:
    assert agency_of(item_of(fields.pop("title", QUAKE), **fields)) == "Reuters"


@pytest.mark.parametrize(
    "summary",
    [
        "Reuters was not able to confirm this.",
        "The Reuters building - a landmark.",
        "(Updates with quote) The AP mill.",
    ],
)
def test_an_agency_that_is_only_mentioned_wrote_nothing(summary: str) -> None:
    assert agency_of(item_of(QUAKE, summary=summary)) == ""


def test_two_outlets_in_their_own_words_are_two_independent_sources() -> None:
    own = item_of("Northern Japan coast evacuates after strong earthquake, tsunami feared", source="Two")
    story = joined(item_of(QUAKE, source="One"), own).story
    assert (len(story.sources), story.independent) == (2, 2)


def test_a_copied_title_counts_once() -> None:
    story = joined(item_of(QUAKE, source="One"), item_of(f"{QUAKE} - Two", source="Two")).story
    assert (len(story.sources), story.independent) == (2, 1)


def test_one_agencys_text_under_two_headlines_counts_once() -> None:
    one = item_of(QUAKE, source="One", summary="TOKYO (Kyodo) - The coast was shaken.")
    two = item_of(
        "Earthquake shakes northern Japan coast: tsunami warning",
        source="Two",
        summary="(共同) 強い地震があった。",
    )
    assignment = joined(one, two)
    assert assignment.account == "Kyodo"
    assert assignment.story.independent == 1


def test_one_lead_under_two_headlines_counts_once() -> None:
    one = item_of(QUAKE, source="One", summary=LEAD)
    two = item_of("Thousands leave coast after earthquake in northern Japan", source="Two", summary=LEAD)
    assert joined(one, two).story.independent == 1


def test_an_outlet_that_reports_again_is_no_second_voice() -> None:
    again = item_of("Tsunami warning issued after strong earthquake shakes Japan coast", source="One", hours=1)
    assert joined(item_of(QUAKE, source="One"), again).story.independent == 1


SEARCH = (
    ("Dockers begin port strike in Antwerp", "Reuters"),
    ("Antwerp port strike begins as dockers walk out", "BBC"),
    ("Port strike paralyses Antwerp, dockers walk out", "The Guardian"),
)


def _strike(title: str) -> tuple[str]:
    """The words by which a rule found it, as they are written there."""
    at = title.lower().index("port strike")
    return (title[at : at + len("port strike")],)


def test_what_one_search_finds_in_three_outlets_is_one_story_of_several_voices() -> None:
    found = [
        item_of(title, feed="search", source=outlet, guid=f"CBM{outlet}", hours=hours)
        for hours, (title, outlet) in enumerate(SEARCH)
    ]
    grouper = Grouper()
    placed = [grouper.group(match_of(item, words=_strike(item.title))) for item in found]
    assert [len(place.story.sources) for place in placed] == [1, 2, 3]
    assert [place.story.independent for place in placed] == [1, 2, 2], "the last is the second with a word changed"
    assert {place.story.id for place in placed} == {placed[0].story.id}


def test_one_outlet_that_fills_in_its_template_reports_two_events() -> None:
    grouper = Grouper()
    for number, (title, _) in enumerate(SEARCH[1:]):
        item = item_of(title, feed="search", source="Port Gazette", guid=f"CBM{number}", hours=number)
        assert grouper.group(match_of(item, words=_strike(title))).story.size == 1


def test_a_title_that_another_outlet_changed_by_a_word_is_copied() -> None:
    two = item_of(f"{QUAKE} for the coast", source="Two")
    assert joined(item_of(QUAKE, source="One"), two).story.independent == 1
