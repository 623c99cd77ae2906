"""Folding and words."""

import pytest

from monitor.language.scripts import takes_particles
from monitor.language.words import compose, fold, fold_each, located_words, traced, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Choe Son-hui", ["choe", "son", "hui"]),
        ("Choe Son\u00adhui", ["choe", "sonhui"]),
        ("İSTANBUL", ["istanbul"]),
        ("Straße", ["strasse"]),
        ("Ки́ев, Орёл", ["киев", "орел"]),
        ("Київ", ["київ"]),
        ("が", ["が"]),
        ("북한", ["북한"]),
        ("كوريا الشماليّة", ["كوريا", "الشماليه"]),
        ('צה"ל', ["צה״ל"]),
        ("Ｎｏｒｔｈ\u00a0Korea", ["north", "korea"]),
    ],
)
def test_words_are_folded_by_script(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize("text", ["Choe Son\u00adhui — Москве", 'חיילי צה"ל', "e\u0301cole Straße"])
def test_located_words_are_the_same_words_with_their_places(text: str) -> None:
    located = located_words(text)

    assert [word.text for word in located] == words(text)
    assert all(words(compose(text)[word.start : word.end]) == [word.text] for word in located)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("US와 北김정은", ["us", "와", "北", "김정은"]),
        ("米国とNATOが", ["米国と", "nato", "が"]),
        ("לNATO", ["ל", "nato"]),
        ("第３次", ["第", "3", "次"]),
        ("٢٤ و২৪", ["24", "و", "24"]),
    ],
)
def test_scripts_that_meet_without_a_blank_are_words_of_their_own(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize("text", ["Choe Son\u00adhui — Москве", 'חיילי צה"ל', "US와 Straße ﬁ 第３次", "", " — "])
def test_traced_text_is_the_words_and_knows_where_each_letter_comes_from(text: str) -> None:
    folded, origins = traced(text)

    assert folded == " ".join(words(text))
    assert len(origins) == len(folded)
    assert all(
        letter in "".join(words(compose(text)[origin])) or letter == "״"
        for letter, origin in zip(folded, origins, strict=True)
        if letter != " "
    )


def test_tokens_folded_together_are_folded_as_each_by_itself_whatever_character() -> None:
    characters = (chr(code) for code in range(0x30000) if not 0xD800 <= code < 0xE000)
    tokens = [token for character in characters for token in compose(character).split()]
    for written in (tokens, [f"a{token}b" for token in tokens], [f"ب{token}한" for token in tokens]):
        for start in range(0, len(written), 7):
            some = written[start : start + 7]
            assert [folded.split() for folded in fold_each(some)] == [fold(token).split() for token in some]


def test_tokens_folded_together_have_single_blanks_around_each_word() -> None:
    assert fold_each(["U.S.-led", "«Ё»", "...", "북한US"]) == [" u s led ", " е ", " ", " 북한 us "]


def test_particles_are_written_onto_words_in_hangul_only() -> None:
    assert takes_particles("가")
    assert not takes_particles("s")
    assert not takes_particles("が")
