"""Every outlet's document can be read, with every item and every letter in it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from html import unescape
from itertools import product

import feedparser
import pytest

from monitor.demo.day import Bulletin, DemoOutlet, FeedFormat, Markup, load_day
from monitor.demo.publishers import Press, page, render

MIDNIGHT = datetime(2024, 10, 28, tzinfo=UTC)
DAY = load_day()
AWKWARD = Bulletin(
    outlet="lab",
    at=timedelta(hours=6, minutes=12),
    title="Fish & chips <b>cheaper</b> – \"very\" much, says 'Ёж' 崔",
    summary="A & B. C < D ]]> E.",
    path="/lab/0612",
    query="utm_source=a&utm_medium=b",
    host="m",
)


def press(outlet: DemoOutlet) -> Press:
    return Press(outlet=outlet, midnight=MIDNIGHT, port=8000)


def lab(form: FeedFormat, markup: Markup, encoding: str = "utf-8") -> DemoOutlet:
    return DemoOutlet(id="lab", title="Lab & Sons", lang="en", format=form, markup=markup, encoding=encoding)


@pytest.mark.parametrize("outlet", DAY.outlets, ids=lambda outlet: outlet.id)
def test_a_reader_finds_every_bulletin(outlet: DemoOutlet) -> None:
    bulletins = DAY.published(outlet, until=timedelta(days=1))
    document = render(press(outlet), bulletins)
    if outlet.format is FeedFormat.JSON:
        titles = [item["title"] for item in json.loads(document)["items"]]
    else:
        parsed = feedparser.parse(document)
        assert not parsed.bozo
        titles = [entry.title for entry in parsed.entries]
    assert titles == [bulletin.title for bulletin in bulletins]


@pytest.mark.parametrize(
    ("form", "markup", "encoding"),
    list(
        product(
            (FeedFormat.RSS, FeedFormat.ATOM, FeedFormat.RDF),
            (Markup.PLAIN, Markup.HTML),
            ("utf-8", "windows-1251"),
        )
    ),
)
def test_awkward_letters_survive(form: FeedFormat, markup: Markup, encoding: str) -> None:
    parsed = feedparser.parse(render(press(lab(form, markup, encoding)), [AWKWARD]))
    (entry,) = parsed.entries
    assert parsed.feed.title in ("Lab & Sons", "Lab &amp; Sons")
    assert "Ёж" in entry.title
    assert "崔" in entry.title
    assert entry.link == "http://m.localhost:8000/lab/0612?utm_source=a&utm_medium=b"
    assert "C < D ]]> E." in unescape(entry.summary)


def test_a_summary_in_cdata_holds_escaped_html() -> None:
    parsed = feedparser.parse(render(press(lab(FeedFormat.RSS, Markup.CDATA)), [AWKWARD]))
    assert "C < D ]]> E." in unescape(parsed.entries[0].summary)


def test_the_date_is_the_instant_of_publication_in_the_outlets_zone() -> None:
    outlet = DemoOutlet(id="lab", title="Lab", lang="ko", format=FeedFormat.JSON, hours_east=9)
    (item,) = json.loads(render(press(outlet), [AWKWARD]))["items"]
    assert item["date_published"] == "2024-10-28T15:12:00+09:00"


def test_relative_links_leave_out_the_host() -> None:
    outlet = DemoOutlet(id="lab", title="Lab", lang="en", format=FeedFormat.JSON, relative_links=True)
    (item,) = json.loads(render(press(outlet), [AWKWARD]))["items"]
    assert item["url"] == "/lab/0612?utm_source=a&utm_medium=b"


def test_a_page_shows_the_bulletin_escaped() -> None:
    shown = page(press(lab(FeedFormat.RSS, Markup.PLAIN)), AWKWARD)
    assert "Fish &amp; chips &lt;b&gt;cheaper" in shown
