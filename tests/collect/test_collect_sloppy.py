"""Documents as careless as real ones: what was put in comes out, item by item."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from html import escape

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.collect.items import normalise
from monitor.collect.parse.entries import ParsedFeed
from monitor.collect.parse.formats import read
from monitor.model.ids import FeedId
from monitor.model.news.feed import Feed
from tests.examples import examples

FEED = Feed(id=FeedId("sloppy"), url="https://news.example/feed", title="Sloppy")
JAKARTA = timezone(timedelta(hours=7))
TEXTS = {
    "utf-8": (
        "Порт закрыт",
        "港口關閉 – sturm",
        "Fähre & Boot <links>",
        "'Quotes' \"and\" 5 > 4",
        "북한 항구 봉쇄",
    ),
    "cp1251": ("Порт закрыт из-за шторма", "Рейсы отменены & перенесены", "«Паром» ушёл <вчера>"),
    "cp1252": ("Fähre verspätet", "L’été à la plage", "Señal & ruido"),
    "gb18030": ("港口因风暴关闭", "渡轮停航 & 航班取消"),
    "cp949": ("폭풍으로 항구가 폐쇄됐다", "모든 편이 취소됐다"),
}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")
RUSSIAN = ("янв", "фев", "мар", "апр", "мая", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
DATES: dict[str, Callable[[datetime], str]] = {
    "rfc": lambda at: at.strftime("%a, %d %b %Y %H:%M:%S +0700"),
    "named zone": lambda at: at.strftime("%d %b %Y %H:%M:%S WIB"),
    "iso": lambda at: at.isoformat(),
    "slashes": lambda at: at.strftime("%Y/%m/%d %H:%M:%S +0700"),
    "indonesian": lambda at: f"{at.day} {MONTHS[at.month - 1]} {at:%Y %H:%M:%S} WIB",
    "russian": lambda at: f"{at.day} {RUSSIAN[at.month - 1]} {at:%Y %H:%M:%S} +0700",
    "epoch": lambda at: str(int(at.timestamp())),
    "milliseconds": lambda at: str(int(at.timestamp()) * 1000),
    "basic": lambda at: at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ"),
    "afternoon": lambda at: at.strftime("%B %d, %Y %I:%M:%S %p +0700"),
}
NESTED = st.sampled_from(
    (
        "",
        "<image><url>/i.png</url><title>Logo</title><link>https://other.example/</link></image>",
        "<author><name>A</name><title>Editor</title></author>",
        "<related><item-of><title>Other</title><link>https://other.example/2</link></item-of></related>",
        "<media:group><media:title>Photo</media:title><media:description>Boat</media:description></media:group>",
        '<a:link href="https://other.example/3"/>',
        "<pubdate-of><pubDate>Mon, 01 Jan 2001 00:00:00 GMT</pubDate></pubdate-of>",
    )
)
SPACES = (
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:a="http://www.w3.org/2005/Atom"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
)


@dataclass(frozen=True)
class Put:
    """One item, and how it is written down."""

    title: str
    summary: str
    at: datetime
    form: str
    before: str
    behind: str
    is_cdata: bool
    guid: str

    def text(self, name: str, said: str) -> str:
        written = f"<![CDATA[{escape(said)}]]>" if self.is_cdata else escape(escape(said))
        return f"<{name}>{written}</{name}>"

    def identity(self, place: int) -> str:
        """Its guid, if it has one: of its own, or one that others have too."""
        return f'<guid isPermaLink="false">{self.guid.format(place)}</guid>' if self.guid else ""

    def xml(self, place: int) -> str:
        date = DATES[self.form](self.at)
        return (
            f"<item>{self.before}{self.text('title', self.title)}<link>https://news.example/{place}</link>"
            f"{self.identity(place)}"
            f"{self.behind}{self.text('description', self.summary)}<pubDate>{date}</pubDate></item>"
        )


GUIDS = st.sampled_from(("", "", "g{}", "home"))


def items(charset: str) -> st.SearchStrategy[list[Put]]:
    texts = st.sampled_from(TEXTS[charset])
    moments = st.integers(1_000_000_000, 2_000_000_000).map(lambda at: datetime.fromtimestamp(at, JAKARTA))
    forms = [form for form in DATES if form != "russian" or charset in ("utf-8", "cp1251")]
    one = st.builds(Put, texts, texts, moments, st.sampled_from(forms), NESTED, NESTED, st.booleans(), GUIDS)
    return st.lists(one, min_size=1, max_size=6)


CASES = st.sampled_from(sorted(TEXTS)).flatmap(lambda charset: st.tuples(st.just(charset), items(charset)))
LABELS = st.sampled_from(("header", "declaration", "none", "wrong", "latin"))
BEFORE = st.sampled_from((b"", b"", b"Warning: foo\n", b"\n \n", b"<!-- made by hand -->\n"))
BROKEN = st.sampled_from(("", "", "<unheard>fish & chips</unheard>", "<credit>&nbsp;</credit>", "<open>1 < 2"))


@settings(max_examples=examples(200))
@given(CASES, LABELS, BEFORE, BROKEN)
def test_what_was_put_in_comes_out(case: tuple[str, list[Put]], label: str, before: bytes, broken: str) -> None:
    charset, put = case
    declared = {"declaration": charset, "wrong": "utf-8", "latin": "iso-8859-1"}.get(label, "")
    declaration = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    told = "".join(one.xml(place) for place, one in enumerate(put))
    text = f'{declaration}<rss version="2.0" {SPACES}><channel><title>T</title>{broken}{told}</channel></rss>'
    content_type = f"text/xml; charset={charset}" if label == "header" else "application/xml"
    reply = read(before + text.encode(charset), content_type=content_type, url="https://news.example/feed")
    assert isinstance(reply, ParsedFeed), reply
    assert [entry.link for entry in reply.entries] == [
        f"https://news.example/{place}" for place in range(len(put))
    ]
    guids = [one.guid.format(place) for place, one in enumerate(put)]
    assert [entry.guid for entry in reply.entries] == guids
    harvest = normalise.items(reply.entries, feed=FEED, base=FEED.url, now=datetime.now(UTC))
    said = {(one.title, one.summary) for one in put}
    assert len(harvest.items) + harvest.same + sum(harvest.rejected.values()) == len(put), "each is counted"
    assert len(harvest.items) >= len({title for title, _ in said}) or label not in ("header", "declaration")
    assert [entry.published for entry in reply.entries] == [one.at for one in put]
    if label in ("header", "declaration") or charset == "utf-8":  # else a guess, which few letters do not bear
        assert [(entry.title, entry.summary) for entry in reply.entries] == [
            (one.title, one.summary) for one in put
        ]
