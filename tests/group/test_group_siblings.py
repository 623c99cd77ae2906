"""Two events of one kind, one event in other words, chains, templates: each case in a window of its own.

`python -m tests.bench.story_cases` prints what became of every case.
"""

from __future__ import annotations

from tests.bench.story_cases import Result, play


def test_siblings_stay_apart_and_nothing_same_repeats() -> None:
    results = play()
    assert share(results, "siblings") >= 0.97
    assert share(results, "templates") == 1.0
    assert share(results, "same") >= 0.75
    assert share(results, "same-mixed") >= 0.8
    assert share(results, "chains") >= 0.8


def share(results: list[Result], part: str) -> float:
    """How many cases of a part came out right as a whole."""
    of_part = [result for result in results if result.part == part]
    return sum(result.right for result in of_part) / len(of_part)
