"""What the forms of a word leave alone."""

from __future__ import annotations

import pytest

from monitor.language.forms import greek


@pytest.mark.parametrize(
    ("word", "stem", "some"), [("πολεμοσ", "πολεμ", {"οσ", "ου", "ο"}), ("τιμη", "τιμ", {"η", "ησ"})]
)
def test_a_greek_word_ends_as_its_kind_does(word: str, stem: str, some: set[str]) -> None:
    found, endings = greek.inflected(word)
    assert found == stem
    assert some <= endings


@pytest.mark.parametrize("word", ["γη", "ναιξ", "νυν"])
def test_a_greek_word_without_a_stem_or_a_known_ending_has_one_form(word: str) -> None:
    assert greek.inflected(word) == (word, frozenset({""}))
