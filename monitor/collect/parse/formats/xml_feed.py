"""RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0, through feedparser where anything about them is unusual."""

from __future__ import annotations

import io
import re
from functools import lru_cache
from typing import Any

import feedparser

from monitor.collect.parse.dates.read_date import entry_dates
from monitor.collect.parse.entries import FeedEntry, ParsedFeed, Reply, Unreadable
from monitor.collect.parse.formats import fast_xml as direct_xml
from monitor.collect.parse.formats import own_elements
from monitor.collect.parse.formats.fast_xml import WEB, decoded
from monitor.collect.parse.formats.named_fields import MEDIA, SUMMARY, magnitudes, named
from monitor.collect.parse.markup import from_markup, from_plain, one_line
from monitor.collect.parse.references import well_formed
from monitor.collect.parse.xml_guard import XmlOutline, examine
from monitor.model.news.visit import FetchFailure

_HTML = re.compile(r"(?:<[!?][^>]*>\s*|<!--.*?-->\s*)*<html\b", re.IGNORECASE | re.DOTALL)
_DOCTYPE_HTML = re.compile(r"<!doctype\s+html\b", re.IGNORECASE)
_FIRST = 2_000
_DECLARATION = re.compile(r"\A<\?xml\s[^<>]*\?>")
_NOT_XML = bytes((*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20)))
"""Characters that XML forbids and feeds have. Without them most such feeds are well-formed."""
_NOT_XML_EITHER = "\ufffe\uffff"
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,200})|([0-9]{1,200}));?")
_TEXT_TYPES = ("text/plain", "text")
# It would look for a parser that nobody has installed, on the disk, at every document.
feedparser.api.PREFERRED_XML_PARSERS = []
# It resolves the same base against itself at every element, which would be a quarter of its time.
feedparser.mixin.make_safe_absolute_uri = lru_cache(maxsize=64)(feedparser.mixin.make_safe_absolute_uri)
own_elements.install()
# Dates are read here, from their texts: its readers take the first of a month if in doubt.
feedparser.datetimes._date_handlers.clear()  # there is no other way in


def claims(text: str) -> bool:
    """Whether it begins like XML."""
    return text.startswith("<")


def read(text: str, *, url: str) -> Reply:
    """The entries of an XML feed. Ill-formed XML gives what can be saved of it."""
    if _DOCTYPE_HTML.match(text) or _HTML.match(text[:_FIRST]):
        return Unreadable(failure=FetchFailure.NOT_A_FEED, detail="an HTML page")
    # What the declaration says of the charset is no longer true, and what it says wrongly would be an error.
    declaration = _DECLARATION.match(text)
    text = _REFERENCE.sub(_possible, well_formed(text[declaration.end() :] if declaration else text))
    for character in _NOT_XML_EITHER:
        text = text.replace(character, "")
    document = text.encode("utf-8", "replace").translate(None, delete=_NOT_XML)
    if not document.strip():
        return Unreadable(failure=FetchFailure.NOT_A_FEED, detail="the document is empty")
    return direct_xml.read(document, url=url) or through_feedparser(document, url=url)


def through_feedparser(document: bytes, *, url: str) -> Reply:
    """The entries of an XML feed in UTF-8, whatever it looks like, as far as the guard lets it pass."""
    shape = examine(document)
    if isinstance(shape, Unreadable):
        return shape
    if shape.root.lower() == "html":
        return Unreadable(failure=FetchFailure.NOT_A_FEED, detail="an HTML page")
    found = feedparser.parse(
        io.BytesIO(document),
        sanitize_html=False,
        resolve_relative_uris=False,
        response_headers={"content-type": "application/xml; charset=utf-8", "content-location": url},
    )
    return _reply(found, shape)


def _possible(reference: re.Match[str]) -> str:
    """A character reference, if there is such a character in XML. At others the loose parser breaks down."""
    code = int(reference[1], 16) if reference[1] else int(reference[2])
    control = code < 0x20 and code not in (0x09, 0x0A, 0x0D)
    impossible = control or 0xD800 <= code < 0xE000 or code in (0xFFFE, 0xFFFF) or code > 0x10FFFF
    return "" if impossible else reference[0]


def _reply(found: Any, shape: XmlOutline) -> Reply:
    if not found.version and not found.entries:
        return Unreadable(
            failure=FetchFailure.NOT_A_FEED, detail=f"XML, but no feed: <{one_line(shape.root)[:40]}>"
        )
    lang = found.feed.get("language") or ""
    entries = tuple(_entry(entry, version=found.version, lang=lang) for entry in found.entries)
    if shape.error and not entries:
        return Unreadable(failure=FetchFailure.BROKEN, detail=f"ill-formed XML: {shape.error}")
    return ParsedFeed(
        entries=entries[:-1] if shape.inside_entry else entries,
        title=one_line(from_markup(found.feed.get("title") or "")),
        truncated=shape.truncated,
        sound=not shape.error and not found.bozo,
    )


def _entry(entry: Any, *, version: str, lang: str) -> FeedEntry:
    is_atom = version.startswith("atom")
    title_detail = entry.get("title_detail") or {}
    contents = entry.get("content") or ()
    tags = entry.get("tags") or ()
    summary = _plain(entry.get("summary_detail") or {}, is_atom=is_atom)
    content = max((_plain(content, is_atom=is_atom) for content in contents), key=len, default="")
    beside = [from_markup(_aside(entry, name)) for name in ("description", "itunes_summary", "media_description")]
    summary = summary or (next(filter(None, beside), "") if not content else "")
    lang = one_line(title_detail.get("language") or lang)
    dates = entry_dates(
        published=_date_text(entry, "published", "created"), updated=_date_text(entry, "updated"), lang=lang
    )
    return FeedEntry(
        guid=one_line(entry.get("id") or ""),
        link=one_line(_link(entry) or (_about(entry) if version == "rss10" else "")),
        title=one_line(_plain(title_detail, is_atom=is_atom) or from_markup(_title(entry))),
        summary=summary,
        content=content,
        author=one_line(entry.get("author") or ""),
        published=dates.published,
        updated=dates.updated,
        odd_date=dates.odd,
        lang=lang,
        categories=tuple(one_line(tag.get("term") or "") for tag in tags),
        enclosures=_enclosures(entry.get("links")),
        publisher=one_line(from_markup(_publisher(entry).get("title") or "")),
        publisher_url=one_line(_publisher(entry).get("href") or _publisher(entry).get("link") or ""),
        fields=named(
            (
                *((name, decoded(text)) for name, text in entry.get(own_elements.SAID) or ()),
                *magnitudes((tag.get("label"), tag.get("term")) for tag in tags),
                (SUMMARY, _aside(entry, "itunes_summary")),
                (MEDIA, _aside(entry, "media_description")),
            ),
            but=(summary, content),
        ),
    )


def _aside(entry: Any, name: str) -> str:
    """What a module says beside the entry; empty if it says nothing, or something that is no text."""
    said = entry.get(own_elements.ASIDE + name)
    return said if isinstance(said, str) else ""


def _title(entry: Any) -> str:
    return entry.get("title") or _aside(entry, "dc_title") or _aside(entry, "title")


def _link(entry: Any) -> str:
    """The item's own link: before it went through a redirector, where the feed says so; else as it has it."""
    original, own = _aside(entry, "origlink"), entry.get("link") or ""
    if original.startswith(WEB):
        return original
    if own.startswith(WEB):
        return own
    other = entry.get(own_elements.LINK)
    return (other.get("href") if isinstance(other, dict) else "") or own


def _about(entry: Any) -> str:
    """The address that an item of RSS 1.0 is named by, which is its page's."""
    about = entry.get("id")
    return about if isinstance(about, str) and about.startswith(WEB) else ""


def _publisher(entry: Any) -> Any:
    """What an entry's `<source>` says, in RSS or Atom."""
    source = entry.get("source")
    return source if isinstance(source, dict) else {}


def _enclosures(links: Any) -> tuple[str, ...]:
    if not isinstance(links, list):  # an element of that name has taken its place
        return ()
    return tuple(one_line(link["href"]) for link in links if link.get("rel") == "enclosure" and link.get("href"))


def _plain(detail: Any, *, is_atom: bool) -> str:
    value = detail.get("value") or ""
    # Only Atom says what is text. RSS is HTML in practice, whatever feedparser's guess.
    if is_atom and detail.get("type") in _TEXT_TYPES:
        return from_plain(value)
    return from_markup(value)


def _date_text(entry: Any, *keys: str) -> str:
    """What an entry says under the first of these keys, without what feedparser would put in its place."""
    return next((said for key in keys if key in entry and isinstance(said := entry[key], str)), "")
