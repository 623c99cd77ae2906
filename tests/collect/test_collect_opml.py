"""Lists of other readers, in and out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.collect.discovery.opml import Outline, read_opml, write_opml
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
    yonhap, antara = read_opml(LIST)

    assert yonhap.title == "Yonhap & Co"
    assert yonhap.folders == ("Asia", "Korea", "wire", "state", "press")
    assert antara == Outline(url="https://www.antaranews.com/rss/terkini.xml", title="Antara", folders=("Asia",))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"<rss/>", "not OPML"),
        (b"<opml><body><outline", "line 1, column 13: not XML"),
        (b"", "not XML"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><opml><body/></opml>', "declares entities"),
        (b"<opml><head/></opml>", "not OPML"),
    ],
)
def test_what_is_no_list_is_said_to_be_none(content: bytes, says: str) -> None:
    with pytest.raises(MonitorError, match=says):
        read_opml(content)


def test_a_deep_list_does_not_end_in_a_stack() -> None:
    deep = b'<outline text="x">' * 5_000 + b'<outline xmlUrl="https://a.example/"/>' + b"</outline>" * 5_000

    assert read_opml(b"<opml><body>" + deep + b"</body></opml>") == ()


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

    assert {outline.url: outline for outline in read_opml(write_opml(outlines, title="t"))} == by_address
