"""Reports as documents: whole, readable, and nothing that a feed says is markup, a formula or a script."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import lxml.html
import pytest

from monitor.desk.render.cells import cells, harmless
from monitor.desk.render.markdown import markdown
from monitor.desk.render.page import html
from monitor.desk.render.strip import marks, ticks
from monitor.desk.render.words import moment, period, span, web_address
from monitor.desk.shapes.channels import ChannelTroubleShape
from monitor.desk.shapes.report import DevelopmentShape
from tests.desk.reports import MINUTE, a_report, a_sent_alert, a_story, an_act
from tests.fakes import NOON

EVIL = '<script>alert(1)</script> & "quotes" [x](javascript:alert(1)) `code` | \u202egnp.exe\n# heading'


def everywhere(text: str) -> list[str]:
    """The Markdown and the page of a report in which every text of others is this one."""
    change = DevelopmentShape(at=NOON, source=text, headline=text, what=text, url=text)
    act = an_act(text, way=text, comment=text)
    story = a_story(
        text, url=text, sources=(text,), rules=(text,), channels=(text,), acknowledged=(act,),
        developments=(change,),
    )  # fmt: skip
    trouble = ChannelTroubleShape(
        channel=text, says=text, fix="", gone=False, since=None, paused_until=None, waiting=0
    )
    failed = a_sent_alert(headline=text, url=text, detail=text, outcome="refused")
    report = a_report(
        story, failed=(failed,), notices=(a_sent_alert(headline=text),), channels=(trouble,),
        suppressed={text: 1}, waiting={text: 1},
    )  # fmt: skip
    return [markdown(report, zone=UTC), html(report, zone=UTC)]


def test_no_text_of_a_feed_is_markup() -> None:
    text, page = everywhere(EVIL)
    tree = lxml.html.document_fromstring(page)
    assert tree.xpath("//script") == []
    assert tree.xpath("//a") == [], "no address of that is a page"
    unescaped = re.sub(r"\\.", "", text)
    assert "<" not in unescaped
    assert "](" not in unescaped
    assert "`code`" not in unescaped
    assert "\n# heading" not in text
    for document in (text, page):
        assert "\u202e" not in document


def test_only_addresses_of_pages_are_links() -> None:
    assert web_address("https://news.example/1?a=1") == "https://news.example/1?a=1"
    for wrong in (
        "javascript:alert(1)",
        " javascript:alert(1)",
        "data:text/html,x",
        "file:///x",
        "https:",
        "//x",
        "",
    ):
        assert web_address(wrong) == ""
    assert web_address("http://[broken") == ""
    address = 'https://news.example/a(b)"><b>'
    page = html(a_report(a_story(url=address)), zone=UTC)
    [link] = lxml.html.document_fromstring(page).xpath("//a")
    assert link.get("href") == address
    assert '(https://news.example/a%28b%29"%3E%3Cb%3E)' in markdown(a_report(a_story(url=address)), zone=UTC)


def test_a_page_loads_nothing_and_runs_nothing() -> None:
    page = html(a_report(a_story()), zone=UTC)
    tree = lxml.html.document_fromstring(page)
    assert tree.xpath("//script | //link | //img | //iframe | //@onclick | //@src") == []
    assert "url(" not in page
    assert "@import" not in page
    assert "prefers-color-scheme: dark" in page
    assert "@media print" in page
    [policy] = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none'")


@pytest.mark.parametrize("of", [lambda report: markdown(report, zone=UTC), lambda report: html(report, zone=UTC)])
def test_a_shift_can_be_handed_over_with_it(of: object) -> None:
    assert callable(of)
    change = DevelopmentShape(
        at=NOON + 9 * MINUTE, source="KCNA Watch", headline="Twelve thousand", what="new number: 12,000", url=""
    )
    seen = a_story(
        "Rain",
        severity="low",
        acknowledged=(an_act("mira", comment="on it"),),
        not_relevant=True,
        developments=(change,),
    )
    failed = a_sent_alert(headline="Lost", outcome="refused", detail="HTTP 400")
    document = of(a_report(a_story(), seen, failed=(failed,), suppressed={"folded": 7}))
    if "<" in document:
        document = lxml.html.document_fromstring(document).text_content()
    words = " ".join(document.replace("*", "").replace("\\", "").split())
    for expected in (
        "2026-03-12, 11:00 to 13:00 UTC",
        "2 stories alerted (2 alerts), 1 not acknowledged. 3 items matched rules.",
        "high, not acknowledged: Troops arrive in Kursk",
        "monitor alerts ack s1",
        "Antara, NK News (1 independent); first seen 12:00",
        "changed 12:09: ",
        "KCNA Watch (new number: 12,000)",
        "acknowledged by mira at 12:05 (cli, after 4 min 0 s): on it; not relevant",
        "not acknowledged",
        "refused: HTTP 400",
        "folded: 7",
    ):
        assert expected in words, expected
    assert re.search(r"High \(?1.* Low \(?1", words)


def test_a_quiet_shift_is_said_to_be_one() -> None:
    assert "Nothing alerted. 3 items matched rules." in markdown(a_report(), zone=UTC)
    assert "Needs attention" not in markdown(a_report(), zone=UTC)


def test_times_have_a_date_where_the_report_has_several_and_follow_summer_time() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    night = a_report(since=datetime(2026, 3, 28, 21, tzinfo=UTC), until=datetime(2026, 3, 29, 5, tzinfo=UTC))
    assert period(night, zone=berlin) == "2026-03-28 22:00 CET to 2026-03-29 07:00 CEST"
    assert moment(datetime(2026, 3, 29, 1, 30, tzinfo=UTC), report=night, zone=berlin) == "Sun 29 Mar 03:30"
    assert moment(NOON, report=a_report(), zone=UTC) == "12:00"
    assert moment(None, report=a_report(), zone=UTC) == "unknown"


def test_the_strip_has_every_story_at_its_time() -> None:
    seen = a_story(severity="low", first_sent_at=NOON - 30 * MINUTE, acknowledged=(an_act(),))
    late = a_story(severity="critical", first_sent_at=NOON + 900 * MINUTE)
    found = marks(a_report(a_story(first_sent_at=NOON), late, seen))
    assert [(one.x, one.level, one.acknowledged) for one in found] == [
        (0.25, 1, True), (0.5, 3, False), (1.0, 4, False),
    ]  # fmt: skip
    tree = lxml.html.document_fromstring(html(a_report(a_story(), late, seen), zone=UTC))
    assert len(tree.xpath("//svg[contains(@class, 'wider')]//circle")) == 3
    assert len(tree.xpath("//svg//g[@class='low seen']")) == 2, "on the wide and the narrow strip"


@pytest.mark.parametrize(
    ("hours", "most", "found"),
    [
        (2, 4, ["11:30", "12:00", "12:30"]),
        (8, 4, ["12:00", "14:00", "16:00", "18:00"]),
        (8, 12, ["12:00", "13:00", "14:00", "15:00", "16:00", "17:00", "18:00"]),
        (24 * 7, 4, ["14 Mar", "16 Mar", "18 Mar"]),
    ],
)
def test_the_strip_has_the_times_of_the_clock(hours: int, most: int, found: list[str]) -> None:
    report = a_report(since=NOON - 60 * MINUTE, until=NOON + (hours - 1) * 60 * MINUTE)
    assert [one.text for one in ticks(report, zone=UTC, most=most)] == found


def test_the_strip_follows_summer_time() -> None:
    night = a_report(since=datetime(2026, 3, 28, 23, tzinfo=UTC), until=datetime(2026, 3, 29, 5, tzinfo=UTC))
    found = {one.text: round(one.x * 6, 2) for one in ticks(night, zone=ZoneInfo("Europe/Berlin"), most=12)}
    assert (found["01:00"], found["03:00"], found["06:00"]) == (1, 2, 5)
    assert "02:00" not in found


def test_spans_are_in_words() -> None:
    assert [span(one) for one in (0.0, 59.94, 59.96, 60, 3600, 7325, None)] == [
        "0.0 s", "59.9 s", "1 min 0 s", "1 min 0 s", "1 h 0 min", "2 h 2 min", "unknown",
    ]  # fmt: skip


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t=", "\r=", "\n=", " =", "\u00a0=", "\uff1d", "\uff20"])
def test_no_cell_is_a_formula(begin: str) -> None:
    text = f"{begin}cmd|' /C calc'!A0"
    assert harmless(text) == f"'{text}"
    story = a_story(text, url=text, sources=(text,), rules=(text,), channels=(text,), acknowledged=(an_act(text),))
    header, row = csv.reader(io.StringIO(cells(a_report(story))))
    assert len(header) == len(row)
    for cell in row:
        assert cell.lstrip()[:1] not in ("=", "+", "-", "@", "\uff1d", "\uff20"), cell


def test_a_row_has_the_story() -> None:
    story = a_story('Привет, «мир»; "x"', acknowledged=(an_act("mira", comment="a, b"),))
    header, row = csv.reader(io.StringIO(cells(a_report(story))))
    held = dict(zip(header, row, strict=True))
    assert held["headline"] == 'Привет, «мир»; "x"'
    assert (held["sources"], held["independent"]) == ("Antara; NK News", "1")
    assert (held["first_seen"], held["acknowledged_at"]) == ("2026-03-12T12:00:00Z", "2026-03-12T12:05:00Z")
    assert (held["acknowledged_by"], held["comments"], held["not_relevant"]) == ("mira (cli)", "a, b", "")
