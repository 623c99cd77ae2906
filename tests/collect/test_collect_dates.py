"""Dates as feeds write them: the right instant, or none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.collect.items import normalise
from monitor.collect.parse.dates.generate import content
from monitor.collect.parse.dates.names import FILE, load
from monitor.collect.parse.dates.read_date import entry_dates, instant
from monitor.collect.parse.entries import FeedEntry
from monitor.model.ids import FeedId
from monitor.model.news.feed import Feed


def written(text: str, lang: str = "") -> str:
    """The instant as ISO 8601 in UTC; without Z where the text names no zone; empty if there is none."""
    date = instant(text, lang=lang)
    if date is None:
        return ""
    return f"{date:%Y-%m-%dT%H:%M:%S}" + ("Z" if date.tzinfo else "")


RIGHT = """
mer, 16 nov 2022 00:38:15 +0100 | 2022-11-15T23:38:15Z | -
Mon, 16 Nov 2026 08:30:00 WIB | 2026-11-16T01:30:00Z | -
Mon, 16 Nov 2026 08:30:00 WITA | 2026-11-16T00:30:00Z | -
Mon, 16 Nov 2026 08:30:00 WIT | 2026-11-15T23:30:00Z | -
Mon, 16 Nov 2026 08:30:00 GMT+7 | 2026-11-16T01:30:00Z | -
Mon, 16 Nov 2026 08:30:00 GMT+07:00 | 2026-11-16T01:30:00Z | -
Mon, 16 Nov 2026 08:30:00 UTC+8 | 2026-11-16T00:30:00Z | -
Mon, 16 Nov 2026 08:30:00 +07 | 2026-11-16T01:30:00Z | -
Mon, 16 Nov 2026 08:30:00 +7 | 2026-11-16T01:30:00Z | -
Mon, 16 Nov 2026 08:30:00 +07:00 | 2026-11-16T01:30:00Z | -
Mon, 16 Nov 2026 08:30:00 MSK | 2026-11-16T05:30:00Z | -
Mon, 16 Nov 2026 08:30:00 CET | 2026-11-16T07:30:00Z | -
Mon, 15 Jun 2026 08:30:00 CEST | 2026-06-15T06:30:00Z | -
Mon, 15 Jun 2026 08:30:00 BST | 2026-06-15T07:30:00Z | -
Mon, 16 Nov 2026 08:30:00 IST | 2026-11-16T03:00:00Z | -
Mon, 16 Nov 2026 08:30:00 KST | 2026-11-15T23:30:00Z | -
Mon, 16 Nov 2026 08:30:00 JST | 2026-11-15T23:30:00Z | -
Mon, 16 Nov 2026 08:30:00 HKT | 2026-11-16T00:30:00Z | -
Mon, 16 Nov 2026 08:30:00 SGT | 2026-11-16T00:30:00Z | -
Mon, 16 Nov 2026 08:30:00 PKT | 2026-11-16T03:30:00Z | -
Mon, 16 Nov 2026 08:30:00 NPT | 2026-11-16T02:45:00Z | -
Mon, 16 Nov 2026 08:30:00 EST | 2026-11-16T13:30:00Z | -
Mon, 16 Nov 2026 08:30:00 -0500 (EST) | 2026-11-16T13:30:00Z | -
Mon, 16 Nov 2026 08:30 PM +0700 | 2026-11-16T13:30:00Z | -
Mon, 16 Nov 2026 8:30:00 AM | 2026-11-16T08:30:00 | -
Sat, Oct 28 2023 08:28:28 PM | 2023-10-28T20:28:28 | -
November 16, 2026 8:30 am | 2026-11-16T08:30:00 | -
Nov 16, 2026, 12:05 AM EST | 2026-11-16T05:05:00Z | -
Monday, November 16th, 2026 at 12:30 PM | 2026-11-16T12:30:00 | -
2026/11/16 08:30:00 +0800 | 2026-11-16T00:30:00Z | -
2026/11/30 | 2026-11-30T00:00:00 | -
2026.11.30 08:30 | 2026-11-30T08:30:00 | -
2026年11月16日 08:30:00 | 2026-11-16T08:30:00 | -
2026年11月16日 | 2026-11-16T00:00:00 | -
2026年11月16日(月) 8時30分 | 2026-11-16T08:30:00 | ja
2026年11月16日 下午8:30 | 2026-11-16T20:30:00 | zh
2026年11月16日 星期一 08:30 | 2026-11-16T08:30:00 | zh
2026년 11월 16일 월요일 오후 8시 30분 | 2026-11-16T20:30:00 | ko
2026. 11. 16. 오전 8:30 | 2026-11-16T08:30:00 | ko
2026-11-16 오후 08:30:00 | 2026-11-16T20:30:00 | ko
Senin, 16 Nov 2026 08:30:00 +0700 | 2026-11-16T01:30:00Z | id
Senin, 16 November 2026 08:30 WIB | 2026-11-16T01:30:00Z | id
Senin, 16 November 2026 | 08.30 WIB | 2026-11-16T01:30:00Z | id
Sabtu, 1 Agustus 2026 08.30 WIB | 2026-08-01T01:30:00Z | id
Jumat, 20 Nop 2026 08:30:00 +0700 | 2026-11-20T01:30:00Z | id
Isnin, 16 Nov 2026 08:30:00 +0800 | 2026-11-16T00:30:00Z | ms
Isnin, 16 Disember 2024 08:30:00 +0800 | 2024-12-16T00:30:00Z | ms
Пн, 16 ноя 2026 08:30:00 +0300 | 2026-11-16T05:30:00Z | ru
16 ноября 2026, 08:30 | 2026-11-16T08:30:00 | ru
понедельник, 16 ноября 2026 г. 08:30 МСК | 2026-11-16T05:30:00Z | ru
16 ноября 2026 г., 08:30 | 2026-11-16T08:30:00 | ru
Пн, 16 лис 2026 08:30:00 +0200 | 2026-11-16T06:30:00Z | uk
16 листопада 2026 р., 08:30 | 2026-11-16T08:30:00 | uk
lun, 16 nov 2026 08:30:00 +0100 | 2026-11-16T07:30:00Z | it
lunedì 16 novembre 2026, 08:30 | 2026-11-16T08:30:00 | it
lun., 16 nov. 2026 08:30:00 +0100 | 2026-11-16T07:30:00Z | fr
lundi 16 novembre 2026 à 08h30 | 2026-11-16T08:30:00 | fr
mar, 18 août 2026 08:30:00 +0200 | 2026-08-18T06:30:00Z | fr
mar, 17 mar 2026 08:30:00 +0200 | 2026-03-17T06:30:00Z | it
Lun, 16 Nov 2026 08:30:00 -0300 | 2026-11-16T11:30:00Z | es
16 de noviembre de 2026 08:30 | 2026-11-16T08:30:00 | es
lunes, 16 de noviembre de 2026 a las 08:30 | 2026-11-16T08:30:00 | es
Seg, 16 Nov 2026 08:30:00 -0300 | 2026-11-16T11:30:00Z | pt
segunda-feira, 16 de novembro de 2026 às 08h30 | 2026-11-16T08:30:00 | pt
Qua, 18 Fev 2026 08:30:00 -0300 | 2026-02-18T11:30:00Z | pt
Mo, 16 Nov 2026 08:30:00 +0100 | 2026-11-16T07:30:00Z | de
Montag, 16. November 2026, 08:30 Uhr | 2026-11-16T08:30:00 | de
Mi, 16 Dez 2026 08:30:00 +0100 | 2026-12-16T07:30:00Z | de
16.11.2026 08:30 | 2026-11-16T08:30:00 | de
05.11.2026 08:30 | 2026-11-05T08:30:00 | de
ma, 16 nov 2026 08:30:00 +0100 | 2026-11-16T07:30:00Z | nl
maandag 16 november 2026 om 08:30 uur | 2026-11-16T08:30:00 | nl
ma 16 mrt 2026 08:30 | 2026-03-16T08:30:00 | nl
pon, 16 lis 2026 08:30:00 +0100 | 2026-11-16T07:30:00Z | pl
poniedziałek, 16 listopada 2026 08:30 | 2026-11-16T08:30:00 | pl
pon., 16 paź 2028 08:30:00 +0200 | 2028-10-16T06:30:00Z | pl
Pzt, 16 Kas 2026 08:30:00 +0300 | 2026-11-16T05:30:00Z | tr
16 Kasım 2026 Pazartesi 08:30 | 2026-11-16T08:30:00 | tr
16 Ağustos 2026 08:30 TRT | 2026-08-16T05:30:00Z | tr
Thứ Hai, 16 tháng 11 năm 2026 08:30 | 2026-11-16T08:30:00 | vi
Thứ hai, 16/11/2026, 08:30 (GMT+7) | 2026-11-16T08:30:00 | vi
16 Tháng 11, 2026 8:30 SA | 2026-11-16T08:30:00 | vi
16 พ.ย. 2569 08:30 น. | 2026-11-16T08:30:00 | th
วันจันทร์ที่ 16 พฤศจิกายน พ.ศ. 2569 | 2026-11-16T00:00:00 | th
16 พฤศจิกายน 2026 08:30:00 +0700 | 2026-11-16T01:30:00Z | th
จ., 16 พ.ย. 2026 08:30:00 +0700 | 2026-11-16T01:30:00Z | th
الاثنين, 16 نوفمبر 2026 08:30:00 +0300 | 2026-11-16T05:30:00Z | ar
١٦ نوفمبر ٢٠٢٦ ٠٨:٣٠ م | 2026-11-16T20:30:00 | ar
الاثنين 16 تشرين الثاني 2026 08:30 | 2026-11-16T08:30:00 | ar
دوشنبه, 16 نوامبر 2026 08:30:00 +0330 | 2026-11-16T05:00:00Z | fa
सोम, 16 नवंबर 2026 08:30:00 +0530 | 2026-11-16T03:00:00Z | hi
सोमवार, 16 नवम्बर 2026 08:30 | 2026-11-16T08:30:00 | hi
20261116T083000Z | 2026-11-16T08:30:00Z | -
20261116T083000+0700 | 2026-11-16T01:30:00Z | -
20261116083000 | 2026-11-16T08:30:00 | -
20261116 | 2026-11-16T00:00:00 | -
1794817800 | 2026-11-16T08:30:00Z | -
1794817800000 | 2026-11-16T08:30:00Z | -
1794817800.123 | 2026-11-16T08:30:00Z | -
2026-11-16T08:30:00.123456789Z | 2026-11-16T08:30:00Z | -
2026-11-16T08:30:00+0700 | 2026-11-16T01:30:00Z | -
2026-11-16 08:30:00 +0000 UTC | 2026-11-16T08:30:00Z | -
2026-11-16 08:30:00 +0700 WIB | 2026-11-16T01:30:00Z | -
2026-11-16T08:30:00 Asia/Jakarta | 2026-11-16T01:30:00Z | -
Mon Nov 16 08:30:00 WIB 2026 | 2026-11-16T01:30:00Z | -
Mon Nov 16 2026 08:30:00 GMT+0700 (Western Indonesia Time) | 2026-11-16T01:30:00Z | -
Mon Nov 16 08:30:00 CST 2026 | 2026-11-16T14:30:00Z | -
Mon Nov 16 08:30:00 2026 | 2026-11-16T08:30:00 | -
05/11/2026 08:30 | 2026-11-05T08:30:00 | it
16/11/2026 08:30:00 | 2026-11-16T08:30:00 | -
11/16/2026 08:30 PM | 2026-11-16T20:30:00 | -
16-11-2026 08:30:00 | 2026-11-16T08:30:00 | -
16-Nov-2026 08:30:00 | 2026-11-16T08:30:00 | -
16 Nov 26 08:30 +0000 | 2026-11-16T08:30:00Z | -
Mon, 16 Nov 2026 24:00:00 GMT | 2026-11-17T00:00:00Z | -
2026-11-16T08:30:60Z | 2026-11-16T08:30:59Z | -
2026-11-16T08:30Z | 2026-11-16T08:30:00Z | -
Mon, 16 November 2026 08:30:00 +0000 | 2026-11-16T08:30:00Z | -
Mon,16 Nov 2026 08:30:00 +0000 | 2026-11-16T08:30:00Z | -
16 Nov, 2026 08:30:00 +0000 | 2026-11-16T08:30:00Z | -
16 Sept 2026 08:30 BST | 2026-09-16T07:30:00Z | -
Senin, 16/11/2026 08:30 WIB | 2026-11-16T01:30:00Z | id
Mon, 16 Nov 2026 08:30:00 GMT+0700 (WIB) | 2026-11-16T01:30:00Z | -
2026-11-16T08:30:00+07 | 2026-11-16T01:30:00Z | -
16-11-2026 08.30 | 2026-11-16T08:30:00 | id
Mon, 16 Nov 2026 08:30:00 UTC+0700 | 2026-11-16T01:30:00Z | -
२०२६-११-१६ ०८:३० | 2026-11-16T08:30:00 | hi
Πέμ, 16 Ιουλ 2026 08:30:00 +0300 | 2026-07-16T05:30:00Z | el
2026年11月16日 上午08:30 | 2026-11-16T08:30:00 | zh
Thu, 16 Jul 2026 08:30 p.m. | 2026-07-16T20:30:00 | -
Thứ Hai, 16/11/2026 - 08:30 | 2026-11-16T08:30:00 | vi
Th 2, 16 Th11 2026 08:30:00 +0700 | 2026-11-16T01:30:00Z | vi
T2, 16/11/2026 | 2026-11-16T00:00:00 | vi
man. 16 nov. 2026 kl. 08.30 | 2026-11-16T08:30:00 | da
pondělí 16. listopadu 2026 08:30 | 2026-11-16T08:30:00 | cs
จันทร์, 16 พ.ย. 2026 08:30:00 +0700 | 2026-11-16T01:30:00Z | th
16 พฤศจิกายน 2569 เวลา 08:30 น. | 2026-11-16T08:30:00 | th
الإثنين 16 نوفمبر 2026 - 08:30 صباحاً | 2026-11-16T08:30:00 | ar
دوشنبه 16 نوامبر 2026 ساعت 08:30 | 2026-11-16T08:30:00 | fa
16 नवंबर 2026, 08:30 पूर्वाह्न | 2026-11-16T08:30:00 | hi
2026/11/16(月) 8:30 | 2026-11-16T08:30:00 | ja
2026.11.16 (월) 08:30 | 2026-11-16T08:30:00 | ko
2026-11-16 08:30 (星期一) | 2026-11-16T08:30:00 | zh
Понедельник, 16 ноября 2026, 08:30 МСК | 2026-11-16T05:30:00Z | ru
16 lis 2026, 08:30 | 2026-11-16T08:30:00 | pl
16/nov/2026 08:30 | 2026-11-16T08:30:00 | pt
16 nov. 2026 8:30 a. m. | 2026-11-16T08:30:00 | es
16 de nov. de 2026 08:30 p. m. | 2026-11-16T20:30:00 | es
16 nov. 2026 - 08:30 | 2026-11-16T08:30:00 | fr
16. Nov. 2026 08:30 MEZ | 2026-11-16T07:30:00Z | de
16 Nov 2026 ore 08:30 | 2026-11-16T08:30:00 | it
понеділок, 16 листопада 2026 р. о 08:30 | 2026-11-16T08:30:00 | uk
16 November 2026 pukul 08.30 WIB | 2026-11-16T01:30:00Z | id
Mo., 16.11.2026 - 08:30 Uhr | 2026-11-16T08:30:00 | de
lun 16 nov 2026 08:30:00 CET | 2026-11-16T07:30:00Z | it
seg, 16 nov 2026 08:30:00 BRT | 2026-11-16T11:30:00Z | pt
2026-11-16 08:30:00.0 | 2026-11-16T08:30:00 | -
2026-11-16T08:30:00.000+0000 | 2026-11-16T08:30:00Z | -
Mon Nov 16 08:30:00 +0700 2026 | 2026-11-16T01:30:00Z | -
Monday, 16-Nov-26 08:30:00 GMT | 2026-11-16T08:30:00Z | -
Mon, 16 Nov 2026 08:30:00 America/New_York | 2026-11-16T13:30:00Z | -
2026-11-16 20:30 PM | 2026-11-16T20:30:00 | -
Sun, 16 Nov 2026 08:30:00 +0700 | 2026-11-16T01:30:00Z | -
16 Nov 2026 8.30pm | 2026-11-16T20:30:00 | -
Nov. 16, 2026 | 2026-11-16T00:00:00 | en
16th November 2026, 8:30am GMT | 2026-11-16T08:30:00Z | en
2026. november 16., hétfő 08:30 | 2026-11-16T08:30:00 | hu
Isnin, 16 November 2026 8:30 PM | 2026-11-16T20:30:00 | ms
1794817800.5 | 2026-11-16T08:30:00Z | -
２０２６年１１月１６日　８時３０分 | 2026-11-16T08:30:00 | ja
2026-11-16T08:30:00 +07:00 | 2026-11-16T01:30:00Z | -
"""


@pytest.mark.parametrize("line", RIGHT.strip().splitlines())
def test_a_date_is_read_as_it_was_meant(line: str) -> None:
    text, meant, lang = line.rsplit(" | ", 2)
    assert written(text, lang.strip("-")) == meant


DOUBTFUL = [
    ("۲۵ آبان ۱۴۰۵ - ۰۸:۳۰", "fa"),
    ("1405/08/25 08:30", "fa"),
    ("Mon Nov 16 08:30:00 CST 2026", "zh"),
    ("05/11/2026 08:30", ""),
    ("Mon, 31 Nov 2026 08:30:00 GMT", ""),
    ("yesterday", ""),
    ("2 hours ago", ""),
    ("2026-11", ""),
    ("2026", ""),
    ("November 2026", ""),
    ("Dienstag, 16. November 2026", "de"),
    ("16 Nov 2026 25:30:00", ""),
    ("Mon, 16 Nov 2026 08:30:00 XYZ", ""),
    ("0000-00-00 00:00:00", ""),
    ("2569-11-16 08:30", ""),
    ("1405-08-25", ""),
    ("Published: 16 Nov 2026", ""),
    ("2026-W47-1", ""),
    ("令和8年11月16日", "ja"),
    ("2026年11月", "zh"),
    ("12/11/2026", "en"),
    ("2026 m. lapkričio 16 d. 08:30", "lt"),
    ("17948178", ""),
    ("99999999999", ""),
    ("2026-13-01", ""),
    ("2026-02-30", ""),
    ("Mon, 16 Nov 2026 8:5:00 GMT", ""),
    ("Mon, 16 Nov 2026 08:30:00 0700", ""),
]


@pytest.mark.parametrize(("text", "lang"), DOUBTFUL)
def test_a_doubtful_date_is_none(text: str, lang: str) -> None:
    assert written(text, lang) == ""


WRITERS = (
    "%a, %d %b %Y %H:%M:%S {zone}",
    "%d %B %Y %H:%M:%S {zone}",
    "%Y-%m-%dT%H:%M:%S{zone}",
    "%Y-%m-%d %H:%M:%S {zone}",
    "%Y/%m/%d %H:%M:%S {zone}",
    "%d.%m.%Y %H:%M:%S {zone}",
    "%B %d, %Y %I:%M:%S %p {zone}",
    "%Y年%m月%d日 %H:%M:%S {zone}",
    "%Y%m%dT%H%M%S{zone}",
    "%a %b %d %H:%M:%S {zone} %Y",
    "%A, %d %B %Y, %H:%M:%S GMT{zone}",
)
ZONES = {"+0700": 7, "-0530": -5.5, "+00:00": 0, "+01": 1}
INSTANTS = st.integers(631_152_000, 3_786_912_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
"""From 1990 to 2090."""


@given(INSTANTS, st.sampled_from(WRITERS), st.sampled_from(sorted(ZONES)))
def test_what_was_written_is_read_back(at: datetime, writer: str, zone: str) -> None:
    local = at.replace(tzinfo=timezone(timedelta(hours=ZONES[zone])))
    assert instant(local.strftime(writer.replace("{zone}", zone))) == local


@given(INSTANTS, st.sampled_from(sorted(load().months)), st.booleans())
def test_the_name_of_a_month_in_any_language_is_that_month_or_none(at: datetime, name: str, first: bool) -> None:
    date = instant(f"{name} {at.day}, {at.year}" if first else f"{at.day} {name} {at.year}")
    assert date is None or (date.day, date.year) == (at.day, at.year)
    assert date is None or date.month in load().months[name]


@given(st.text("0123456789 /.-:+TZapmGMTnov年月日ก،ن", max_size=30))
def test_whatever_stands_there_is_a_date_of_our_time_or_none(text: str) -> None:
    date = instant(text)
    assert date is None or 1969 <= date.year <= 2100


def test_the_names_are_those_of_the_cldr() -> None:
    from importlib.resources import files

    assert files("monitor.collect.parse.dates").joinpath(FILE).read_bytes() == content(), (
        "run python -m monitor.collect.parse.dates.generate"
    )


def test_a_date_that_cannot_be_read_is_kept_for_the_report() -> None:
    assert entry_dates(published="next Tuesday", updated="").odd == "next Tuesday"
    assert entry_dates(published="next Tuesday", updated="2026-11-16T08:30:00Z").odd == ""
    assert entry_dates(published="", updated="").odd == ""


NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "date", "published"),
    [
        ("", datetime.fromisoformat("2026-11-16T08:30:00"), datetime(2026, 11, 16, 8, 30, tzinfo=UTC)),
        ("Asia/Jakarta", datetime.fromisoformat("2026-11-16T08:30:00"), datetime(2026, 11, 16, 1, 30, tzinfo=UTC)),
        ("Asia/Jakarta", datetime(2026, 11, 16, 8, 30, tzinfo=UTC), datetime(2026, 11, 16, 8, 30, tzinfo=UTC)),
        ("Europe/Berlin", datetime.fromisoformat("2026-07-16T08:30:00"), datetime(2026, 7, 16, 6, 30, tzinfo=UTC)),
    ],
)
def test_a_date_without_a_zone_is_in_the_zone_of_its_feed(zone: str, date: datetime, published: datetime) -> None:
    feed = Feed(id=FeedId("kabar"), url="https://news.example/rss", title="Kabar", timezone=zone)
    (item,) = normalise.items([FeedEntry(title="A", published=date)], feed=feed, base="", now=NOW).items
    assert item is not None
    assert item.published_at == published
