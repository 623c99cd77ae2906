"""Feed text in markup, and texts cut into pieces."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.demo.telegram.html import parse
from monitor.send.message.markup import escape_html, split_html, units


def text_of(piece: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", piece))


def test_a_short_text_is_one_piece() -> None:
    assert split_html("<b>Kursk</b>\nnews", limit=4096) == ["<b>Kursk</b>\nnews"]


@pytest.mark.parametrize(
    ("text", "length"), [("a", 1), ("é", 1), ("한", 1), ("🚀", 2), ("👩\u200d🚀", 5), ("\u2068", 1)]
)
def test_length_is_counted_in_utf_16_units(text: str, length: int) -> None:
    assert units(text) == length


def test_a_text_of_exactly_the_limit_is_one_piece_and_one_more_unit_makes_two() -> None:
    assert len(split_html("🚀" * 2048, limit=4096)) == 1
    assert len(split_html("🚀" * 2048 + "a", limit=4096)) == 2
    assert len(split_html("&amp;" * 4096, limit=4096)) == 1
    assert len(split_html("&amp;" * 4097, limit=4096)) == 2


def test_it_is_cut_at_a_line_rather_than_at_a_blank_rather_than_in_a_word() -> None:
    assert split_html("one two\nthree four", limit=10) == ["one two", "three four"]
    assert split_html("onetwo three", limit=10) == ["onetwo", "three"]
    assert split_html("onetwothreefour", limit=10) == ["onetwothre", "efour"]


def test_a_tag_that_a_cut_goes_through_is_closed_and_opened_again() -> None:
    pieces = split_html('<a href="https://e.example/?a=1&amp;b=2"><b>one two three</b></a>', limit=8)

    assert pieces == [
        '<a href="https://e.example/?a=1&amp;b=2"><b>one two</b></a>',
        '<a href="https://e.example/?a=1&amp;b=2"><b>three</b></a>',
    ]


@given(
    lines=st.lists(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=60), max_size=12),
    limit=st.integers(min_value=8, max_value=80),
)
def test_whatever_is_cut_every_piece_fits_parses_and_nothing_is_missing(lines: list[str], limit: int) -> None:
    marked = "\n".join(f"<b>{escape_html(line)}</b>" if len(line) % 2 else escape_html(line) for line in lines)

    pieces = split_html(marked, limit=limit)

    assert all(parse(piece).units <= limit for piece in pieces)
    assert "".join("".join(map(text_of, pieces)).split()) == "".join("".join(lines).split())
