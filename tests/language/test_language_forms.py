"""What the forms of a word leave alone."""

from __future__ import annotations

import pytest

from monitor.language.forms import greek, korean


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


@pytest.mark.parametrize(
    ("kind", "ending"),
    [
        ("", ""), ("", "이"), ("", "측은"), ("", "산"),
        ("person", "위원장이"), ("person", "씨"), ("person", "체제"), ("person", "을"),
        ("country", "군이"), ("country", "외무성은"), ("country", "총통"), ("country", "발"),
        ("place", "발"), ("place", "전선에서"), ("place", "시장"), ("place", "공항"),
        ("org", "측"), ("org", "회원국은"), ("org", "국가"), ("org", "사무총장이"),
    ],
)  # fmt: skip
def test_a_korean_name_is_found_before_its_endings(kind: str, ending: str) -> None:
    assert korean.ENDINGS[kind].match(f"{ending} ") is not None


@pytest.mark.parametrize(
    ("kind", "more"),
    [("", "나무"), ("person", "회원국"), ("country", "씨"), ("place", "외무성"), ("org", "여사"), ("org", "나무")],
)
def test_a_korean_name_is_not_found_within_a_longer_word(kind: str, more: str) -> None:
    assert korean.ENDINGS[kind].match(f"{more} ") is None
