"""JSON Feed 1.0 and 1.1 (jsonfeed.org)."""

from __future__ import annotations

import json
import re
from typing import Any

import msgspec

from monitor.collect.parse.dates.read_date import entry_dates
from monitor.collect.parse.entries import FeedEntry, ParsedFeed, Reply, Unreadable
from monitor.collect.parse.markup import from_markup, from_plain, one_line
from monitor.model.news.visit import FetchFailure

_VERSION = re.compile(r"https?://(www\.)?jsonfeed\.org/version/1")

Object = dict[str, Any]


def claims(text: str) -> bool:
    """Whether it begins like a JSON object."""
    return text.startswith("{")


def read(text: str, *, url: str) -> Reply:
    """The entries of a JSON Feed. A field of the wrong type counts as missing."""
    try:
        feed = _decoded(text)
    except (msgspec.DecodeError, RecursionError) as error:
        return Unreadable(failure=FetchFailure.BROKEN, detail=f"broken JSON: {error}")
    if not isinstance(feed, dict) or not _VERSION.match(_text(feed, "version")):
        return Unreadable(failure=FetchFailure.NOT_A_FEED, detail="JSON, but no JSON Feed")
    lang = _text(feed, "language")
    entries = tuple(_entry(item, lang=lang) for item in _objects(feed, "items"))
    items = _list(feed, "items")
    malformed = sum(
        one is not None and not isinstance(one, dict) for one in items
    )  # an entry that is cut out is null
    return ParsedFeed(entries=entries, malformed=malformed, title=one_line(_text(feed, "title")))


def _decoded(text: str) -> Any:
    """The document. Half an emoji becomes a question mark: some publishers cut texts in the middle of one."""
    try:
        return msgspec.json.decode(text.encode("utf-8", "replace"))
    except msgspec.DecodeError as error:
        try:
            repaired = json.dumps(json.loads(text), ensure_ascii=False)
        except ValueError:
            raise error from None
        return msgspec.json.decode(repaired.encode("utf-8", "replace"))


def _entry(item: Object, *, lang: str) -> FeedEntry:
    markup = _text(item, "content_html")
    authors = (*_objects(item, "authors"), *_objects(item, "author"))
    lang = one_line(_text(item, "language") or lang)
    dates = entry_dates(published=_text(item, "date_published"), updated=_text(item, "date_modified"), lang=lang)
    return FeedEntry(
        guid=one_line(_text(item, "id")),
        link=one_line(_text(item, "url") or _text(item, "external_url")),
        title=one_line(from_plain(_text(item, "title"))),
        summary=from_plain(_text(item, "summary")),
        content=from_markup(markup) if markup else from_plain(_text(item, "content_text")),
        author=one_line(", ".join(name for author in authors if (name := _text(author, "name")))),
        published=dates.published,
        updated=dates.updated,
        odd_date=dates.odd,
        lang=lang,
        categories=tuple(one_line(tag) for tag in _list(item, "tags") if isinstance(tag, str)),
        enclosures=tuple(one_line(_text(attachment, "url")) for attachment in _objects(item, "attachments")),
    )


def _text(of: Object, key: str) -> str:
    value = of.get(key)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)  # version 1.1: an id may be a number, and counts as its digits
    return value if isinstance(value, str) else ""


def _list(of: Object, key: str) -> list[Any]:
    value = of.get(key)
    return value if isinstance(value, list) else []


def _objects(of: Object, key: str) -> list[Object]:
    value = of.get(key)
    values = value if isinstance(value, list) else [value]
    return [one for one in values if isinstance(one, dict)]
