"""Anything at all goes in, on every way in and every way out: no crash, an end, and no text that commands.

The everyday run is short; `pytest -m slow` looks a hundred times as long.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.collect.items import normalise as clean
from monitor.collect.parse.entries import ParsedFeed, Unreadable
from monitor.collect.parse.formats import read
from monitor.collect.parse.incremental import known_entries as slices
from monitor.collect.parse.markup import from_markup, one_line
from monitor.config.configuration import load_configuration
from monitor.model.ids import FeedId
from monitor.model.matching.rule_hit import Hit
from monitor.model.news.feed import Feed
from monitor.model.news.item import Field, Item
from monitor.model.sending.alert import Reason
from monitor.send.channel import Previewing
from monitor.send.channels import CHANNELS, telegram
from monitor.send.channels import email_html as mail_html
from monitor.send.channels.ntfy import LIMIT as NTFY_LIMIT
from monitor.send.channels.ntfy import _pieces as ntfy_pieces
from monitor.send.message.compose import Message, compose_message
from tests.fakes import a_rule, an_alert, an_item
from tests.security.deadline import in_bounded_time

EVERYDAY = 40
DEEP = 4_000
COUNTS = [EVERYDAY, pytest.param(DEEP, marks=pytest.mark.slow)]
NOON = datetime(2026, 3, 12, 12, tzinfo=UTC)
FEED = Feed(id=FeedId("f"), url="https://news.example/feed", title="News")
BIDI = set("\u202a\u202b\u202c\u202d\u202e\u200e\u200f")
ANY = st.text(st.characters(exclude_categories=()), max_size=80)
# fmt: off
MARKUP = st.lists(st.sampled_from([
    "<", ">", "</", "/>", "<!--", "-->", "<![CDATA[", "]]>", "<?x?>", "<!DOCTYPE r [", "]>", "<!ENTITY a 'b'>",
    "&a;", "&lt;", "&#0;", "&#x202e;", "&#xD800;", "'", '"', "=", " ", "\n", "\x00", "\x1b[31m", "\u202e", "<b",
    "<script>", "</script>", "<svg onload=x>", "<a href='javascript:x'>", "Kursk", "한국", "ق", "👩\u200d🚀",
    "\ufeff", "xml:base='//e'",
]), max_size=25).map("".join)
FEEDS = st.lists(st.sampled_from([
    "<?xml version='1.0'?>", "<?xml version='1.0' encoding='utf-7'?>", "<rss version='2.0'>", "<rss>", "</rss>",
    "<channel>", "</channel>", "<item>", "</item>", "<feed xmlns='http://www.w3.org/2005/Atom'>", "</feed>",
    "<entry>", "</entry>", "<title>", "</title>", "<guid>", "</guid>", "<pubDate>", "</pubDate>",
    "<link href='", "'/>", "<content type='xhtml'>", "</content>", "<updated>0000-99-99T99:99:99Z</updated>",
    "9999999999999", "-1",
    '{"version": "https://jsonfeed.org/version/1.1", "items": [', '{"id": ', '"a"', "1e999", "null", "}", "]", ",",
    "[", "{", "<![CDATA[", "]]>", "<!--", "&lt;b&gt;", "Kursk", "<category>", "<enclosure url='x' length='y'/>",
]), max_size=40).map("".join)
SCRAPS = st.lists(st.sampled_from([
    "feeds:", "channels:", "routes:", "rules:", "pack:", "entities:", "lists:", "defaults:", "any:", "all:",
    "near:", "- ", ": ", "[", "]", "{", "}", "'", '"', "&a", "*a", "!!python/object:x", "<<:", "|", ">",
    "${HOME}", "${file:/x}", "re:(a+)+$", "list:x", "entity:place/kursk", "\n", "  ", "\t", "a", "b1",
    "Kursk", "\x00", "\ufeff", "\u2028", "0",
]), max_size=40).map("".join)
# fmt: on
BODIES = st.one_of(st.binary(max_size=300), FEEDS.map(str.encode), MARKUP.map(str.encode))
TYPES = st.sampled_from(
    ["", "text/xml; charset=utf-7", "application/json", "x; charset=klingon", "x; charset=utf-16"]
)
FORMERLY = [
    (b"<rss><channel><item><title>+ADw-script+AD4-</title>", "text/xml; charset=utf-7"),
    (b"<?xml\t?>", ""),  # nothing is left of it: feedparser gives an answer without a version
]
"""Documents that were thought of, or that made trouble once."""
TEMPLATES = "{{7191*7}} {% raw %} ${HOME} %(x)s {0.__class__} #{1+1} <%= 1 %> {{ headline }}"
OPTIONS: dict[str, dict[str, str]] = {
    "console": {},
    "email": {"host": "h", "from": "m@example.org", "to": "d@example.org", "security": "none"},
    "slack": {"token": "xoxb-1", "channel": "C1"},
    "telegram": {"token": "123456789:" + "A" * 35, "chat": "-1"},
    "webhook": {"url": "https://hook.example/"},
}


def search(
    check: Callable[..., None], *ways: st.SearchStrategy[Any], count: int, first: Sequence[Any] = ()
) -> None:
    """Try the check on so many values of these strategies, after the values that were thought of."""
    with in_bounded_time(60 if count == EVERYDAY else 1_800):
        for values in first:
            check(*values)
        settings(max_examples=count, deadline=None)(given(*ways)(check))()


def check_document(body: bytes, content_type: str) -> None:
    cut = slices.cut(body, content_type=content_type)
    assert cut.unseen(cut.as_one()) == ()
    found = read(body, content_type=content_type, url=FEED.url)
    assert isinstance(found, ParsedFeed | Unreadable)
    if isinstance(found, ParsedFeed):
        came = clean.items(found.entries, feed=FEED, base=FEED.url, now=NOON)
        assert len(came.items) + came.same + sum(came.rejected.values()) == len(found.entries)
        for item in came.items:
            check_item(item)


def check_item(item: Item) -> None:
    """Plain text within its limits, and links of the web only."""
    for text in (item.title, item.summary, item.body, item.author, item.source):
        assert not {"\x00", "\x1b", *BIDI} & set(text)
        text.encode()  # no half of a pair
    assert "\n" not in item.title
    assert len(item.title) <= clean.TITLE_LIMIT
    assert all(link.startswith(("http://", "https://")) for link in (item.url, *item.enclosures) if link)


@pytest.mark.parametrize("count", COUNTS)
def test_t4_t7_any_document_is_cut_read_and_cleaned(count: int) -> None:
    search(check_document, BODIES, TYPES, count=count, first=FORMERLY)


def check_markup(markup: str) -> None:
    text = from_markup(markup)
    assert not {"\x00", "\x1b", *BIDI} & set(text)
    assert "\n" not in one_line(text)


@pytest.mark.parametrize("count", COUNTS)
def test_t8_any_markup_becomes_text(count: int) -> None:
    search(check_markup, st.one_of(MARKUP, ANY), count=count, first=[("<" * 20_000,)])


def check_files(text: str) -> None:
    """A folder in which every file is this text."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        for path in ("feeds", "channels", "monitor", "packs/p", "entities/e", "lists/l"):
            target = folder / f"{path}.yaml"
            target.parent.mkdir(exist_ok=True)
            target.write_text(text, encoding="utf-8", errors="replace")
        for problem in load_configuration(folder, environment={}).problems:
            assert problem.line >= 1
            assert problem.column >= 1
            assert problem.message


@pytest.mark.parametrize("count", COUNTS)
def test_t10_any_text_in_any_file_is_loaded_or_faulted(count: int) -> None:
    search(
        check_files,
        st.one_of(SCRAPS, ANY),
        count=count,
        first=[("[" * 5_000,), ("a: &a [*a, *a]\n",), ("? " * 5_000,)],
    )


def a_message(text: str, reason: Reason = Reason.FIRST, *, length: int = 5) -> Message:
    item = an_item(text, summary=text, source=text, url=f"https://e.example/?a={length}&b='\"<>")
    rules = (a_rule(Hit(term=text, field=Field.SUMMARY, start=0, end=length), title=text),)
    lines = (text, text) if reason is Reason.DIGEST else ()
    sources = (text, "B")
    alert = an_alert(item=item, rules=rules, sources=sources, reason=reason, explanation=text, digest_lines=lines)
    return compose_message(alert, tz=UTC, repeat=True)


@cache
def channel_of(kind: str) -> Previewing:
    """A channel that opens nothing, because nothing is sent."""
    channel = CHANNELS[kind].build("desk", OPTIONS[kind])
    assert isinstance(channel, Previewing), kind
    return channel


def previews(message: Message) -> dict[str, str]:
    """What each channel that lays out messages would send."""
    return {kind: channel_of(kind).preview(message) for kind in OPTIONS}


def check_message(text: str, reason: Reason, length: int) -> None:
    message = a_message(text, reason, length=length)
    shown = previews(message)
    assert not {"\x00", "\x1b", "\x07"} & set(shown["console"])
    assert json.loads(shown["webhook"])
    for piece in shown["slack"].split("\n\n{"):
        assert json.loads(piece if piece.startswith("{") else "{" + piece)
    html = mail_html.lay_out(message).partition("<body")[2]
    assert not {"<script", "<svg", "<img", "<iframe"} & {tag.lower() for tag in html.split()}
    # Telegram's markup is a well-formed document, or Telegram refuses the message (Bot API, "HTML style").
    ET.fromstring(f"<m>{telegram.lay_out(message)}</m>")
    assert all(len(piece.encode()) <= NTFY_LIMIT or "\n" not in piece for piece in ntfy_pieces(message))


@pytest.mark.parametrize("count", COUNTS)
def test_t8_whatever_a_feed_says_every_channels_message_is_well_formed(count: int) -> None:
    search(
        check_message,
        st.one_of(ANY, MARKUP),
        st.sampled_from(Reason),
        st.integers(min_value=1, max_value=30),
        count=count,
        first=[
            ("<!channel> <@U1> @everyone", Reason.FIRST, 3),
            ("👩\u200d🚀" * 2_000, Reason.DIGEST, 3),
            ("\ud800", Reason.FIRST, 1),
        ],
    )


@pytest.mark.parametrize("channel", OPTIONS)
def test_t9_what_looks_like_a_template_is_shown_as_it_was_written(channel: str) -> None:
    shown = previews(a_message(TEMPLATES, length=3))[channel]

    for scrap in ("{{7191*7}}", "${HOME}", "%(x)s", "{0.__class__}", "#{1+1}", "{{ headline }}"):
        assert scrap in shown
    assert str(7191 * 7) not in shown
