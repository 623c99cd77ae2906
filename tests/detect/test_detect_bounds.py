"""The numbers of the rule language, each at its edge: one more or one less is another answer."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from monitor.detect.match.candidates import Candidate, Declared, Needles
from monitor.detect.match.verify import CompiledTerm
from monitor.detect.match.word_memory import WordMemories
from monitor.detect.rules.conditions import CaseMode
from tests.detect.detect_rules import Desk, item

ENTITIES = """
person/choe:
  names: [Choe Son-hui]
  weak: [Choe]
  context: [minister]
"""

CAPPED = "{{score: {{at_least: 3, terms: {{drone: {{weight: 1, each: true, cap: {}}}, gun: 1}}}}}}"


def words(count: int) -> str:
    return " ".join(["x"] * count)


@pytest.mark.parametrize(
    ("rule", "title", "fires"),
    [
        ("[{re: 'x\\d+', min_count: 100}]", " ".join(f"x{n}" for n in range(99)), False),
        ("[{re: 'x\\d+', min_count: 100}]", " ".join(f"x{n}" for n in range(100)), True),
        ("[{term: drone, min_count: 3}]", "drone drone", False),
        ("[{term: drone, min_count: 3}]", "drone drone drone", True),
        ("{near: {of: [drone, missile]}}", f"drone {words(10)} missile", True),
        ("{near: {of: [drone, missile]}}", f"drone {words(11)} missile", False),
        ("{near: {of: [drone, missile], within: 0}}", "drone missile", True),
        ("{near: {of: [drone, missile], within: 0}}", "drone x missile", False),
        ("{near: {of: [drone, missile], within: 200}}", f"drone {words(200)} missile", True),
        ("{near: {of: [drone, missile], within: 200}}", f"drone {words(201)} missile", False),
        ("[{term: drone, not_near: missile}]", f"drone {words(10)} missile", False),
        ("[{term: drone, not_near: missile}]", f"drone {words(11)} missile", True),
        ("[{term: drone, not_near: missile}]", f"missile {words(11)} drone", True),
        ("['entity:person/choe']", f"Choe {words(30)} minister", True),
        ("['entity:person/choe']", f"Choe {words(31)} minister", False),
        ("['entity:person/choe']", f"minister {words(30)} Choe", True),
        ("['entity:person/choe']", f"minister {words(31)} Choe", False),
        (CAPPED.format(2), "drone drone drone", False),
        (CAPPED.format(3), "drone drone drone", True),
        ("{at_least: {n: 2, of: [drone, missile, rocket]}}", "drone", False),
        ("{at_least: {n: 2, of: [drone, missile, rocket]}}", "drone rocket", True),
        ("['nuk*']", "nuklir", True),
        ("[gun]", "Two guns", True),
        ("[Rus]", "Rusnya", False),
        ("[Rusi]", "Rusinya", True),
    ],
)  # fmt: skip
def test_a_number_holds_at_its_edge_and_not_beyond(desk: Desk, rule: str, title: str, *, fires: bool) -> None:
    assert (desk.rule(f"a1: {rule}", entities=ENTITIES).detect(item(title, lang="id" if "nya" in title else "en"))
            is not None) == fires  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "codes"),
    [
        ("{any: [nu*]}", ["E204@2:14"]),
        ("{any: ['nuk*']}", []),
        ("{near: {of: [x1y, x2y], within: 200}}", ["W221@2:39"]),
        ("{near: {of: [x1y, x2y], within: 201}}", ["E208@2:39"]),
        ("{near: {of: [x1y, x2y], within: 50}}", []),
        ("{near: {of: [x1y, x2y], within: 51}}", ["W221@2:39"]),
        ("{any: [{any: [{any: [{any: [x1y]}]}]}]}", []),
        ("{any: [{any: [{any: [{any: [{any: [x1y]}]}]}]}]}", ["E105@2:35"]),
        ("{any: [{term: x1y, min_count: 1000}]}", []),
        ("{any: [{term: x1y, min_count: 1001}]}", ["E105@2:37"]),
        ("{any: [{term: x1y, min_count: 0}]}", ["E105@2:37"]),
    ],
)
def test_a_number_beyond_its_edge_is_refused(desk: Desk, rule: str, codes: list[str]) -> None:
    assert desk.rule(f"a1: {rule}").codes() == codes


def test_five_hundred_nested_groups_are_one_error(desk: Desk) -> None:
    nested = "{any: [" * 18 + "x1y" + "]}" * 18
    assert [code.partition("@")[0] for code in desk.rule(f"a1: {nested}").codes()] == ["E001"]
    problems = desk.rule(f"a1: {'{any: [' * 500}x1y{']}' * 500}").loads().problems
    assert [problem.code for problem in problems if problem.blocks] == ["E001"]


def test_ten_thousand_terms_and_a_megabyte_are_read_in_one_pass(desk: Desk) -> None:
    lists = f"words: [{', '.join(f'word{number}x' for number in range(10_000))}]"
    desk.rule("a1: {all: [list:words, last thing]}", lists=lists)
    body = f"{'Nothing of note here. ' * 45_000}word9999x and the last thing"
    assert len(body) > 1_000_000 - 20_000
    match = desk.detect(item("", body=body, lang="en"))
    assert match is not None
    assert [hit.term for hit in match.rules[0].hits] == ["word9999x", "last thing"]


def remembered(memories: WordMemories, lang: str | None = "en") -> int:
    memory = memories.of(lang)
    return len(memory.without_candidates) + len(memory._old_without_candidates)


def test_the_memory_of_words_is_bounded_in_bytes_for_all_languages_together() -> None:
    term = CompiledTerm("drone", CaseMode.SMART)
    memories = WordMemories(Needles([(0, pattern) for pattern in term.patterns]), max_bytes=20_000)
    for number in range(2_000):
        lang = f"l{number % 40}"
        memories.of(lang).candidates([f"word{number}", "drone"])
    kept = sum(remembered(memories, f"l{number}") for number in range(40))
    assert 20 < kept < 200


def test_a_word_that_keeps_coming_is_not_forgotten() -> None:
    term = CompiledTerm("drone", CaseMode.SMART)
    asked: list[str] = []

    class Counted(Needles):
        def candidates(self, tokens: Sequence[str], spoken: Declared | None) -> dict[int, list[Candidate]]:
            asked.extend(words.strip() for words in tokens)
            return super().candidates(tokens, spoken)

    memories = WordMemories(Counted([(0, pattern) for pattern in term.patterns]), max_bytes=20_000)
    for number in range(500):
        memories.of("en").candidates([f"word{number}", "often"])
    assert asked.count("often") == 1
    assert asked.count("word7") == 1
    memories.of("en").candidates(["word7"])
    assert asked.count("word7") == 2
