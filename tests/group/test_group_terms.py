from __future__ import annotations

import pytest

from monitor.group.features.names.metonyms import stands_for
from monitor.group.features.terms import name_terms, spelled, terms
from monitor.language.headlines.concepts import LINES
from monitor.language.names.phonetic import sound
from monitor.model.ids import EntityId


@pytest.mark.parametrize(
    "words",
    ["quake gempa terremoto séisme Erdbeben землетрясение زلزال 地震 지진", "dies tewas mort погиб 死亡 사망"],
)
def test_a_news_word_is_one_term_in_every_language(words: str) -> None:
    assert len({term for word in words.split() for term in terms(word)}) == 1


@pytest.mark.parametrize("names", ["Djokovic Đoković Джокович", "Shevchenko Шевченко", "Medvedev Медведев"])
def test_a_name_is_one_term_in_two_alphabets(names: str) -> None:
    assert len({term for name in names.split() for term in terms(name)}) == 1


def test_what_is_in_neither_alphabet_stays() -> None:
    assert sound("地震") == "地震"


def test_a_word_that_would_mean_two_things_means_neither() -> None:
    assert all(not term.startswith("#") for term in terms("fires"))


def test_every_concept_has_its_english_words_first() -> None:
    assert all(line[0].isascii() for line in LINES)
    assert len({line[0] for line in LINES}) == len(LINES)


def test_months_and_years_are_no_terms() -> None:
    assert terms("10 March 2014") == ("10",)


def test_names_are_the_capitals_that_news_is_not_made_of() -> None:
    assert name_terms("Titmus beats Ledecky to Gold") == frozenset(terms("Titmus Ledecky"))


def test_a_term_is_shown_as_it_was_written() -> None:
    assert spelled("Dutzende Tote, meldet die Polizei")["#die"] == "Tote"


@pytest.mark.parametrize(
    ("entity", "country"),
    [
        ("place/moscow", "country/RU"),
        ("org/pentagon", "country/US"),
        ("place/yakutsk", None),
        ("person/moscow", None),
    ],
)
def test_a_seat_of_power_is_written_for_its_country(entity: str, country: str | None) -> None:
    assert stands_for(EntityId(entity)) == country
