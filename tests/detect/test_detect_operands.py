"""What analysts ask of a text beside its words: numbers, nearness, sentences, origin, other rules."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.detect.explain.explain import explain
from monitor.detect.rules.conditions import NumberIs, parts
from tests.detect.detect_rules import Desk, item

QUAKE = '[{number: ">= 6", near: [magnitude, quake, magnitudo], within: 3}]'


@pytest.mark.parametrize(
    ("rule", "title", "lang", "fires"),
    [
        (QUAKE, "Magnitude 6.1 quake strikes", "en", True),
        (QUAKE, "Quake of magnitude six", "en", True),
        (QUAKE, "M6.2 quake", "en", True),
        (QUAKE, "Gempa magnitudo 6,4", "id", True),
        (QUAKE, "Magnitude 5.9 quake strikes", "en", False),
        (QUAKE, "Quake on 28 October", "en", False),
        (QUAKE, "Magnitude 5 quake, in which at least nine people died", "en", False),
        ('[{number: ">= 10000", near: troops}]', "12,000 troops", "en", True),
        ('[{number: ">= 10000", near: troops}]', "12.000 troops", "en", True),
        ('[{number: ">= 10000", near: troops}]', "12 thousand troops", "en", True),
        ('[{number: ">= 10000", near: tentara}]', "12 ribu tentara", "id", True),
        ('[{number: ">= 10 thousand", near: troops}]', "Some 9,000 troops", "en", False),
        ('[{number: "> 10k", near: troops}]', "12,000 troops", "en", True),
        ('[{number: "> 5%", near: inflation}]', "Inflation at 6.5 %", "en", True),
        ('[{number: "> 5%", near: inflation}]', "Inflation hits 6.5 percent", "en", True),
        ('[{number: "> 5%", near: inflation}]', "Inflation hurts 6 million", "en", False),
        ('[{number: ">= $1 million", near: ransom}]', "A ransom of $1.2 million", "en", True),
        ('[{number: ">= $1 million", near: ransom}]', "A ransom of 3 million euros", "en", True),
        ('[{number: ">= $1 million", near: ransom}]', "A ransom paid for 2 million users", "en", False),
        ("[{number: 10-20, near: killed}]", "Fifteen killed", "en", True),
        ("[{number: 10-20, near: killed}]", "Twenty-one killed", "en", False),
        ('[{number: "< 3", near: killed}]', "Two killed", "en", True),
        ('[{number: "7", near: killed}]', "Zeven killed", "nl", True),
        ("[{term: Kursk, not_near: [submarine, film], within: 2}]", "The Kursk region", "en", True),
        ("[{term: Kursk, not_near: [submarine, film], within: 2}]", "The Kursk submarine", "en", False),
        ("[{term: Kursk, not_near: [submarine, film], within: 2}]", "A film on the Kursk", "en", False),
        ("[{term: Kursk, not_near: submarine, within: 0}]", "Kursk: a submarine and Kursk submarine", "en", True),
        ("[{term: Kursk, near: [shelling, drone], within: 1}]", "A drone over Kursk", "en", True),
        ("[{term: Kursk, near: [shelling, drone], within: 1}]", "A drone flew far from Kursk", "en", False),
        ("{near: {of: [minister, resigns], same: sentence}}", "The minister of the U.S. unit resigns", "en", True),
        ("{near: {of: [minister, resigns], same: sentence}}", "The minister left. A clerk resigns", "en", False),
        ("{near: {of: [部長, 辞任], same: sentence}}", "部長が来た。課長が辞任", "ja", False),
        ("[{term: minister, near: resigns, same: sentence}]", "The minister resigns", "en", True),
        ("{all: [port, {none: [wine]}]}", "The port", "en", True),
        ("{any: [{all: [port, {none: [wine]}]}, dock]}", "Port wine", "en", False),
        ("{any: [{all: [port, {none: [wine]}]}, dock]}", "Port wine at the dock", "en", True),
        ("{any: [{any: [strike, walkout], min_count: 3}]}", "Strike after walkout", "en", False),
        ("{any: [{any: [strike, walkout], min_count: 3}]}", "Strike, strike, walkout", "en", True),
        ("{any: [{any: [strike, walkout], except: [air strike]}]}", "Air strike", "en", False),
        ("{any: [{any: [strike, walkout], except: [air strike]}]}", "Walkout", "en", True),
        ("{near: {of: [Kim, Kim Jong Un], within: 5}}", "Kim Jong Un", "en", False),
        ("{near: {of: [Kim, Kim Jong Un], within: 5}}", "Kim Jong Un and Kim", "en", True),
        ("{at_least: {n: 2, of: [nuclear, nuclear power]}}", "Nuclear power", "en", False),
        ("{at_least: {n: 2, of: [nuclear, nuclear power]}}", "Nuclear power and nuclear arms", "en", True),
        ("['re:[6-9]']", "magnitude 5.9", "en", False),
        ("['re:[6-9]']", "magnitude 9. It fell", "en", True),
        ("['re:[6-9]']", "9,5", "en", False),
    ],
)
def test_what_an_operand_finds(desk: Desk, rule: str, title: str, lang: str, *, fires: bool) -> None:
    assert desk.rule(f"a1: {rule}").fires(title, lang) == fires


def test_a_number_is_marked_with_its_words(desk: Desk) -> None:
    found = item("Quake of magnitude 6.1; 2.5 million flee", lang="en")
    match = desk.rule('a1: [{number: ">= 2 million", near: flee}]').detect(found)
    assert match is not None
    words = [(hit.term, found.title[hit.start : hit.end]) for hit in match.rules[0].hits]
    assert words == [("number:>= 2 million", "2.5 million"), ("flee", "flee")]


@pytest.mark.parametrize(
    ("where", "fires"),
    [
        ("{authors: ['*doe*']}", True),
        ("{authors: [Jane Doe]}", True),
        ("{authors: [Doe]}", False),
        ("{categories: [world]}", True),
        ("{categories: ['sport*']}", False),
        ("{urls: ['news.example/world/*']}", True),
        ("{urls: ['https://www.news.example/*']}", True),
        ("{urls: ['news.example/sport/*']}", False),
        ("{tiers: [1, 2]}", True),
        ("{tiers: [3]}", False),
        ("{sources: ['*.example']}", True),
        ("{sources: ['*.gov.ua']}", False),
        ("{not_sources: ['*.example']}", False),
    ],
)
def test_where_asks_for_the_origin_of_items(desk: Desk, where: str, *, fires: bool) -> None:
    desk.rule(f"a1: {{any: [drone], where: {where}}}")
    found = replace(
        item("A drone", url="https://www.news.example/world/1"),
        author="Jane Doe",
        categories=("World", "Asia"),
        tier=2,
    )
    assert (desk.detect(found) is not None) == fires


@pytest.mark.parametrize(
    ("wanted", "lang"), [("fil", "tl"), ("tl", "fil"), ("no", "nb"), ("nb", "no"), ("he", "iw")]
)
def test_older_codes_of_a_language_are_the_same_language(desk: Desk, wanted: str, lang: str) -> None:
    assert desk.rule(f"a1: {{any: [drone], where: {{langs: [{wanted}]}}}}").fires("drone", lang)
    assert not desk.fires("drone", "sv")


def test_a_rule_may_ask_for_everything_from_somewhere(desk: Desk) -> None:
    desk.rule("all-of-wire: {where: {feeds: [wire]}}\nother: [drone]")
    match = desk.detect(item("Nothing that any rule names"))
    assert match is not None
    assert [(hit.rule, hit.hits) for hit in match.rules] == [("all-of-wire", ())]
    assert desk.detect(item("Nothing", feed="elsewhere")) is None
    (verdict, _) = explain(desk.detector(), item("Nothing", feed="elsewhere"))
    assert (verdict.matched, verdict.why) == (False, "feed: elsewhere is not one of wire")


@pytest.mark.parametrize("where", ["{langs: [en]}", "{max_age: 2h}", "{not_sources: [x]}"])
def test_a_rule_for_nearly_every_item_is_refused(desk: Desk, where: str) -> None:
    assert desk.rule(f"a1: {{where: {where}}}").codes() == ["E104@2:3"]


def test_a_rule_may_name_another(desk: Desk) -> None:
    desk.rule(
        "port: {any: [port, harbour], where: {langs: [en]}}\n"
        "strike: {all: ['rule:port', {any: [strike]}], none: ['rule:film']}\n"
        "film: [film]\n"
        "both: [{rule: strike, min_count: 2}]"
    )
    detector = desk.detector()

    def rules(title: str, lang: str) -> list[str]:
        return [hit.rule for hit in detector.hits(item(title, lang=lang))]

    assert rules("Strike at the port", "en") == ["port", "strike", "both"]
    assert rules("Strike at the port", "fr") == []
    assert rules("A film on a port strike", "en") == ["port", "film"]


@pytest.mark.parametrize(
    ("rules", "problem"),
    [
        ("aa: ['rule:bb']\nbb: [x1y]", ""),
        ("aa: ['rule:cc']\nbb: [x1y]", "2:8: E201 no rule 'cc'"),
        (
            "aa: ['rule:bb']\nbb: ['rule:aa']",
            "3:8: E207 rules may not name each other in a circle: aa -> bb",
        ),
        ("aa: ['rule:aa']", "2:8: E207 rules may not name each other in a circle: aa -> aa"),
        ("aa: [{rule: bb}]\nbb: {none: [x1y]}", "3:3: E104 rule 'bb' has no positive term"),
        ("aa: {none: ['rule:bb']}\nbb: [x1y]", "2:3: E104 rule 'aa' has no positive term"),
        ("port-one: [x1y]\naa: ['rule:port-on']", "3:8: E201 no rule 'port-on' (did you mean 'rule:port-one'?)"),
        ('aa: [{number: ">= 6"}]', "2:3: E104 rule 'aa' has no positive term"),
        ('aa: [{number: "six or so", near: x1y}]', "2:17: E105 a number is written like"),
        ("aa: [{number: 9-3, near: x1y}]", "2:17: E105 number '9-3': the lower bound is above the upper one"),
        ("aa: [{term: x1y, within: 3}]", "2:28: E106 `within` needs `near` or `not_near` beside it"),
        ("aa: [{term: x1y, near: {of: [a1b]}}]", "2:26: E105 beside a term, near is written near: word"),
        ("aa: [{any: [x1y], with: [metonym]}]", "2:27: E213 `with` has no effect on a group"),
        ("aa: [{any: [x1y], word: no}]", "2:27: E213 `word` has no effect on a group"),
        ("aa: [{entity: country/KP, case: exact}]", "2:35: E213 `case` has no effect on an entity"),
        ("aa: [{re: x1y, forms: stem}]", "2:25: E213 `forms` has no effect on an expression"),
        ("aa: {any: [x1y], where: {sources: [bbc.com/sport]}}", "2:38: E105 sources are names or domains"),
        ("aa: ['organi?ation']", "2:8: E204 'organi?ation': '?' does not stand for a letter"),
        (
            "aa: ['title:Kursk']",
            "2:8: E202 'title:Kursk': a part of the item is chosen by {term: Kursk, in: title}",
        ),
        ("aa: ['Kursk~2']", "2:8: E202 'Kursk~2': there is no search by likeness"),
        ("aa: ['site:bbc.com']", "2:8: E202 'site:bbc.com': where an item is from is asked for by `where:"),
        ("aa: ['Kursk^3']", "2:8: E202 'Kursk^3': weights are written {score:"),
        ("aa: ['/kurs./i']", "2:8: E202 '/kurs./i': an expression is written 're:kurs.'"),
        ("aa: ['kurs[ck]']", "2:8: E202 'kurs[ck]' reads like an expression"),
    ],
)
def test_what_cannot_be_meant_is_an_error_that_says_what_to_write(desk: Desk, rules: str, problem: str) -> None:
    problems = [str(one).partition("pack.yaml:")[2] for one in desk.rule(rules).loads().problems if one.blocks]
    assert len(problems) == bool(problem)
    assert all(one.startswith(problem) for one in problems), problems


@pytest.mark.parametrize(
    ("rule", "title", "reason"),
    [
        (QUAKE, "Magnitude 5.9 quake", "number: 5.9"),
        (QUAKE, "Magnitude unknown", "absent"),
        ("[{term: Kursk, not_near: film}]", "A Kursk film", "not_near: film within 10 words"),
        ("{any: [x1y], where: {tiers: [1]}}", "x1y", "tier: none is not one of 1"),
    ],
)
def test_why_says_what_kept_an_operand_from_holding(desk: Desk, rule: str, title: str, reason: str) -> None:
    (verdict,) = explain(desk.rule(f"a1: {rule}").detector(), item(title, lang="en"))
    assert not verdict.matched
    assert reason in str(verdict)


HOLDERS = """
person/choe: {names: [Choe Son-hui], roles: [foreign-minister of country/KP]}
person/pak: {names: [Pak Hon Yong], roles: [foreign-minister of country/KP, leader of country/KP]}
person/odd: {names: [Nobody Special]}
"""


def test_a_role_is_whoever_holds_it(desk: Desk) -> None:
    desk.rule(
        "a1: ['role:foreign-minister of country/KP']\nb2: [{role: leader of country/KP, min_count: 2}]",
        entities=HOLDERS,
    )
    assert desk.fires("Choe Son-hui lands")
    assert desk.fires("Pak Hon Yong lands")
    assert not desk.fires("Nobody Special lands")
    match = desk.detect(item("Pak Hon Yong meets Pak Hon Yong"))
    assert match is not None
    assert [hit.rule for hit in match.rules] == ["a1", "b2"]


def test_a_role_is_whoever_the_library_knows_to_hold_it_by_name_or_by_office(desk: Desk) -> None:
    desk.rule("a1: ['role:foreign-minister of country/KP']\nb2: ['role:president of country/US']")
    for title, lang in (
        ("Menlu Korut ke Rusia", "id"),
        ("Choe Son-hui visits Moscow", "en"),
        ("Choe Son Hui visits Moscow", "en"),
        ("Президент США прибыл в Лондон", "ru"),
    ):
        assert desk.fires(title, lang=lang), title
    assert not desk.fires("Menlu Korsel ke Rusia", lang="id")
    assert not desk.fires("Former US president Joe Biden speaks", lang="en")


def test_who_holds_an_office_in_a_folder_comes_before_the_library(desk: Desk) -> None:
    desk.rule(
        "a1: ['role:president of country/US']",
        entities="person/poe: {names: [Ann Poe], roles: [president of country/US]}",
    )
    assert desk.fires("Ann Poe lands in Oslo", lang="en")
    assert not desk.fires("Donald Trump lands in Oslo", lang="en")


@pytest.mark.parametrize(
    ("rule", "roles", "problem"),
    [
        ("role:king of country/KP", "leader of country/KP", "E201 nobody is known to be 'king of country/KP'"),
        ("role:leader", "leader of country/KP", "E201 nobody is known to be 'leader'"),
        ("x1y", "the boss", "E105 a role is written like 'foreign-minister of country/KP', not 'the boss'"),
        ("x1y", "leader of country/KX", "E201 no entity 'country/KX'"),
    ],
)
def test_a_role_that_nobody_holds_is_refused(desk: Desk, rule: str, roles: str, problem: str) -> None:
    desk.rule(f"a1: ['{rule}']", entities=f"person/p1: {{names: [P One], roles: [{roles}]}}")
    problems = [str(one) for one in desk.loads().problems if one.blocks]
    assert len(problems) == 1
    assert problem in problems[0]


def test_a_number_that_is_loaded_has_its_bounds(desk: Desk) -> None:
    (rule,) = desk.rule('a1: [{number: "> 1.5", near: x1y}]').loads().rules.rules
    (near,) = parts(rule.condition)
    number = parts(near)[0]
    assert isinstance(number, NumberIs)
    assert (number.low, number.above, number.high) == (1.5, True, float("inf"))


@pytest.mark.parametrize(
    ("term", "title", "fires"),
    [
        ("C++", "A bug in C++ code", True),
        ("C++", "Vitamin C shortage", False),
        ("C#", "C# and Java", True),
        (".NET", "Microsoft ships .NET 9", True),
        (".NET", "See example.net and ASP.NET", False),
        (".NET", "A net of lies", False),
        ("$TSLA", "$TSLA falls", True),
        ("$TSLA", "TSLA falls", False),
        ("3.5", "ChatGPT 3.5 retired", True),
        ("3.5", "The 35 members", False),
        ("3.5", "Version 13.5", False),
        ("3.5", "Version 3.55", False),
        ("3.5", "3.5.", True),
        ("3.5", "Chapter 3, 5 pages", False),
        ("9/11", "A 9/11 memorial", True),
        ("9/11", "Up 9.11 points", False),
        ("10,000", "Some 10000 people", True),
        ("10,000", "Some 10.000 people", True),
        ("10000", "Some 10,000 people", True),
        ("10000", "Some 100,000 people", False),
        ("F-16", "F-16s scramble", True),
        ("F-16", "F16 down", True),
        ("F-16", "F-164", False),
        ("Mueller", "Müller tritt zurück", True),
        ("Mueller", "Muller resigns", False),
        ("Mueller", "Mueller resigns", True),
        ("Müller", "Mueller resigns", True),
        ("Quebec", "Québec", True),
        ("Suez", "Süz", True),
        ("blue", "Blu ray", False),
        ("習近平", "习近平访问莫斯科", True),
        ("习近平", "習近平訪問莫斯科", True),
        ("プーチン", "ﾌﾟｰﾁﾝ大統領", True),
        ("ガザ", "ｶﾞｻﾞ", True),
    ],
)
def test_signs_and_spellings_of_a_term(desk: Desk, term: str, title: str, *, fires: bool) -> None:
    assert desk.rule(f"a1: ['{term}']").fires(title, "en") == fires


def test_hits_of_signed_and_half_width_terms_point_into_the_text(desk: Desk) -> None:
    found = item("ﾌﾟｰﾁﾝ and .NET")
    match = desk.rule("a1: {all: [プーチン, .NET]}").detect(found)
    assert match is not None
    assert [found.title[hit.start : hit.end] for hit in match.rules[0].hits] == ["ﾌﾟｰﾁﾝ", "NET"]
