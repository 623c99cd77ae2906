"""The feeds behind a web page."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from monitor.collect.discovery.feed_links import feeds_of_page

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
