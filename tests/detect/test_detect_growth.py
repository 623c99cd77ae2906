"""What an item costs grows with its length and no faster, whatever a rule asks for.

Steps are counted, not seconds: each line of our own code that runs is one.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from monitor.detect.explain.explain import explain
from monitor.detect.match.names.entity_scanner import entity_scanner_of
from monitor.detect.match.text.folded_item import FoldedItem
from monitor.detect.match.text.steps import MAX_STEPS, StepCounter, StepLimitError
from monitor.detect.rules.keys import MAX_NEAR
from monitor.model.news.item import Item
from tests.detect.detect_rules import Desk, item

SHORT = 1_000
LONG = [4_000, pytest.param(16_000, marks=pytest.mark.slow)]
MOST = {4_000: 1.2, 16_000: 2.0}
"""How much dearer a character of a long text may be."""
LEADER = """
person/choe:
  names: {any: [Choe Son-hui], ko: [최선희]}
  weak: [Choe]
  context: [entity:country/KP, minister]
  except: [Choe street]
country/KP: {names: {any: [North Korea], ko: [북한]}, metonyms: [Pyongyang], except: [North Korean]}
country/KR: {names: {any: [Korea, South Korea]}}
"""
LISTS = "words: [drone, missile, rocket, Kursk]"
NEAR = "{near: {of: [drone, missile, {any: [rocket, Kursk]}], within: 200}}"
OPERANDS = {
    "term": ("{any: [drone, Kursk]}", "drone Kursk said "),
    "phrase": ("{any: [North Korea, 'Choe Son-hui']}", "North Korea Choe Son-hui "),
    "wildcard": ("{any: ['dron*']}", "drones droning "),
    "acronym": ("{any: [US, U.S.]}", "The US and U.S. told us "),
    "acronym in capitals": ("{any: [US]}", "THE US AND NOT US "),
    "short accented word": ("{any: [Çat]}", "çat Cat ÇAT "),
    "stem": ("{any: [{term: attack, forms: stem}]}", "attacked the attackers attacking "),
    "no blanks": ("{any: [金正恩, モスクワ]}", "金正恩氏がモスクワに"),
    "Korean": ("{any: ['entity:country/KP']}", "북한은북한이"),
    "one long word": ("{any: [Korea Utara]}", "Korea.Utara."),
    "except": ("{any: [{term: drone, except: [drone show]}]}", "drone show drone "),
    "field": ("{any: [{term: drone, in: [body]}]}", "drone "),
    "min_count": ("{any: [{term: drone, min_count: 2}]}", "drone "),
    "expression": (r"{any: ['re:dron\pL']}", "drone "),
    "all": ("{all: [drone, missile]}", "drone missile "),
    "none": ("{all: [drone], none: [missile launch]}", "drone missile "),
    "at_least": ("{at_least: {n: 2, of: [drone, missile, rocket]}}", "drone rocket "),
    "score": (
        "{score: {at_least: 3, terms: {drone: {weight: 1, each: true}, 'list:words': 1}}}",
        "drone missile ",
    ),
    "near": (NEAR, "drone missile rocket Kursk "),
    "near, far apart": (NEAR, f"drone {'x ' * 150}missile {'x ' * 150}"),
    "near in order": (
        "{near: {of: [drone, missile, rocket], within: 200, ordered: true}}",
        "rocket missile drone ",
    ),
    "near, overlapping": ("{near: {of: [Korea, North Korea, drone], within: 200}}", "North Korea drone "),
    "near in near": (
        "{near: {of: [{near: {of: [drone, missile], within: 200}}, rocket, Kursk], within: 200}}",
        "drone missile rocket Kursk ",
    ),
    "number": ("{any: [{number: '>= 6', near: magnitude, within: 200}]}", "magnitude 6.5 of two million Rp5 "),
    "not_near": (
        "{any: [{term: drone, not_near: missile, within: 200}]}",
        f"drone {'x ' * 90}missile {'x ' * 90}",
    ),
    "near in one sentence": (
        "{near: {of: [drone, missile], same: sentence}}",
        "A drone. One missile and the U.S. drone. ",
    ),
    "rule": ("{all: ['rule:b2', drone]}", "drone missile "),
    "plural": ("{any: [drone strike]}", "drone strikes, drones struck "),
    "near of eight": (
        "{near: {of: [aa1, bb2, cc3, dd4, ee5, ff6, gg7, hh8], within: 200}}",
        "aa1 bb2 cc3 dd4 ee5 ff6 gg7 ",
    ),
    "entity": ("{any: ['entity:country/KP']}", "North Korea and Pyongyang "),
    "entity with metonym": (
        "{any: [{entity: country/KP, with: [metonym]}]}",
        "North Korean Pyongyang North Korea ",
    ),
    "weak name in context": ("{any: ['entity:person/choe']}", "Choe North Korea "),
    "weak name out of context": ("{any: ['entity:person/choe']}", "Choe scored "),
    "weak name far from its context": ("{any: ['entity:person/choe']}", f"Choe {'x ' * 60}minister {'x ' * 60}"),
    "weak name in a phrase": ("{any: ['entity:person/choe']}", "Choe street Choe Son-hui "),
}


def steps(work: Callable[[Item], object], found: Item) -> int:
    """The lines of the package that run."""
    count = 0

    def on_line(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal count
        count += event == "line"
        return on_line

    def on_call(frame: FrameType, event: str, _: Any) -> Any:
        return on_line if "/monitor/" in frame.f_code.co_filename else None

    before = sys.gettrace()
    sys.settrace(on_call)
    try:
        work(found)
    finally:
        sys.settrace(before)
    return count


def growth(work: Callable[[Item], object], unit: str, long: int) -> float:
    """How much dearer a character of the long text is than one of the short text."""
    cost = {}
    for length in (SHORT, long):
        text = (unit * (length // len(unit) + 1))[:length]
        cost[length] = steps(work, item("", body=text, lang="en")) / length
    return cost[long] / cost[SHORT]


@pytest.mark.parametrize("long", LONG)
@pytest.mark.parametrize(("rule", "unit"), OPERANDS.values(), ids=OPERANDS)
def test_a_character_of_a_long_text_costs_what_one_of_a_short_text_does(
    desk: Desk, rule: str, unit: str, long: int
) -> None:
    detector = desk.rule(f"a1: {rule}\nb2: [missile]", entities=LEADER, lists=LISTS).detector()
    detector.detect(item(unit, lang="en"))
    assert growth(detector.detect, unit, long) <= MOST[long]


@pytest.mark.parametrize("long", LONG)
def test_the_entities_of_the_library_cost_no_more_in_a_long_text(desk: Desk, long: int) -> None:
    scanner = entity_scanner_of(desk.rule("a1: [drone]").loads().rules.library)
    unit = "Modi and Xi meet Putin in North Korea, says Kim of India. "
    scanner.naming(FoldedItem(item(unit, lang="en")))
    assert growth(lambda found: scanner.naming(FoldedItem(found)).places, unit, long) <= MOST[long]


def test_near_takes_no_more_operands_than_it_can_keep_apart(desk: Desk) -> None:
    words = ", ".join(f"w{number}x" for number in range(MAX_NEAR + 1))
    (problem,) = [p for p in desk.rule(f"a1: {{near: {{of: [{words}]}}}}").loads().problems if p.blocks]
    assert (problem.code, problem.message) == (
        "E208",
        "near takes at most 8 operands: put words that may stand for one another into {any: [...]}",
    )


@pytest.mark.gate  # with a lower limit, the next test is the same
def test_an_item_that_costs_too_much_is_given_up(desk: Desk) -> None:
    rules = "\n".join(f"r{number}: {{any: [{{term: drone, min_count: {number + 2}}}]}}" for number in range(200))
    detector = desk.rule(rules).detector()
    assert detector.detect(item("drone " * 10)) is not None
    with pytest.raises(StepLimitError, match=f"more than {MAX_STEPS:,} steps"):
        detector.detect(item("", body="drone " * 20_000))


@pytest.mark.parametrize(
    ("limit", "times"), [(10_000, 100), pytest.param(MAX_STEPS, 20_000, marks=pytest.mark.slow)]
)
def test_explaining_has_no_limit(desk: Desk, monkeypatch: pytest.MonkeyPatch, limit: int, times: int) -> None:
    rules = "\n".join(f"r{number}: {{any: [{{term: drone, min_count: {number + 2}}}]}}" for number in range(200))
    detector, long = desk.rule(rules).detector(), item("", body="drone " * times)
    monkeypatch.setattr(StepCounter.__init__, "__defaults__", (limit,))
    with pytest.raises(StepLimitError):
        detector.detect(long)
    assert len(explain(detector, long)) == 200
