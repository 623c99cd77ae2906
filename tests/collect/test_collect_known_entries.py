"""Cutting documents: a part says exactly what it says in the whole, or the document is not cut."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from monitor.collect.parse.entries import FeedEntry, ParsedFeed
from monitor.collect.parse.formats import read
from monitor.collect.parse.incremental.known_entries import MAX_BYTES, WIDTH, KnownEntries, cut
from tests.examples import examples

URL = "https://news.example/feeds/all.xml"


def entries(body: bytes, *, content_type: str = "") -> tuple[FeedEntry, ...]:
    reply = read(body, content_type=content_type, url=URL)
    assert isinstance(reply, ParsedFeed), reply
    return reply.entries


def rss(*items: str, head: str = "", tail: str = "") -> bytes:
    channel = f"<channel><title>T</title>{head}{''.join(items)}{tail}</channel>"
    return f'<?xml version="1.0"?>\n<rss version="2.0">{channel}</rss>'.encode()


def item(title: str, *, guid: str = "", more: str = "") -> str:
    named = f"<guid>{guid}</guid>" if guid else ""
    return f"<item><title>{title}</title>{named}{more}</item>\n"


def not_cut(body: bytes, *, content_type: str = "") -> bool:
    return not cut(body, content_type=content_type).prints


def each_alone(document: KnownEntries) -> tuple[FeedEntry, ...]:
    return tuple(entry for place in range(len(document.prints)) for entry in entries(document.only([place])))


@pytest.mark.parametrize("name", ["rss20.xml", "rss091.xml", "atom.xml", "feed10.json", "feed11.json"])
def test_each_entry_alone_says_what_it_says_among_the_others(feeds: Path, name: str) -> None:
    body = (feeds / name).read_bytes()
    document = cut(body, content_type="")
    assert each_alone(document) == entries(body)
    assert len(document.as_entries()) == WIDTH * len(entries(body))


def test_what_was_seen_is_left_out_and_the_rest_keeps_its_order() -> None:
    old = cut(rss(item("B"), item("D")), content_type="").as_entries()
    new = cut(rss(item("A"), item("B"), item("C"), item("D")), content_type="")
    assert new.unseen(old) == [0, 2]
    assert [entry.title for entry in entries(new.only([0, 2]))] == ["A", "C"]


def test_an_entry_that_was_edited_is_new() -> None:
    old = cut(rss(item("A", guid="1"), item("B", guid="2")), content_type="").as_entries()
    assert cut(rss(item("A, updated", guid="1"), item("B", guid="2")), content_type="").unseen(old) == [0]


def test_a_document_whose_head_changed_has_nothing_new() -> None:
    old = cut(rss(item("A"), head="<lastBuildDate>1</lastBuildDate>"), content_type="").as_entries()
    assert cut(rss(item("A"), head="<lastBuildDate>2</lastBuildDate>"), content_type="").unseen(old) == []


def test_a_document_of_which_nothing_was_seen_is_parsed_as_it_is() -> None:
    old = cut(rss(item("A")), content_type="").as_entries()
    assert cut(rss(item("B")), content_type="").unseen(old) is None
    assert cut(rss(item("B")), content_type="").unseen(b"") is None


def test_a_document_remembered_as_one_is_known_only_as_it_was() -> None:
    body = rss(item("A"), item("B"))
    seen = cut(body, content_type="").as_one()
    assert cut(body, content_type="").unseen(seen) == ()
    assert cut(rss(item("A"), item("C")), content_type="").unseen(seen) is None


def test_entries_hidden_in_comments_and_cdata_are_no_entries() -> None:
    body = rss(
        item("A", more="<description><![CDATA[ </item><item><!-- ]]></description>"),
        item("B", more="<!-- </item><item> <![CDATA[ -->"),
        item("C"),
    )
    document = cut(body, content_type="")
    assert len(document.prints) == 3
    assert each_alone(document) == entries(body)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(rss("<item><title>A</title><item><title>B</title></item></item>"), id="nested"),
        pytest.param(rss("<item/>", item("A")), id="empty"),
        pytest.param(rss(item("A"), "<Item><title>B</title></Item>"), id="other case"),
        pytest.param(rss(item("A"), "<entry><title>B</title></entry>"), id="both kinds"),
        pytest.param(
            rss(item("A"), '<r:item xmlns:r="http://backend.userland.com/rss2"><title>B</title></r:item>'),
            id="prefix",
        ),
        pytest.param(rss(item("A"), "<item><title>B</title>"), id="open"),
        pytest.param(rss(item("A", more="<![CDATA[")), id="open CDATA"),
        pytest.param(rss(item("A", more="<?php </item> ?>")), id="processing instruction"),
        pytest.param(b'<!DOCTYPE rss [<!ENTITY x "y">]>' + rss(item("A")).partition(b"\n")[2], id="declarations"),
        pytest.param(rss(item("A", guid="home"), item("B", guid="home")), id="shared guid"),
        pytest.param(rss(*(item(str(n)) for n in range(1001))), id="too many"),
        pytest.param(rss(item("A", more="x" * MAX_BYTES)), id="too large"),
        pytest.param(b"<rss><channel/></rss>", id="none"),
        pytest.param(b'{"items": 1}', id="no list"),
        pytest.param(b'{"items": [', id="broken JSON"),
        pytest.param(b'{"a": ' + b"[" * 100_000, id="deep JSON"),
        pytest.param(b"", id="nothing"),
    ],
)
def test_where_there_is_doubt_a_document_is_one_slice(body: bytes) -> None:
    assert not_cut(body)


def test_the_parser_must_agree_on_the_names_that_are_seen_from_outside() -> None:
    document = cut(rss(item("A", guid="1"), item("B", guid="b&amp;c"), item("C")), content_type="")
    one, two, three = FeedEntry(guid="https://news.example/feeds/1"), FeedEntry(guid="b&c"), FeedEntry()
    assert document.has_named([0, 1, 2], [one, two, three])
    assert not document.has_named([0, 1], [one])
    assert not document.has_named([0], [replace(one, guid="2")])
    assert not document.has_named([2], [replace(three, guid="home")])
    assert not document.has_named([2], [replace(three, link="https://news.example/c")])


RUSSIAN = ("Войска прибыли в Курск", "Министр в Москве")


@pytest.mark.parametrize(
    ("codec", "content_type"),
    [
        ("cp1251", "text/xml; charset=windows-1251"),
        ("koi8-r", "text/xml; charset=koi8-r"),
        ("utf-16", ""),
        ("utf-16-be", ""),
        ("utf-8-sig", ""),
        ("utf-8", "text/xml; charset=iso-8859-1"),
    ],
)
def test_a_part_is_read_in_the_charset_of_the_whole(codec: str, content_type: str) -> None:
    text = '<rss version="2.0"><channel>' + "".join(map(item, RUSSIAN)) + "</channel></rss>"
    document = cut(text.encode(codec), content_type=content_type)
    assert [entry.title for entry in each_alone(document)] == list(RUSSIAN)


def test_a_seven_bit_charset_is_followed() -> None:
    text = (
        f'<?xml version="1.0" encoding="iso-2022-jp"?><rss><channel>{item("東京")}{item("京都")}</channel></rss>'
    )
    document = cut(text.encode("iso-2022-jp"), content_type="")
    assert [entry.title for entry in each_alone(document)] == ["東京", "京都"]


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)
SAFE = TEXT.map(lambda text: text.replace("&", "&amp;").replace("<", "&lt;"))
MARKUP = st.sampled_from(
    [
        "<b>x</b>",
        "<![CDATA[</item><item>]]>",
        "<!-- <item> -->",
        "<!-- ]]> -->",
        "<![CDATA[<!-- ]]>",
        "<x:y xmlns:x='u'>z</x:y>",
        "<author>A</author>",
        "<link>/relative</link>",
        "<category>Welt</category>",
        "<dc:creator xmlns:dc='http://purl.org/dc/elements/1.1/'>D</dc:creator>",
        "<source url='http://x.example/'>S</source>",
        "<enclosure url='http://x.example/a.mp3' length='1' type='audio/mpeg'/>",
        "<description>&lt;p&gt;One&lt;/p&gt;</description>",
        "<pubDate>Tue, 29 Oct 2024 03:15:00 GMT</pubDate>",
        "<guid isPermaLink='false'>same</guid>",
        "<items/>",
        "<image><title>I</title></image>",
        "<item/>",
        "</item>",
        "<item>",
        "<?pi?>",
        "&nbsp;",
        "<",
    ]
)


@st.composite
def feeds_of_anything(draw: st.DrawFn) -> bytes:
    """Feeds of a few items in which nearly everything may stand, now and then what makes them ill-formed."""
    attributes = st.sampled_from(["", " ", " xml:base='http://b.example/'", " xml:lang='ko'"])
    items = []
    for number in range(draw(st.integers(1, 5))):
        name = draw(st.sampled_from(["", f"<guid>{number}</guid>", f"<link>http://n.example/{number}</link>"]))
        inside = f"<title>{draw(SAFE)}</title>{''.join(draw(st.lists(MARKUP, max_size=4)))}{name}"
        items.append(f"<item{draw(attributes)}>{inside}</item >")
    return rss(*items, head=draw(st.sampled_from(["", "<language>id</language>", "<image><url>x</url></image>"])))


@settings(max_examples=examples(200))
@given(feeds_of_anything(), st.sets(st.integers(0, 4)))
@example(rss(item("a"), item("b", more="<title/>")), {0})
def test_whatever_a_feed_is_its_parts_say_what_the_whole_says(body: bytes, wanted: set[int]) -> None:
    document = cut(body, content_type="")
    whole = read(body, content_type="", url=URL)
    if not (isinstance(whole, ParsedFeed) and whole.sound and len(whole.entries) == len(document.prints)):
        return  # such a document is remembered as one
    places = sorted(place for place in wanted if place < len(document.prints))
    part = read(document.only(places), content_type="", url=URL)
    assert isinstance(part, ParsedFeed)
    assert part.sound
    assert part.entries == tuple(whole.entries[place] for place in places)


@settings(max_examples=examples(300))
@example(b"<item/</item>")
@given(st.binary(max_size=300) | st.lists(MARKUP | SAFE).map(lambda parts: "".join(parts).encode()))
def test_no_bytes_trouble_the_cutter(body: bytes) -> None:
    for text in (body, b"<rss>" + body, b'{"items": [' + body + b"]}"):
        document = cut(text, content_type="")
        unseen = document.unseen(document.as_one())
        assert unseen is not None
        assert list(unseen) == []


@pytest.mark.parametrize(
    "piece",
    [
        b"<item>",
        b"<items",
        b"</item>",
        b"<!---->",
        b"<![CDATA[]]>",
        b"<?a?>",
        b"<!",
        b"<item></item>",
        b"{},",
        b"[1],",
    ],
)
def test_hostile_documents_are_given_up_soon(piece: bytes) -> None:
    filler = piece * (MAX_BYTES // len(piece) - 9)
    assert not_cut(b"<rss>" + filler)
    assert not_cut(b'{"items": [' + filler + b"1]}")
