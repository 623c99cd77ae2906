"""Ampersands come out as their publishers mean them, wherever and however they are written."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.collect.items.canonical_url import canonical_url
from monitor.collect.parse.entries import FeedEntry, ParsedFeed
from monitor.collect.parse.formats import read

LINK = "https://news.example/a"


def rss(title: str, link: str = LINK) -> str:
    inside = f"<title>{title}</title><link>{link}</link><description>{title}</description>"
    return f'<rss version="2.0"><channel><title>T</title><item>{inside}</item></channel></rss>'


def cdata(title: str, link: str = LINK) -> str:
    return rss(f"<![CDATA[{title}]]>", f"<![CDATA[{link}]]>")


def atom(title: str, link: str = LINK) -> str:
    inside = f'<title>{title}</title><link href="{link}"/><id>1</id><summary type="html">{title}</summary>'
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><entry>{inside}</entry></feed>'


def json_feed(title: str, link: str = LINK) -> str:
    item = {"id": "1", "url": link, "title": title, "summary": title}
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [item]})


def sitemap(title: str, link: str = LINK) -> str:
    return (
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/'
        f'sitemap-news/0.9"><url><loc>{link}</loc><n:news><n:title>{title}</n:title></n:news></url></urlset>'
    )


FORMATS = (rss, cdata, atom, json_feed, sitemap)
Format = Callable[..., str]


def entry(document: str) -> FeedEntry:
    reply = read(document.encode(), content_type="application/xml", url="https://news.example/feed")
    assert isinstance(reply, ParsedFeed), reply
    (found,) = reply.entries
    return found


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("AT&T buys", "AT&T buys"),
        ("Q&A on R&D", "Q&A on R&D"),
        ("Johnson&Johnson, M&M's, S&P500", "Johnson&Johnson, M&M's, S&P500"),
        ("see ?a=1&copy=2&reg=3&lang=en", "see ?a=1&copy=2&reg=3&lang=en"),
        ("B&notit, &ampere", "B&notit, &ampere"),
        ("AT&amp;T", "AT&T"),
        ("caf&eacute; &amp; R&D", "café & R&D"),
        ("l&#8217;&#xe9;t&#xE9;", "l’été"),
        ("here&nbsp;&hellip;", "here …"),
        ("5 &gt; 4", "5 > 4"),
        ("4 &lt;= 5 &amp;= 6, &copy;= 7", "4 <= 5 &= 6, ©= 7"),
    ],
)
def test_text_comes_out_as_it_is_meant(form: Format, written: str, meant: str) -> None:
    found = entry(form(written))
    assert found.title == meant
    assert form is sitemap or found.summary == meant


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("?x=1&y=2", "?x=1&y=2"),
        ("?x=1&amp;y=2", "?x=1&y=2"),
        ("?x=1&copy=2&reg=3&sect=4&para=5&not=6", "?x=1&copy=2&reg=3&sect=4&para=5&not=6"),
        ("?x=1&lang=en&current=1&order=2&times=3", "?x=1&lang=en&current=1&order=2&times=3"),
        ("?x=1&amp;copy=2&amp;lang=en", "?x=1&copy=2&lang=en"),
        ("?x=1&lt=5&gt=6&amp=7&quot=8", "?x=1&lt=5&gt=6&amp=7&quot=8"),
        ("?x=1&copy;=2&amp;reg;=3", "?x=1&copy=2&reg=3"),
    ],
)
def test_an_address_keeps_its_parameters(form: Format, written: str, meant: str) -> None:
    assert canonical_url(entry(form("T", LINK + written)).link) == LINK + meant


def test_a_document_that_declares_entities_is_left_to_its_parser() -> None:
    declared = '<!DOCTYPE rss [<!ENTITY eacute "&#233;">]>'
    assert entry(declared + rss("Caf&eacute; R&amp;D")).title == "Café R&D"


def test_neither_a_comment_nor_a_cdata_section_is_touched() -> None:
    assert entry(rss("R&D <!-- a&b --><![CDATA[<b>AT&T</b> &amp; Co]]>")).title == "R&D AT&T & Co"


WORDS = st.sampled_from(("AT&T", "R&D", "&", "x&y=z", "&copy=1", "café", "5 > 4", "&lang=en", "Tom", "#1"))


@given(st.lists(WORDS, min_size=1, max_size=8), st.sampled_from(FORMATS))
def test_whatever_is_written_without_care_is_read_as_it_stands(words: list[str], form: Format) -> None:
    said = " ".join(words)
    assert entry(form(said)).title == said
