"""Which items a rule looks at: language, feed, tags, outlet, and until when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from urllib.parse import urlsplit

from monitor.detect.match.folded_item import FoldedItem
from monitor.detect.rules.rule import EVERYWHERE, Rule
from monitor.language.identify import UNKNOWN_LANGUAGE
from monitor.model.news.item import Item


def speaks(lang: str | None, langs: Sequence[str]) -> bool:
    """Whether a language is among those wanted. An item without one is `unknown`."""
    return not langs or (lang or UNKNOWN_LANGUAGE) in langs


def refusal(rule: Rule, reading: FoldedItem, *, today: date) -> str:  # noqa: PLR0911 - one for each reason
    """Why a rule does not look at an item, in words; empty if it does."""
    item, where = reading.item, rule.where
    if not rule.enabled:
        return "disabled"
    if rule.expires is not None and today > rule.expires:
        return f"expired on {rule.expires}"
    if where is EVERYWHERE:
        return ""
    if where.langs and not speaks(reading.lang, where.langs):
        return f"lang: {reading.lang or UNKNOWN_LANGUAGE} is not one of {', '.join(where.langs)}"
    if where.feeds and item.feed not in where.feeds:
        return f"feed: {item.feed} is not one of {', '.join(where.feeds)}"
    if where.tags and not set(where.tags) & set(item.tags):
        return f"tags: the feed has none of {', '.join(where.tags)}"
    if where.sources and not _is_from(item, where.sources):
        return f"source: {item.source} is not one of {', '.join(where.sources)}"
    if where.not_sources and _is_from(item, where.not_sources):
        return f"source: {item.source} is left out"
    if where.max_age is not None and _age(item) > where.max_age:
        return f"max_age: published on {item.published_at:%Y-%m-%d %H:%M} UTC, which is older than {where.max_age}"
    return ""


def _age(item: Item) -> timedelta:
    """How old an item says it was when it was first seen. One without a date is new."""
    return item.first_seen_at - item.published_at if item.published_at is not None else timedelta()


def _is_from(item: Item, sources: Sequence[str]) -> bool:
    hosts = [host for url in (item.url, item.source_url) if (host := _host(url))]
    names = {name.casefold() for name in (item.source, item.via) if name}
    return any(
        source.casefold() in names
        or any(host == source.lower() or host.endswith(f".{source.lower()}") for host in hosts)
        for source in sources
    )


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
