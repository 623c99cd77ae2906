"""rules/feeds.yaml -> feeds."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from monitor.collect.schedule.cadence import CEILING, FLOOR
from monitor.config.files import credentials
from monitor.config.files.selectors import read_selectors
from monitor.detect.reader.fields import no_language
from monitor.language.codes import is_language
from monitor.model.ids import FeedId
from monitor.model.news.feed import Feed
from monitor.yamldoc import fields
from monitor.yamldoc.parse import Document, Entry, Map, Text
from monitor.yamldoc.references import References

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_SELDOM = timedelta(days=30)
_MISSED = "what comes and goes between two visits is missed: write at most 30d"
_DURATIONS = ("every", "floor", "ceiling", "within")
_SWITCHES = ("backfill", "fulltext")
DEFAULT_KEYS = (
    *_DURATIONS,
    *_SWITCHES,
    "lang",
    "timezone",
    "tags",
    "tier",
    "group",
    "allow_private",
    *credentials.KEYS,
)
KEYS = ("url", "title", "type", "select", *DEFAULT_KEYS)


def read_feeds(document: Document, references: References) -> dict[FeedId, Feed]:
    """The feeds of a document; what is wrong with the others is noted in it."""
    if document.root is None:
        return {}
    root = document.map(document.root, "feeds.yaml")
    if root is None:
        return {}
    document.check_keys(root, ("defaults", "feeds"))
    template = Feed(id=FeedId(""), url="", title="")
    if (defaults := root.get("defaults")) is not None and (found := document.map(defaults, "defaults")):
        document.check_keys(found, DEFAULT_KEYS)
        template = _with(document, template, found, references)
    entries = root.get("feeds")
    if entries is None:
        document.problem(root, "E106", "feeds.yaml needs the key 'feeds'")
        return {}
    feeds: dict[FeedId, Feed] = {}
    for entry in document.map(entries, "feeds") or ():
        feed = _feed(document, entry, template, references)
        if feed is not None:
            feeds[feed.id] = feed
    return feeds


def _feed(document: Document, entry: Entry, template: Feed, references: References) -> Feed | None:
    name = entry.key.value
    if not _ID.fullmatch(name):
        document.problem(entry.key, "E105", f"the feed id {name!r} must be of small letters, digits and hyphens")
        return None
    feed = replace(template, id=FeedId(name), title=name)
    if isinstance(entry.value, Text):
        return _at(document, feed, entry.value, references)
    details = document.map(entry.value, f"feed {name!r}")
    if details is None:
        return None
    document.check_keys(details, KEYS)
    feed = replace(_with(document, feed, details, references), select=read_selectors(document, entry, details))
    address = details.get("url")
    if address is None:
        document.problem(entry.key, "E106", f"feed {name!r} needs a 'url'")
        return None
    if not isinstance(address, Text):
        document.text(address, "url")
        return None
    return _at(document, feed, address, references)


def _at(document: Document, feed: Feed, address: Text, references: References) -> Feed | None:
    expanded = references.expand(document, address)
    if expanded is None:
        return None
    url = fields.web_address(document, address, f"the url of feed {feed.id!r}", expanded)
    if url is None:
        return None
    if password := urlsplit(url).password:
        references.secrets.add(password)
    feed = replace(feed, secret_url="${" in address.value)
    asked = feed.every or feed.floor
    if asked < FLOOR and not feed.allow_private:
        document.problem(
            address,
            "W111",
            f"feed {feed.id!r} is visited once a minute at most: only servers of your own, which `allow_private`"
            " names, are visited more often",
        )
    return replace(feed, url=url)


def _with(document: Document, feed: Feed, details: Map, references: References) -> Feed:
    """The feed with the details that are given and right."""
    if (node := details.get("title")) is not None and (title := document.text(node, "title")):
        feed = replace(feed, title=title)
    feed = _with_rhythm(document, feed, details)
    feed = credentials.with_credentials(document, feed, details, references)
    if (node := details.get("lang")) is not None and (lang := document.text(node, "lang")):
        if is_language(lang):
            feed = replace(feed, lang=lang)
        else:
            no_language(document, node, lang)
    feed = _with_timezone(document, feed, details)
    if (node := details.get("tags")) is not None:
        feed = replace(feed, tags=tuple(tag.value for tag in document.texts(node, "tags")))
    if (node := details.get("tier")) is not None:
        feed = replace(feed, tier=fields.number(document, node, "tier", low=1, high=9) or feed.tier)
    if (node := details.get("allow_private")) is not None:
        feed = replace(feed, allow_private=fields.networks(document, node, "allow_private"))
    if (node := details.get("group")) is not None and (group := document.text(node, "group")):
        feed = replace(feed, group=group)
    switches: dict[str, Any] = {}
    for name in _SWITCHES:
        if (node := details.get(name)) is not None and (
            switch := fields.boolean(document, node, name, default=None)
        ) is not None:
            switches[name] = switch
    return replace(feed, **switches)


def _with_timezone(document: Document, feed: Feed, details: Map) -> Feed:
    node = details.get("timezone")
    name = document.text(node, "timezone") if node is not None else None
    if node is None or not name:
        return feed
    try:
        return replace(feed, timezone=ZoneInfo(name).key)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        document.problem(
            node, "E105", f"timezone must be a name such as Asia/Jakarta or Europe/Berlin, not {name!r}"
        )
        return feed


def _with_rhythm(document: Document, feed: Feed, details: Map) -> Feed:
    spans: dict[str, Any] = {}
    for name in _DURATIONS:
        if (node := details.get(name)) is None:
            continue
        span = fields.sensible_duration(document, node, name, most=_SELDOM, because=_MISSED)
        if span is not None:
            spans[name] = span
    feed = replace(feed, **spans)
    if feed.floor <= (feed.ceiling or CEILING):
        return feed
    floor, ceiling = details.get("floor"), details.get("ceiling")
    if floor is not None and ceiling is not None:
        document.problem(floor, "E105", "floor must not be longer than ceiling")
    # The one that is given takes the default of the other along.
    return replace(feed, ceiling=feed.floor) if ceiling is None else replace(feed, floor=feed.ceiling or CEILING)
