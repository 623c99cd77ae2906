"""Entry -> Item, and the text and links in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.collect.items import normalise as clean
from monitor.collect.items.canonical_url import canonical_url
from monitor.collect.parse.entries import FeedEntry
from monitor.collect.parse.markup import from_markup, from_text, one_line, shorten
from monitor.model.ids import FeedId
from monitor.model.news.feed import Feed
from monitor.model.news.item import Field, Item

FEED = Feed(id=FeedId("kabar"), url="https://news.example/rss", title="Kabar", tags=("asia",))
ENTRY = FeedEntry(guid="g", link="https://news.example/1", title="Troops in Kursk", summary="Two thousand.")


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("plain", "plain"),
        ("<b>Ku</b>rsk", "Kursk"),
        ("<p>One</p><p>Two</p>", "One\nTwo"),
        ("One<br/>Two<br>Three", "One\nTwo\nThree"),
        ("<ul><li>a</li><li>b</li></ul>", "a\nb"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a b"),
        ("a\n  b\tc", "a b c"),
        ("AT&amp;T &#8364;5 &nbsp; x", "AT&T €5 x"),
        ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),
        ("5 < 6 & 7 <3", "5 < 6 & 7 <3"),
        ("a<script>alert('<b>')</script>b<style>p{}</style>c", "abc"),
        ("a<!-- no -->b", "ab"),
        ("<svg><title>icon</title></svg>a", "a"),
        ("a<script>never closed", "a"),
        ("<![CDATA[twice wrapped]]>", "twice wrapped"),
        ("<?php echo 1 ?><!DOCTYPE x>a", "a"),
        ("<a title=\"a > b\" href='<i>'>link</a>", "link"),
        ('<a href="x>unclosed quote</a>', "unclosed quote"),
        ("List<String> and x </ y", "List and x </ y"),
        ("a<img src=x onerror=alert(1)>b", "a b"),
        ("so\u00adft zero\u200bwidth \u202egnisrever\u202c \x1b[31m", "soft zerowidth gnisrever [31m"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("Cafe\u0301", "Café"),
        ("x\ud800y", "xy"),
        ("{{7*7}} ${HOME} %(x)s {0.__class__}", "{{7*7}} ${HOME} %(x)s {0.__class__}"),
    ],
)
def test_markup_becomes_text_that_reads_well(markup: str, text: str) -> None:
    assert from_markup(markup) == text


@pytest.mark.parametrize(
    "piece", ["<a ", "<", "</", "<!", "<!--", "<?", "<script", "<svg>", "<a '\"", "&", '<a="<b "']
)
def test_broken_markup_ends_in_good_time_and_keeps_what_comes_before(piece: str) -> None:
    assert from_markup("Kursk " + piece * 50_000).startswith("Kursk")


def test_text_keeps_its_lines_but_a_title_is_one_line() -> None:
    assert from_text(" a \r\n\r\n b\u2028c ") == "a\nb\nc"
    assert one_line("a\nb\x85c") == "a b c"


def test_long_text_is_cut_between_words() -> None:
    assert shorten("one two three", limit=100) == "one two three"
    assert shorten("one two three", limit=9) == "one two…"
    assert shorten("x" * 50, limit=10) == "x" * 9 + "…"


@pytest.mark.parametrize(
    ("link", "canonical"),
    [
        ("https://News.Example:443/a?utm_source=x&id=1&fbclid=y#top", "https://news.example/a?id=1"),
        ("HTTP://news.example", "http://news.example/"),
        ("/a/b?c=%2F&d", "https://base.example/a/b?c=%2F&d"),
        ("//cdn.example/a", "https://cdn.example/a"),
        ("https://user:secret@news.example:8443/", "https://news.example:8443/"),
        ("https://bbc.example/news?at_medium=RSS&at_campaign=KARANGA", "https://bbc.example/news"),
        (" https://news.example/a b<c> ", "https://news.example/a%20b%3Cc%3E"),
        ("https://berita.example/корея", "https://berita.example/корея"),
        ("https://[2001:db8::1]:80/x", "https://[2001:db8::1]:80/x"),
        ("javascript:alert(1)", ""),
        ("JaVaScRiPt:alert(1)", ""),
        ("data:text/html,x", ""),
        ("tag:news.example,2024:1", ""),
        ("http://[bad", ""),
        ("http://a b/", ""),
        ("http://news.example:99999/", ""),
        ("https://news.example/" + "x" * 5000, ""),
    ],
)
def test_links_are_canonical_or_none(link: str, canonical: str) -> None:
    assert canonical_url(link, base="https://base.example/feed.xml") == canonical


def item_of(entry: FeedEntry, *, feed: Feed = FEED, now: datetime = datetime(2024, 10, 29, tzinfo=UTC)) -> Item:
    (item,) = clean.items([entry], feed=feed, base="https://news.example/rss", now=now).items
    return item


def test_an_item_carries_its_feed_and_the_time(noon: datetime) -> None:
    item = item_of(ENTRY, now=noon)
    assert (item.feed, item.source, item.tags, item.first_seen_at) == (FEED.id, "Kabar", ("asia",), noon)
    assert (item.title, item.summary, item.body) == ("Troops in Kursk", "Two thousand.", "")


def test_the_id_comes_from_the_guid_or_the_link_or_the_title() -> None:
    by_guid, by_link = item_of(ENTRY), item_of(replace(ENTRY, guid=""))
    by_title = item_of(replace(ENTRY, guid="", link=""))
    assert len({by_guid.id, by_link.id, by_title.id}) == 3
    assert item_of(replace(ENTRY, link="https://x.example/", title="Other", summary="")).id == by_guid.id
    assert (
        item_of(replace(ENTRY, guid="", link=ENTRY.link + "?utm_medium=rss#xtor=RSS-3", title="Other")).id
        == by_link.id
    )
    assert item_of(replace(ENTRY, guid="", link="javascript:1", summary="Other")).id == by_title.id


def test_the_same_guid_in_two_feeds_is_two_items() -> None:
    other = replace(FEED, id=FeedId("other"))
    assert item_of(ENTRY).id != item_of(ENTRY, feed=other).id


def test_without_a_title_the_summary_stands_for_it() -> None:
    item = item_of(replace(ENTRY, title="", summary="One\nline " + "and more " * 30))
    assert item.title.startswith("One line and more")
    assert len(item.title) <= 100
    assert item_of(replace(ENTRY, title="", summary="", content="Only content")).title == "Only content"


def test_an_entry_without_any_text_gives_no_item() -> None:
    entries = [FeedEntry(guid="1"), FeedEntry(link="https://news.example/2"), ENTRY]
    found = clean.items(entries, feed=FEED, base="", now=datetime(2024, 1, 1, tzinfo=UTC))
    assert (len(found.items), found.same, found.rejected) == (1, 0, {clean.NO_TEXT: 2})


def test_the_body_is_there_when_it_says_more_than_the_summary() -> None:
    assert item_of(replace(ENTRY, content="The whole story.")).body == "The whole story."
    assert item_of(replace(ENTRY, content=ENTRY.summary)).body == ""
    only_content = item_of(replace(ENTRY, summary="", content="word " * 2000))
    assert len(only_content.summary) <= 4000
    assert len(only_content.body) > 9000


def test_absurd_dates_are_dropped_and_good_ones_kept(noon: datetime) -> None:
    def published(date: datetime) -> datetime | None:
        return item_of(replace(ENTRY, published=date), now=noon).published_at

    assert published(noon - timedelta(hours=1)) == noon - timedelta(hours=1)
    assert published(noon + timedelta(days=2)) is None
    assert published(datetime(9999, 12, 31, tzinfo=UTC)) is None
    assert published(datetime(1795, 1, 1, tzinfo=UTC)) is None


def test_the_language_is_the_configured_one_or_the_declared_one() -> None:
    assert item_of(replace(ENTRY, lang="id-ID")).lang == "id"
    assert item_of(replace(ENTRY, lang="en_GB"), feed=replace(FEED, lang="ko")).lang == "ko"
    assert item_of(replace(ENTRY, lang="English")).lang is None
    assert item_of(ENTRY).lang is None


def test_categories_and_enclosures_are_kept_each_once_and_not_without_end() -> None:
    entry = replace(
        ENTRY,
        categories=("War", "", "War", "Asia", *map(str, range(50))),
        enclosures=("/a.mp3", "https://x.example/b.jpg?utm_source=rss", "javascript:1", "/a.mp3"),
    )
    item = item_of(entry)
    assert item.categories[:3] == ("War", "Asia", "0")
    assert len(item.categories) == clean.MOST
    assert [enclosure.rpartition("/")[2] for enclosure in item.enclosures] == ["a.mp3", "b.jpg"]


SEARCH = replace(FEED, title="Port strike", url="https://search.example/rss?q=strike")
TAKEN = FeedEntry(
    guid="CBM1",
    link="https://search.example/rss/articles/CBM1?oc=5",
    title="Dockers walk out in Antwerp - Reuters",
    publisher="Reuters",
    publisher_url="https://www.reuters.com",
)


def cleaned(entry: FeedEntry, feed: Feed = SEARCH) -> Item:
    return item_of(entry, feed=feed, now=datetime(2026, 11, 30, tzinfo=UTC))


def test_an_item_taken_from_elsewhere_is_its_publishers() -> None:
    item = cleaned(TAKEN)
    assert (item.source, item.source_url, item.via) == ("Reuters", "https://www.reuters.com/", "Port strike")
    assert item.title == "Dockers walk out in Antwerp"


@pytest.mark.parametrize(
    ("title", "publisher", "bare"),
    [
        ("Dockers walk out – BBC", "BBC", "Dockers walk out"),
        ("Dockers walk out | Berita Harian", "berita harian", "Dockers walk out"),
        ("러시아 방문 - 연합뉴스", "연합뉴스", "러시아 방문"),
        ("Dockers walk out - BBC - BBC", "BBC", "Dockers walk out - BBC"),
        ("Dockers walk out - The Guardian", "Guardian News", "Dockers walk out - The Guardian"),
        ("Strike at the BBC", "BBC", "Strike at the BBC"),
        ("- BBC", "BBC", "- BBC"),
        ("BBC", "BBC", "BBC"),
        ("Ship docks at C++ (x) - C++ (x)", "C++ (x)", "Ship docks at C++ (x)"),
        ("Dockers walk out - BBC", "", "Dockers walk out - BBC"),
    ],
)
def test_the_publishers_name_leaves_the_end_of_the_title(title: str, publisher: str, bare: str) -> None:
    assert cleaned(replace(TAKEN, title=title, publisher=publisher)).title == bare


@pytest.mark.parametrize(
    ("summary", "left"),
    [
        ("Dockers walk out", ""),
        ("Dockers walk out\xa0\xa0Reuters", ""),
        ("Dockers walk out Reuters Port reopens BBC", "Dockers walk out Reuters Port reopens BBC"),
        ("Cranes stand still.", "Cranes stand still."),
    ],
)
def test_a_summary_that_repeats_title_and_publisher_says_nothing(summary: str, left: str) -> None:
    entry = replace(TAKEN, title="Dockers walk out - Reuters", summary=summary)
    assert cleaned(entry).summary == left
    assert cleaned(replace(entry, publisher="", title="Dockers walk out")).summary == summary


@pytest.mark.parametrize(
    ("publisher", "url"),
    [
        ("", "https://www.reuters.com/"),
        ("PORT STRIKE", "https://www.reuters.com/"),
        ("Search Example English", "https://www.search.example/feed.xml"),
    ],
)
def test_a_feed_that_names_itself_keeps_the_name_that_its_user_gave_it(publisher: str, url: str) -> None:
    item = cleaned(replace(TAKEN, publisher=publisher, publisher_url=url))
    assert (item.source, item.source_url, item.via) == ("Port strike", "", "")


def test_named_fields_are_kept_and_can_be_searched() -> None:
    entry = replace(ENTRY, fields=(("area", "Lake County, IN"), ("severity", "Severe")), categories=("Flood",))
    item = item_of(entry)
    assert item.fields == entry.fields
    assert item.text(Field.FIELDS) == "Lake County, IN\nSevere"
    assert item.text(Field.CATEGORIES) == "Flood"
    assert (item.title, item.summary) == ("Troops in Kursk: Lake County, IN", "Two thousand.")
