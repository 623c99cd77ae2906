"""For any rules and any item: what a rule matches has one of its needles in its folded text, where it must be."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.archive.write.rows import searched_text
from monitor.detect.detector import Detector
from monitor.detect.load import load
from monitor.detect.match.needles import RuleNeedles, needles_of
from monitor.detect.match.rule_index import RuleIndex
from monitor.detect.rules.conditions import Condition, Forms, Phrase, Regex
from monitor.detect.ruleset import Rules
from monitor.model.news.item import Item
from tests.detect.detect_rules import NOW, item
from tests.detect.test_detect_properties import conditions, detector_of, items
from tests.examples import examples

SHIPPED = Path(__file__).parents[2] / "rules"


def keeps(needles: RuleNeedles, one: Item) -> bool:
    """Whether the needles leave an item among those that are read."""
    text = searched_text(one)
    return (
        any(needle in text for needle in needles.anywhere)
        or (one.lang in (None, *needles.name_languages) and any(needle in text for needle in needles.of_names))
        or (one.lang in (None, *needles.noun_languages) and any(needle in text for needle in needles.of_nouns))
    )


@settings(max_examples=examples(1000))
@given(written=st.lists(conditions, min_size=1, max_size=3), found=items)
def test_no_match_is_left_out(written: list[Condition], found: Item) -> None:
    detector = detector_of(written)
    needles = needles_of(detector.index)
    if needles is not None and detector.detect(found) is not None:
        assert keeps(needles, found)


@pytest.fixture(scope="module")
def shipped() -> Rules:
    return load(SHIPPED).rules


def test_the_shipped_rules_leave_out_none_of_their_examples_and_most_of_the_others(shipped: Rules) -> None:
    texts = [example for rule in shipped.rules for example in rule.examples]
    assert len(texts) >= 100
    kept = left_out = 0
    for rule in shipped.rules:
        detector = Detector(replace(shipped, rules=(rule,)), now=lambda: NOW)
        needles = needles_of(detector.index)
        assert needles is not None
        for example in texts:
            one = item(example.title, summary=example.summary, lang=example.lang)
            stays = keeps(needles, one)
            kept, left_out = kept + stays, left_out + (not stays)
            assert stays or detector.detect(one) is None, (rule.id, example.title)
    assert left_out > 3 * kept


@pytest.mark.parametrize(
    "condition",
    [Regex(pattern="Kurs."), Phrase(text="drone strikes", forms=Forms.STEM)],
)
def test_what_has_no_needle_asks_for_every_item(condition: Condition) -> None:
    assert needles_of(detector_of([condition]).index) is None
    assert needles_of(detector_of([Phrase(text="Kursk"), condition]).index) is None


def test_forms_of_a_name_are_sought_only_where_there_are_such_forms() -> None:
    needles = needles_of(detector_of([Phrase(text="Ukraina")]).index)
    assert needles is not None
    assert keeps(needles, item("w Ukrainie", lang="pl"))
    assert keeps(needles, item("w Ukrainie", lang=None))
    assert not keeps(needles, item("Ukr", lang="en"))


def test_an_index_without_rules_asks_for_nothing() -> None:
    empty = Rules(rules=(), entities=(), lists={}, ruleset="0" * 12)
    needles = needles_of(RuleIndex(empty))
    assert needles is not None
    assert not keeps(needles, item("Kursk"))
