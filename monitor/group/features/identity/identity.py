"""Who says it, when, and by what the item is known again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b

from monitor.group.features.identity.agencies import agency_of
from monitor.group.features.identity.identifiers import identifiers_of
from monitor.group.features.identity.live_pages import is_live
from monitor.group.features.identity.roundups import is_round_up
from monitor.group.features.identity.title_keys import link_key, title_key
from monitor.model.ids import FeedId, ItemId
from monitor.model.news.item import Item

_EARLIEST = timedelta(hours=72)
"""How long before it was first seen an item may have been published for that to be believed."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Identity:
    """What identifies an item, and what kind of title it has."""

    item: ItemId
    feed: FeedId
    source: str
    agency: str
    """The news agency whose text it says it is; else empty."""
    at: datetime
    """When it was first seen: orders everything."""
    reported_at: datetime
    """When it was published, if that can be believed; counts only for how alike two items are."""
    lang: str | None
    title: str
    bare: str
    """The title without the publisher's name and without boilerplate at its ends."""
    guid: str
    keys: tuple[int, ...]
    """Hashes of what identifies the item: its guid within its feed, its link, its title."""
    kinds: tuple[str, ...]
    """What each of the keys is made of."""
    identifiers: frozenset[str]
    """Of the thing that the title is about: CVE-2026-41877, 26-cv-01877."""
    areas: frozenset[str]
    """The areas that a warning is for, as its feed names them."""
    live: bool
    """Whether the title has changing news under it."""
    round_up: bool
    """Whether the title announces several events."""


def read_identity(item: Item, *, bare: str) -> Identity:
    """The identity of an item whose title says `bare`."""
    keys = _keys(item)
    return Identity(
        item=item.id,
        feed=item.feed,
        source=item.source,
        agency=agency_of(item),
        at=item.first_seen_at,
        reported_at=reported_at(item),
        lang=item.lang,
        title=item.title,
        bare=bare,
        guid=item.guid,
        keys=tuple(_hash(f"{kind} {key}") for kind, key in keys),
        kinds=tuple(kind for kind, _ in keys),
        identifiers=identifiers_of(item.title),
        areas=frozenset(text.casefold() for name, text in item.fields if name == "area"),
        live=is_live(item.title),
        round_up=is_round_up(item.title),
    )


def reported_at(item: Item) -> datetime:
    """When the item was published, if its feed says a time that can be: not later than it was first seen, and not
    long before; else when it was first seen."""
    published = item.published_at
    if published is None or not item.first_seen_at - _EARLIEST <= published <= item.first_seen_at:
        return item.first_seen_at
    return published


def _keys(item: Item) -> list[tuple[str, str]]:
    keys = {
        "guid": f"{item.feed} {item.guid}" if item.guid else "",
        "link": link_key(item.url),
        "title": title_key(item.title),
    }
    return [(kind, key) for kind, key in keys.items() if key]


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest())
