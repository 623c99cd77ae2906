"""Document -> entries. A format is a module of two functions, and a line in the table."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Protocol

import msgspec

from monitor.collect.parse.charset import decode
from monitor.collect.parse.entries import MAX_ENTRIES, FeedEntry, Reply, Unreadable
from monitor.collect.parse.formats import cap_alert, json_feed, sitemap, xml_feed
from monitor.model.news.visit import FetchFailure

__all__ = ["FORMATS", "MAX_ENTRIES", "Entry", "Format", "read"]


class Format(Protocol):
    """A way to write feeds down."""

    def claims(self, text: str) -> bool:
        """Whether a document that begins so is in this format, as far as its first characters show."""

    def read(self, text: str, *, url: str) -> Reply:
        """The entries of a document from this address."""


_WITHOUT_WARNING = ("<?xml", "<rss", "<feed", "<rdf:RDF", "<urlset", "{", "<!DOCTYPE html", "<html")
_BEGINS = re.compile(r"<\?xml\s|<rss[\s>]|<feed[\s>]|<rdf:RDF[\s>]|<urlset[\s>]")
_PAGE = re.compile(r"<!doctype|<html|<head|<body", re.IGNORECASE)
_WARNINGS = 10_000
"""Characters that may be before a document."""

FORMATS: Mapping[str, Format] = {
    "JSON Feed 1.0 and 1.1": json_feed,
    "News sitemaps": sitemap,
    "CAP alerts 1.0 to 1.2": cap_alert,
    "RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0": xml_feed,
}


def read(body: bytes, *, content_type: str, url: str) -> Reply:
    """The entries of a document in any known format, at most the newest `MAX_ENTRIES`, in its order."""
    text = decode(body, content_type=content_type)
    if isinstance(text, Unreadable):
        return text
    text = _from_its_beginning(text.lstrip())
    if not text:
        return Unreadable(failure=FetchFailure.NOT_A_FEED, detail="the document is empty")
    for form in FORMATS.values():
        if form.claims(text):
            reply = form.read(text, url=url)
            if isinstance(reply, Unreadable):
                return reply
            newest = _newest(reply.entries)
            return msgspec.structs.replace(reply, entries=newest, surplus=len(reply.entries) - len(newest))
    return Unreadable(failure=FetchFailure.NOT_A_FEED, detail="neither XML nor JSON")


def _from_its_beginning(text: str) -> str:
    """The text without what a server's software has put before a document, such as a warning."""
    if text.startswith(_WITHOUT_WARNING):
        return text
    found = _BEGINS.search(text[:_WARNINGS])
    return text[found.start() :] if found and not _PAGE.search(text[: found.start()]) else text


def _newest(entries: tuple[FeedEntry, ...]) -> tuple[FeedEntry, ...]:
    if len(entries) <= MAX_ENTRIES:
        return entries
    undated = datetime.min.replace(tzinfo=UTC)

    def age(position: int) -> tuple[datetime, int]:
        entry = entries[position]
        # Feeds put the newest first, so that the place decides where dates do not.
        date = entry.published or entry.updated or undated
        return date if date.tzinfo else date.replace(tzinfo=UTC), -position

    newest = sorted(range(len(entries)), key=age, reverse=True)[:MAX_ENTRIES]
    return tuple(entries[position] for position in sorted(newest))
