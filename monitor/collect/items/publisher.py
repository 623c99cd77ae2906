"""Whose news an item is: that of the feed itself, or of an outlet that the feed took it from."""

from __future__ import annotations

import re
from dataclasses import dataclass

from monitor.collect.fetch.domains import group_of
from monitor.collect.items.canonical_url import canonical_url
from monitor.collect.parse.entries import FeedEntry
from monitor.collect.parse.markup import shorten
from monitor.model.news.feed import Feed

NAME_LIMIT = 100
_BETWEEN = r"\s*[-\u2010-\u2015\u2212|\u00b7\u2022]\s*"
"""What aggregators write between a headline and the outlet's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """The outlet of one item."""

    name: str
    url: str = ""
    """Its address, where the feed gives one; empty for the feed itself."""
    via: str = ""
    """The feed's title, where the outlet is another."""


def outlet_of(entry: FeedEntry, *, feed: Feed, base: str) -> Outlet:
    """The publisher that the entry names; the feed, as its user calls it, if that is its own site."""
    name = shorten(entry.publisher, limit=NAME_LIMIT)
    if not name or name.casefold() == feed.title.casefold():
        return Outlet(name=feed.title)
    url = canonical_url(entry.publisher_url, base=base) if entry.publisher_url else ""
    if url and group_of(url) in (group_of(feed.url), group_of(base)):
        return Outlet(name=feed.title)
    return Outlet(name=name, url=url, via=feed.title)


def without_publisher(text: str, publisher: str) -> str:
    """The text without the publisher behind it, as in 'Dockers walk out - Reuters', unless that is all of it."""
    if not publisher or not text.casefold().endswith(publisher.casefold()):
        return text
    bare = re.sub(rf"(?<=\S){_BETWEEN}{re.escape(publisher)}\s*\Z", "", text, flags=re.IGNORECASE)
    return bare or text


def is_repeated(title: str, summary: str, publisher: str) -> bool:
    """Whether the summary of what a search found says its title and its publisher again, and no more."""
    return bool(publisher) and " ".join(summary.split()).casefold() in (
        title.casefold(),
        f"{title} {publisher}".casefold(),
    )
