"""The closed sets of affixes: which forms of a name are found, and which words are others."""

from __future__ import annotations

import pytest

from tests.detect.detect_rules import Desk

FOUND = [
    ("Rusia", "id", "rekan-rekan Rusianya"),
    ("Rusia", "ms", "Rusialah"),
    ("Kiew", "de", "Kiews Bürgermeister"),
    ("Nordkorea", "sv", "Nordkoreas armé"),
    ("Kursk", "pl", "w Kursku"),
    ("Putin", "fi", "Putinille"),
    ("Moskova", "tr", "Moskovada"),
    ("Ким Чен Ын", "ru", "с Ким Чен Ыном"),
    ("Захарова", "ru", "Захаровой"),
    ("Маврикий", "ru", "на Маврикии"),
    ("Польша", "ru", "с Польшей"),
    ("Лукашенко", "uk", "Лукашенка"),
    ("Путін", "uk", "з Путіним"),
    ("США", "ru", "в США"),
    ("войска", "ru", "войсками"),
    ("наступление", "ru", "о наступлении"),
    ("러시아", "ko", "러시아에서는"),
    ("كوريا", "ar", "وبكوريا ولكوريا"),
    ("الكرملين", "ar", "للكرملين"),
    ("קרמלין", "he", "שבקרמלין"),
    ("NATO", "ko", "NATO와의"),
    ("NATO", "ja", "米国とNATOが"),
    ("ロシア", "ja", "はロシアの"),
    ("第3次", "ja", "第３次"),
    ("Al-Jazeera", "en", "Aljazeera"),
    ("N'Djamena", "fr", "à N’Djamena"),
    ("nuklir*", "id", "nuklirisasi"),
    ("Đà Nẵng", "vi", "Da Nang"),
]
OTHERS = [
    ("Rusia", "en", "Rusianya"),
    ("Rusia", None, "Rusianya"),
    ("Kursk", "en", "Kursku"),
    ("Iran", "de", "Iranisch"),
    ("Курск", "ru", "курсы, курсант"),
    ("Ким Чен Ын", "ru", "Ким Чен Ир"),
    ("США", "ru", "сшаб"),
    ("метро", "ru", "два метра"),
    ("북한", "ko", "북한산"),
    ("김정은", "ko", "김정은혜"),
    ("ロシア", "ja", "ベラルーシロシアン"),
    ("インド", "ja", "インドネシア"),
    ("صحفي", "ar", "صحف"),
    ("nuklir*", "id", "termonuklir"),
]


@pytest.mark.parametrize(("term", "lang", "title"), FOUND)
def test_a_form_of_the_word_is_found(desk: Desk, term: str, lang: str, title: str) -> None:
    assert desk.rule(f'a1: ["{term}"]').fires(title, lang)


@pytest.mark.parametrize(("term", "lang", "title"), OTHERS)
def test_another_word_is_not_found(desk: Desk, term: str, lang: str | None, title: str) -> None:
    assert not desk.rule(f'a1: ["{term}"]').fires(title, lang)


def test_exact_forms_take_no_affix(desk: Desk) -> None:
    desk.rule("a1: [{term: Rusia, forms: exact}]")
    assert desk.fires("Rusia", "id")
    assert not desk.fires("Rusianya", "id")
