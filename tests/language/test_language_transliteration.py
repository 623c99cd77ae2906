"""Proposed spellings: those that the press uses are among them, and none that finds what another finds."""

from __future__ import annotations

import pytest

from monitor.language.transliteration.hangul import cyrillic
from monitor.language.transliteration.suggest import suggest
from monitor.language.words import words


@pytest.mark.parametrize(
    ("name", "origin", "lang", "wanted"),
    [
        ("최선희", None, "any", {"Choe Son-hui", "Choi Sun-hee", "Choe Seon-hui"}),
        ("최선희", None, "ru", {"Чхве Сон Хи"}),
        ("최선희", None, "ko", {"최선희"}),
        ("김정은", None, "any", {"Kim Jong-un", "Kim Jeong-eun"}),
        ("Choe Son Hui", None, "any", {"Choe Son-hui", "Choi Son-hui", "Choe Sun-hee"}),
        ("Pak Jong Chon", "ko", "any", {"Park Jong-chon"}),
        ("Зеленский", None, "any", {"Zelensky", "Zelenskiy"}),
        ("Зеленський", None, "any", {"Zelensky", "Zelenskyy"}),
        ("Зеленський", None, "de", {"Selenskyj"}),
        ("Путин", None, "fr", {"Poutine"}),
        ("Лукашенко", None, "de", {"Lukaschenko"}),
        ("Сирський", "uk", "any", {"Syrskyi"}),
        ("Mohammed al-Sharaa", None, "any", {"Muhammad al-Sharaa", "Mohammed el-Sharaa"}),
        ("Soeharto", "id", "any", {"Suharto"}),
        ("Sukarno", "id", "any", {"Soekarno"}),
    ],
)
def test_the_spellings_of_the_press_are_proposed(
    name: str, origin: str | None, lang: str, wanted: set[str]
) -> None:
    assert wanted <= set(suggest(name, origin)[lang])


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("박근혜", ["Пак Кын Хе"]),
        ("김정은", ["Ким Чон Ын", "Ким Джон Ын"]),
        ("최선희", ["Чхве Сон Хи"]),
        ("의정부", ["Ый Чон Пу", "Ый Джон Бу"]),
    ],
)
def test_russian_agencies_write_korean_names_by_kontsevich(name: str, written: list[str]) -> None:
    assert cyrillic(name) == written


@pytest.mark.parametrize(
    "name", ["최선희", "Choe Son Hui", "Зеленський", "Abdul Rashid Mohammed", "Angela Merkel"]
)
def test_no_proposal_finds_what_another_finds(name: str) -> None:
    found = ["".join(words(spelling)) for names in suggest(name).values() for spelling in names]
    assert len(found) == len(set(found))


def test_a_name_that_no_custom_knows_stays_itself() -> None:
    assert suggest("Angela Merkel") == {"any": ("Angela Merkel",)}
    assert suggest("習近平") == {"any": ("習近平",)}
    assert suggest("Xyzzy Plugh", "ko") == {"any": ("Xyzzy Plugh",)}


def test_without_letters_there_is_nothing_to_propose() -> None:
    assert suggest("...") == {}
