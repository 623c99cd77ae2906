"""Entry -> Item: what is shown and matched, named by an id that stays the same."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from monitor.collect.items.canonical_url import canonical_url
from monitor.collect.items.publisher import outlet_of, without_publisher
from monitor.collect.parse.entries import FeedEntry
from monitor.collect.parse.markup import one_line, shorten
from monitor.model.ids import ItemId, content_id
from monitor.model.news.feed import Feed
from monitor.model.news.item import Item

TITLE_LIMIT = 500
SUMMARY_LIMIT = 4_000
BODY_LIMIT = 16_000
CATEGORY_LIMIT = 100
FIELD_LIMIT = 1_000
MOST = 20
"""Categories, enclosures, and named fields, of one item."""
TITLE_FROM_SUMMARY = 100
"""Characters of the summary that stand for a title where there is none."""
OLDEST = timedelta(days=3653)
LATEST = timedelta(days=1)
"""Dates further back or further ahead than these two are taken for mistakes."""

_PRIMARY_SUBTAG = re.compile(r"[a-z]{2,3}(?=[-_]|\Z)")


def items(entries: Sequence[FeedEntry], *, feed: Feed, base: str, now: datetime) -> tuple[tuple[Item, ...], int]:
    """The items of one document, each once, in its order, and the number of entries that gave none."""
    made = [clean(entry, feed=feed, base=base, now=now) for entry in _without_shared_guids(entries)]
    by_id: dict[ItemId, Item] = {}
    for item in made:
        if item is not None:
            by_id.setdefault(item.id, item)
    return tuple(by_id.values()), made.count(None)


def clean(entry: FeedEntry, *, feed: Feed, base: str, now: datetime) -> Item | None:
    """The item that an entry tells of, or None if there is no text in it.

    `base` is the address that relative links are relative to.
    """
    summary = entry.summary or entry.content
    title = without_publisher(entry.title, entry.publisher)
    title = title or shorten(one_line(summary), limit=TITLE_FROM_SUMMARY)
    if not title:
        return None
    url = canonical_url(entry.link, base=base) if entry.link else ""
    summary = shorten(summary, limit=SUMMARY_LIMIT)
    says_more = entry.content not in (entry.summary, summary)
    outlet = outlet_of(entry, feed=feed, base=base)
    return Item(
        id=ItemId(content_id(feed.id, entry.guid or url or title)),
        feed=feed.id,
        source=outlet.name,
        via=outlet.via,
        source_url=outlet.url,
        url=url,
        title=shorten(title, limit=TITLE_LIMIT),
        summary=summary,
        body=shorten(entry.content, limit=BODY_LIMIT) if says_more else "",
        guid=entry.guid,
        author=entry.author,
        lang=feed.lang or _primary_subtag(entry.lang),
        tags=feed.tags,
        tier=feed.tier,
        categories=_each_once(shorten(category, limit=CATEGORY_LIMIT) for category in entry.categories),
        enclosures=_each_once(canonical_url(enclosure, base=base) for enclosure in entry.enclosures),
        fields=tuple((name, shorten(text, limit=FIELD_LIMIT)) for name, text in entry.fields[:MOST]),
        published_at=_plausible(entry.published or entry.updated, zone=feed.timezone, now=now),
        updated_at=_plausible(entry.updated, zone=feed.timezone, now=now),
        first_seen_at=now,
    )


def _without_shared_guids(entries: Sequence[FeedEntry]) -> Iterable[FeedEntry]:
    """Some feeds give every entry the same guid. It names nothing then, and must not hide news."""
    told: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
    for entry in entries:
        told[entry.guid].add((entry.link, entry.title))
    for entry in entries:
        others = told[entry.guid]
        shared = entry.guid and any(link != entry.link and title != entry.title for link, title in others)
        yield replace(entry, guid="") if shared else entry


def _each_once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(islice(dict.fromkeys(text for text in texts if text), MOST))


def _primary_subtag(lang: str) -> str | None:
    found = _PRIMARY_SUBTAG.match(lang.strip().lower())
    return found[0] if found else None


def _plausible(date: datetime | None, *, zone: str, now: datetime) -> datetime | None:
    """The date in UTC; in the feed's zone, or else UTC, where it names none. None for a mistake."""
    if date is None:
        return None
    if date.tzinfo is None:
        date = date.replace(tzinfo=ZoneInfo(zone) if zone else UTC).astimezone(UTC)
    return date if now - OLDEST <= date <= now + LATEST else None
