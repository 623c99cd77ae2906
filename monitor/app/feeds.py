"""rules/feeds.yaml -> feeds."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

from monitor.app import values
from monitor.app.references import References
from monitor.document import Document, Entry, Map, Text
from monitor.model import Feed, FeedId

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_DEFAULT_KEYS = ("every", "lang", "tags", "tier", "allow_private", "backfill")
_KEYS = ("url", "title", *_DEFAULT_KEYS)


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
        document.check_keys(found, _DEFAULT_KEYS)
        template = _with(document, template, found)
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
    document.check_keys(details, _KEYS)
    feed = _with(document, feed, details)
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
    url = values.web_address(document, address, f"the url of feed {feed.id!r}", expanded)
    return None if url is None else replace(feed, url=url)


def _with(document: Document, feed: Feed, details: Map) -> Feed:
    """The feed with the details that are given and right."""
    if (node := details.get("title")) is not None and (title := document.text(node, "title")):
        feed = replace(feed, title=title)
    if (node := details.get("every")) is not None:
        every: timedelta | None = values.duration(document, node, "every")
        feed = replace(feed, every=every or feed.every)
    if (node := details.get("lang")) is not None and (lang := document.text(node, "lang")):
        if _LANGUAGE.fullmatch(lang):
            feed = replace(feed, lang=lang)
        else:
            document.problem(node, "E105", f"lang must be a language code such as id, en, ko; not {lang!r}")
    if (node := details.get("tags")) is not None:
        feed = replace(feed, tags=tuple(tag.value for tag in document.texts(node, "tags")))
    if (node := details.get("tier")) is not None:
        feed = replace(feed, tier=values.tier(document, node, "tier") or feed.tier)
    if (node := details.get("allow_private")) is not None:
        feed = replace(feed, allow_private=values.networks(document, node, "allow_private"))
    if (node := details.get("backfill")) is not None:
        backfill = values.switch(document, node, "backfill")
        feed = replace(feed, backfill=feed.backfill if backfill is None else backfill)
    return feed
