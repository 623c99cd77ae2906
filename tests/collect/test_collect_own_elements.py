"""An entry's title, link and texts are its own, whatever is nested in it and whatever its modules say."""

from __future__ import annotations

from html import escape
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.collect.parse.entries import FeedEntry, ParsedFeed
from monitor.collect.parse.formats import read

RSS = (
    '<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:a="http://www.w3.org/2005/Atom" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
    ' xmlns:fb="http://rssnamespace.org/feedburner/ext/1.0" xmlns:cap="urn:oasis:names:tc:emergency:cap:1.2"'
    ' xmlns:gdacs="http://www.gdacs.org" xmlns:georss="http://www.georss.org/georss"'
    "><channel><title>T</title>{}</channel></rss>"
)
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/"><title>T</title>{}</feed>'


def only(document: str) -> FeedEntry:
    reply = read(document.encode(), content_type="application/xml", url="https://news.example/feed.xml")
    assert isinstance(reply, ParsedFeed), reply
    (entry,) = reply.entries
    return entry


def item(inside: str) -> FeedEntry:
    return only(RSS.format(f"<item>{inside}</item>"))


def entry(inside: str) -> FeedEntry:
    return only(ATOM.format(f"<entry>{inside}</entry>"))


OWN = "<title>Ferry sinks</title><link>https://news.example/1</link><description>Off the coast.</description>"
OTHER = (
    "<title>Other</title><link>https://other.example/2</link><guid>other</guid><description>Other.</description>"
    "<pubDate>Mon, 01 Jan 2024 00:00:00 GMT</pubDate><category>other</category><id>other</id>"
)
PARENTS = st.sampled_from(
    (
        "author",
        "image",
        "related",
        "og",
        "media:group",
        "media:content",
        "a:author",
        "dc:creator",
        "textInput",
        "x",
    )
)
BESIDE = st.sampled_from(
    (
        "<media:title>Photo</media:title>",
        "<media:description>File photo.</media:description>",
        "<dc:title>Ferry sinks (video)</dc:title>",
        "<itunes:summary>An episode.</itunes:summary>",
        '<a:link href="https://other.example/comments"/>',
        '<a:link rel="alternate" type="text/html" href="https://other.example/amp"/>',
        "<media:content url='/p.jpg'><media:title>Photo</media:title></media:content>",
        "<unheard>of &amp; more</unheard>",
    )
)
DEEP = st.recursive(
    st.just(OTHER), lambda inner: st.builds("<{0}>{1}</{0}>".format, PARENTS, inner), max_leaves=4
).flatmap(lambda inner: st.builds("<{0}>{1}</{0}>".format, PARENTS, st.just(inner)))
BROKEN = st.sampled_from(("", "", "<unheard>fish & chips</unheard>", "<credit>&nbsp;x</credit>"))


@given(st.lists(DEEP | BESIDE, max_size=4), st.lists(DEEP | BESIDE, max_size=4), BROKEN)
def test_nothing_nested_or_beside_replaces_what_an_item_says_itself(
    before: list[str], behind: list[str], broken: str
) -> None:
    found = item("".join((*before, OWN, *behind, broken)))
    assert (found.title, found.link, found.summary) == ("Ferry sinks", "https://news.example/1", "Off the coast.")
    assert (found.guid, found.published, found.categories) == ("", None, ())


@given(st.lists(DEEP, max_size=3), st.lists(DEEP, max_size=3), BROKEN)
def test_nor_what_an_atom_entry_says(before: list[str], behind: list[str], broken: str) -> None:
    own = (
        "<id>1</id><title>Ferry sinks</title><summary>Off the coast.</summary>"
        '<link rel="alternate" href="https://news.example/1"/><link href="https://other.example/3"/>'
    )
    inside = "".join((*before, own, *behind, broken)).replace("a:author", "author").replace("dc:", "")
    found = entry(inside.replace("textInput", "y"))
    assert (found.title, found.link, found.summary) == ("Ferry sinks", "https://news.example/1", "Off the coast.")
    assert found.published is None


def test_an_author_keeps_the_name_and_not_the_rank() -> None:
    person = "<author><name>A. Writer</name><title>Sea desk</title><email>a@news.example</email></author>"
    assert item(OWN + person).author == "A. Writer (a@news.example)"
    assert entry("<id>1</id>" + person).author == "A. Writer (a@news.example)"


def test_markup_in_the_text_of_an_entry_is_text() -> None:
    body = (
        '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>A <title>b</title></p></div></content>'
    )
    found = entry(
        f"<id>1</id><title type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>F <b>s</b></div></title>{body}"
    )
    assert (found.title, found.content) == ("F s", "A b")


@pytest.mark.parametrize(
    ("inside", "title", "link", "summary"),
    [
        ("<media:title>Only this</media:title>", "Only this", "", ""),
        ("<dc:title>Only that</dc:title>", "Only that", "", ""),
        ('<title>A</title><a:link href="https://news.example/2"/>', "A", "https://news.example/2", ""),
        ("<title>A</title><media:description>A boat.</media:description>", "A", "", "A boat."),
        ("<title>A</title><itunes:summary>Of boats.</itunes:summary>", "A", "", "Of boats."),
        (
            "<title>A</title><link>https://x.example</link><fb:origLink>https://news.example/3</fb:origLink>",
            *("A", "https://news.example/3", ""),
        ),
        ("<title>A</title><image><link>https://other.example/</link></image>", "A", "", ""),
    ],
)
def test_what_modules_say_counts_where_an_item_says_nothing(
    inside: str, title: str, link: str, summary: str
) -> None:
    found = item(inside)
    assert (found.title, found.link, found.summary) == (title, link, summary)


FIELDS = {
    "<cap:areaDesc>Lake County, IN</cap:areaDesc>": ("area", "Lake County, IN"),
    "<cap:severity>Severe</cap:severity>": ("severity", "Severe"),
    "<cap:urgency>Immediate</cap:urgency>": ("urgency", "Immediate"),
    "<gdacs:alertlevel>Red</gdacs:alertlevel>": ("alert level", "Red"),
    "<gdacs:country>Indonesia</gdacs:country>": ("country", "Indonesia"),
    '<gdacs:severity unit="M" value="6.1">Magnitude 6.1M, Depth:10km</gdacs:severity>': (
        *("severity", "Magnitude 6.1M, Depth:10km"),
    ),
    "<georss:point>-6.2 106.8</georss:point>": ("point", "-6.2 106.8"),
    "<media:description>File photo.</media:description>": ("media description", "File photo."),
    "<itunes:summary>An episode.</itunes:summary>": ("episode summary", "An episode."),
}


@pytest.mark.parametrize("odd", ["", "<unheard/>", "<x>fish & chips</x>"], ids=["usual", "unusual", "ill-formed"])
@pytest.mark.parametrize("element", FIELDS)
def test_what_modules_say_of_an_event_is_kept_by_name(element: str, odd: str) -> None:
    assert item(OWN + element + odd).fields == (FIELDS[element],)


def test_a_module_is_known_by_its_namespace_and_not_by_its_prefix() -> None:
    cap = '<c:severity xmlns:c="urn:oasis:names:tc:emergency:cap:1.1">Extreme</c:severity>'
    assert entry(f"<id>1</id><title>A</title>{cap}").fields == (("severity", "Extreme"),)


def test_an_earthquake_has_its_magnitude() -> None:
    inside = '<id>1</id><title>M 6.1 - near Kupang</title><category label="Magnitude" term="Magnitude 6"/>'
    assert entry(inside).fields == (("magnitude", "Magnitude 6"),)


@given(st.text("aßéЖї中日한ไทยعبفهदि &<>\"'-–—;#", min_size=1))
def test_a_title_comes_out_as_it_was_put_in(title: str) -> None:
    found = item(f"<image><title>Other</title></image><title>{escape(escape(title))}</title>")
    assert found.title == normalize("NFC", " ".join(title.split()))
