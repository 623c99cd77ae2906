"""The conditions of the language beyond plain phrases, and what a rule says of its alerts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.model.ids import Severity
from monitor.model.matching.rule_hit import Hours, Merge, Outside, Per, StoryPolicy, Throttle
from monitor.model.news.item import Item
from tests.detect.detect_rules import NOW, Desk, item


def words_of(desk: Desk, found: Item) -> list[str]:
    match = desk.detect(found)
    hits = match.rules[0].hits if match else ()
    return [found.text(hit.field)[hit.start : hit.end] for hit in hits]


MISSILES = (
    "a1: {score: {at_least: 8, terms: {rudal: 5, missile*: 5, uji coba: 3, film: -10, 're:(?i)KN-?\\d{2}': 6}}}"
)


@pytest.mark.parametrize(
    ("title", "fires"),
    [
        ("uji coba rudal", True),
        ("uji coba missiles", True),
        ("uji coba KN-23", True),
        ("rudal", False),
        ("rudal rudal rudal", False),
        ("uji coba rudal dalam film", False),
    ],
)
def test_points_add_up_once_for_each_term(desk: Desk, title: str, fires: bool) -> None:
    assert desk.rule(MISSILES).fires(title) is fires


def test_each_place_counts_where_it_shall_and_up_to_the_cap(desk: Desk) -> None:
    desk.rule("a1: {score: {at_least: 6, terms: {rudal: {weight: 2, each: true, cap: 2}, nuklir: 2}}}")
    assert not desk.fires("rudal rudal rudal rudal")
    assert desk.fires("rudal nuklir rudal")


def test_a_score_marks_the_words_that_added_to_it(desk: Desk) -> None:
    desk.rule("a1: {score: {at_least: 4, terms: {rudal: 5, film: -1, drama: 1}}}")
    assert words_of(desk, item("film tentang rudal")) == ["rudal"]


@pytest.mark.parametrize(
    ("pattern", "title", "found"),
    [
        (r"KN-?\d{2}", "The KN-23 flew", ["KN-23"]),
        (r"KN-?\d{2}", "The KN-234 flew", []),
        (r"KN-?\d{2}", "AKN-23", []),
        (r"Курск\w*", "под Курском", []),  # RE2's \w is ASCII, so what it finds ends inside a word
        (r"Курск\pL*", "под Курском", ["Курском"]),
        (r"[Кк]урск", "курский", []),
        (r"金正[恩日]", "訪問金正恩氏", ["金正恩"]),
        (r"\d+만", "1만명은", ["1만"]),
        (r"\d{1,3}([.,]\d{3})+", "sekitar 12.000 tentara", ["12.000"]),
        (r"(?i)zelen\pL+", "ZELENSKÝ a Zelenskyj", ["ZELENSKÝ", "Zelenskyj"]),
        (r"https?://\S+", "see https://a.example/b?c now", ["https://a.example/b?c"]),
    ],
)
def test_an_expression_is_sought_in_the_written_text_between_the_edges_of_words(
    desk: Desk, pattern: str, title: str, found: list[str]
) -> None:
    assert words_of(desk.rule(f"a1: ['re:{pattern}']"), item(title)) == found


def test_an_expression_may_give_up_the_edges_of_words(desk: Desk) -> None:
    assert words_of(desk.rule("a1: [{re: 'KN-?\\d{2}', word: false}]"), item("AKN-234")) == ["KN-23"]


def test_an_expression_obeys_fields_languages_exceptions_and_counts(desk: Desk) -> None:
    desk.rule("a1: [{re: 'KN-\\d+', in: title, langs: [en], except: [KN-23 model kit], min_count: 2}]")
    assert desk.fires("KN-23 and KN-24", "en")
    assert not desk.fires("KN-23 and KN-24", "id")
    assert not desk.fires("A KN-23 model kit beside KN-24", "en")


def test_an_expression_takes_part_in_near_and_none(desk: Desk) -> None:
    desk.rule("a1: {near: {of: ['re:\\d+ ribu', tentara], within: 1, ordered: true}, none: ['re:latihan|parade']}")
    assert desk.fires("12 ribu tentara")
    assert not desk.fires("tentara 12 ribu")
    assert not desk.fires("12 ribu tentara dalam parade")


def test_an_expression_may_stand_in_a_list(desk: Desk) -> None:
    desk.rule("a1: {all: ['list:arms', Kursk]}", lists="arms: ['re:KN-\\d+', rudal]")
    assert desk.fires("KN-23 over Kursk")
    assert desk.fires("rudal di Kursk")


@pytest.mark.parametrize(
    ("term", "lang", "title", "fires"),
    [
        ("sanction", "en", "sanctioning", True),
        ("sanction", "en", "sanctuary", False),
        ("serang", "id", "menyerang", True),
        ("serang", "id", "serangga", False),
        ("serang", None, "menyerang", False),
        ("serang", "zh", "serang", True),
        ("missile test", "en", "missiles tested", True),
        ("учение", "ru", "учениями", True),
        ("bombardear", "es", "bombardearon", True),
    ],
)
def test_stems_count_only_in_languages_that_have_a_stemmer(
    desk: Desk, term: str, lang: str | None, title: str, fires: bool
) -> None:
    assert desk.rule(f"a1: [{{term: {term}, forms: stem}}]").fires(title, lang) is fires


@pytest.mark.parametrize(
    ("accents", "term", "title", "fires"),
    [
        ("auto", "Çat", "cat", False),
        ("auto", "Łódź", "Lodz", True),
        ("auto", "Ankara", "Ánkara", True),
        ("fold", "Çat", "cat", True),
        ("exact", "Peña", "Pena", False),
        ("exact", "Peña", "PEÑA", True),
        ("exact", "Orbán", "Orban", False),
        ("exact", "Pena", "Peña", False),
        ("exact", "Орёл", "Орел", False),
    ],
)
def test_accents_matter_as_the_author_says(desk: Desk, accents: str, term: str, title: str, fires: bool) -> None:
    assert desk.rule(f"a1: [{{term: {term}, accents: {accents}}}]").fires(title) is fires


def test_metonyms_count_only_where_a_rule_asks_for_them(desk: Desk) -> None:
    desk.rule(
        "a1: ['entity:country/XR']\nb1: [{entity: country/XR, with: [metonym]}]",
        entities="country/XR: {names: [Ruritania], metonyms: [Strelsau Castle, {term: Штрельзау}]}",
    )
    match = desk.detect(item("Strelsau Castle answers"))
    assert match is not None
    assert [hit.rule for hit in match.rules] == ["b1"]
    assert match.entities == ()


def test_a_rule_says_how_often_and_when_it_may_ring_and_what_its_stories_are(desk: Desk) -> None:
    desk.rule(
        """
        a1:
          any: [Kursk]
          throttle: {every: 30m, per: source}
          schedule: {hours: "22:00-6:30", days: [fri-mon, wed], tz: Asia/Jakarta, outside: digest, except: none}
          story: {join: 24h, merge: strict, min_independent: 2}
        """.replace("\n        ", "\n")
    )
    match = desk.detect(item("Kursk"))
    assert match is not None
    (hit,) = match.rules
    assert hit.throttle == Throttle(every=timedelta(minutes=30), per=Per.SOURCE)
    assert hit.hours == Hours(
        start=22 * 60,
        end=6 * 60 + 30,
        days=(0, 2, 4, 5, 6),
        timezone="Asia/Jakarta",
        outside=Outside.DIGEST,
        passes=None,
    )
    assert hit.story == StoryPolicy(merge=Merge.STRICT, join=timedelta(hours=24), min_independent=2)


def test_what_a_pack_says_of_alerts_holds_for_its_rules_unless_they_say_otherwise(desk: Desk) -> None:
    desk.writes(
        "packs/pack.yaml",
        """
defaults: {throttle: 30m, schedule: {hours: "06:00-24:00"}, story: {min_independent: 3}, accents: exact}
rules:
  a1: [Peña]
  b1: {any: [Pena], throttle: none, schedule: {except: high}, story: none}
""",
    )
    a1, b1 = desk.loads().rules.rules
    assert a1.throttle == Throttle(every=timedelta(minutes=30))
    assert a1.hours == Hours(start=6 * 60, end=0)
    assert a1.story == StoryPolicy(min_independent=3)
    assert b1.throttle is None
    assert b1.hours == Hours(start=0, end=0, passes=Severity.HIGH)
    assert b1.story == StoryPolicy(merge=Merge.NONE, min_independent=3)
    assert not desk.fires("Peña Nieto e o Pena".replace("Pena", "outro").replace("Peña", "Pèna"))


def test_an_item_that_says_it_is_old_is_passed_over(desk: Desk) -> None:
    desk.rule("a1: {any: [Kursk], where: {max_age: 48h}}")
    assert desk.detect(published(item("Kursk"), ago=timedelta(hours=47)))
    assert desk.detect(published(item("Kursk"), ago=timedelta(hours=-3)))
    assert desk.detect(item("Kursk"))
    assert not desk.detect(published(item("Kursk"), ago=timedelta(hours=49)))


def published(found: Item, *, ago: timedelta) -> Item:
    from dataclasses import replace

    return replace(found, published_at=NOW - ago)


def test_an_item_without_a_language_gets_the_one_that_its_text_shows(desk: Desk) -> None:
    desk.rule("a1: {any: [Rusia], where: {langs: [id]}}\nb1: {any: [Rusia], where: {langs: [unknown]}}")
    long = desk.detect(item("Presiden Prabowo bertemu rekan-rekan Rusianya di Istana Kremlin pada hari Kamis"))
    assert long is not None
    assert long.item.lang == "id"
    assert [hit.rule for hit in long.rules] == ["a1"]
    short = desk.detect(item("Rusia"))
    assert short is not None
    assert short.item.lang is None
    assert [hit.rule for hit in short.rules] == ["b1"]
