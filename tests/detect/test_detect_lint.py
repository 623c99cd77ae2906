"""Advice on rules that work, but not as their author thinks; and the advice that is not given."""

from __future__ import annotations

from datetime import date

import pytest

from tests.detect.detect_rules import Desk

PLACES = "place/kursk: {names: [Kursk]}"


def told(desk: Desk) -> list[str]:
    """Each problem from its line on."""
    return [str(problem).partition("pack.yaml:")[2] for problem in desk.loads().problems if problem.code != "W216"]


@pytest.mark.parametrize(
    ("rule", "advice"),
    [
        (r"a1: ['re:Курск\w*']", r"2:8: W207 \w knows only the letters a to z"),
        (
            "a1: [WHO]",
            "2:8: W208 'WHO' is spelt like the everyday word 'who' (en), so it is found only in capitals",
        ),
        (
            "a1: [{term: US, case: any}]",
            "2:15: W208 'US' is spelt like the everyday word 'us' (en), with `case: any`",
        ),
        ("a1: {all: [Kursk, drone], none: [Kursk]}", "2:36: W211 'Kursk' in `none` is found wherever 'Kursk' is"),
        (
            "a1: {any: [gempa bumi], none: [gempa]}",
            "2:34: W211 'gempa' in `none` is found wherever 'gempa bumi' is",
        ),
        (
            "a1: {any: ['entity:place/kursk'], none: ['entity:place/kursk']}",
            "2:44: W211 'entity:place/kursk' in `none` is found wherever 'entity:place/kursk' is",
        ),
        ("a1: [{term: Putin, forms: stem}]", "2:15: W212 'Putin' looks like a name"),
        ("a1: [M\u043eсква]", "2:8: W214 'M\u043eсква' mixes alphabets: 'M' is latin capital letter m"),
        ("a1: [Kursk, x1]\na2: {any: [Kursk, x1], tags: [a]}", "3:3: W215 rule 'a2' asks for the same as 'a1'"),
        ("a1: {any: [Курск], langs: [ja]}", "2:14: W218 'Курск' is in Cyrillic letters, and `langs` (ja) has no"),
        ("a1: {near: {of: [Kursk, drone], within: 80}}", "2:43: W221 within 80 words is nearly anywhere"),
        ("a1: [Çat]", "2:8: W222 'Çat' without its accents is the everyday word 'cat' (en): write {term: Çat, "),
        ("a1: [IRAN]", "2:8: W209 'IRAN' is a word, but in capitals it is taken as an acronym"),
        (
            "a1: [the, said]",
            "2:8: W226 'the' is among the commonest words of a language, and satisfies the",
        ),
        ("a1: [Kursk, said]", "2:15: W226 'said' is among"),
        ("a1: {all: [yang, dan]}", "2:14: W226 'yang' is among"),
        ("a1: [Son-hui]", "2:8: I303 'Son-hui' finds 'Son hui' and 'Sonhui' as well"),
    ],
)
def test_advice_is_given_at_its_place(desk: Desk, rule: str, advice: str) -> None:
    assert [line for line in told(desk.rule(rule, entities=PLACES)) if line.startswith(advice)]


@pytest.mark.parametrize(
    "rule",
    [
        r"a1: ['re:KN-?\d{2}']",
        "a1: {all: [said, Kursk]}",
        "a1: {any: [Kursk], none: [said]}",
        "a1: [WHO says, who said so]",
        "a1: {any: [said], where: {langs: [de]}}",
        "a1: [{term: WHO, case: exact}]",
        "a1: [OPEC, IAEA, NAFTA, BRICS]",
        "a1: [{term: Çat, accents: exact}]",
        "a1: {all: [Kursk, drone], none: [Kursk submarine]}",
        "a1: {any: [Kursk], none: [drone]}",
        "a1: {any: [Kursk], none: [{all: [Kursk, film]}]}",
        "a1: [{term: menyerang, forms: stem}]",
        "a1: [Москва, Київ, 모스크바, 東京, القاهرة, Ελλάδα]",
        "a1: {any: [Курск], langs: [ru, uk]}",
        "a1: {any: [Курск], langs: [ja, unknown]}",
        "a1: {any: [Kursk], langs: [ja]}",
        "a1: [Kursk, drone]\na2: {any: [Kursk, drone], where: {langs: [id]}}",
        "a1: {near: {of: [Kursk, drone], within: 50}}",
        "a1: [Łódź]",
        "a1: {all: [Kursk], tests: {match: [{near: x, title: Kursk}]}}",
    ],
)
def test_no_advice_is_given_without_need(desk: Desk, rule: str) -> None:
    codes = {
        problem.code for problem in desk.rule(rule, entities=PLACES).loads().problems if problem.code[0] == "W"
    }
    assert codes <= {"W216"}


def test_a_rule_that_ends_soon_says_so(desk: Desk) -> None:
    desk.rule("a1: {any: [Kursk], expires: 2026-06-30}")
    (problem,) = [p for p in desk.loads(today=date(2026, 6, 25)).problems if p.code == "W220"]
    assert problem.message == "rule 'a1' ends in 5 days: give it a later day if it is still wanted"
    assert desk.codes(today=date(2026, 6, 30)) == ["W220@2:31"]
    assert desk.codes(today=date(2026, 6, 22)) == []


def test_an_unknown_key_hides_that_the_rule_is_then_empty(desk: Desk) -> None:
    assert desk.rule("a1: {anny: [Kursk]}").codes() == ["E101@2:8"]


def test_every_problem_of_a_file_is_told_at_once(desk: Desk) -> None:
    desk.rule(
        "a1: {anny: [Kursk]}\na2: {any: [Kursk AND Rusia]}\na3: {any: ['entity:place/kurks']}\n"
        "a4: {any: [nu*ir]}\na5: {at_least: {n: 3, of: [a1x, b2x]}}\na6: {none: [film]}",
        entities=PLACES,
    )
    assert desk.codes() == ["E101@2:8", "E202@3:14", "E201@4:14", "E204@5:14", "E209@6:22", "E104@7:3"]


def entity_advice(desk: Desk, entities: str) -> list[str]:
    problems = desk.rule("a1: [Moskwa]", entities=entities).loads().problems
    return [str(problem).partition("entities.yaml:")[2] for problem in problems if "entities.yaml" in problem.path]


def test_a_name_inside_a_longer_name_of_another_entity_is_mentioned(desk: Desk) -> None:
    assert entity_advice(desk, "country/G1: {names: [Guinea]}\ncountry/G2: {names: [New Guinea]}") == [
        "2:3: I302 a name of 'country/G1' is part of a longer name of 'country/G2', and does not match there"
    ]


@pytest.mark.parametrize(
    ("names", "missing"),
    [
        ("{any: [Fumio Kishida], ja: [岸田文雄]}", "Kishida Fumio"),
        ("{hu: [Orbán Viktor]}", "Viktor Orbán"),
        ("{any: [Fumio Kishida, Kishida Fumio], ja: [岸田文雄]}", ""),
        ("{any: [Choe Son-hui], ja: [崔善姫], ko: [최선희]}", ""),
        ("{any: [Xi Jinping], zh: [习近平]}", ""),
        ("{any: [Vladimir Putin], ja: [プーチン]}", ""),
    ],
)
def test_a_name_in_one_order_only_is_mentioned(desk: Desk, names: str, missing: str) -> None:
    found = entity_advice(desk, f"person/p1: {{names: {names}}}")
    assert [f"add {missing!r}" in line for line in found] == ([True] if missing else [])


@pytest.mark.parametrize(
    ("rule", "codes"),
    [
        ("any: ['strike, walkout']", ["W228"]),
        ("any: ['strike; walkout']", ["W228"]),
        ("any: ['罢工，停工']", ["W228"]),
        ("any: ['10,000 troops', 'St. Petersburg']", []),
        ("any: [Kursk], throttle: 72h", []),
        ("any: [Kursk], throttle: 73h", ["W227"]),
        ("any: [Kursk], story: {join: 7d}", []),
        ("any: [Kursk], story: {join: 8d}", ["W227"]),
        ("any: [Kursk], story: {merge: none}", []),
        ("any: [Kursk], story: {merge: none, min_independent: 2}", ["W227"]),
        ("any: [Kursk], story: {merge: strict, min_independent: 2}", []),
        ("all: [Kursk, {number: '>> 5'}]", ["E105"]),
        ("all: [Kursk, {number: '> 5'}]", []),
    ],
)
def test_what_cannot_be_meant_is_named(desk: Desk, rule: str, codes: list[str]) -> None:
    found = [problem.code for problem in desk.rule(f"a1: {{title: A, {rule}}}").loads().problems]
    assert [code for code in found if code != "W216"] == codes
