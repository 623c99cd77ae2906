"""A plain term finds the regular plural and the cases of its word in the item's language, and no other word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from monitor.language.forms import nouns
from monitor.language.forms.noun_tables import NOUN_TABLES
from tests.detect.detect_rules import Desk, item

CASES = Path(__file__).parents[1] / "data" / "nouns" / "plurals.txt"


class Case(NamedTuple):
    """A word of a text, and the term that must find it or must not."""

    lang: str
    term: str
    word: str
    found: bool


def cases() -> Iterator[Case]:
    for line in CASES.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        lang, _, rest = line.partition(": ")
        term, _, words = rest.partition(" > ")
        right, _, wrong = words.partition("|")
        for listed, found in ((right, True), (wrong, False)):
            for word in filter(None, map(str.strip, listed.split(","))):
                yield Case(lang, term, word, found)


ALL = list(cases())
TERMS = list(dict.fromkeys(case.term for case in ALL))


def test_plain_terms_find_the_forms_of_their_words(desk: Desk) -> None:
    detector = desk.rule("\n".join(f"r{number}: ['{term}']" for number, term in enumerate(TERMS))).detector()
    asked: Counter[bool] = Counter()
    right: Counter[bool] = Counter()
    wrong: list[str] = []
    for case in ALL:
        hits = detector.hits(item(case.word, lang=case.lang))
        found = f"r{TERMS.index(case.term)}" in {hit.rule for hit in hits}
        asked[case.found] += 1
        right[case.found] += found is case.found
        if found is not case.found:
            wrong.append(f"{case.lang}: {case.term} {'misses' if case.found else 'finds'} {case.word}")
    assert len({case.lang for case in ALL}) >= 21
    assert right[True] / asked[True] >= 0.95, wrong
    assert asked[False] - right[False] <= 0.03 * asked[False], wrong


@pytest.mark.parametrize(
    ("rule", "title", "lang", "fires"),
    [
        ("[airstrike]", "Airstrikes hit depot", "en", True),
        ("[airstrike]", "Airstrikes hit depot", None, True),
        ("[{term: airstrike, forms: exact}]", "Airstrikes hit depot", "en", False),
        ("[{term: airstrike, case: exact}]", "airstrikes hit depot", "en", False),
        ("[attentat]", "Deux attentats à Paris", "fr", True),
        ("[attentat]", "Dua attentats", "id", False),
        ("[ransomware attack]", "Ransomware attacks rise", "en", True),
        ("[ransomware attack]", "Ransomware-attacks rise", "en", True),
        ("[air strike]", "Air Strikes: a history", "en", True),
        ("[Kursk]", "Kursks", "en", False),
        ("[Sanktion]", "Die Sanktionen", "de", True),
        ("[Sanktion]", "Sanktionen", "en", False),
        ("[nukleare Waffe]", "nuklearen Waffen", "de", True),
        ("[NATO]", "NATOs", "en", False),
    ],
)
def test_the_language_of_the_item_decides(
    desk: Desk, rule: str, title: str, lang: str | None, *, fires: bool
) -> None:
    assert desk.rule(f"a1: {rule}").fires(title, lang) == fires


def test_hits_show_the_form_that_the_text_has(desk: Desk) -> None:
    found = item("Ransomware attacks and power outages", lang="en")
    match = desk.rule("a1: {all: [ransomware attack, power outage]}").detect(found)
    assert match is not None
    assert [found.title[hit.start : hit.end] for hit in match.rules[0].hits] == [
        "Ransomware attacks",
        "power outages",
    ]


@pytest.mark.parametrize("lang", sorted(NOUN_TABLES))
def test_the_base_forms_of_a_form_are_found_in_its_language(lang: str) -> None:
    for shapes, _ in NOUN_TABLES[lang]:
        for shape in shapes:
            base = f"bolk{shape}"
            for written in nouns.forms(base, lang):
                assert nouns.is_form(base, written, lang)
                assert base in nouns.bases(written, lang)
                assert base in nouns.bases(written, None)
                assert written.startswith(nouns.unchanged(base))


def test_a_text_without_a_language_has_the_plural_of_english() -> None:
    assert nouns.is_form("sanction", "sanctions", None)
    assert not nouns.is_form("sanction", "sanctionen", None)
