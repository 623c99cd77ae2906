"""The demo tells its day as described: one first report a story, in whatever order outlets are visited."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from monitor.demo.day import Bulletin, Day, load_day
from monitor.detect.detector import Detector
from monitor.detect.load import load
from monitor.group.grouper import Grouper
from monitor.model.ids import FeedId, ItemId, StoryId
from monitor.model.matching.match import Match
from monitor.model.news.item import Item
from monitor.model.story import Tier

_RULES = Path(__file__).parents[2] / "rules"
_MIDNIGHT = datetime(2026, 11, 29, tzinfo=UTC)
_NOON_AFTER = _MIDNIGHT + timedelta(hours=36)
_SECONDS = 45
"""Of the day, as it is performed."""


@pytest.fixture(scope="module")
def found() -> list[tuple[Bulletin, Match]]:
    """The bulletins that satisfy rules, as published."""
    day = load_day()
    detector = Detector(load(_RULES).rules, now=lambda: _NOON_AFTER)
    matches = ((bulletin, detector.detect(_item(day, bulletin))) for bulletin in day.bulletins)
    return [(bulletin, match) for bulletin, match in matches if match is not None and match.rules]


def _item(day: Day, bulletin: Bulletin) -> Item:
    outlet = next(outlet for outlet in day.outlets if outlet.id == bulletin.outlet)
    host = f"{bulletin.host}.{outlet.id}" if bulletin.host else outlet.id
    query = f"?{bulletin.query}" if bulletin.query else ""
    return Item(
        id=ItemId(f"{bulletin.outlet} {bulletin.at}"),
        feed=FeedId(outlet.id),
        source=outlet.title,
        guid=f"{host}{bulletin.path}{query}",
        url=f"https://{host}.example/{bulletin.path}{query}",
        title=bulletin.title,
        summary=bulletin.summary,
        lang=outlet.lang,
        first_seen_at=_MIDNIGHT + bulletin.at,
        published_at=_MIDNIGHT + bulletin.at,
    )


def _visited(found: list[tuple[Bulletin, Match]], *, every: int, seed: int) -> list[tuple[Bulletin, Match]]:
    """The bulletins as they are seen if each outlet is visited every so many minutes of the day."""
    seen = []
    for bulletin, match in found:
        first = Random(f"{seed} {bulletin.outlet}").uniform(0, every)
        published = bulletin.at.total_seconds() / 60
        visit = first + (int((published - first) // every) + 1) * every
        at = _NOON_AFTER + timedelta(days=visit / 24 / 60) * _SECONDS / 86_400
        seen.append((bulletin, replace(match, item=replace(match.item, first_seen_at=at))))
    return sorted(seen, key=lambda pair: (pair[1].item.first_seen_at, pair[0].at))


def _told(found: list[tuple[Bulletin, Match]]) -> tuple[Counter[str], list[str]]:
    """How often each story is told as new, and what has come into another story than its own."""
    grouper = Grouper()
    names: dict[StoryId, str] = {}
    firsts: Counter[str] = Counter()
    astray = []
    for bulletin, match in found:
        assignment = grouper.group(match)
        if assignment.tier is Tier.OPENED:
            names[assignment.story.id] = bulletin.story
            firsts[bulletin.story] += 1
        elif names[assignment.story.id] != bulletin.story:
            astray.append(bulletin.title)
    return firsts, astray


def test_each_story_is_told_first_once_and_by_itself(found: list[tuple[Bulletin, Match]]) -> None:
    firsts, astray = _told(found)
    assert firsts == dict.fromkeys({bulletin.story for bulletin, _ in found}, 1)
    assert astray == []


@pytest.mark.parametrize("every", [20, 120])
@pytest.mark.parametrize("seed", range(5))
def test_the_order_in_which_outlets_are_visited_changes_nothing(
    found: list[tuple[Bulletin, Match]], every: int, seed: int
) -> None:
    firsts, astray = _told(_visited(found, every=every, seed=seed))
    assert set(firsts.values()) == {1}
    assert astray == []
