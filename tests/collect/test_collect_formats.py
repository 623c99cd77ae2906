"""What each format says, and what is no feed."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.collect.parse.entries import MAX_ENTRIES, FeedEntry, ParsedFeed, Reply, Unreadable
from monitor.collect.parse.formats import read
from monitor.model.news.visit import FetchFailure

URL = "https://news.example/feeds/all.xml"


def parsed(body: bytes | str, *, content_type: str = "application/xml") -> ParsedFeed:
    reply = read(body.encode() if isinstance(body, str) else body, content_type=content_type, url=URL)
    assert isinstance(reply, ParsedFeed), reply
    return reply


def failure(body: bytes | str, *, content_type: str = "application/xml") -> FetchFailure:
    reply: Reply = read(body.encode() if isinstance(body, str) else body, content_type=content_type, url=URL)
    assert isinstance(reply, Unreadable), reply
    return reply.failure


def rss(items: str, *, declaration: str = "") -> str:
    return f'{declaration}<rss version="2.0"><channel><title>T</title>{items}</channel></rss>'


def test_rss_2_gives_every_field_in_plain_text(feeds: Path) -> None:
    first, second = parsed((feeds / "rss20.xml").read_bytes()).entries
    assert first == FeedEntry(
        guid="dunia-1",
        link="https://news.example/dunia/1?utm_source=rss&id=7#komentar",
        title="Menlu Korea Utara tiba di Moskow & bertemu Lavrov",
        summary="Choe Son Hui tiba di Moskow.\nPasukan di Kursk.",
        content="Choe Son Hui tiba di Moskow.\nPasukan Korea Utara berada di Kursk, kata Pentagon.",
        author="Redaksi",
        published=datetime(2024, 10, 29, 3, 15, tzinfo=UTC),
        lang="id-ID",
        categories=("Dunia",),
        enclosures=("https://news.example/1.jpg",),
    )
    assert (second.guid, second.link) == ("", "https://news.example/dunia/2")


def test_rss_091_with_a_doctype_and_latin_letters_is_read(feeds: Path) -> None:
    (entry,) = parsed((feeds / "rss091.xml").read_bytes(), content_type="text/xml").entries
    assert (entry.title, entry.lang) == ("Café reopens", "en-us")


def test_rdf_with_the_entities_of_html_declared_is_read(feeds: Path) -> None:
    (entry,) = parsed((feeds / "rdf.xml").read_bytes()).entries
    assert (entry.title, entry.guid, entry.author, entry.lang) == (
        "Bahnstrecke nach Kursk gesperrt",
        "https://slash.example/1",
        "Agentur",
        "de",
    )
    assert (entry.published or entry.updated) == datetime(2024, 10, 29, 7, tzinfo=UTC)


def test_atom_tells_text_from_markup_and_resolves_its_links(feeds: Path) -> None:
    korean, english = parsed((feeds / "atom.xml").read_bytes()).entries
    assert korean.title == "북한군, AT&T <b> 쿠르스크 도착"
    assert korean.summary == "최선희 외무상 & 러시아"
    assert (korean.link, korean.lang, korean.author) == ("https://atom.example/news/101", "ko", "통신")
    assert korean.published == datetime(2024, 10, 29, 2, tzinfo=UTC)
    assert korean.updated == datetime(2024, 10, 29, 3, tzinfo=UTC)
    assert (english.title, english.content, english.lang) == (
        "North Korean troops & Kursk",
        "Only content.",
        "en",
    )
    assert english.published is None


def test_json_feed_1_0_takes_numbers_for_ids_and_text_for_text(feeds: Path) -> None:
    (entry,) = parsed((feeds / "feed10.json").read_bytes(), content_type="application/json").entries
    assert (entry.guid, entry.link, entry.content, entry.author) == ("17", "/17", "Two < three.", "Desk")
    assert entry.published == datetime(2024, 10, 29, 15, tzinfo=UTC)
    assert entry.categories == ("war",)


def test_json_feed_1_1_takes_authors_language_and_attachments(feeds: Path) -> None:
    first, second = parsed((feeds / "feed11.json").read_bytes(), content_type="text/plain").entries
    assert first.link == "https://other.example/a"
    assert first.content == "No title here,\nonly & text."
    assert (first.author, first.lang) == ("Desk, Night desk", "en-GB")
    assert first.enclosures == ("https://wire.example/a.mp3",)
    assert second == FeedEntry(guid="b", lang="en-GB")


def test_a_news_sitemap_gives_its_news_and_not_its_other_pages(feeds: Path) -> None:
    body = (feeds / "sitemap.xml").read_bytes()
    assert parsed(body).entries == (
        FeedEntry(
            link="https://map.example/asia/1?utm_source=map",
            title="Pasukan Korea Utara & Kursk",
            published=datetime(2024, 10, 28, 20, 15, tzinfo=UTC),
            updated=datetime(2024, 10, 28, 21, tzinfo=UTC),
            lang="id",
            categories=("Rusia", "Korea Utara"),
        ),
    )
    assert failure(body[:-20]) is FetchFailure.BROKEN


def test_a_site_map_without_news_is_no_feed() -> None:
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    news = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    page = "<url><loc>https://map.example/about</loc><lastmod>2026-11-16</lastmod></url>"
    assert failure(f"<urlset {space}>{page}</urlset>") is FetchFailure.NOT_A_FEED
    assert failure(f"<urlset {space} {news}>{page}</urlset>") is FetchFailure.NOT_A_FEED
    assert failure(f"<urlset {space}></urlset>") is FetchFailure.NOT_A_FEED
    index = f"<sitemapindex {space}><sitemap><loc>https://map.example/1.xml</loc></sitemap></sitemapindex>"
    assert failure(index) is FetchFailure.NOT_A_FEED
    assert parsed(f"<urlset {space} {news}></urlset>").entries == (), "no news today"


@pytest.mark.parametrize(
    "body",
    [
        "<!DOCTYPE html><html><body><p>Are you human?</p></body></html>",
        "\n<HTML><head><title>403</title></head>",
        "<?xml version='1.0'?><!-- page --><html xmlns='http://www.w3.org/1999/xhtml'><body/></html>",
        "<opml version='2.0'><body/></opml>",
        "Service temporarily unavailable",
        '{"error": "not found"}',
        "   ",
        "",
    ],
)
def test_what_is_no_feed_is_said_to_be_none(body: str) -> None:
    assert failure(body) is FetchFailure.NOT_A_FEED


def test_a_feed_without_entries_is_a_feed() -> None:
    assert parsed(rss("")).entries == ()


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("cut \\ud83d", "cut ?"),
        ("\\ude00 cut", "? cut"),
        ("whole \\ud83d\\ude00", "whole 😀"),
        ("no \\\\ud83d", "no \\ud83d"),
    ],
)
def test_half_an_emoji_does_not_break_a_json_feed(written: str, title: str) -> None:
    feed = f'{{"version": "https://jsonfeed.org/version/1.1", "items": [{{"id": "1", "title": "{written}"}}]}}'
    [entry] = parsed(feed, content_type="application/feed+json").entries
    assert entry.title == title


def test_broken_json_is_broken() -> None:
    assert failure('{"version": "https://jsonfeed.org/version/1.1", "items": [') is FetchFailure.BROKEN
    assert failure('{"version": ' + "[" * 100_000) is FetchFailure.BROKEN


def test_ill_formed_xml_without_entries_is_broken() -> None:
    assert failure('<rss version="2.0"><channel><title>A & B</title></rss>') is FetchFailure.BROKEN


def test_ill_formed_xml_with_entries_gives_them() -> None:
    reply = parsed(rss("<item><title>A & B &nbsp; C</title><guid>1</guid></item>"))
    assert [entry.title for entry in reply.entries] == ["A & B C"]
    assert not reply.truncated


def test_truncated_xml_gives_its_whole_entries_only() -> None:
    whole = rss("<item><title>One</title></item><item><title>Two</title></item>")
    reply = parsed(whole[: whole.index("Two") + 2])
    assert [entry.title for entry in reply.entries] == ["One"]
    assert reply.truncated
    reply = parsed(whole[: whole.index("</channel>")])
    assert [entry.title for entry in reply.entries] == ["One", "Two"]
    assert reply.truncated


def test_control_characters_do_not_make_a_feed_ill_formed() -> None:
    items = "<item><title>A\x08\x0b B</title></item>" * 900
    reply = read(rss(items + "<!--" + "x" * 1_000_000 + "-->").encode(), content_type="", url=URL)
    assert isinstance(reply, ParsedFeed)
    assert {entry.title for entry in reply.entries} == {"A B"}


def test_one_broken_link_does_not_spoil_the_others() -> None:
    items = "<item><title>A</title><link>http://[bad</link></item><item><title>B</title></item>"
    assert [entry.title for entry in parsed(rss(items)).entries] == ["A", "B"]


def test_an_element_with_a_name_that_feedparser_uses_itself_spoils_nothing() -> None:
    (entry,) = parsed(rss("<item><title>A</title><links>none</links><enclosures>x</enclosures></item>")).entries
    assert (entry.title, entry.enclosures) == ("A", ())


def test_absurd_dates_do_not_spoil_an_entry() -> None:
    dates = ["Fri, 01 Jan 9999 00:00:00 GMT", "0001-01-01T00:00:00+14:00", "1795223666", "yesterday", ""]
    items = "".join(f"<item><title>{n}</title><pubDate>{date}</pubDate></item>" for n, date in enumerate(dates))
    assert len(parsed(rss(items)).entries) == len(dates)


def test_only_the_newest_entries_are_taken() -> None:
    def item(n: int) -> str:
        date = datetime(2024, 1, 1 + n % 28, tzinfo=UTC)
        return f"<item><title>{n}</title><pubDate>{date:%a, %d %b %Y %H:%M:%S} GMT</pubDate></item>"

    entries = parsed(rss("".join(map(item, range(MAX_ENTRIES + 100))))).entries
    assert len(entries) == MAX_ENTRIES
    days = [entry.published.day for entry in entries if entry.published]
    assert min(days) == 3
    titles = [int(entry.title) for entry in entries]
    assert titles == sorted(titles)


RUSSIAN = "Войска прибыли в Курск"


def labelled(charset: str) -> str:
    """A Russian feed whose XML declaration names a charset."""
    return rss(f"<item><title>{RUSSIAN}</title></item>", declaration=f'<?xml version="1.0" encoding="{charset}"?>')


BARE = rss(f"<item><title>{RUSSIAN}</title></item>")


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        pytest.param(BARE.encode("cp1251"), "text/xml; charset=windows-1251", id="header"),
        pytest.param(BARE.encode("koi8-r"), 'text/xml; charset="KOI8-R"', id="quoted label"),
        pytest.param(labelled("windows-1251").encode("cp1251"), "application/xml", id="declaration"),
        pytest.param(b"\xef\xbb\xbf" + BARE.encode(), "text/xml; charset=iso-8859-1", id="UTF-8 mark"),
        pytest.param(BARE.encode("utf-16"), "application/xml", id="UTF-16 mark"),
        pytest.param(BARE.encode("utf-16-be"), "application/xml", id="UTF-16 unmarked"),
        pytest.param(BARE.encode("utf-32-le"), "application/xml", id="UTF-32 unmarked"),
        pytest.param(BARE.encode(), "text/xml; charset=windows-1251", id="UTF-8 labelled otherwise"),
        pytest.param(BARE.encode(), "text/xml; charset=klingon-42", id="unknown label"),
        pytest.param(BARE.encode(), "text/xml; charset=base64", id="label of no charset"),
        pytest.param(labelled("utf-16").encode(), "application/xml", id="UTF-16 claimed"),
    ],
)
def test_the_charset_is_found(body: bytes, content_type: str) -> None:
    (entry,) = parsed(body, content_type=content_type).entries
    assert entry.title == RUSSIAN


@pytest.mark.parametrize(
    ("label", "charset", "text"),
    [
        ("gb2312", "gb18030", "朝鲜軍隊"),
        ("euc-kr", "cp949", "북한군 쿠르스크"),
        ("shift_jis", "shift_jis", "北朝鮮"),
        ("iso-2022-jp", "iso-2022-jp", "北朝鮮"),
    ],
)
def test_east_asian_charsets_are_read_with_their_extensions(label: str, charset: str, text: str) -> None:
    body = rss(f"<item><title>{text}</title></item>").encode(charset)
    (entry,) = parsed(body, content_type=f"text/xml; charset={label}").entries
    assert entry.title == text


def test_utf_7_is_refused_because_it_hides_markup() -> None:
    body = rss("<item><title>+ADw-b+AD4-</title></item>")
    assert failure(body, content_type="text/xml; charset=utf-7") is FetchFailure.BROKEN
    declared = '<?xml version="1.0" encoding="UTF-7"?>' + body
    assert failure(declared) is FetchFailure.BROKEN


def test_bytes_in_no_charset_are_shown_as_such() -> None:
    body = rss("<item><title>Kursk X</title></item>").encode().replace(b"X", b"\x81\xff")
    (entry,) = parsed(body).entries
    assert entry.title.startswith("Kursk")


def declaring(entities: str, *, title: str) -> str:
    """A feed that declares entities."""
    return f"<!DOCTYPE rss [{entities}]>" + rss(f"<item><title>{title}</title></item>")


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BOMBS = {
    "laughs": declaring(f'<!ENTITY l0 "ha">{LAUGHS}', title="&l9;"),
    "quadratic": declaring(f'<!ENTITY a "{"a" * 50_000}">', title="&a;" * 5_000),
    "external": declaring('<!ENTITY x SYSTEM "file:///etc/passwd">', title="&x;"),
    "parameter": declaring("<!ENTITY % a \"<!ENTITY b 'b'>\">%a;", title="&b;"),
    "deep": rss("<a>" * 200_000),
    "attributes": rss("<a" + "".join(f' a{n}="1"' for n in range(100_000)) + "/>"),
    "elements": rss("<item/>" * 250_000),
    "large and ill-formed": rss("<item>< </item>" * 100_000),
}


@pytest.mark.parametrize("name", BOMBS)
def test_the_guard_refuses_bombs(name: str) -> None:
    assert failure(BOMBS[name]) is FetchFailure.BROKEN


def test_a_letter_may_have_a_name() -> None:
    (entry,) = parsed(declaring('<!ENTITY copy "&#169;">', title="&copy; Kursk")).entries
    assert entry.title == "© Kursk"


@pytest.mark.parametrize("strange", ["", "<odd/>"])
def test_the_source_of_an_rss_item_is_its_publisher(strange: str) -> None:
    source = '<source url="https://www.reuters.com">Reuters &amp; Co</source>'
    (entry,) = parsed(rss(f"<item><title>A</title>{strange}{source}</item>")).entries
    assert (entry.publisher, entry.publisher_url) == ("Reuters & Co", "https://www.reuters.com")


def test_the_source_of_an_atom_entry_is_its_publisher_and_not_its_title_or_link() -> None:
    source = (
        "<source><id>urn:s</id><title>Kabar Pagi</title>"
        '<link rel="self" href="https://pagi.example/feed"/><link href="https://pagi.example/"/></source>'
    )
    (entry,) = parsed(
        f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Planet</title><entry>{source}'
        '<id>urn:1</id><title>A</title><link href="https://pagi.example/a"/></entry></feed>'
    ).entries
    assert (entry.publisher, entry.publisher_url) == ("Kabar Pagi", "https://pagi.example/")
    assert (entry.title, entry.link) == ("A", "https://pagi.example/a")
