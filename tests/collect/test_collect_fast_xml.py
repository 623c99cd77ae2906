"""The short way for usual feeds against the long one through feedparser: the same, or not taken."""

from __future__ import annotations

from html import escape
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.collect.parse.entries import ParsedFeed
from monitor.collect.parse.formats import fast_xml as direct_xml
from monitor.collect.parse.formats import xml_feed
from monitor.collect.parse.formats.fast_outline import outline
from tests.bench.synthetic_feeds import atom, rss
from tests.examples import examples

URL = "https://news.example/feeds/all.xml"
RSS = (
    '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:a="http://www.w3.org/2005/Atom"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"'
    ' xmlns:slash="http://purl.org/rss/1.0/modules/slash/"><channel>%s</channel></rss>'
)
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/"%s>%s</feed>'

# fmt: off
TEXTS = st.sampled_from((
    "", " ", "Kursk", "  two  words \n", "caf\u00e9", "caf\u00c3\u00a9", "\u0091x\u0092", "\u0416\u0443\u043a",
    "AT&T", "&amp;", "&amp;amp;", "&nbsp;", "a &lt;b&gt; c", "<p>One</p><p>Two</p>", "<b>bold</b> &#8217;s",
    "<script>x</script>", "\u00ad\u200bx", "en_US", "id-ID", "a@b.example (A B)", "A <a@b.example>", "x;y", "]]",
    "\u2028", "1 < 2",
))
ADDRESSES = st.sampled_from((
    "", "https://news.example/1?a=1&b=2", "https://news.example/1?a=1&amp;b=2", "/2", "3", "?q=4", "#5",
    "tag:x,2024:6", "http:///x", "https://[bad", "//other.example/7", " https://news.example/8 ", "javascript:x",
    "mailto:a@b.example", "https://news.example/\u0436?&copy;", "HTTPS://News.Example/9#",
    "https://news.example/a/../b", "urn:uuid:1",
))
DATES = st.sampled_from((
    "", "Tue, 29 Oct 2024 10:15:00 +0700", "Tue, 29 Oct 24 10:15 EST", "2024-10-29T11:00:00+09:00", "2024-10-29",
    "29.10.2024", "soon", "Tue, 29 Oct 2024 10:15:00", "2024-10-29T25:61:00Z", "Thu, 01 Jan 1004 19:48:21 GMT",
))
# fmt: on


def element(
    name: str, text: st.SearchStrategy[str], **attributes: st.SearchStrategy[str | None]
) -> st.SearchStrategy[str]:
    """An element with some of these attributes, its text escaped or in a CDATA section."""

    def written(said: str, given: dict[str, str | None], is_cdata: bool) -> str:
        told = "".join(f' {key}="{escape(value)}"' for key, value in given.items() if value is not None)
        return f"<{name}{told}>{f'<![CDATA[{said}]]>' if is_cdata else escape(said)}</{name}>"

    return st.builds(written, text, st.fixed_dictionaries(attributes), st.booleans())


def some(strategy: st.SearchStrategy[str], *, most: int) -> st.SearchStrategy[str]:
    return st.lists(strategy, max_size=most).map("\n".join)


ODD = st.sampled_from(
    ("<unheard>x</unheard>", "text", "<media:title>M</media:title>", "<pubdate>2024-10-29</pubdate>")
)
"""What makes a document one for feedparser."""


def entry(name: str, parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """An entry of some parts, of which one in a while stands there twice, or is odd."""

    def written(parts: list[str], odd: str, is_odd: bool) -> str:
        once = {part.partition(">")[0].split()[0]: part for part in parts}
        told = [*(parts if is_odd else once.values()), *([odd] if is_odd else [])]
        return f"<{name}>{chr(10).join(told)}</{name}>"

    return st.builds(written, st.lists(parts, max_size=12), ODD, st.integers(0, 9).map(lambda dice: dice == 0))


KINDS = st.sampled_from((None, None, "text", "html", "html", "text/html", "text/plain", "TEXT", "image/png"))
MAYBE = st.none() | TEXTS
ITEM = st.one_of(
    *(element(name, TEXTS) for name in ("title", "description", "content:encoded", "author", "dc:creator")),
    *(element(name, TEXTS) for name in ("comments", "slash:comments", "media:credit")),
    *(element(name, DATES) for name in ("pubDate", "dc:date")),
    element("link", ADDRESSES),
    element("guid", ADDRESSES, isPermaLink=st.sampled_from((None, "true", "false", "TRUE"))),
    element("category", TEXTS, domain=MAYBE),
    element("enclosure", st.just(""), url=st.none() | ADDRESSES, type=MAYBE),
    element("source", TEXTS, url=st.none() | ADDRESSES),
    element("media:thumbnail", st.just(""), url=ADDRESSES),
    st.sampled_from(
        ("<!-- note -->", "<?go on?>", "<media:content url='/i'><media:credit>C</media:credit></media:content>")
    ),
)
CHANNEL = st.one_of(
    *(element(name, TEXTS) for name in ("title", "language", "description", "managingEditor", "category", "link")),
    st.just("<image><url>/i</url><title>Picture</title><link>/</link><width>9</width></image>"),
    st.just("<skipHours><hour>3</hour></skipHours>"),
    st.just('<a:link rel="self" href="/feed"/>'),
    entry("item", ITEM),
)
PERSON = st.one_of(*(element(name, TEXTS) for name in ("name", "email", "uri")))
ENTRY = st.one_of(
    *(element(name, TEXTS, type=KINDS) for name in ("title", "summary", "content")),
    element("id", ADDRESSES),
    element(
        "link",
        st.just(""),
        rel=st.sampled_from((None, "alternate", "self", "enclosure", "Enclosure", "via")),
        type=st.sampled_from((None, "text/html", "HTML", "audio/mpeg", "")),
        href=st.none() | ADDRESSES,
    ),
    *(element(name, DATES) for name in ("published", "updated")),
    element("category", st.just("") | TEXTS, term=MAYBE, scheme=MAYBE, label=MAYBE),
    some(PERSON, most=3).map("<author>{}</author>".format),
    element("media:thumbnail", st.just(""), url=ADDRESSES),
)
FEED = st.one_of(
    element("title", TEXTS, type=KINDS),
    element("id", ADDRESSES),
    some(PERSON, most=2).map("<author>{}</author>".format),
    entry("entry", ENTRY),
)
LANGUAGES = st.sampled_from(("", ' xml:lang="en_US"', ' xml:lang=""', ' xml:lang="ko"', ' xml:base="/b/"'))


def check(document: str) -> None:
    direct = direct_xml.read(document.encode(), url=URL)
    assert direct is None or direct == xml_feed.through_feedparser(document.encode(), url=URL)


@settings(max_examples=examples(400))
@given(some(CHANNEL, most=5))
def test_whatever_stands_in_an_rss_feed_is_read_as_feedparser_reads_it(channel: str) -> None:
    check(RSS % channel)


@settings(max_examples=examples(400))
@given(LANGUAGES, some(FEED, most=5))
def test_whatever_stands_in_an_atom_feed_is_read_as_feedparser_reads_it(language: str, feed: str) -> None:
    check(ATOM % (language, feed))


@pytest.mark.parametrize("document", [rss(feed=1, newest=20), atom(feed=1, newest=20)], ids=["rss", "atom"])
def test_a_usual_feed_takes_the_short_way(document: bytes) -> None:
    body = document.partition(b"?>")[2]
    direct = direct_xml.read(body, url=URL)
    assert direct is not None
    assert len(direct.entries) == 20
    assert direct == xml_feed.through_feedparser(body, url=URL)


def test_the_feed_with_every_field_takes_the_short_way(feeds: Path) -> None:
    body = (feeds / "rss20.xml").read_bytes().partition(b"?>")[2]
    direct = direct_xml.read(body, url=URL)
    assert direct is not None
    assert direct == xml_feed.through_feedparser(body, url=URL)


@pytest.mark.parametrize(
    "unusual",
    [
        pytest.param('<!DOCTYPE rss [<!ENTITY e "x">]>' + RSS % "<item><title>&e;</title></item>", id="entity"),
        pytest.param(RSS % "<item><title>a <b>c</b></title></item>", id="markup"),
        pytest.param(RSS % "<item><title>a</title><title>b</title></item>", id="two titles"),
        pytest.param(RSS % "<item><title>a</item>", id="ill-formed"),
        pytest.param(RSS % "<item><unheard/></item>", id="unknown element"),
        pytest.param((RSS % "<item/>").replace("<channel>", "<channel lang='de'>"), id="unknown attribute"),
        pytest.param((RSS % "<item/>").replace("2.0", "0.92", 1), id="older version"),
        pytest.param((RSS % "<item/>").replace("purl.org/dc/", "purl.example/dc/"), id="another module"),
        pytest.param(
            (ATOM % ("", "")).replace("<feed", "<feed xmlns:o='http://purl.org/rss/1.0/'"), id="two formats"
        ),
    ],
)
def test_where_there_is_doubt_feedparser_is_asked(unusual: str) -> None:
    assert direct_xml.read(unusual.encode(), url=URL) is None
    assert isinstance(xml_feed.read(unusual, url=URL), ParsedFeed) or "&e;" not in unusual


def test_more_tags_than_a_feed_needs_are_not_even_looked_at() -> None:
    assert outline((RSS % ("<item/>" * 200_001)).encode()) is None
