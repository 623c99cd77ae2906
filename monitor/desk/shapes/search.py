"""What a search finds, as an answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from monitor.desk.shapes.base import Shape


class FoundMarkShape(Shape, frozen=True, kw_only=True, tag="mark"):
    """A place in a field of an item that made it match. Start and end count code points of the text in NFC."""

    field: str
    start: int
    end: int
    term: str


class FoundItemShape(Shape, frozen=True, kw_only=True, tag="found_item"):
    """An item that was found."""

    id: str
    feed: str
    source: str
    lang: str | None
    title: str
    summary: str
    url: str
    seen_at: datetime
    published_at: datetime | None
    baseline: bool
    """Whether it was in its feed at the first visit."""
    marks: tuple[FoundMarkShape, ...]


class SearchShape(Shape, frozen=True, kw_only=True, tag="search"):
    """What a search found."""

    rule: str
    """The query as a rule."""
    count: int
    """How many items match; at most the limit where items are listed."""
    more: bool
    """Whether there are more, beyond the limit."""
    items: tuple[FoundItemShape, ...]
    """Newest first; empty where they are only counted."""
    groups: Mapping[str, int]
    """How many of each day, feed or language, where that was asked."""
    unreadable: tuple[str, ...]
    """Files of the archive that could not be read, and were left out."""
