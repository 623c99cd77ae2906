"""The yardstick itself: what the bench measures, on streams small enough to count by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.group.features.claims import read_claims
from tests.bench.stories import run, table
from tests.bench.story_curve import curve, drawn
from tests.bench.story_metrics import Told, measure
from tests.bench.story_steps import STEPS, without

DATA = Path(__file__).parents[1] / "data/stories"


def told(*written: str) -> list[Told]:
    """'a1!' is an item of the event a that was put into story 1 and rang."""
    return [Told(event=text[0], story=text[1], rings=text.endswith("!")) for text in written]


def test_a_perfect_grouping_scores_one_and_rings_once_for_each_story() -> None:
    metrics = measure(told("a1!", "b2!", "a1", "b2"))
    assert (metrics.bcubed_f1, metrics.pairwise_f1, metrics.alerts_per_story, metrics.missed) == (1, 1, 1, 0)


def test_an_event_swallowed_by_another_is_missed_unless_it_rings() -> None:
    metrics = measure(told("a1!", "b1", "a1", "c1!"))
    assert metrics.never_opened == pytest.approx(2 / 3)
    assert metrics.missed == pytest.approx(1 / 3)


def test_bcubed_counts_for_each_item_who_is_with_it_and_who_should_be() -> None:
    metrics = measure(told("a1", "a1", "a2", "b2"))
    assert metrics.bcubed_precision == pytest.approx((1 + 1 + 1 / 2 + 1 / 2) / 4)
    assert metrics.bcubed_recall == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1) / 4)
    assert metrics.pairwise_f1 == pytest.approx(2 * 1 / (2 + 3))


def test_nothing_cannot_be_measured() -> None:
    with pytest.raises(ValueError, match="nothing"):
        measure([])


def test_labelled_items_are_streamed_through_the_grouping() -> None:
    rows = [
        {"id": "1", "at": 0, "story": "a", "title": "Strong earthquake shakes northern Japan coast"},
        {"id": "2", "at": 60, "story": "b", "title": "Central bank raises interest rates in Jakarta"},
        {"id": "3", "at": 90, "story": "a", "title": "Strong earthquake shakes northern Japan coast - Two"},
    ]
    result = run("normal", rows)
    assert (result.metrics.items, result.metrics.stories, result.metrics.bcubed_f1) == (3, 2, 1.0)
    assert "normal" in table([result])


def test_a_step_that_is_left_out_is_there_again_afterwards() -> None:
    kept = [(where, name, getattr(where, name)) for steps in STEPS.values() for where, name, _ in steps]
    with without(STEPS["turns"]):
        assert "#resign" not in read_claims("Marsh resigns", "", lang="en").turns
    assert "#resign" in read_claims("Marsh resigns", "", lang="en").turns
    assert kept == [(where, name, getattr(where, name)) for steps in STEPS.values() for where, name, _ in steps]


def test_less_evidence_never_alerts_more() -> None:
    points = list(curve(DATA / "winter-2024.jsonl"))
    named = [point for point in points if point.name]
    assert [point.name for point in named] == ["strict", "normal", "loose"]
    assert named[0].alerts >= named[1].alerts >= named[2].alerts
    drawing = drawn(points)
    assert drawing.count("<circle") == 2 * len(named)
    assert drawing.count("<polyline") == 2
