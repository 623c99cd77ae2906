"""Entry -> Item: what is shown and matched, named by an id that stays the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from monitor.collect.items.canonical_url import canonical_url
from monitor.collect.items.identity import (
    NOTHING,
    Distrust,
    EntryNames,
    ItemIdentity,
    fragment_of,
    identify,
    is_route,
)
from monitor.collect.items.page_key import page_key
from monitor.collect.items.publisher import is_repeated, outlet_of, without_publisher
from monitor.collect.items.wording import print_of
from monitor.collect.parse.entries import FeedEntry
from monitor.collect.parse.formats.named_fields import AREA
from monitor.collect.parse.markup import one_line, shorten
from monitor.model.ids import ItemId
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
AREAS = 3
AREA_LIMIT = 120
"""Areas of a warning that its title names, and characters of each."""
OLDEST = timedelta(days=3653)
LATEST = timedelta(days=1)
"""Dates further back or further ahead than these two are taken for mistakes."""
NO_TEXT = "no title and no text"
"""Why an entry is rejected."""

_PRIMARY_SUBTAG = re.compile(r"[a-z]{2,3}(?=[-_]|\Z)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Harvest:
    """What the entries of one document come to: each is an item, the same as one of them, or rejected."""

    items: tuple[Item, ...]
    """Each once, in the order of the document."""
    former: Mapping[ItemId, ItemId]
    """What items were known by before the feed's guids, or links, lost their trust."""
    prints: Mapping[ItemId, bytes]
    """What the wording of each item is known by."""
    same: int
    """Entries that say the same as another."""
    rejected: Mapping[str, int]
    """Entries that give no item, by reason."""
    distrust: Distrust
    """What identifies nothing in this feed."""


def items(
    entries: Sequence[FeedEntry],
    *,
    feed: Feed,
    base: str,
    now: datetime,
    distrust: Distrust | None = NOTHING,
    by_address: bool = False,
) -> Harvest:
    """The items of one document. `distrust` is what is known of the feed's guids and links, and `by_address` how
    its items were named, as in `identify`."""
    drafts = [(entry, _names(entry, base=base, by_older=distrust is None)) for entry in entries]
    named = [(entry, names) for entry, names in drafts if names.title]
    identities, distrusted = identify(
        [names for _, names in named], feed=feed.id, distrust=distrust, by_address=by_address
    )
    made: dict[ItemId, Item] = {}
    former: dict[ItemId, ItemId] = {}
    for (entry, names), identity in zip(named, identities, strict=True):
        if identity.id not in made:
            made[identity.id] = _item(entry, names, identity, feed=feed, base=base, now=now)
            if identity.former is not None:
                former[identity.id] = identity.former
    return Harvest(
        items=tuple(made.values()),
        former=former,
        prints={item.id: print_of(item) for item in made.values()},
        same=len(named) - len(made),
        rejected={NO_TEXT: len(drafts) - len(named)} if len(drafts) > len(named) else {},
        distrust=distrusted,
    )


def _names(entry: FeedEntry, *, base: str, by_older: bool) -> EntryNames:
    """`by_older` asks for the names that versions before 0.2 gave as well."""
    summary = entry.summary or entry.content
    title = without_publisher(entry.title, entry.publisher)
    title = _with_areas(title or shorten(one_line(summary), limit=TITLE_FROM_SUMMARY), entry)
    link = canonical_url(entry.link, base=base) if entry.link else ""
    return EntryNames(
        guid=entry.guid,
        link=link,
        page=page_key(link),
        older_link=canonical_url(entry.link, base=base, unwrap=False) if link and by_older else link,
        fragment=fragment_of(entry.link) if link else "",
        title=shorten(title, limit=TITLE_LIMIT),
        summary=shorten(summary, limit=SUMMARY_LIMIT),
    )


def _with_areas(title: str, entry: FeedEntry) -> str:
    """The headline of a warning with the areas that it does not name: for another area it is another event."""
    areas = [text for name, text in entry.fields if name == AREA] if title and entry.fields else []
    missing = [shorten(area, limit=AREA_LIMIT) for area in areas if area.casefold() not in title.casefold()]
    return f"{title}: {', '.join(missing[:AREAS])}" if missing else title


def _item(
    entry: FeedEntry, names: EntryNames, identity: ItemIdentity, *, feed: Feed, base: str, now: datetime
) -> Item:
    """`base` is the address that relative links are relative to."""
    says_more = entry.content not in (entry.summary, names.summary)
    outlet = outlet_of(entry, feed=feed, base=base)
    return Item(
        id=identity.id,
        feed=feed.id,
        source=outlet.name,
        via=outlet.via,
        source_url=outlet.url,
        url=names.address if not entry.guid or is_route(names.fragment) else names.link,
        title=names.title,
        summary="" if is_repeated(names.title, names.summary, entry.publisher) else names.summary,
        body=shorten(entry.content, limit=BODY_LIMIT) if says_more else "",
        guid=entry.guid if identity.by_guid else "",
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
