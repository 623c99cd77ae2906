"""News sitemaps (sitemaps.org 0.9 with Google's news extension): what some outlets have instead of a feed."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from monitor.collect.parse.dates.read_date import entry_dates
from monitor.collect.parse.entries import FeedEntry, ParsedFeed, Reply, Unreadable
from monitor.collect.parse.markup import from_markup, one_line
from monitor.collect.parse.references import well_formed
from monitor.collect.parse.xml_guard import examine
from monitor.model.news.visit import FetchFailure

_BEGINNING = re.compile(r"(?:<[?!][^>]*>\s*)*<urlset\b")
_DECLARATION = re.compile(r"\A<\?xml\s[^<>]*\?>")
_PAGE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
_FOR_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
_NEWS = f"{{{_FOR_NEWS}}}"


def claims(text: str) -> bool:
    """Whether it begins like a sitemap."""
    return _BEGINNING.match(text) is not None


def read(text: str, *, url: str) -> Reply:
    """The entries of a news sitemap. Pages that are no news are none."""
    document = well_formed(_DECLARATION.sub("", text)).encode("utf-8", "replace")
    shape = examine(document)
    if isinstance(shape, Unreadable):
        return shape
    try:
        root = ET.fromstring(document)  # noqa: S314  # examined: it declares nothing, and has its bounds
    except ET.ParseError as error:
        return Unreadable(failure=FetchFailure.BROKEN, detail=f"ill-formed XML: {error}")
    found = [(page, page.find(f"{_NEWS}news")) for page in root.iter(f"{_PAGE}url")]
    entries = tuple(_entry(page, news) for page, news in found if news is not None)
    # One for news that has none today has no pages at all, but says what it is for.
    if not entries and (found or _FOR_NEWS not in text):
        return Unreadable(failure=FetchFailure.NOT_A_FEED, detail="a site map without news")
    return ParsedFeed(entries=entries)


def _entry(page: ET.Element, news: ET.Element) -> FeedEntry:
    keywords = news.findtext(f"{_NEWS}keywords", "")
    dates = entry_dates(
        published=news.findtext(f"{_NEWS}publication_date", ""), updated=page.findtext(f"{_PAGE}lastmod", "")
    )
    return FeedEntry(
        link=one_line(page.findtext(f"{_PAGE}loc", "")),
        title=one_line(from_markup(news.findtext(f"{_NEWS}title", ""))),
        published=dates.published,
        updated=dates.updated,
        odd_date=dates.odd,
        lang=one_line(news.findtext(f"{_NEWS}publication/{_NEWS}language", "")),
        categories=tuple(word for keyword in keywords.split(",") if (word := one_line(keyword))),
    )
