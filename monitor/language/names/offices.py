"""What the offices of states are called, language by language, and how they are joined with their country."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from monitor.language.tables import rows, word_list
from monitor.language.words import words

OFFICES = ("president", "prime-minister", "foreign-minister", "defence-minister", "leader", "king")
"""In the order of the columns of `tables/offices.txt`."""
LINKS = word_list("links")
"""Folded words that may be between an office and its country."""
COUNTRY_BEFORE = word_list("country_before_office")
"""Languages in which the country may be before the office."""
COUNTRY_AFTER = word_list("country_after_office")
"""Languages in which the country may be behind the office."""


@cache
def offices() -> Mapping[str, tuple[tuple[str, str], ...]]:
    """The words for each office, each with its language. `A ~ B` has its country in the middle."""
    found: dict[str, list[tuple[str, str]]] = {office: [] for office in OFFICES}
    for row in rows("offices"):
        lang, _, cells = row.partition(":")
        for office, cell in zip(OFFICES, cells.split("|"), strict=False):
            found[office] += [(lang, text.strip()) for text in cell.split(",") if text.strip()]
    return {office: tuple(dict.fromkeys(pairs)) for office, pairs in found.items()}


@cache
def home_press() -> Mapping[str, frozenset[str]]:
    """The languages of the press of each country, by the country's id."""
    listed = (row.split() for row in rows("home_press"))
    return {f"country/{country}": frozenset(langs) for country, *langs in listed}


class OfficeWord(NamedTuple):
    """A word for an office."""

    office: str
    lang: str
    parts: tuple[str, ...]
    """One phrase, or two between which the country is."""


@cache
def office_words(wanted: frozenset[str]) -> tuple[OfficeWord, ...]:
    """The words for some offices in all languages."""
    return tuple(
        OfficeWord(office, lang, tuple(part.strip() for part in text.split("~") if part.strip()))
        for office in sorted(wanted)
        for lang, text in offices().get(office, ())
    )


@cache
def is_office(word: str) -> bool:
    """Whether a folded word is one for an office, or for a monarch or a noble."""
    return word in _titles()


@cache
def _titles() -> frozenset[str]:
    named = (" ".join(words(text)) for pairs in offices().values() for _, text in pairs)
    return frozenset(named) | word_list("nobility")
