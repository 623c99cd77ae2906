"""What a document says, whatever its format: what a worker process hands to its parent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import msgspec

from monitor.model.news.feed import Selectors
from monitor.model.news.visit import FetchFailure

MAX_ENTRIES = 1_000
"""The newest that are taken of a document. What is older was reported long ago."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """One entry as the document gives it, in plain text. Its dates and links are not yet judged."""

    guid: str = ""
    link: str = ""
    title: str = ""
    """One line."""
    summary: str = ""
    """Lines, as its markup breaks them; likewise the content."""
    content: str = ""
    author: str = ""
    published: datetime | None = None
    """In UTC, or naive where the document names no zone; likewise the next."""
    updated: datetime | None = None
    odd_date: str = ""
    """A date that is there but could not be read."""
    lang: str = ""
    """As declared: 'id', 'en-GB'; empty if not."""
    categories: tuple[str, ...] = ()
    enclosures: tuple[str, ...] = ()
    """Addresses of attached files."""
    publisher: str = ""
    """Who published it first, as RSS `<source>` and Atom `<source>` say of items taken from elsewhere."""
    publisher_url: str = ""
    """Address of the publisher's site or feed."""
    fields: tuple[tuple[str, str], ...] = ()
    """Names and texts of what modules say beside the entry's own words."""


class ParseRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A document to parse."""

    body: bytes
    content_type: str
    """The header as the server sent it, charset included."""
    url: str
    """Where it came from, which relative links are relative to."""
    is_page: bool = False
    """Whether it is the web page of an article, and no feed."""
    select: Selectors | None = None
    """How its items are found, if it is no feed but a list of items."""


class ParsedFeed(msgspec.Struct, frozen=True, kw_only=True, tag="parsed"):
    """A feed in a known format. No entries is a feed that has nothing to say."""

    entries: tuple[FeedEntry, ...] = ()
    title: str = ""
    truncated: bool = False
    """Whether the document ends before its end; the entry in which it was cut is left out."""
    sound: bool = True
    """Whether it was read as it is; otherwise its parts are guessed, each in the light of the others."""
    unchanged: int = 0
    """Entries that were known by their bytes, and are not given again."""
    malformed: int = 0
    """What is in the place of an entry and is none."""
    surplus: int = 0
    """Entries beyond the newest `MAX_ENTRIES`, which are not given."""
    slices: bytes = b""
    """What to remember of the document, to know its entries by."""
    unmatched: tuple[str, ...] = ()
    """Selectors of parts that items can be without, which found nothing in any."""


class Unreadable(msgspec.Struct, frozen=True, kw_only=True, tag="unreadable"):
    """Not a document that we take."""

    failure: FetchFailure
    detail: str


Reply = ParsedFeed | Unreadable

ARTICLES = "articles"
"""Says to a worker at its start that it will be asked for articles."""
READY = b"."
"""What a worker writes before its first reply, once it has started."""
LENGTH = 4
"""Bytes, big-endian, that give the length of the message after them, in both directions."""
