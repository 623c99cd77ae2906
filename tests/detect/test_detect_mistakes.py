"""What a tired person writes at 3 a.m., and what they are told: word for word, because the words are the help."""

from __future__ import annotations

import pytest

from tests.detect.detect_rules import Desk

ENTITIES = "place/kursk: {names: [Kursk, Курск]}"
LISTS = "arms: [rudal, missile]"
FILE = "packs/desk.yaml"

MISTAKES = {
    "a tab": ("  kursk:\n\tany: [Kursk]", "3:1: E001 indent with spaces, not tabs"),
    "a key twice": (
        "  kursk:\n    any: [Kursk]\n    any: [Rusia]",
        "4:5: E102 key 'any' given twice; first on line 3",
    ),
    "a slip in a key": (
        "  kursk:\n    anny: [Kursk]",
        "3:5: E101 unknown key 'anny' (did you mean 'any'?)",
    ),
    "a bracket left open": (
        "  kursk: [Kursk, Rusia\n  moscow: [Moskow]",
        "2:10: E001 this '[' is not closed: a ']' or a ',' is missing by line 3",
    ),
    "a quote left open": (
        "  kursk: ['Kursk, Rusia]\n  moscow: [Moskow]",
        "2:11: E001 this quote is not closed by the end of the file",
    ),
    "a colon left out": (
        "  kursk\n    any: [Kursk]",
        "3:8: E001 the line above misses its ':', or this line is indented too far",
    ),
    "a colon in a title": (
        "  kursk:\n    title: Kursk: the region\n    any: [Kursk]",
        "3:17: E001 a ': ' inside a value: put the value in quotes",
    ),
    "one blank too few": (
        "  kursk:\n    any: [Kursk]\n   severity: high",
        "4:4: E001 this line does not fit the lines above: fix its indentation, or remove an extra bracket",
    ),
    "no blank after the dash": (
        "  kursk:\n    any:\n      -Kursk\n      -Rusia",
        (
            "4:7: E202 '-Kursk -Rusia': a '-' before a word means nothing; a list entry is '- word' with a blank, "
            "what must not be there goes under none:"
        ),
    ),
    "a star in front": (
        "  kursk: [*burg]",
        (
            "2:11: E001 a value that starts with '*' or '&' needs quotes; if you meant YAML's aliases, "
            "write the value out"
        ),
    ),
    "a handle": ("  kremlin: [@kremlin]", "2:13: E001 a value may not start with '@': put it in quotes"),
    "a Boolean query": (
        "  kursk: [Kursk AND Rusia]",
        (
            "2:11: E202 'Kursk AND Rusia' reads like a Boolean query; a term is a literal phrase: use "
            "all:/any:/none:/near:"
        ),
    ),
    "a flag in a regular expression": (
        "  kursk: ['re:(i?)kursk']",
        (
            "2:11: E206 regex: '(i?)' is an i that may be missing, not the option for any capitals "
            "(did you mean '(?i)'?)"
        ),
    ),
    "a bracket in a regular expression": (
        "  kursk: ['re:(Kursk|Курск']",
        "2:11: E206 regex: missing ): (Kursk|Курск",
    ),
    "an entity that is not there": (
        "  kursk: ['entity:place/kurks']",
        "2:11: E201 no entity 'place/kurks' (did you mean 'place/kursk'?)",
    ),
    "a channel that is not there": (
        "  kursk: {any: [Kursk], notify: [deks]}",
        "2:34: E201 no channel 'deks' (did you mean 'desk'?)",
    ),
    "an entity under its bare name": (
        "  kursk: ['entity:Kursk']",
        "2:11: E201 no entity 'Kursk' (did you mean 'place/kursk'?)",
    ),
    "an entity by what it is called": (
        "  dprk: ['entity:north korea']",
        "2:10: E201 no entity 'north korea' (did you mean 'country/KP'?)",
    ),
    "an entity in the wrong capitals": (
        "  dprk: ['entity:country/kp']",
        "2:10: E201 no entity 'country/kp' (did you mean 'country/KP'?)",
    ),
    "an entity without its prefix": (
        "  kursk: [place/kursk]",
        "2:11: E201 'place/kursk' is an entity, and needs its prefix (did you mean 'entity:place/kursk'?)",
    ),
    "an entity in place of the words": (
        "  kursk: {entity: place/kursk}",
        "2:11: E101 unknown key 'entity': it belongs in an operand, as in any: [{term: …}, {entity: …}]",
    ),
    "tests as a list": (
        "  kursk: {any: [Kursk], tests: ['en: Kursk']}",
        "2:32: E105 tests are written {match: [...], no_match: [...]}, not as a list",
    ),
    "a channel of another desk": (
        "  kursk: {any: [Kursk], notify: [telegram]}",
        "2:34: E201 no channel 'telegram'; there is desk",
    ),
    "a language by its name": (
        "  kursk: {any: [Kursk], where: {langs: [Indonesian]}}",
        "2:41: E201 no language 'Indonesian': write it like 'id' or 'ko', or 'unknown' (did you mean 'id'?)",
    ),
    "a language by its code of three letters": (
        "  kursk: {any: [Kursk], where: {langs: [eng]}}",
        "2:41: E201 no language 'eng': write it like 'id' or 'ko', or 'unknown' (did you mean 'en'?)",
    ),
    "a language that there is not": (
        "  kursk: {any: [Kursk], where: {langs: [xq]}}",
        "2:41: E201 no language 'xq': write it like 'id' or 'ko', or 'unknown'",
    ),
    "a channel given twice": (
        "  kursk: {any: [Kursk], notify: [desk, desk]}",
        "2:40: W230 notify names the channel 'desk' twice: once is enough",
    ),
    "a span without end": (
        "  kursk: {any: [Kursk], where: {max_age: 4000d}}",
        "2:42: E105 max_age must be at most 3650d, not 4000d",
    ),
    "a key in the wrong place": (
        "  kursk: {all: [Kursk, Rusia], within: 5}",
        "2:40: E105 within is how late news may be, such as 5m, not '5'; a number of words belongs in `near`",
    ),
    "a severity": (
        "  kursk: {any: [Kursk], severity: hihg}",
        "2:35: E105 severity must be one of info, low, medium, high, critical, not 'hihg' (did you mean 'high'?)",
    ),
    "a date": (
        "  kursk: {any: [Kursk], expires: 31.12.2026}",
        "2:34: E105 expires must be a date like 2026-12-31, not '31.12.2026'",
    ),
    "near as a list": (
        "  kursk: {near: [Kursk, Rusia]}",
        "2:17: E105 near is written {of: [word, other word], within: 10}, not as a list",
    ),
    "nothing but exclusions": (
        "  kursk: {none: [film]}",
        "2:3: E104 rule 'kursk' has no positive term: it would match every item",
    ),
    "a rule that was never finished": (
        "  kursk:",
        "2:9: E105 empty value: add a term, or remove the key or the '-'",
    ),
    "a merge that was never finished": (
        "<<<<<<< HEAD\n  kursk: [Kursk]\n=======\n  kursk: [Курск]\n>>>>>>> theirs",
        "2:1: E001 a merge conflict is left in the file: keep one side, and take the marks out",
    ),
    "rules as a list": (
        "  - kursk: [Kursk]",
        "2:3: E105 rules are written `name: …`, without '-', not as a list",
    ),
}


@pytest.mark.parametrize(("written", "told"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_once_at_its_place_with_what_to_do(desk: Desk, written: str, told: str) -> None:
    desk.writes(FILE, f"rules:\n{written}\n").writes("entities/e.yaml", f"entities:\n  {ENTITIES}\n")
    problems = desk.writes("lists/l.yaml", f"lists:\n  {LISTS}\n").loads(channels={"desk"}).problems
    assert [str(problem) for problem in problems if problem.code[0] != "I" and problem.code != "W216"] == [
        f"{desk.folder}/{FILE}:{told}"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]\n",  # the bomb of aliases
        "rules:\n  base: &base {any: [x1]}\n  more: {<<: *base}\n",
        "rules:\n  more: {<<: {any: [x1]}}\n",
        "rules: !!python/object/apply:os.system [true]\n",
        f"rules: {'[' * 5000}{']' * 5000}\n",
        f"rules: {'{a: ' * 3000}x{'}' * 3000}\n",
    ],
)
def test_bombs_and_tags_are_refused_and_not_unpacked(desk: Desk, text: str) -> None:
    codes = {problem.code for problem in desk.writes(FILE, text).loads().problems if problem.blocks}
    assert codes & {"E001", "E105"}


@pytest.mark.parametrize("word", ["no", "on", "12:30:00", "017", "2026-01-01", "null", "~x", "1e3", "0x1F", "yes"])
def test_a_term_stays_as_it_was_written_whatever_yaml_makes_of_it(desk: Desk, word: str) -> None:
    desk.rule(f"a1: [{word}, Moskwa]")
    assert desk.fires(f"before {word} after", lang="en")


def test_a_file_without_its_key_says_which_it_needs(desk: Desk) -> None:
    desk.writes("packs/p.yaml", "kursk: [Kursk]\n").writes("entities/e.yaml", "place/kursk: [Kursk]\n")
    problems = desk.writes("lists/l.yaml", "arms: [rudal]\n").loads().problems
    assert [(problem.code, problem.message.partition(",")[0]) for problem in problems] == [
        ("E106", "a file of entities needs the key `entities`"),
        ("E106", "a file of lists needs the key `lists`"),
        ("E106", "a pack needs the key `rules`"),
    ]


@pytest.mark.parametrize(
    ("path", "slip", "key"),
    [
        ("packs/p.yaml", "rulse", "rules"),
        ("entities/e.yaml", "entites", "entities"),
        ("lists/l.yaml", "list", "lists"),
    ],
)
def test_a_slip_in_the_key_of_a_file_is_named_and_nothing_else(desk: Desk, path: str, slip: str, key: str) -> None:
    problems = desk.writes(path, f"{slip}:\n  kursk: [Kursk]\n").loads().problems
    assert [
        (problem.code, problem.message, problem.hint) for problem in problems if problem.path.endswith(path)
    ] == [("E101", f"unknown key '{slip}'", key)]


@pytest.mark.parametrize("term", ["covid: the film", "A/B", "place/nowhere", "re", "list", "entity:"])
def test_a_term_with_a_colon_or_a_slash_is_no_slip(desk: Desk, term: str) -> None:
    codes = {problem.code for problem in desk.rule(f"a1: ['{term}', Moskwa]").loads().problems if problem.blocks}
    assert codes <= ({"E201"} if term == "entity:" else set())
