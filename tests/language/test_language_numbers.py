from __future__ import annotations

import pytest

from monitor.language.numbers.numbers import numbers
from monitor.language.numbers.quantities import quantities


@pytest.mark.parametrize(
    ("text", "value", "slot"),
    [
        ("12,000 North Korean troops arrive", 12_000, "#troops"),
        ("12.000 tentara tiba", 12_000, "#troops"),
        ("12 ribu tentara tiba", 12_000, "#troops"),
        ("3,5 juta warga", 3_500_000, "warga"),
        ("북한군 1만2000명 파병", 12_000, "명"),
        ("北朝鮮兵1万2千人が到着", 12_000, "人"),
        ("12万名士兵抵达", 120_000, "名"),
        ("12 000 солдат", 12_000, "#troops"),
        ("１万２０００人規模", 12_000, "人"),
        ("11 тысяч военных", 11_000, "#troops"),
        ("up 7,5 persen", 7.5, "%"),
        ("inflation at 4.2%", 4.2, "%"),
        ("a $3.5 billion deal", 3.5e9, "$"),
        ("Number of troops in Russia's Kursk region rises to 12,000, NATO says", 12_000, "#troops"),
    ],
)
def test_a_count_is_read_with_what_it_counts(text: str, value: float, slot: str) -> None:
    (number,) = numbers(text)
    assert number.value == value
    assert slot in number.slots


@pytest.mark.parametrize(
    "text",
    [
        "an F-16 over the border",
        "the G7 and COVID-19",
        "on 28 October 2024",
        "pada 28 Oktober",
        "10月28日",
        "10월 28일",
        "at 10:30",
        "the 3rd day",
        "in 2024 they met",
        "2024-10-28",
    ],
)
def test_dates_years_times_ordinals_and_names_count_nothing(text: str) -> None:
    assert numbers(text) == ()


def test_two_counts_in_one_clause_keep_to_their_own_words() -> None:
    dead, hurt = numbers("3 tewas dan 12 luka")
    assert (dead.value, dead.slots) == (3, ("#die",))
    assert (hurt.value, hurt.slots) == (12, ("#injured",))


def test_a_number_is_shown_as_a_reader_writes_it() -> None:
    assert [str(number) for number in numbers("12000 men, 7.10 metres")] == ["12,000", "7.1"]


EVERYDAY = [
    "Fire breaks out at the mill",
    "Fire and smoke over the sea",
    "Fem and Otto win",
    "Once a year the dam opens",
    "Hat and coat factory burns",
    "Sex workers protest",
    "Sept ministers resign",
    "Elf ship sails",
    "Tres Rios floods",
    "Ten noorden van de stad staan huizen leeg",
    "Na ten temat mówi minister",
    "Lima declares emergency",
    "Due process ends",
    "Dos attack hits bank",
    "Sei whale stranded",
    "Nove Zamky floods",
    "Pet rescue after flood",
    "On the road to Kursk",
    "Seis quakes, says paper",
    "Acht geven op ijs",
    "Drei Zinnen hikers saved",
    "Sto lat for the king",
    "Six Flags closes",
]


@pytest.mark.parametrize("text", EVERYDAY)
def test_no_word_in_latin_letters_is_a_number_in_a_language_that_is_not_known(text: str) -> None:
    assert numbers(text) == ()
    assert list(quantities(text, None)) == []


def test_a_number_word_counts_in_its_own_language_alone() -> None:
    assert [number.value for number in numbers("Fire døde efter brand", "da")] == [4]
    assert numbers("Fire kills two hundred sheep", "en") != ()
    assert [number.value for number in numbers("Fire kills sheep", "en")] == []
    assert [quantity.value for quantity in quantities("Five dead", "en")] == [5]


def test_an_age_counts_nobody_and_a_dollar_is_no_real() -> None:
    assert [number.value for number in numbers("Seven killed, among them a girl, 8, in Kharkiv", "en")] == [7]
    assert numbers("Dua tewas dan 31 dicari", "id")[0].slots == ("#die",)
    real, dollar = numbers("R$ 310 milhões", "pt")[0], numbers("$55 million", "en")[0]
    assert real.slots != dollar.slots


def test_what_a_number_counts_is_not_looked_for_in_the_clause_of_another() -> None:
    dead, sought = numbers("4 orang meninggal, 31 belum kembali", "id")
    assert dead.slots == ("#die",)
    assert "#die" not in sought.slots
    assert numbers("Toll climbs: 14", "en")[0].slots == ("#die",)
