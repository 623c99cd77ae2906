"""The cases in twenty languages, through the loader, the automaton and the examples' own runner."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.detect.detector import Detector
from monitor.detect.explain.explain import explain
from monitor.detect.explain.try_examples import check_examples
from monitor.detect.load import Loaded, load
from tests.detect.detect_rules import NOW, item

CASES = Path(__file__).parents[1] / "data" / "rules"


@pytest.fixture(scope="module")
def loaded() -> Loaded:
    return load(CASES)


def test_the_cases_load_without_faults(loaded: Loaded) -> None:
    assert [str(problem) for problem in loaded.problems if problem.blocks] == []


def test_every_text_comes_out_as_its_case_says(loaded: Loaded) -> None:
    assert [str(problem) for problem in check_examples(loaded.rules)] == []
    assert sum(len(rule.examples) for rule in loaded.rules.rules) == 378


@pytest.mark.parametrize("every", [5, pytest.param(1, marks=pytest.mark.slow)])
def test_the_automaton_and_the_anchors_overlook_nothing_in_any_case(loaded: Loaded, every: int) -> None:
    detector = Detector(loaded.rules, now=lambda: NOW)
    for example in [example for rule in loaded.rules.rules for example in rule.examples][::every]:
        text = item(example.title, lang=example.lang, body=example.body)
        match = detector.detect(text)
        fast = {hit.rule for hit in match.rules} if match else set()
        assert fast == {verdict.rule for verdict in explain(detector, text) if verdict.matched}, example.title
