"""One entry of a feed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from monitor.model.ids import FeedId, ItemId


class Field(StrEnum):
    """The part of an item in which a term was found."""

    TITLE = "title"
    SUMMARY = "summary"
    BODY = "body"
    FIELDS = "fields"
    """The named fields: severity, area, country and the like."""
    CATEGORIES = "categories"


SEARCHED = (Field.TITLE, Field.SUMMARY, Field.BODY, Field.FIELDS)
"""Where a term counts unless its rule says otherwise. Categories are often keywords for search engines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One piece of news as one feed gave it, in plain text."""

    id: ItemId
    """From the feed's id and the guid, or the link, or the title: the first that is there."""
    feed: FeedId
    source: str
    """The outlet's name: the item's own publisher where the feed names one, else the feed's title."""
    via: str = ""
    """The feed's title where the outlet is another: of an aggregator, of a search."""
    source_url: str = ""
    """Address of that other outlet, as the feed gives it; empty if it gives none."""
    url: str
    """The link without tracking parameters; empty if the feed gave none."""
    title: str
    summary: str = ""
    body: str = ""
    guid: str = ""
    author: str = ""
    lang: str | None = None
    tags: tuple[str, ...] = ()
    """The tags of its feed."""
    tier: int = 0
    """The tier of its feed."""
    categories: tuple[str, ...] = ()
    """What the publisher files it under."""
    enclosures: tuple[str, ...] = ()
    """Addresses of attached files: pictures, sound, documents."""
    fields: tuple[tuple[str, str], ...] = ()
    """Names and texts of what the feed says of the event beside its text: severity, area, magnitude, position."""
    published_at: datetime | None = None
    """What the feed says. Shown, never trusted."""
    updated_at: datetime | None = None
    first_seen_at: datetime
    """The store's clock when the item was first put, or put with this edition. Orders everything."""
    edition: str = ""
    """Names this version of an item whose words have changed since it was first seen; empty for its first."""

    @property
    def key(self) -> str:
        """What this version of the item is known by from detection on."""
        return f"{self.id}@{self.edition}" if self.edition else self.id

    def text(self, field: Field) -> str:
        """The text of one field."""
        match field:
            case Field.TITLE:
                return self.title
            case Field.SUMMARY:
                return self.summary
            case Field.BODY:
                return self.body
            case Field.FIELDS:
                return "\n".join(text for _, text in self.fields)
            case Field.CATEGORIES:
                return "\n".join(self.categories)
