"""Rows of the table of items -> `Item`s, equal to what the store had."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from monitor.archive.entries import entry_time_ms
from monitor.archive.tables import TABLES, TableName
from monitor.clock import from_ms
from monitor.model.ids import FeedId, ItemId
from monitor.model.news.item import Item

ITEM_COLUMNS = tuple(name for name in TABLES[TableName.ITEMS].columns if name != "folded")
"""What `item_of` takes after the entry number, in this order."""


def item_of(row: tuple[Any, ...]) -> tuple[Item, bool]:
    """The item of a row, and whether it is a baseline."""
    held = dict(zip(("entry", *ITEM_COLUMNS), row, strict=True))
    item = Item(
        id=ItemId(held["id"]),
        feed=FeedId(held["feed"]),
        source=held["source"],
        via=held["via"],
        source_url=held["source_url"],
        url=held["url"],
        title=held["title"],
        summary=held["summary"],
        body=held["body"],
        guid=held["url"] if held["guid"] is None else held["guid"],
        author=held["author"],
        lang=held["lang"],
        tags=tuple(held["tags"]),
        tier=held["tier"],
        categories=tuple(held["categories"]),
        enclosures=tuple(held["enclosures"]),
        fields=tuple((field["name"], field["text"]) for field in held["fields"]),
        published_at=_utc(held["published"]),
        updated_at=_utc(held["updated"]),
        first_seen_at=from_ms(entry_time_ms(held["entry"])),
        edition=held["edition"],
    )
    return item, bool(held["baseline"])


def _utc(instant: datetime | None) -> datetime | None:
    return instant.replace(tzinfo=UTC) if instant is not None else None
