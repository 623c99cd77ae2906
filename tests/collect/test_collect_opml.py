"""Lists of other readers, in and out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.collect.discovery.opml import Outline, write_opml
from monitor.collect.discovery.opml_reader import OutlineFault, read_opml
from monitor.errors import MonitorError

LIST = b"""<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0"><head><title>mine</title></head><body>
  <outline text="Asia" title="Asia">
    <outline text="Korea">
      <outline type="rss" text="Yonhap &amp; Co" xmlUrl="https://en.yna.co.kr/RSS/nk.xml"
               category="wire,/state/press"/>
    </outline>
    <outline type="rss" title="Antara" text="x" xmlurl=" https://www.antaranews.com/rss/terkini.xml "/>
  </outline>
  <outline type="rss" text="twice" xmlUrl="https://en.yna.co.kr/RSS/nk.xml"/>
  <outline text="a note without a feed"/>
</body></opml>"""


def test_folders_and_categories_are_kept_and_each_address_is_there_once() -> None:
    listed = read_opml(LIST)
    yonhap, antara = listed.outlines
    assert (listed.duplicates, listed.empty, listed.faults) == (1, 1, ())

    assert yonhap.title == "Yonhap & Co"
    assert yonhap.folders == ("Asia", "Korea", "wire", "state", "press")
    assert antara == Outline(url="https://www.antaranews.com/rss/terkini.xml", title="Antara", folders=("Asia",))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"<rss/>", "not OPML"),
        (b"", "not OPML"),
        (b"<html><body><outline xmlUrl='https://a.example/'/></body></html>", "not OPML"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><opml><body/></opml>', "declares entities"),
        (b"<opml><head/></opml>", "not OPML"),
    ],
)
def test_what_is_no_list_is_said_to_be_none(content: bytes, says: str) -> None:
    with pytest.raises(MonitorError, match=says):
        read_opml(content)


def test_a_deep_list_does_not_end_in_a_stack() -> None:
    deep = b'<outline text="x">' * 5_000 + b'<outline xmlUrl="https://a.example/"/>' + b"</outline>" * 5_000

    assert read_opml(b"<opml><body>" + deep + b"</body></opml>").outlines != ()


_WORDS = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=20).filter(
    lambda text: "," not in text and "/" not in text
)
_OUTLINES = st.builds(
    Outline,
    url=_WORDS.map(lambda path: f"https://news.example/{path}"),
    title=_WORDS,
    folders=st.lists(_WORDS, max_size=3, unique=True).map(tuple),
    every=st.none() | st.integers(1, 10**6).map(lambda seconds: timedelta(seconds=seconds)),
    lang=st.sampled_from(["", "id", "ko"]),
)


@given(st.lists(_OUTLINES, max_size=5, unique_by=lambda outline: outline.url))
def test_what_is_written_is_read_again(outlines: list[Outline]) -> None:
    by_address = {outline.url: outline for outline in outlines}

    assert {outline.url: outline for outline in read_opml(write_opml(outlines, title="t")).outlines} == by_address


GOOD = '<outline text="Good" xmlUrl="https://good.example/"/>'


def body(*lines: str) -> bytes:
    return ("<opml version='1.0'><head/><body>\n" + "\n".join(lines) + "\n</body></opml>").encode()


@pytest.mark.parametrize(
    ("line", "url", "title"),
    [
        (
            '<outline text="A" type="rss" xmlUrl="https://a.example/rss?a=1&b=2"/>',
            "https://a.example/rss?a=1&b=2",
            "A",
        ),
        ('<outline text="A" xmlUrl="https://a.example/?a=1&copy=2"/>', "https://a.example/?a=1&copy=2", "A"),
        ('<outline text="A & B" xmlUrl="https://a.example/?a=1&amp;b=2"/>', "https://a.example/?a=1&b=2", "A & B"),
        ('<outline text="1 < 2 > 0" xmlUrl="https://a.example/"/>', "https://a.example/", "1 < 2 > 0"),
        ("<outline text='It''s' xmlUrl='https://a.example/'/>".replace("''", ""), "https://a.example/", "Its"),
        ('<OUTLINE TEXT="A" XMLURL="https://a.example/"></OUTLINE>', "https://a.example/", "A"),
        ('<outline text="A&nbsp;B&#233;" xmlUrl="feed://a.example/rss"/>', "http://a.example/rss", "A\xa0B\u00e9"),
        ('<outline text="A"xmlUrl="feed:https://a.example/rss"\n/>', "https://a.example/rss", "A"),
    ],
)
def test_what_readers_export_is_read(line: str, url: str, title: str) -> None:
    listed = read_opml(body(line, GOOD))
    assert listed.faults == ()
    assert [(outline.url, outline.title) for outline in listed.outlines] == [
        (url, title),
        ("https://good.example/", "Good"),
    ]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('<outline text="B xmlUrl="https://b.example/"/>', 'not a whole outline: <outline text="B xmlUrl='),
        ('<outline text="B" xmlUrl="https://b.example/>', 'not a whole outline: <outline text="B" xmlUrl='),
        ("<outline text=B xmlUrl=https://b.example/>", "not a whole outline: <outline text=B"),
        ('<outline text="a "quoted" word" xmlUrl="https://b.example/"/>', "not a whole outline"),
        ('<outline text="B" xmlUrl="https://b.example/"', "not a whole outline"),
        ('<outline text="B" type="rss"/>', "no address: B"),
        ('<outline text="B" type="rss" xmlUrl=""/>', "no address: B"),
        ('<outline text="B" xmlUrl="javascript:x"/>', "no address of the web: javascript:x"),
        ('<outline text="B" xmlUrl="http://[bad/"/>', "no address of the web: http://[bad/"),
    ],
)
def test_what_is_wrong_with_an_outline_is_said_of_that_one(line: str, says: str) -> None:
    listed = read_opml(body("<outline text='Folder'>", line, GOOD, "</outline>"))
    (fault,) = listed.faults
    assert fault.line == 3
    assert fault.says.startswith(says)
    assert [(outline.url, outline.folders) for outline in listed.outlines] == [
        ("https://good.example/", ("Folder",))
    ]


@pytest.mark.parametrize(
    "lines",
    [
        ('<outline text="B" xmlUrl="https://b.example/"', "</outline>"),
        ('<outline text="B xmlUrl="https://b.example/"></outline>', "</outline>"),
    ],
)
def test_a_broken_outline_leaves_its_folder_where_it_ends(lines: tuple[str, ...]) -> None:
    listed = read_opml(body("<outline text='Folder'>", *lines, '<outline text="A" xmlUrl="https://a.example/"/>'))
    assert len(listed.faults) == 1
    assert [outline.folders for outline in listed.outlines if outline.title == "A"] == [()]


def test_every_outline_ends_in_a_count() -> None:
    listed = read_opml(
        body(
            '<outline text="Empty folder"></outline>',
            '<outline text="a note"/>',
            f'<outline text="Folder">{GOOD}</outline>',
            GOOD,
            '<outline text="A xmlUrl="https://a.example/"/>',
            "<!-- " + GOOD + " -->",
        )
    )
    assert (len(listed.outlines), listed.duplicates, listed.empty) == (1, 1, 2)
    assert listed.faults == (
        OutlineFault(line=6, says='not a whole outline: <outline text="A xmlUrl="https://a.example/"/>'),
    )


def test_a_list_in_another_charset_and_one_that_is_cut_are_read_as_far_as_they_go() -> None:
    text = '<?xml version="1.0" encoding="windows-1251"?><opml><body><outline text="Порт" xmlUrl="https://a.example/"/>'
    (outline,) = read_opml(text.encode("cp1251")).outlines
    assert outline.title == "Порт"
