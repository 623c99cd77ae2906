"""Loading a folder of rules: every problem at its place, and every good rule although others are broken."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from monitor.detect.load import load
from monitor.detect.rules.conditions import AllOf, AnyOf, AtLeast, EntityRef, Near, NoneOf, Phrase, Repeated
from monitor.detect.rules.rule import Rule
from monitor.model.ids import EntityId, Severity
from tests.detect.detect_rules import Desk

KURSK = "place/kursk: {names: [Kursk]}"


def only_rule(desk: Desk) -> Rule:
    (rule,) = desk.loads().rules.rules
    return rule


def test_a_list_means_any(desk: Desk) -> None:
    rule = only_rule(desk.rule("kursk: [Kursk, Курск]"))
    assert rule.condition == AnyOf(of=(Phrase(text="Kursk"), Phrase(text="Курск")))
    assert (rule.title, rule.severity, rule.enabled) == ("kursk", Severity.MEDIUM, True)


def test_keys_of_one_rule_hold_together(desk: Desk) -> None:
    rule = only_rule(
        desk.rule(
            """
full:
  all: [entity:place/kursk, {any: [drone, missile]}]
  none: [film]
  near: {of: [Kursk, border], within: 5, ordered: true}
  at_least: {n: 2, of: [a1, b2, c3]}
""",
            entities=KURSK,
        )
    )
    assert rule.condition == AllOf(
        of=(
            EntityRef(entity=EntityId("place/kursk")),
            AnyOf(of=(Phrase(text="drone"), Phrase(text="missile"))),
            NoneOf(of=(Phrase(text="film"),)),
            Near(of=(Phrase(text="Kursk"), Phrase(text="border")), within=5, ordered=True),
            AtLeast(of=(Phrase(text="a1"), Phrase(text="b2"), Phrase(text="c3")), n=2),
        )
    )


def test_a_list_reference_is_written_out_and_lists_may_hold_lists(desk: Desk) -> None:
    rule = only_rule(
        desk.rule(
            "arms: [{list: arms, min_count: 2}]",
            lists="arms: [missile, 'list:guns']\nguns: [gun, rifle]",
        )
    )
    arms = AnyOf(of=(Phrase(text="missile"), Phrase(text="gun"), Phrase(text="rifle")))
    assert rule.condition == AnyOf(of=(Repeated(of=arms, times=2),))


def test_a_pack_gives_its_rules_defaults(desk: Desk) -> None:
    desk.writes(
        "packs/p.yaml",
        """
pack: {id: desk, owner: rina}
defaults: {severity: low, tags: [asia], notify: [phone]}
rules:
  one: {any: [Kursk], tags: [war]}
  two: {any: [Kursk], severity: critical, notify: [mail], owner: budi, expires: 2026-12-31, note: why}
""",
    )
    one, two = desk.loads().rules.rules
    assert (one.severity, one.tags, one.notify, one.owner, one.pack) == (
        Severity.LOW,
        ("asia", "war"),
        ("phone",),
        "rina",
        "desk",
    )
    assert (two.severity, two.notify, two.owner, two.expires) == (
        Severity.CRITICAL,
        ("mail",),
        "budi",
        date(2026, 12, 31),
    )


def test_values_that_yaml_would_turn_into_something_else_stay_as_written(desk: Desk) -> None:
    rule = only_rule(desk.rule("a1: {any: [NO, 10.000, 12:30, 007]}"))
    assert [phrase.text for phrase in rule.condition.of if isinstance(phrase, Phrase)] == [  # type: ignore[union-attr]  # any
        "NO",
        "10.000",
        "12:30",
        "007",
    ]


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("a1: {anny: [Kursk]}", "E101@2:8"),
        ("a1: {score: {at_least: 2}}", "E105@2:15"),
        ("a1: {score: {at_least: 9, terms: {rudal: 5, film: -4}}}", "E210@2:26"),
        ("a1: {score: {at_least: 9, terms: {rudal: {each: true}}}}", "E105@2:44"),
        ("a1: ['re:K(rsk']", "E206@2:8"),
        ("a1: [{re: '(?<=K)ursk'}]", "E206@2:13"),
        ("a1: ['re:(a|a)*$']", "E206@2:8"),
        ("a1: ['re:\\pL{999}']", "E206@2:8"),
        ("a1: [{term: Kursk, with: [metonym]}]", "E105@2:28"),
        ("a1: [{term: Kursk, word: false}]", "E105@2:28"),
        ("a1: {any: [Kursk], throttle: {per: story}}", "E105@2:32"),
        ("a1: {any: [Kursk], throttle: 30}", "E105@2:32"),
        ("a1: {any: [Kursk], schedule: {hours: 6-22}}", "E105@2:40"),
        ("a1: {any: [Kursk], schedule: {days: [moon]}}", "E105@2:40"),
        ("a1: {any: [Kursk], schedule: {tz: Asia/Jakata}}", "E105@2:37"),
        ("a1: {any: [Kursk], story: {merge: strictly}}", "E105@2:37"),
        ("a1: {any: [Kursk], where: {max_age: 2 days}}", "E105@2:39"),
        ("a1: {any: [Kursk], any: [Rusia]}", "E102@2:22"),
        ("a1: {none: [film]}", "E104@2:3"),
        ("a1: {any: [{none: [film]}, Kursk]}", "E104@2:3"),
        ("a1: {title: nothing}", "E104@2:3"),
        ("a1: {any: [Kursk], severity: hi}", "E105@2:32"),
        ("a1: {any: [Kursk], expires: soon}", "E105@2:31"),
        ("a1: {any: [Kursk], enabled: maybe}", "E105@2:31"),
        ("a1: {any: [[Kursk]]}", "E105@2:14"),
        ("a1: {any: ['...']}", "E105@2:14"),
        ("A_1: [Kursk]", "E105@2:3"),
        ("a1: {any: [{in: title}]}", "E105@2:14"),
        ("a1: {any: [{term: Kursk, in: headline}]}", "E105@2:32"),
        ("a1: {any: [{any: [{any: [{any: [{any: [Kursk]}]}]}]}]}", "E105@2:35"),
        ("a1: ['entity:place/kurskk']", "E201@2:8"),
        ("a1: ['list:arms']", "E201@2:8"),
        ("a1: {any: [Kursk], where: {langs: [Indonesian]}}", "E201@2:38"),
        ("a1: [Kursk AND Rusia]", "E202@2:8"),
        ("a1: ['Kursk NEAR/3 Rusia']", "E202@2:8"),
        ("a1: {any: []}", "E203@2:13"),
        ("a1: ['nu*ir']", "E204@2:8"),
        ("a1: ['nu*']", "E204@2:8"),
        ("a1: {near: {of: [Kursk]}}", "E208@2:14"),
        ("a1: {near: {of: [Kursk, Rusia], within: 900}}", "E208@2:43"),
        ("a1: {at_least: {n: 3, of: [Kursk, Rusia]}}", "E209@2:22"),
        ("a1: ['“Kursk”']", "W203@2:8"),
        ("a1: [ab]", "W205@2:8"),
        ("a1: {any: [rudal, rudal nuklir]}", "W210@2:21"),
        ("a1: {langs: [en], any: [harbour strike, dock and harbour strikes]}", "W210@2:43"),
        ("a1: {langs: [en], any: [dock and harbour strikes, harbour strike]}", "W210@2:27"),
        ("a1: {any: [harbour str*, big harbour strikes]}", "W210@2:28"),
    ],
)
def test_each_fault_is_told_at_its_place(desk: Desk, rule: str, code: str) -> None:
    assert desk.rule(rule).codes() == [code]


def test_what_a_later_version_has_is_called_so_and_not_a_typing_error(desk: Desk) -> None:
    (problem, *_) = desk.rule("a1: {any: [Kursk], update_on: [severity]}").loads().problems
    assert str(problem).endswith("packs/pack.yaml:2:22: E101 'update_on' is not supported by this version")


def test_a_misspelt_name_brings_the_name_that_was_meant(desk: Desk) -> None:
    desk.rule("a1: {any: ['entity:place/kurks'], notify: [fone], where: {feeds: [wyre]}}", entities=KURSK)
    hints = [problem.hint for problem in desk.loads(channels={"phone"}, feeds={"wire"}).problems]
    assert hints == ["place/kursk", "phone", "wire"]


def test_a_good_rule_loads_beside_broken_ones_and_beside_a_broken_file(desk: Desk) -> None:
    desk.rule("bad: {anny: [Kursk]}\ngood: [Kursk]").writes("packs/broken.yaml", "rules: [\n")
    loaded = desk.loads()
    assert [rule.id for rule in loaded.rules.rules] == ["good"]
    assert {problem.code for problem in loaded.problems if problem.blocks} == {"E001", "E101"}


def test_a_rule_id_is_used_once_in_all_packs(desk: Desk) -> None:
    desk.writes("packs/a.yaml", "rules:\n  kursk: [Kursk]\n").writes("packs/b.yaml", "rules:\n  kursk: [Rusia]\n")
    (problem,) = [problem for problem in desk.loads().problems if problem.blocks]
    assert (problem.code, problem.line, problem.column) == ("E103", 2, 3)
    assert problem.message == f"rule id 'kursk' already used at {desk.folder}/packs/a.yaml:2"


def test_lists_that_contain_one_another_are_a_cycle(desk: Desk) -> None:
    desk.rule("a1: ['list:a']", lists="a: ['list:b', gun]\nb: ['list:a']")
    (problem,) = [problem for problem in desk.loads().problems if problem.blocks]
    assert (problem.code, problem.message) == ("E207", "a list may not contain itself: a -> b -> a")


def test_a_rule_that_has_expired_is_told_when_today_is_given(desk: Desk) -> None:
    desk.rule("a1: {any: [Kursk], expires: 2026-06-30}")
    assert desk.codes(today=date(2026, 7, 1)) == ["E212@2:31"]
    assert desk.codes(today=date(2026, 6, 30)) == ["W220@2:31"]
    assert desk.codes(today=date(2026, 6, 22)) == []
    assert desk.codes() == []


def test_rules_without_examples_and_acronyms_are_mentioned(desk: Desk) -> None:
    codes = {problem.code for problem in desk.rule("a1: [OPEC]").loads().problems}
    assert codes == {"I301", "W216"}


def test_a_name_in_capitals_is_mentioned_as_no_acronym(desk: Desk) -> None:
    assert desk.rule("a1: [TOKYO]", entities="place/tokyo: {names: [Tokyo]}").codes() == ["W209@2:8"]


def test_a_phrase_with_a_real_and_in_capitals_can_be_written(desk: Desk) -> None:
    assert desk.rule("a1: [{term: STOP AND SEARCH, case: exact}]").codes() == []


@pytest.mark.parametrize(
    ("entity", "code"),
    [
        ("place/kursk: {names: {xx-yy: [Kursk]}}", "E201@2:25"),
        ("place/kursk: {names: [Kursk], contxt: [Rusia]}", "E101@2:33"),
        ("kursk: {names: [Kursk]}", "E105@2:3"),
        ("place/kursk: {names: [{trm: Kursk}]}", "E101@2:26"),
        ("place/kursk: {weak: [Kursk]}", "E104@2:3"),
        ("place/kursk: {names: [Kursk], context: ['entity:place/moskow']}", "E201@2:43"),
    ],
)
def test_faults_of_entities_are_told_at_their_place(desk: Desk, entity: str, code: str) -> None:
    assert code in desk.rule("a1: [Rusia]", entities=entity).codes()


def test_the_same_content_is_the_same_ruleset_and_another_is_another(desk: Desk) -> None:
    first = desk.rule("a1: [Kursk]").loads().rules.ruleset
    assert desk.loads().rules.ruleset == first
    assert len(first) == 12
    assert desk.rule("a1: [Kursk, Rusia]").loads().rules.ruleset != first


def test_an_empty_or_missing_folder_has_no_rules_and_no_faults(tmp_path: Path) -> None:
    loaded = load(tmp_path / "nowhere")
    assert (loaded.rules.rules, loaded.problems) == ((), ())
