"""The library of entities: what is in it, what it takes texts to name, and how it is made."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime

import pytest

from monitor.detect.library.library import FILE, Library, shipped_library
from monitor.detect.library.longer_names import masks
from monitor.detect.library_build.cldr import version
from monitor.detect.library_build.demonyms import forms
from monitor.detect.library_build.generate import generate
from monitor.detect.library_build.rejected_names import NameFilter
from monitor.detect.library_build.sources import HandWritten, hand_written
from monitor.detect.match.names.entity_scanner import EntityScanner, entity_scanner_of
from monitor.detect.match.text.folded_item import FoldedItem
from monitor.model.ids import FeedId, ItemId
from monitor.model.news.item import Item

NOW = datetime(2025, 8, 1, tzinfo=UTC)
LIBRARY = shipped_library()


@pytest.fixture(scope="module")
def census() -> EntityScanner:
    return entity_scanner_of(LIBRARY)


@pytest.fixture(scope="module")
def written() -> dict[str, HandWritten]:
    return hand_written(generated=frozenset(LIBRARY.ids))


def named(census: EntityScanner, title: str, *, lang: str | None, summary: str = "") -> set[str]:
    """The entities that a text names."""
    item = Item(
        id=ItemId("item"), feed=FeedId("feed"), source="", url="", title=title, summary=summary, lang=lang,
        first_seen_at=NOW,
    )  # fmt: skip
    return set(census.naming(FoldedItem(item)).entities)


@pytest.mark.parametrize("every", [12, pytest.param(1, marks=pytest.mark.gate)])
def test_every_example_in_the_library_holds(
    census: EntityScanner, written: dict[str, HandWritten], every: int
) -> None:
    examples = [(name, example) for name, hand in written.items() for example in hand.entity.examples][::every]
    examples.sort(key=lambda pair: pair[1].lang or "")  # each language's book is made ready once

    wrong = [
        f"{example.place.path}:{example.place.line}: {name} in {example.title!r}"
        for name, example in examples
        if (name in named(census, example.title, lang=example.lang, summary=example.summary)) != example.matches
    ]

    assert wrong == []


def test_every_entity_written_by_hand_is_dated_and_has_a_text_for_and_one_against(
    written: dict[str, HandWritten],
) -> None:
    for name, hand in written.items():
        assert {example.matches for example in hand.entity.examples} == {True, False}, name
        assert date(2024, 1, 1) <= date.fromisoformat(hand.facts["as_of"]) <= date(2030, 1, 1), name


def test_the_library_is_as_large_as_promised(written: dict[str, HandWritten]) -> None:
    kinds = Counter(name.partition("/")[0] for name in LIBRARY.ids)
    by_hand = Counter(name.partition("/")[0] for name in written)

    assert kinds["country"] >= 200
    assert by_hand["place"] >= 150
    assert by_hand["org"] >= 60
    assert by_hand["person"] >= 80


@pytest.mark.gate
def test_the_file_says_what_the_sources_say() -> None:
    if LIBRARY.made_from == version():  # another CLDR has other names, which says nothing of the sources
        assert FILE.read_bytes() == generate().content(), "run python -m monitor.detect.library_build.generate"


def test_countries_are_known_in_the_languages_of_their_readers(census: EntityScanner) -> None:
    for lang, text in {
        "am": "ሰሜን ኮሪያ",
        "bn": "উত্তর কোরিয়া",
        "el": "στη Βόρεια Κορέα",
        "hi": "उत्तर कोरिया",
        "hu": "Észak-Korea",
        "ka": "ჩრდილოეთ კორეა",
        "sw": "Korea Kaskazini",
        "ta": "வட கொரியா",
        "th": "เกาหลีเหนือ",
        "vi": "Triều Tiên",
    }.items():
        assert "country/KP" in named(census, text, lang=lang), lang


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("id", "Saat ini, kata dia, lima orang tewas"),
        ("es", "Los diputados irán a votar; la granada, el chile y la cuba"),
        ("it", "È nato a Roma; i mali, la malta, il monaco"),
        ("pt", "O peru, a cuba, os camarões"),
        ("fi", "Hän ajoi oman autonsa; maali ja maata"),
        ("hr", "mali brod"),
        ("tr", "benim mısır tarlası, fas, umman"),
        ("fr", "une réunion, une grenade, Dominique et Maurice"),
        ("ru", "до того как, два куба, угарный чад"),
        ("uk", "вони мали рацію, того дня"),
        ("ko", "모든 수단을 동원한 오만과 편견"),
        ("sw", "mali nyingi"),
        ("fil", "mali ang sagot; lima, laos, hapon"),
        ("en", "tell us who it is in all; a polish turkey jersey, as chad said"),
        ("ar", "دعم مالي"),
        ("hi", "माली ने गाना गाया"),
        (None, "kata saat mali man us who"),
    ],
)
def test_common_words_are_no_countries(census: EntityScanner, lang: str | None, text: str) -> None:
    assert named(census, text, lang=lang) == set() or named(census, text, lang=lang) == {"place/rome"}


def test_a_longer_name_hides_the_shorter_one_in_it(census: EntityScanner) -> None:
    assert named(census, "Papua New Guinea and Equatorial Guinea met", lang="en") == {"country/PG", "country/GQ"}
    assert "country/GN" in named(census, "Guinea and Equatorial Guinea", lang="en")
    assert named(census, "インドネシアの首相", lang="ja") == {"country/ID"}
    assert named(census, "South Sudan", lang="en") == {"country/SS"}


def test_an_unknown_entity_is_no_entity() -> None:
    with pytest.raises(KeyError):
        LIBRARY.entity("country/ZZ")
    assert LIBRARY.masked_by("country/ZZ") == ()
    assert set(LIBRARY.masked_by("country/GN")) >= {"country/PG", "country/GQ"}


def test_an_empty_library_has_no_entities_and_no_edition() -> None:
    assert list(Library(b"").ids) == []
    assert Library(b"").edition == ""
    assert len(LIBRARY.edition) == 12


def test_the_gate_lets_a_common_word_pass_only_with_its_capital() -> None:
    gate = NameFilter({"id": ("kata",), "pl": ("Kuba",), "en": ("turkey",), "ar": ("مالي",)})

    assert gate.judge("Katar", "tr").why == ""
    assert gate.judge("Turkey", "en").with_capital
    assert gate.judge("Kuba", "pl") == (gate.judge("Kuba", "pl").why, False)
    assert "id" in gate.judge("Kata", "id").why
    assert gate.judge("Katā", "mi").why == ""  # counts in Maori only, and there it is no word
    assert "without capitals" in gate.judge("مالی", "fa").why
    assert gate.judge("Congo (DRC)", "en").why
    assert gate.judge("US", "en").why == "too short"


def test_adjectives_are_written_in_all_their_forms() -> None:
    assert forms("ruso", "es") == ("ruso", "rusa", "rusos", "rusas")
    assert forms("russe", "fr") == ("russe", "russes")
    assert forms("ukrainien", "fr") == ("ukrainien", "ukrainienne", "ukrainiens", "ukrainiennes")
    assert forms("russisch", "de")[:3] == ("russisch", "russische", "russischen")
    assert forms("روسي", "ar")[:4] == ("روسي", "الروسي", "روسية", "الروسية")
    assert forms("كوري شمالي", "ar")[1] == "الكوري الشمالي"
    assert forms("российский", "ru") == ("российский",)
    assert forms("Russian", "en") == ("Russian", "Russians")


def test_masks_look_into_names_of_all_scripts() -> None:
    found = masks(
        {
            "country/GN": (["Guinea"], []),
            "country/PG": (["Papua New Guinea"], []),
            "country/IN": (["インド"], []),
            "country/ID": (["インドネシア"], []),
        }
    )
    assert found == {"country/GN": {"country/PG"}, "country/IN": {"country/ID"}}


def test_an_organisations_name_hides_no_country() -> None:
    assert masks({"country/SY": (["Syrian"], []), "org/sdf": (["Syrian Democratic Forces"], [])}) == {}
