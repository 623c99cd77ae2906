"""The feeds behind a web page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.collect.discovery.feed_links import feeds_of_page, guesses_of_page

PAGE = """<!doctype html><html><head>
<link rel="stylesheet" href="/x.css">
<link rel="alternate" hreflang="ko" href="https://news.example/ko">
<link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed">
<link REL="Alternate" TYPE="application/rss+xml; charset=utf-8" title="News &amp; more" href="/rss.xml">
<link rel="alternate home" type="application/atom+xml" href="https://feeds.example/atom">
<link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">
</head></html>"""


def test_feeds_come_in_the_order_of_the_page_and_comments_last() -> None:
    found = feeds_of_page(PAGE, url="https://news.example/index.html")

    assert [(link.url, link.title) for link in found] == [
        ("https://news.example/rss.xml", "News & more"),
        ("https://feeds.example/atom", ""),
        ("https://news.example/comments/feed", "Comments"),
    ]


def test_links_are_relative_to_the_base_of_the_page() -> None:
    page = '<base href="https://cdn.example/a/"><link rel=alternate type=application/rss+xml href=b.xml>'

    assert feeds_of_page(page, url="https://news.example/")[0].url == "https://cdn.example/a/b.xml"


@given(st.text(max_size=200))
def test_any_text_is_a_page(text: str) -> None:
    feeds_of_page(f"<link rel=alternate type=application/rss+xml href='{text}'>{text}", url="https://a.example/")
    guesses_of_page(f"<a href='{text}'>{text}<img alt='{text}'></a>", url="https://a.example/")


def guesses(page: str, url: str = "https://news.example/asia/") -> list[str]:
    return [link.url for link in guesses_of_page(page, url=url)]


@pytest.mark.parametrize(
    "link",
    [
        '<a href="/rss.xml">Feed</a>',
        "<A HREF='/asia/feed/'>x</A>",
        '<a href="https://feeds.example/asia.rss">x</a>',
        '<a href="/index.php?format=feed&type=rss">x</a>',
        '<a href="/abonnieren"><img src="/i.png" alt="RSS"></a>',
        '<a href="/subscribe">Our <b>RSS</b> feeds</a>',
        '<a title="Atom" href="/a">x</a>',
        '<a href="/blog/atom.xml">x</a>',
        '<a href="feed.json">x</a>',
    ],
)
def test_a_page_that_only_links_to_its_feed_is_understood(link: str) -> None:
    page = f'<body><a href="/about">About</a> {link} <a href="/feedback">Feedback</a></body>'
    first = guesses(page)[0]
    assert "about" not in first
    assert "feedback" not in first
    assert "rss.xml" not in first or "rss.xml" in link


@pytest.mark.parametrize(
    "link",
    [
        *('<a href="/rss.png">x</a>', '<a href="/breastfeeding">x</a>', '<a href="/feedback">y</a>', "<a>RSS</a>"),
        *(
            '<a href="/atomic-energy">x</a>',
            '<a href="mailto:rss@news.example">RSS</a>',
            '<a href="/press">Press</a>',
        ),
    ],
)
def test_what_only_sounds_like_a_feed_is_no_guess(link: str) -> None:
    assert guesses(link) == guesses("")


def test_well_known_places_come_last_from_the_root_and_from_the_page() -> None:
    found = guesses("<p>no links</p>")
    assert found[:2] == ["https://news.example/feed", "https://news.example/rss.xml"]
    assert {
        "https://news.example/atom.xml",
        "https://news.example/index.xml",
        "https://news.example/feed.json",
    } <= set(found)
    assert "https://news.example/asia/feed" in found
    assert guesses('<a href="/rss.xml">x</a>').count("https://news.example/rss.xml") == 1
