"""What a desk asked for before there was any code: texts that a rule must match, and texts that it must not."""

from __future__ import annotations

import pytest

from tests.detect.detect_rules import Desk, item

ENTITIES = """
person/choe-son-hui:
  names: {any: [Choe Son-hui, Choi Son-hui], ru: [Чхве Сон Хи], ko: [최선희], ja: [崔善姫], ar: [تشوي سون هوي]}
  weak: [Choe]
  context: [entity:country/KP, menteri luar negeri, foreign minister]
person/kim-jong-un: [Kim Jong-un, Ким Чен Ын, 김정은, 金正恩]
country/KP: [Korea Utara, North Korea, Северная Корея, 북한, كوريا الشمالية, צפון קוריאה]
country/IN: [India, インド, 印度]
country/ID: [Indonesia, インドネシア, 印度尼西亚]
country/GN: [Guinea]
country/GQ: [Equatorial Guinea]
country/PG: [Papua New Guinea]
country/US: [US, U.S., United States]
country/QA: {names: {id: [Qatar], lv: [Katā]}}
country/TD: {names: {id: [Chad], se: [Sáat]}}
org/nato: [NATO]
place/kursk: {names: [Kursk, Курск], except: [Kursk submarine, kapal selam Kursk]}
"""


def rule(term: str, lang: str, text: str) -> tuple[str, str, str]:
    return f'a1: ["{term}"]' if '"' not in term else f"a1: ['{term}']", lang, text


CHOE, KIM, KP = "entity:person/choe-son-hui", "entity:person/kim-jong-un", "entity:country/KP"
FOUND = [
    rule(CHOE, "id", "Menteri Luar Negeri Korea Utara Choe Son-hui telah berangkat ke Rusia"),
    rule(CHOE, "id", "Menlu Korut Choe Son Hui bertolak ke Moskow"),
    rule(CHOE, "en", "Choe Sonhui"),
    rule(CHOE, "en", "Choe Son‑hui"),
    rule(CHOE, "en", "Choe Son\u00adhui"),
    rule(CHOE, "id", "Choe tiba di Moskow, kata media Korea Utara"),
    rule("Rusia", "id", "rekan-rekan Rusianya"),
    rule("Facebook", "id", "akun Facebook-nya"),
    rule(KP, "id", "pemimpin se-Korea Utara"),
    rule(CHOE, "ko", "최선희는"),
    rule(CHOE, "ko", "최선희가"),
    rule(CHOE, "ko", "최선희외무상이"),
    rule(KP, "ru", "в Северной Корее"),
    rule(KP, "ru", "Северную Корею"),
    rule("entity:place/kursk", "ru", "под Курском"),
    rule("entity:place/kursk", "en", "The Kursk submarine museum is in Kursk"),
    rule(KP, "ar", "لكوريا الشمالية"),
    rule(KP, "ar", "وكوريا الشماليّة"),
    rule(KP, "he", "בצפון קוריאה"),
    rule('צה"ל', "he", "חיילי צה״ל"),
    rule("צה״ל", "he", 'חיילי צה"ל'),
    rule("entity:country/IN", "ja", "インドの首相"),
    rule("entity:country/GN", "en", "Guinea and Equatorial Guinea"),
    rule("entity:country/US", "en", "US sanctions"),
    rule("entity:country/US", "en", "U.S.-led forces"),
    rule("entity:org/nato", "en", "NATO WARNS OF KOREAN TROOPS"),
    rule("Müller", "de", "MÜLLER"),
    rule("Müller", "de", "Mueller"),
    rule("Müller", "de", "Mu\u0308ller"),
    rule("İstanbul", "tr", "ISTANBUL"),
    rule("İstanbul", "tr", "İSTANBUL"),
    rule("İstanbul", "tr", "istanbul"),
]
OTHERS = [
    rule(KIM, "id", "Wakil Menteri Kim Jong-gyu"),
    rule(KIM, "ko", "김정은혜"),
    rule(CHOE, "en", "Choe Hyun-wook scored"),
    rule("Rusia", "en", "rekan-rekan Rusianya"),
    rule(CHOE, "ko", "최선을 다했다"),
    rule(KP, "ru", "корейка"),
    rule("entity:place/kursk", "ru", "курсы валют, в курсе"),
    rule("entity:place/kursk", "en", "the Kursk submarine disaster"),
    rule(KP, "ar", "كوريا الجنوبية"),
    rule("entity:country/IN", "ja", "インドネシアの首相"),
    rule("entity:country/IN", "zh", "印度尼西亚总统"),
    rule("entity:country/GN", "en", "Equatorial Guinea"),
    rule("entity:country/GN", "en", "Papua New Guinea"),
    rule("entity:country/US", "en", "tell us more"),
    rule("entity:country/US", "en", "LET US PRAY"),
    rule("entity:org/nato", "it", "è nato a Roma"),
    rule("entity:country/QA", "id", "kata juru bicara"),
    rule("entity:country/TD", "id", "pada saat itu"),
]


@pytest.mark.parametrize(("written", "lang", "text"), FOUND)
def test_the_text_is_found(desk: Desk, written: str, lang: str, text: str) -> None:
    assert desk.rule(written, entities=ENTITIES).fires(text, lang)


@pytest.mark.parametrize(("written", "lang", "text"), OTHERS)
def test_the_text_is_not_found(desk: Desk, written: str, lang: str, text: str) -> None:
    assert not desk.rule(written, entities=ENTITIES).fires(text, lang)


@pytest.mark.parametrize(
    ("text", "near"), [("金正恩氏がモスクワ", True), ("Kim Jong Un " + "one more word " * 3 + "Moscow", False)]
)
def test_words_are_near_within_five(desk: Desk, text: str, near: bool) -> None:
    written = f'a1: {{near: {{of: ["{KIM}", {{any: [Moscow, モスクワ]}}], within: 5}}}}'
    assert desk.rule(written, entities=ENTITIES).fires(text) is near


def test_values_stay_the_texts_that_they_are(desk: Desk) -> None:
    (written,) = desk.rule("a1: [NO, 10.000, 12:30]").loads().rules.rules
    assert [getattr(term, "text", "") for term in getattr(written.condition, "of", ())] == [
        "NO",
        "10.000",
        "12:30",
    ]


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("a1: {any: [*burg]}", "E001@2:14"),
        ("a1: [Kursk AND Rusia]", "E202@2:8"),
        ("a1: {none: [film]}", "E104@2:3"),
        ("a1: ['re:(a|a)*$']", "E206@2:8"),
    ],
)
def test_what_cannot_be_meant_is_told_at_its_place(desk: Desk, written: str, code: str) -> None:
    assert desk.rule(written).codes()[:1] == [code]


def test_a_broken_star_brings_the_advice_to_quote_it(desk: Desk) -> None:
    (problem, *_) = desk.rule("a1: {any: [*burg]}").loads().problems
    assert "quotes" in problem.message


def test_an_expression_that_would_stall_others_reads_a_long_text(desk: Desk) -> None:
    assert not desk.rule("a1: ['re:(a|a)*b$']").detect(item("a" * 10_000))
