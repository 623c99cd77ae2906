"""Which edits of an item that is in a story already are news."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.group.grouper import Grouper
from monitor.model.ids import RuleId, Severity
from monitor.model.matching.match import Match
from monitor.model.matching.rule_hit import Hit, RuleHit
from monitor.model.news.item import Item
from monitor.model.story import StoryAssignment, Tier
from tests.fakes import NOON, an_item, hit

FIRST = "Troops arrive in Kursk"


def match(item: Item, *terms: str, rule: str = "kursk", severity: Severity = Severity.HIGH) -> Match:
    hits: tuple[Hit, ...] = tuple(hit(item, term) for term in terms)
    return Match(item=item, rules=(RuleHit(rule=RuleId(rule), title=rule, severity=severity, hits=hits),))


def edition(title: str, *, number: int = 1, **changes: object) -> Item:
    return replace(
        an_item(title, **changes), edition=f"{number}-0", first_seen_at=NOON + timedelta(minutes=number)
    )


def after(title: str, *terms: str, before: str = FIRST, rule: str = "kursk") -> StoryAssignment:
    """The place of the item with its new headline."""
    grouper = Grouper()
    grouper.group(match(an_item(before), *(term for term in ("Kursk",) if term in before)))
    return grouper.group(match(edition(title), *terms, rule=rule))


@pytest.mark.parametrize(
    ("title", "terms", "says"),
    [
        ("Kursk: a thousand civilians flee", ("Kursk",), ""),
        ("Troops arrive in Kursk, Choe says", ("Kursk", "Choe"), "; now says “choe”"),
        ("12,000 troops arrive in Kursk", ("Kursk",), "; new number: 12,000"),
    ],
)
def test_a_material_change_of_the_headline_is_a_development(title: str, terms: tuple[str, ...], says: str) -> None:
    place = after(title, *terms)
    assert place.development == f"headline changed from “{FIRST}”{says}"
    assert place.tier is Tier.SAME_ITEM


@pytest.mark.parametrize(
    ("before", "after_", "lang", "says"),
    [
        ("Quake shakes Kursk", "Quake shakes Kursk, hundreds missing", "en", "new: “missing”"),
        ("Quake shakes Kursk", "Quake shakes Kursk, dozens hurt", "en", "new: “hurt”"),
        ("Quake shakes Kursk", "Quake shakes Kursk, killing scores", "en", "new: “killing”"),
        ("Mayor of Kursk to resign today", "Mayor of Kursk resigns today", "en", "new: “resigns”"),
        ("Gempa guncang Kursk", "Gempa guncang Kursk, puluhan terluka", "id", "new: “terluka”"),
        ("Terremoto sacude Kursk", "Terremoto sacude Kursk: desaparecidos", "es", "new: “desaparecidos”"),
        ("Землетрясение в Курске", "Землетрясение в Курске, есть раненые", "ru", "new: “раненые”"),
        ("Quake shakes all of Kursk", "Quake shakes all of Kursk, mayor says", "en", ""),
        ("Mayor of all Kursk under fire", "Mayor of all Kursk may resign under fire", "en", ""),
        ("Quake shakes all of Kursk", "Quake shakes all of Kursk, nobody hurt", "en", ""),
        ("Quake kills many in Kursk", "Quake in Kursk leaves many dead", "en", ""),
        ("Ferry to all of Kursk is cancled", "Ferry to all of Kursk is cancelled", "en", ""),
        ("Court in Kursk annuls the vote", "Court in Kursk overturns the vote", "en", ""),
    ],
)
def test_what_a_headline_now_says_has_happened_is_a_development(
    before: str, after_: str, lang: str, says: str
) -> None:
    grouper = Grouper()
    grouper.group(match(an_item(before, lang=lang)))
    place = grouper.group(match(edition(after_, lang=lang)))
    assert place.development == (f"headline changed from “{before}”; {says}" if says else "")


def test_what_the_summary_said_already_is_no_news_of_the_headline() -> None:
    grouper = Grouper()
    grouper.group(match(an_item("Quake shakes all of Kursk", summary="Hundreds are missing.")))
    place = grouper.group(match(edition("Quake shakes all of Kursk, hundreds missing")))
    assert place.development == ""


def test_another_rule_that_finds_the_item_is_a_development() -> None:
    assert after(FIRST, "troops" if "troops" in FIRST else "Troops", rule="army").development.endswith("army")


@pytest.mark.parametrize(
    "title",
    ["Troops arrive in Kursk.", "Troops arive in Kursk", "Troops arrived in Kursk", "TROOPS ARRIVE IN Kursk"],
)
def test_a_headline_that_is_put_right_is_none(title: str) -> None:
    assert after(title, "Kursk").development == ""


def test_an_edited_item_stays_in_its_story_and_counts_once() -> None:
    grouper = Grouper()
    first = grouper.group(match(an_item(), "Kursk"))
    edited = grouper.group(match(edition("Tanks roll into Kursk"), "Kursk", severity=Severity.CRITICAL))
    assert edited.story.id == first.story.id
    assert (edited.story.size, edited.story.items) == (1, first.story.items)
    assert (edited.story.headline, edited.story.severity) == ("Tanks roll into Kursk", Severity.CRITICAL)
    assert grouper.group(match(edition("Tanks roll into Kursk"), "Kursk")) == edited


def test_each_edit_is_compared_with_the_one_before_and_a_replay_says_the_same() -> None:
    matches = [
        match(an_item(), "Kursk"),
        match(edition("Tanks roll into Kursk"), "Kursk"),
        match(edition("Generals resign over Kursk", number=2), "Kursk"),
    ]
    live, rebuilt = Grouper(), Grouper()
    places = [live.group(one) for one in matches]
    assert places[2].development.startswith("headline changed from “Tanks roll into Kursk”")
    for one, place in zip(matches[:2], places, strict=False):
        rebuilt.replay(one, place)
    assert rebuilt.group(matches[2]) == places[2]


def test_an_item_that_no_rule_found_before_is_grouped_like_a_new_one() -> None:
    place = Grouper().group(match(edition("Tanks roll into Kursk"), "Kursk"))
    assert place.tier is Tier.OPENED
    assert place.development == ""


def test_an_item_that_first_matched_as_an_edition_is_known_at_its_next_edit() -> None:
    grouper = Grouper()
    first = grouper.group(match(edition("Quake kills 4 at Suez"), "Suez"))
    again = grouper.group(match(edition("Quake kills 97 at Suez", number=2), "Suez"))
    assert again.story.id == first.story.id
    assert again.development == "headline changed from “Quake kills 4 at Suez”; new number: 97"
