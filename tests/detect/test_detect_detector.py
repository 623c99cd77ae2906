"""Item -> Match: what is found, where it stands, and what is asked of the item besides its words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from monitor.detect.detector import Detector
from monitor.model.ids import EntityId, Severity
from monitor.model.matching.rule_hit import Hit
from monitor.model.news.item import Field
from tests.detect.detect_rules import Desk, item

CHOE = """
person/choe-son-hui:
  names: {any: [Choe Son-hui], ru: [Чхве Сон Хи], ko: [최선희], ja: [崔善姫], zh: [崔善姬], ar: [تشوي سون هوي]}
  weak: [Choe]
  context: [entity:country/KP, foreign minister]
country/KP: {names: {any: [North Korea], id: [Korea Utara, Korut], ko: [북한]}}
country/RU: {names: {any: [Russia], id: [Rusia], ru: [Россия]}}
"""
KOREA = EntityId("country/KP")
MINISTER = EntityId("person/choe-son-hui")


@pytest.mark.parametrize(
    ("lang", "title"),
    [
        ("id", "Menteri Luar Negeri Korea Utara Choe Son-hui telah berangkat ke Rusia"),
        ("en", "Choe Son\u2011hui"),
        ("en", "Choe Sonhui"),
        ("en", "Choe Son\u00adhui lands"),
        (None, "CHOE SON HUI VISITS MOSCOW"),
        ("ru", "Чхве Сон Хи прибыла в Москву"),
        ("ko", "최선희는 러시아를 방문한다"),
        ("ko", "北최선희 외무상이"),
        ("ja", "北朝鮮の崔善姫外相"),
        ("zh", "崔善姬抵达莫斯科"),
        ("ar", "وزيرة الخارجية تشوي سون هوي"),
    ],
)
def test_the_minister_is_found_in_any_spelling_and_script(desk: Desk, lang: str | None, title: str) -> None:
    assert desk.rule("minister: [entity:person/choe-son-hui]", entities=CHOE).fires(title, lang)


def test_hits_point_into_the_items_own_text(desk: Desk) -> None:
    desk.rule("a1: {all: [entity:country/KP, entity:person/choe-son-hui, Ки́ев]}", entities=CHOE)
    found = item("Korea\u00a0Utara: Choe Son\u00adhui", lang="id", summary="е́ду в Ки́еве, 최선희외무상이")
    match = desk.detect(found)
    assert match is not None
    written = [found.text(hit.field)[hit.start : hit.end] for hit in match.rules[0].hits]
    assert written == ["Korea\u00a0Utara", "Choe Son\u00adhui", "Ки́еве", "최선희외무상이"]
    assert match.rules[0].hits[0] == Hit(term="Korea Utara", field=Field.TITLE, start=0, end=11, entity=KOREA)
    assert [hit.term for hit in match.rules[0].hits] == ["Korea Utara", "Choe Son-hui", "Ки́ев", "최선희"]


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("Korea – Utara", "Korea – Utara"),
        ("“Korea Utara” dan Korea Selatan", "Korea Utara"),
        ("dari Korea-Utara", "Korea-Utara"),
        ("Korea Selatan, Korea Utara", "Korea Utara"),
        ("Korea\0Utara", "Korea\0Utara"),
    ],
)
def test_a_phrase_is_found_whatever_stands_between_its_words(desk: Desk, title: str, written: str) -> None:
    match = desk.rule("a1: [Korea Utara]").detect(item(title, summary="tidak ada"))
    assert match is not None
    (hit,) = match.rules[0].hits
    assert (hit.field, title[hit.start : hit.end]) == (Field.TITLE, written)


def test_of_a_long_list_the_first_phrase_that_fits_a_place_is_named(desk: Desk) -> None:
    lists = f"words: [{', '.join(f'kata{number}' for number in range(500))}, rudal, nukl*, nuklir]"
    match = desk.rule("a1: {any: [list:words], none: [kata7]}", lists=lists).detect(item("nuklir dan rudal"))
    assert match is not None
    assert [hit.term for hit in match.rules[0].hits] == ["nukl*", "rudal"]
    assert desk.detect(item("nuklir dan kata7")) is None


def test_each_place_is_given_once_though_conditions_share_it(desk: Desk) -> None:
    desk.rule("a1: {all: [rudal, {any: [rudal, nuklir]}], near: {of: [rudal, nuklir], within: 2}}")
    match = desk.detect(item("rudal nuklir"))
    assert match is not None
    assert [(hit.term, hit.start) for hit in match.rules[0].hits] == [("rudal", 0), ("nuklir", 6)]


def test_a_match_names_every_entity_whether_or_not_a_rule_asked(desk: Desk) -> None:
    desk.rule("a1: [rudal]", entities=CHOE)
    match = desk.detect(item("Rusia dan Korea Utara: rudal", lang="id", summary="Choe tiba"))
    assert match is not None
    assert match.entities == ("country/RU", "country/KP", "person/choe-son-hui")


def test_a_rule_hit_carries_what_later_stages_need(desk: Desk) -> None:
    desk.rule(
        "a1: {title: Menteri, all: [entity:country/KP, {any: [entity:country/RU]}, {any: [x1, tiba]}], "
        "severity: high, tags: [dprk], notify: [phone]}",
        entities=CHOE,
    )
    match = desk.detect(item("Korea Utara tiba di Rusia", lang="id"))
    assert match is not None
    hit = match.rules[0]
    assert (hit.rule, hit.title, hit.severity) == ("a1", "Menteri", Severity.HIGH)
    assert (hit.tags, hit.notify, hit.required) == (("dprk",), ("phone",), ("country/KP", "country/RU"))
    assert match.ruleset == desk.loads().rules.ruleset


def test_an_entity_that_is_one_of_several_is_not_required(desk: Desk) -> None:
    desk.rule("a1: [entity:country/KP, entity:country/RU]\nb2: [entity:country/KP]", entities=CHOE)
    match = desk.detect(item("North Korea"))
    assert match is not None
    assert [hit.required for hit in match.rules] == [(), ("country/KP",)]


def test_rules_come_in_the_order_in_which_they_are_written(desk: Desk) -> None:
    desk.rule("z9: [rudal]\na1: [rudal]\nm5: [nuklir]")
    match = desk.detect(item("nuklir, rudal"))
    assert match is not None
    assert [hit.rule for hit in match.rules] == ["z9", "a1", "m5"]


@pytest.mark.parametrize(
    ("where", "fires"),
    [
        ("{langs: [id, en]}", True),
        ("{langs: [ko]}", False),
        ("{langs: [unknown]}", False),
        ("{feeds: [wire]}", True),
        ("{feeds: [other]}", False),
        ("{tags: [asia, war]}", True),
        ("{tags: [sport]}", False),
        ("{sources: [kantor berita]}", True),
        ("{sources: [news.example]}", True),
        ("{sources: [example]}", True),
        ("{sources: [ws.example]}", False),
        ("{not_sources: [news.example]}", False),
        ("{not_sources: ['list:tabloids']}", False),
    ],
)
def test_where_narrows_the_items(desk: Desk, where: str, *, fires: bool) -> None:
    desk.rule(f"a1: {{any: [rudal], where: {where}}}", lists="tabloids: [Kantor Berita]")
    assert (desk.detect(item("rudal", lang="id", tags=("war",))) is not None) == fires


@pytest.mark.parametrize(
    ("where", "fires"),
    [
        ("{sources: [reuters]}", True),
        ("{sources: [reuters.com]}", True),
        ("{sources: [Port strike - Search]}", True),
        ("{sources: [search.example]}", True),
        ("{sources: [bbc.com]}", False),
        ("{not_sources: [Reuters]}", False),
        ("{not_sources: [reuters.com]}", False),
        ("{not_sources: [BBC]}", True),
    ],
)
def test_the_source_of_an_item_is_its_publisher_and_its_feed(desk: Desk, where: str, *, fires: bool) -> None:
    desk.rule(f"a1: {{any: [strike], where: {where}}}")
    news = replace(
        item("Dock strike", url="https://search.example/a", source="Reuters"),
        source_url="https://www.reuters.com/",
        via="Port strike - Search",
    )
    assert (desk.detect(news) is not None) == fires


WARNING = replace(
    item("Flood Warning issued", lang="en", summary="FLOOD WARNING"),
    fields=(("area", "Lake County, IN"), ("severity", "Severe")),
    categories=("Weather", "Midwest"),
)


@pytest.mark.parametrize(
    ("rule", "fires"),
    [
        ("{any: [Lake County]}", True),
        ("{all: [flood, Severe]}", True),
        ("{any: [{term: Lake County, in: fields}]}", True),
        ("{any: [{term: flood, in: fields}]}", False),
        ("{any: [{term: Lake County, in: [title, summary, body]}]}", False),
        ("{any: [Midwest]}", False),
        ("{any: [{term: Midwest, in: categories}]}", True),
        ("{any: [{term: Lake County, in: categories}]}", False),
        ("{any: ['re:Sev.re']}", True),
        ("{any: ['re:Midw.st']}", False),
    ],
)
def test_named_fields_are_searched_and_categories_where_a_rule_says_so(
    desk: Desk, rule: str, *, fires: bool
) -> None:
    desk.rule(f"a1: {rule}")
    match = desk.detect(WARNING)
    assert (match is not None) == fires
    for hit in match.rules[0].hits if match else ():
        assert WARNING.text(hit.field)[hit.start : hit.end].casefold() in rule.casefold() or "re:" in rule


def test_an_item_without_a_language_is_looked_at_only_if_unknown_is_listed(desk: Desk) -> None:
    assert not desk.rule("a1: {any: [rudal], where: {langs: [id]}}").fires("rudal")
    assert desk.rule("a1: {any: [rudal], where: {langs: [id, unknown]}}").fires("rudal")


def test_a_rule_works_through_its_last_day(desk: Desk) -> None:
    rules = desk.rule("a1: {any: [rudal], expires: 2026-06-30}").loads().rules
    evening = Detector(rules, now=lambda: datetime(2026, 6, 30, 23, 59, tzinfo=UTC))
    midnight = Detector(rules, now=lambda: datetime(2026, 7, 1, tzinfo=UTC))
    assert evening.detect(item("rudal")) is not None
    assert midnight.detect(item("rudal")) is None


def test_a_disabled_rule_is_silent(desk: Desk) -> None:
    assert not desk.rule("a1: {any: [rudal], enabled: false}").fires("rudal")


def test_phrases_do_not_cross_fields(desk: Desk) -> None:
    desk.rule("a1: [Korea Utara]\nb2: {near: {of: [Korea, Utara], within: 9}}")
    assert desk.detect(item("Korea", summary="Utara")) is None


def test_a_term_may_want_a_field_a_language_an_exception_or_a_number(desk: Desk) -> None:
    desk.rule("a1: [{term: Kursk, in: [title, body]}]")
    assert desk.detect(item("Perang", summary="Kursk")) is None
    assert desk.detect(item("Perang", body="Kursk")) is not None
    desk.rule("a1: [{term: gift, langs: [de]}]")
    assert (desk.fires("Gift", "de"), desk.fires("gift", "en"), desk.fires("gift")) == (True, False, False)
    desk.rule("a1: [{term: Kursk, except: [Kursk submarine]}]")
    assert not desk.fires("the Kursk submarine")
    assert desk.fires("the Kursk submarine lies far from Kursk")
    desk.rule("a1: [{entity: country/KP, min_count: 2}]", entities=CHOE)
    assert (desk.fires("북한은"), desk.fires("북한은 북한이")) == (False, True)


def test_a_shorter_name_inside_a_longer_name_of_another_entity_does_not_count(desk: Desk) -> None:
    desk.rule(
        "guinea: [entity:country/GN]",
        entities="country/GN: {names: [Guinea]}\n"
        "country/PG: {names: [Papua New Guinea]}\ncountry/GQ: {names: [Equatorial Guinea]}",
    )
    assert not desk.fires("Papua New Guinea meets Equatorial Guinea")
    assert desk.fires("Guinea meets Equatorial Guinea")


def test_a_shared_name_counts_in_its_context_or_beside_the_full_name(desk: Desk) -> None:
    desk.rule("a1: [entity:person/choe-son-hui]", entities=CHOE)
    assert desk.fires("Choe in Moscow, North Korea says")
    assert not desk.fires("Choe scored twice")
    assert not desk.fires("Choe Ryong-hae of North Korea")
    match = desk.detect(item("Choe Son-hui tiba", body="x " * 90 + "Choe pulang"))
    assert match is not None
    assert [hit.term for hit in match.rules[0].hits] == ["Choe Son-hui", "Choe"]


def test_context_may_stand_in_another_field(desk: Desk) -> None:
    desk.rule("a1: [entity:person/choe-son-hui]", entities=CHOE)
    assert desk.detect(item("North Korea sends a minister", summary="Choe arrived on Monday.")) is not None


def test_a_latin_name_of_one_language_counts_in_that_language_and_those_near_it(desk: Desk) -> None:
    desk.rule("a1: [entity:country/QA]", entities="country/QA: {names: {lv: [Katara], mt: [Kata], id: [Qatarku]}}")
    assert desk.fires("Katara", "lv")
    assert not desk.fires("Katara", "id")
    assert desk.fires("Qatarku", "ms")
    assert desk.fires("Katara")
    assert not desk.fires("Kata", None)


def test_a_short_word_counts_without_its_accents_only_with_its_capital(desk: Desk) -> None:
    desk.rule("a1: [Łódź, Sáat, Çat]")
    assert desk.fires("w Lodz")
    assert desk.fires("ŁÓDŹ")
    assert desk.fires("çat")
    assert not desk.fires("saat ini")
    assert not desk.fires("Cat")


@pytest.mark.parametrize(
    ("title", "fires"),
    [
        ("US sanctions", True),
        ("U.S.-led talks", True),
        ("(US)", True),
        ("US와 회담", True),
        ("米国（US）", True),
        ("tell us more", False),
        ("LET US PRAY", False),
        ("Us Weekly", False),
    ],
)
def test_an_acronym_is_found_in_capitals_unless_the_whole_line_is(desk: Desk, title: str, *, fires: bool) -> None:
    assert desk.rule("a1: [US, U.S.]").fires(title) == fires


@pytest.mark.parametrize(
    ("rule", "title", "fires"),
    [
        ("{of: [aa1, bb2], within: 2}", "aa1 x y bb2", True),
        ("{of: [aa1, bb2], within: 2}", "aa1 x y z bb2", False),
        ("{of: [aa1, bb2], within: 2, ordered: true}", "bb2 aa1", False),
        ("{of: [aa1, bb2, cc3], within: 1}", "bb2 x cc3 x aa1", True),
        ("{of: [aa1, bb2, cc3], within: 1}", "aa1 x bb2 bb2 bb2 x cc3", False),
        ("{of: [aa1, bb2, cc3], within: 1, ordered: true}", "aa1 cc3 bb2 cc3", True),
        ("{of: [aa1, {any: [bb2, cc3]}], within: 0}", "bb2 x aa1 cc3", True),
        ("{of: [aa1, aa1], within: 5}", "aa1", False),
        ("{of: [aa1, aa1], within: 5}", "aa1 x aa1", True),
        ("{of: [{near: {of: [aa1, bb2], within: 1}}, cc3], within: 1}", "aa1 x bb2 x cc3", True),
        ("{of: [金正恩, モスクワ], within: 1}", "金正恩氏がモスクワ", True),
        ("{of: [金正恩, モスクワ], within: 1}", "金正恩氏が今日モスクワ", False),
    ],
)
def test_near_counts_the_words_between(desk: Desk, rule: str, title: str, *, fires: bool) -> None:
    assert desk.rule(f"a1: {{near: {rule}}}").fires(title) == fires


def test_an_empty_set_of_rules_matches_nothing(desk: Desk) -> None:
    assert desk.detect(item("anything")) is None
