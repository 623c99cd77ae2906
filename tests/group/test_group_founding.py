"""The case the project was founded on: one journey in seven languages, among news that looks like it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.group.grouper import Grouper
from monitor.model.ids import EntityId, FeedId, ItemId, RuleId, Severity
from monitor.model.matching.match import Match
from monitor.model.matching.rule_hit import RuleHit
from monitor.model.news.item import Item
from monitor.model.story import StoryAssignment, Tier
from tests.bench.stories import rows_of
from tests.examples import examples
from tests.group.group_news import mentions_of

SCENARIO = Path(__file__).parents[1] / "data/stories/founding.yaml"
START = datetime(2024, 10, 28, 6, 0, tzinfo=UTC)


def scenario() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(SCENARIO.read_text(encoding="utf-8"))
    return loaded


def after(written: str) -> timedelta:
    unit = {"m": timedelta(minutes=1), "h": timedelta(hours=1)}[written[-1]]
    return int(written[:-1]) * unit


def match_of(entry: dict[str, Any], rules: dict[str, Any]) -> Match:
    item = Item(
        id=ItemId(entry["key"]),
        feed=FeedId(entry["source"]),
        source=entry["source"],
        url=f"https://news.example/{entry['key']}",
        title=entry["title"],
        summary=entry.get("summary", ""),
        lang=entry["lang"],
        first_seen_at=START + after(entry["after"]),
    )
    return Match(
        item=item,
        rules=tuple(
            RuleHit(
                rule=RuleId(rule),
                title=rule,
                severity=Severity.HIGH,
                required=tuple(EntityId(entity) for entity in rules[rule]["required"]),
            )
            for rule in entry["rules"]
        ),
        entities=tuple(EntityId(entity) for entity in entry["entities"]),
        mentions=mentions_of(item, tuple(entry["entities"])),
    )


def grouped(entries: list[dict[str, Any]], rules: dict[str, Any]) -> dict[str, StoryAssignment]:
    grouper = Grouper()
    return {entry["key"]: grouper.group(match_of(entry, rules)) for entry in entries}


def opener(entries: list[dict[str, Any]], story: str) -> str:
    return next(str(entry["key"]) for entry in entries if entry["story"] == story)


def check(entries: list[dict[str, Any]], rules: dict[str, Any]) -> None:
    assignments = grouped(entries, rules)
    for entry in entries:
        assignment = assignments[entry["key"]]
        assert assignment.story.id == opener(entries, entry["story"]), (entry["key"], assignment)


def test_every_outlet_of_the_journey_joins_its_story_and_the_look_alikes_stay_apart() -> None:
    written = scenario()
    check(written["items"], written["rules"])


def test_only_the_developments_ring() -> None:
    written = scenario()
    assignments = grouped(written["items"], written["rules"])
    rang = {key: assignment.development for key, assignment in assignments.items() if assignment.development}
    assert rang == {entry["key"]: entry["rings"] for entry in written["items"] if "rings" in entry}


def test_the_copy_is_known_as_the_same_item() -> None:
    written = scenario()
    assert grouped(written["items"], written["rules"])["id-copy"].tier is Tier.SAME_ITEM


def test_one_broad_rule_that_demands_the_country_groups_them_all_the_same() -> None:
    written = scenario()
    for entry in written["items"]:
        entry["rules"] = ["korea"]
    check(written["items"], {"korea": {"required": ["country/KP"]}})


@pytest.mark.parametrize("missing", ["place/pyongyang", "place/moscow", "org/nato", "person/lavrov"])
def test_one_name_less_in_the_entity_list_breaks_nothing(missing: str) -> None:
    written = scenario()
    for entry in written["items"]:
        entry["entities"] = [entity for entity in entry["entities"] if entity != missing]
    check(written["items"], written["rules"])


@pytest.mark.parametrize("first", range(16))
def test_whichever_item_comes_first_no_look_alike_is_merged(first: int) -> None:
    written = scenario()
    items = written["items"][first:] + written["items"][:first]
    for place, entry in enumerate(items):
        entry["after"] = f"{7 * place}m"
    told = {entry["key"]: entry["story"] for entry in items}
    for key, assignment in grouped(items, written["rules"]).items():
        assert told[assignment.story.id] == told[key], assignment


def warmed() -> Grouper:
    """A grouper that has seen two days of other news in many languages."""
    grouper = Grouper()
    rows = rows_of(SCENARIO.parent / "winter-2024.jsonl")
    begin = START.timestamp() - timedelta(hours=40).total_seconds() - rows[0]["at"] / 16
    for row in rows:
        grouper.group(
            match_of(
                {
                    **row,
                    "key": row["id"],
                    "source": row["id"],
                    "after": f"{int((begin + row['at'] / 16 - START.timestamp()) / 60)}m",
                    "rules": ["region"],
                    "entities": [],
                },
                {"region": {"required": []}},
            )
        )
    return grouper


def test_a_warm_start_comes_out_like_a_cold_one() -> None:
    written = scenario()
    grouper = warmed()
    assignments = {entry["key"]: grouper.group(match_of(entry, written["rules"])) for entry in written["items"]}
    for entry in written["items"]:
        assignment = assignments[entry["key"]]
        assert assignment.story.id == opener(written["items"], entry["story"]), (entry["key"], assignment)
    rang = {key: assignment.development for key, assignment in assignments.items() if assignment.development}
    assert rang == {entry["key"]: entry["rings"] for entry in written["items"] if "rings" in entry}


@settings(max_examples=examples(60))
@given(st.permutations(scenario()["items"]))
def test_the_order_of_arrival_within_a_minute_changes_nothing_about_which_stories_ring(
    items: list[dict[str, Any]],
) -> None:
    rules = scenario()["rules"]
    told = {entry["key"]: entry["story"] for entry in items}
    grouper = Grouper()
    rang = set()
    for place, entry in enumerate(items):
        match = match_of({**entry, "after": "0m"}, rules)
        at = START + timedelta(seconds=60 * place / len(items))
        assignment = grouper.group(replace(match, item=replace(match.item, first_seen_at=at)))
        assert told[assignment.story.id] == entry["story"], assignment
        if assignment.tier is Tier.OPENED or assignment.development:
            rang.add(entry["story"])
    assert rang == set(told.values())
