"""Anything at all for the cleaner and the formats: they say something sensible, or that they cannot."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.collect.items import normalise as clean
from monitor.collect.items.canonical_url import canonical_url
from monitor.collect.parse.entries import FeedEntry, ParsedFeed, Unreadable
from monitor.collect.parse.formats import read
from monitor.collect.parse.markup import MARKUP_LIMIT, from_markup, one_line
from monitor.model.ids import FeedId
from monitor.model.news.feed import Feed
from tests.examples import examples

NOW = datetime(2026, 3, 12, tzinfo=UTC)
FEED = Feed(id=FeedId("f"), url="https://news.example/", title="News")
TOKENS = st.sampled_from(
    [
        *(
            "<p>",
            "</p>",
            "<br/>",
            "<a href='x'>",
            '<img alt="',
            "<script>",
            "</script>",
            "<!--",
            "-->",
            "<![CDATA[",
        ),
        *("]]>", "<", ">", "&", "&amp;", "&amp;amp;", "&#0;", "&#xD800;", "&#x110000;", "&nbsp;", "&shy;", "\x00"),
        *(
            "\u202e",
            "\u200b",
            "\ud800",
            "\u2028",
            "\x1c",
            "\xad",
            "e\u0301",
            "\u061c",
            "\U000e0041",
            "'",
            '"',
            " ",
            "\n",
        ),
        *(
            "<item>",
            "</item>",
            "<title>",
            "</title>",
            "<?",
            "<!DOCTYPE",
            "xmlns:a='b'",
            "{",
            "}",
            '"items":[',
            ",",
        ),
    ]
)
SOUP = st.lists(TOKENS | st.text(max_size=5), max_size=60).map("".join)

PLAIN = SOUP.map(from_markup)
"""As the formats give it."""


@settings(max_examples=examples(300))
@given(SOUP)
def test_whatever_the_markup_its_text_is_fit_to_be_shown(markup: str) -> None:
    text = from_markup(markup)
    assert text == text.strip()
    assert unicodedata.is_normalized("NFC", text)
    assert not any(unicodedata.category(sign) in ("Cc", "Cs") for sign in text.replace("\n", ""))
    assert not set(text) & set("\xad\u200b\u202e\u061c\ufeff")
    assert "  " not in text
    assert "\n\n" not in text
    assert "\n" not in one_line(markup)


@settings(max_examples=examples(200))
@given(SOUP, SOUP)
def test_a_link_becomes_a_web_address_or_nothing(link: str, base: str) -> None:
    for address in (canonical_url(link, base=base), canonical_url("https://" + link), canonical_url("/" + link)):
        assert address == "" or address.startswith(("http://", "https://"))
        assert not set(address) & set(" \n\t<>\"'\x00") - {"'"}


@settings(max_examples=examples(200))
@given(
    st.builds(
        FeedEntry, guid=PLAIN, link=PLAIN, title=PLAIN, summary=PLAIN, content=PLAIN, lang=PLAIN, author=PLAIN
    )
)
def test_any_entry_gives_an_item_or_none(entry: FeedEntry) -> None:
    found = clean.items([entry], feed=FEED, base=FEED.url, now=NOW)
    assert len(found.items) + sum(found.rejected.values()) == 1
    assert all(item.title for item in found.items)


@settings(max_examples=examples(300))
@given(SOUP, st.sampled_from(["utf-8", "utf-16", "cp1252", "shift_jis"]))
def test_any_bytes_are_a_feed_or_not(soup: str, charset: str) -> None:
    for form in ("%s", "<rss><channel>%s</channel></rss>", '{"version": "https://jsonfeed.org/version/1", %s}'):
        body = (form % soup).encode(charset, "replace")
        assert isinstance(read(body, content_type="", url=FEED.url), ParsedFeed | Unreadable)


@pytest.mark.parametrize(
    "piece",
    ["<", "<a ", "<a href='", '<a href="', "<!--", "<![CDATA[", "&", "&#", "</", "<script", "]]>", "<p>", "\n "],
)
def test_cleaning_takes_linear_time_whatever_is_repeated(piece: str) -> None:
    from_markup(piece * (MARKUP_LIMIT // len(piece)))  # quadratic time would be hours
