from __future__ import annotations

import pytest

from monitor.group.features.identity.title_keys import link_key, title_key


@pytest.mark.parametrize(
    "url",
    [
        "https://www.paper.example/world/kursk?id=7&page=2",
        "http://paper.example/world/kursk/?page=2&id=7",
        "https://m.paper.example/world/kursk?page=2&id=7&utm_source=feed&fbclid=x",
        "https://amp.paper.example/world/kursk/amp/?page=2&id=7#comments",
    ],
)
def test_copies_of_one_page_have_one_key(url: str) -> None:
    assert link_key(url) == "paper.example/world/kursk?id=7&page=2"


@pytest.mark.parametrize(
    "url", ["", "https://paper.example", "https://paper.example/", "http://[", "?utm_source=x"]
)
def test_a_front_page_or_no_link_identifies_nothing(url: str) -> None:
    assert link_key(url) == ""


def test_the_publisher_behind_the_title_makes_no_difference() -> None:
    bare = title_key("North Korea fires two missiles toward sea")
    assert bare
    assert title_key("North Korea fires two missiles toward sea - Yonhap News Agency") == bare
    assert title_key("North Korea fires two missiles toward sea | paper.example") == bare


def test_news_behind_a_dash_stays() -> None:
    assert title_key("Quake shakes northern Japan again - 12 dead") != title_key(
        "Quake shakes northern Japan again"
    )
    assert title_key("Kursk front line holds firm - ministry says") != title_key("Kursk front line holds firm")


@pytest.mark.parametrize(
    "title",
    [
        "Breaking news",
        "The latest on the war",
        "Ukraine war live: what we know so far today",
        "속보 러시아",
        "朝鲜外相",
    ],
)
def test_a_short_title_or_a_live_blogs_identifies_nothing(title: str) -> None:
    assert title_key(title) == ""


def test_without_blanks_two_characters_count_as_a_word() -> None:
    assert title_key("朝鲜外相崔善姬启程访问俄罗斯")
