"""Folding and words."""

import pytest

from monitor.text import compose, located_words, words


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
