"""Why a rule matches or does not, and examples that do not come out as written."""

from __future__ import annotations

import pytest

from monitor.detect.explain.explain import Clause, explain
from monitor.detect.explain.try_examples import check_examples, try_examples
from monitor.detect.explain.why_not import Code
from monitor.model.news.item import Item
from tests.detect.detect_rules import Desk, item

PLACES = """
place/kursk: {names: [Kursk], weak: [K-city], context: [Rusia], except: [Kursk submarine]}
country/GN: {names: {any: [Guinea], id: [Gini]}}
country/PG: {names: [Papua New Guinea]}
country/GQ: {names: {de: [Aequatorialguinea]}}
person/choe: {names: [Choe Son-hui], weak: [Choe], context: [Rusia]}
"""


def clause_of(desk: Desk, found: Item) -> Clause:
    (verdict,) = explain(desk.detector(), found)
    return verdict.clause


def reason(desk: Desk, operand: str, found: Item) -> str:
    clause = clause_of(desk.rule(f"a1: {{all: [{operand}, {operand}]}}", entities=PLACES), found)
    assert not clause.holds
    return clause.parts[0].why


@pytest.mark.parametrize(
    ("operand", "found", "why"),
    [
        ("Kursk", item("Moskow"), "absent"),
        ("Kursk", item("Kurskaya"), 'boundary("Kursk" inside "Kurskaya")'),
        ("NATO", item("è nato a Roma"), 'case("nato")'),
        ("US", item("LET US PRAY"), 'caps line("US")'),
        ("Sáat", item("saat ini"), 'accents("saat")'),
        ("{term: Kursk, in: title}", item("x", body="Kursk"), "field: found in body, wanted in title"),
        ("{term: Kursk, langs: [ko]}", item("Kursk", lang="id"), "lang: id is not one of ko"),
        ("{term: Kursk, except: [Kursk raya]}", item("Kursk raya"), 'except("Kursk raya")'),
        ("{term: Kursk, min_count: 2}", item("Kursk"), "min_count(1<2)"),
        ("{at_least: {n: 2, of: [Kursk, Rusia]}}", item("Kursk"), "at_least(1<2)"),
        ("{near: {of: [Kursk, Rusia], within: 1}}", item("Kursk a b c Rusia"), "near(3>1)"),
        ("{near: {of: [Kursk, Rusia]}}", item("Kursk", body="Rusia"), "near: in different fields"),
        ("{near: {of: [Kursk, Rusia], ordered: true}}", item("Rusia Kursk"), "near: not in this order"),
        ("entity:place/kursk", item("Kurskaya"), 'boundary("Kursk" inside "Kurskaya")'),
        ("entity:place/kursk", item("Kursk submarine"), "except('Kursk submarine')"),
        (
            "entity:place/kursk",
            item("K-city"),
            "weak: 'K-city' without a word of its context within 30 words",
        ),
        ("entity:country/GN", item("Papua New Guinea"), "masked: inside 'Papua New Guinea' (country/PG)"),
        ("Choe Son-hui", item("Menteri Choe Son-hee tiba"), 'near miss("Choe Son-hee")'),
        ("Zelensky", item("Zelenski speaks"), 'near miss("Zelenski")'),
        ("entity:country/GN", item("Republik Ginea", lang="id"), 'near miss("Ginea")'),
        ("entity:country/GQ", item("Aequatorialginea", lang="de"), 'near miss("Aequatorialginea")'),
        ("entity:country/GQ", item("Aequatorialginea", lang="en"), "absent"),
        ("Kursk", item("Fire in Kurks"), 'near miss("Kurks")'),
        (
            "entity:person/choe",
            item("Choe Son-hee tiba"),
            "weak: 'Choe' is followed by another given name; near miss(\"Choe Son-hee\")",
        ),
        ("崔善姬", item("崔善姫外相が会見"), 'near miss("崔善姫")'),
        ("Kim", item("Kin"), "absent"),
        ("'re:K.rsk'", item("Moskow"), "absent"),
        ("{re: K.rsk, in: body}", item("Kursk"), "field: found in title, wanted in body"),
        ("{score: {at_least: 8, terms: {rudal: 6, film: -2, uji: 4}}}", item("rudal film"), "score(4<8)"),
        ("{term: Kursk, langs: [ko]}", item("Kursk"), "lang: unknown is not one of ko"),
        ("entity:country/GN", item("gini", lang="en"), "lang: 'Gini' is a name in id"),
        ("{entity: place/kursk, in: body}", item("Kursk"), "field: found in title, wanted in body"),
    ],
)
def test_a_term_that_does_not_count_says_why(desk: Desk, operand: str, found: Item, why: str) -> None:
    assert reason(desk, operand, found) == why


def test_a_verdict_reads_as_a_tree_with_the_words_found(desk: Desk) -> None:
    desk.rule(
        "a1: {title: Kursk, all: [entity:place/kursk, {any: [rudal, drone]}], none: [film]}", entities=PLACES
    )
    (verdict,) = explain(desk.detector(), item("Drone di Kursk: film", lang="id"))
    assert not verdict.matched
    assert str(verdict).splitlines() == [
        "✗ a1: Kursk",
        "  ✗ all",
        '    ✓ entity:place/kursk: "Kursk" in title',
        "    ✓ any",
        "      ✗ rudal: absent",
        '      ✓ drone: "Drone" in title',
        "    ✗ none: found: film",
        '      ✓ film: "film" in title',
    ]


def test_many_absent_operands_are_told_in_one_line(desk: Desk) -> None:
    desk.rule("a1: [aa1, bb1, cc1, dd1, ee1, ff1, Kursk]")
    (verdict,) = explain(desk.detector(), item("Kurskaya"))
    assert str(verdict).splitlines()[1:] == [
        "  ✗ any",
        '    ✗ Kursk: boundary("Kursk" inside "Kurskaya")',
        "    ✗ aa1, bb1, cc1, dd1 and 2 more: absent",
    ]


def test_a_score_shows_what_each_term_adds(desk: Desk) -> None:
    desk.rule("a1: {score: {at_least: 8, terms: {rudal: {weight: 2, each: true}, film: -10}}}")
    (verdict,) = explain(desk.detector(), item("rudal, rudal: film"))
    assert str(verdict).splitlines()[1:] == [
        "  ✗ score of at least 8: score(-6<8)",
        '    ✓ rudal (+2 at each place): "rudal" in title, "rudal" in title',
        '    ✓ film (-10): "film" in title',
    ]
    assert verdict.clause.code is Code.SCORE


@pytest.mark.parametrize(
    ("where", "code"),
    [
        ("where: {langs: [ru]}", Code.LANG),
        ("where: {sources: [tass.com]}", Code.SOURCE),
        ("where: {feeds: [kcna]}", Code.FEED),
        ("where: {tags: [asia]}", Code.TAGS),
        ("expires: 2026-06-01", Code.EXPIRED),
    ],
)
def test_a_rule_that_does_not_look_has_a_code_for_it(desk: Desk, where: str, code: Code) -> None:
    (verdict,) = explain(desk.rule(f"a1: {{any: [Kursk], {where}}}").detector(), item("Kursk", lang="id"))
    assert (verdict.matched, verdict.code) == (False, code)


def test_an_exclusion_has_a_code_of_its_own(desk: Desk) -> None:
    clause = clause_of(desk.rule("a1: {any: [Kursk], none: [film]}"), item("Kursk film"))
    assert [part.code for part in clause.parts] == [None, Code.NONE]


def test_a_rule_that_does_not_look_at_an_item_says_why_though_its_words_are_there(desk: Desk) -> None:
    desk.rule("a1: {any: [Kursk], where: {langs: [ru], sources: [tass.com]}}")
    (verdict,) = explain(desk.detector(), item("Kursk", lang="id"))
    assert (verdict.matched, verdict.why, verdict.clause.holds) == (False, "lang: id is not one of ru", True)


def test_examples_that_hold_say_nothing(desk: Desk) -> None:
    desk.rule(
        "a1: {any: [Kursk], where: {langs: [id, unknown], sources: [antara.com]}, enabled: false, "
        "tests: {match: [{title: Kursk, lang: id, source: antara.com}], no_match: ['en: Kursk', Kursk]}}"
    )
    assert check_examples(desk.loads().rules) == ()


def test_an_example_that_fails_is_told_at_its_place_with_the_reason(desk: Desk) -> None:
    desk.rule(
        "a1:\n  all: [entity:place/kursk, drone]\n  none: [film]\n  tests:\n"
        "    match: ['en: Kurskaya drone']\n    no_match:\n      - 'en: a drone over Kursk'",
        entities=PLACES,
    )
    missed, false_alarm = (str(problem).partition("packs/")[2] for problem in check_examples(desk.loads().rules))
    why = 'boundary("Kursk" inside "Kurskaya")'
    assert missed == f"pack.yaml:6:15: T001 'a1' does not match 'Kurskaya drone': entity:place/kursk: {why}"
    words = 'entity:place/kursk found in "Kursk", drone found in "drone"'
    assert false_alarm == f"pack.yaml:8:11: T001 'a1' matches 'a drone over Kursk': {words}"


def test_entities_have_examples_too(desk: Desk) -> None:
    desk.rule("a1: [x1]", entities="place/kursk: {names: [Kursk], tests: {match: ['en: Kursk', 'en: Moscow']}}")
    (problem,) = check_examples(desk.loads().rules)
    assert (problem.code, problem.line) == ("T001", 2)


@pytest.mark.parametrize(
    ("because", "failure"),
    [
        ("none", ""),
        ("film", ""),
        ("source", "'a1' does not match 'film of Kursk', but not because of 'source': none: found: film"),
    ],
)
def test_an_example_may_say_why_it_must_not_match(desk: Desk, because: str, failure: str) -> None:
    example = f"{{text: film of Kursk, because: {because}}}"
    desk.rule(f"a1: {{any: [Kursk], none: [film], tests: {{no_match: [{example}]}}}}")
    assert [trial.failure for trial in try_examples(desk.loads().rules)] == [failure]


def test_examples_can_be_chosen_by_the_name_of_their_rule(desk: Desk) -> None:
    desk.rule("a1: {any: [x1], tests: {match: [x1]}}\nb1: {any: [x2], tests: {match: [x1]}}")
    rules = desk.loads().rules
    assert [trial.rule for trial in try_examples(rules, only="a")] == ["a1"]
    assert [bool(trial.failure) for trial in try_examples(rules)] == [False, True]


@pytest.mark.parametrize(
    ("tests", "code"),
    [
        ("{match: [{lang: id}]}", "E105@2:35"),
        ("{match: [{title: x1, because: none}]}", "E105@2:56"),
        ("{match: [[x1]]}", "E105@2:35"),
        ("{mach: [x1]}", "E101@2:27"),
    ],
)
def test_faults_of_examples_are_told_at_their_place(desk: Desk, tests: str, code: str) -> None:
    assert code in desk.rule(f"a1: {{any: [x1], tests: {tests}}}").codes()
