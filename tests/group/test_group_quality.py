"""That grouping stays as good as it is: floors a little under what the bench measures today."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.group.grouper import Grouper
from tests.bench.stories import RUNS, matches_of, rows_of, told
from tests.bench.story_metrics import Metrics, measure

DATA = Path(__file__).parents[1] / "data/stories"


def measured(name: str, preset: str) -> Metrics:
    merge, tiers = RUNS[preset]
    rows = rows_of(DATA / name)
    return measure(list(told(rows, matches_of(rows, merge=merge), Grouper(tiers=tiers))))


@pytest.mark.parametrize("name", ["games-2024.jsonl", "winter-2024.jsonl"])
def test_copies_are_hardly_ever_taken_for_what_they_are_not(name: str) -> None:
    metrics = measured(name, "near-duplicate")
    assert metrics.bcubed_precision >= 0.99
    assert metrics.never_opened <= 0.008


def test_small_events_of_one_saga_are_told_apart() -> None:
    metrics = measured("games-2024.jsonl", "normal")
    assert metrics.bcubed_f1 >= 0.84
    assert metrics.bcubed_precision >= 0.8
    assert metrics.missed <= 0.05


def test_one_event_in_ten_languages_is_one_story_more_often_than_not() -> None:
    metrics = measured("winter-2024.jsonl", "normal")
    assert metrics.bcubed_f1 >= 0.88
    assert metrics.alerts_per_story <= 2
    assert metrics.missed == 0


@pytest.mark.gate
def test_the_presets_trade_alerts_for_certainty() -> None:
    strict, normal, loose = (measured("games-2024.jsonl", preset) for preset in ("strict", "normal", "loose"))
    assert strict.alerts_per_story >= normal.alerts_per_story >= loose.alerts_per_story
    assert strict.bcubed_precision >= normal.bcubed_precision >= loose.bcubed_precision
