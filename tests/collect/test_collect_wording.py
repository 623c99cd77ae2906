"""What counts as an item's words: by it an edit is recognised."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.collect.items.wording import BARE, FULL, print_of, wording
from tests.fakes import an_item

SAME = [
    ("Storm  in Lima", "Storm in\u00a0Lima "),
    ("Storm (12 comments)", "Storm (1,013 comments)"),
    ("Storm - 5 minutes ago", "Storm - 2 hours ago"),
    ("Storm, 14:05", "Storm, 14:55:30"),
    ("Storm at 9:05 pm", "Storm at 10:15 a.m."),
    ("Badai, diperbarui 14.05 WIB", "Badai, diperbarui 09.30 WIB"),
    ("Badai, 3 menit lalu", "Badai, 2 jam yang lalu"),
    ("Badai | Komentar: 3", "Badai | Komentar: 14"),
    ("폭풍 조회 1,234", "폭풍 조회 99"),
    ("폭풍 5분 전", "폭풍 3시간 전"),
    ("风暴 5分钟前", "风暴 2小时前"),
    ("風暴 12則評論", "風暴 340則評論"),
    ("Шторм, 5 минут назад", "Шторм, 2 часа назад"),
    ("Шторм: 12 комментариев", "Шторм: 1 комментарий"),
    ("Tempête, il y a 5 minutes", "Tempête, il y a 2 heures"),
    ("Tormenta, hace 3 horas", "Tormenta, hace 20 minutos"),
    ("Sturm, vor 5 Minuten", "Sturm, vor 3 Stunden"),
    ("Fırtına 5 dakika önce", "Fırtına 2 saat önce"),
    ("See https://x.example/a?utm_source=rss&n=1", "See https://x.example/a?utm_source=mail#top"),
]
OTHER = [
    ("3 dead in Lima", "4 dead in Lima"),
    ("Storm", "Storm kills"),
    ("Quake of magnitude 5.1", "Quake of magnitude 5.9"),
    ("Index falls 500 points", "Index falls 900 points"),
    ("Vote: 12 to 3", "Vote: 11 to 4"),
    ("12 shares sold", "14 shares sold"),
    ("12 comments from Putin", "Comments from Xi"),
    ("us troops", "US troops"),
]


@pytest.mark.parametrize(("before", "after"), SAME)
def test_what_changes_by_itself_is_no_wording(before: str, after: str) -> None:
    assert print_of(an_item(before)) == print_of(an_item(after))
    assert print_of(an_item("T", summary=before)) == print_of(an_item("T", summary=after))


@pytest.mark.parametrize(("before", "after"), OTHER)
def test_what_says_something_else_is_another_wording(before: str, after: str) -> None:
    assert print_of(an_item(before))[:FULL] != print_of(an_item(after))[:FULL]


def test_the_second_part_of_a_print_takes_no_account_of_figures() -> None:
    few, many = print_of(an_item("3 dead in Lima")), print_of(an_item("1,204 dead in Lima"))
    assert (few[:FULL] == many[:FULL], few[FULL:] == many[FULL:]) == (False, True)
    assert print_of(an_item("3 missing in Lima"))[FULL:] != few[FULL:]
    assert len(few) == FULL + BARE


def test_figures_are_known_for_figures_in_every_script() -> None:
    digits = re.findall(r"\d", "".join(map(chr, (*range(0xD800), *range(0xE000, 0x110000)))))
    by_first_byte = {digit.encode()[0]: digit for digit in digits}
    assert len(by_first_byte) > 8
    for digit in by_first_byte.values():
        one, other = (print_of(an_item(f"Ka {figure} la"))[FULL:] for figure in (digit, "3"))
        assert one == other, hex(ord(digit))


def test_everything_that_a_rule_may_look_at_is_wording_and_nothing_else() -> None:
    item = an_item("T", summary="S", body="B", categories=("War", "Asia"), fields=(("area", "Lima"),))
    for changed in (
        replace(item, summary="Z"),
        replace(item, body="Z"),
        replace(item, categories=("War",)),
        replace(item, fields=(("area", "Cusco"),)),
    ):
        assert print_of(changed) != print_of(item)
    for unchanged in (
        replace(item, categories=("Asia", "War", "War")),
        replace(item, url="https://x.example/", author="A", guid="g", enclosures=("https://x.example/i.jpg",)),
    ):
        assert print_of(unchanged) == print_of(item)


@given(st.text(alphabet="1 ,.:a(é comments ago分前\n", max_size=200))
def test_any_text_has_a_wording_that_has_none_further(text: str) -> None:
    first = wording(an_item(text))[0]
    assert first == " ".join(first.split())


@pytest.mark.parametrize("piece", ["1 ", "1,", "12:", "(1 comments", "il y a ", "https://x?", "1", "5 min"])
def test_the_wording_of_anything_is_found_in_linear_time(piece: str) -> None:
    print_of(an_item(piece * (16_000 // len(piece))))  # quadratic time would be minutes
