"""Which items a rule looks at: language, feed, tags, outlet, and until when."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from fnmatch import fnmatchcase
from urllib.parse import urlsplit

from monitor.clock import utc_minute_text
from monitor.detect.match.text.folded_item import FoldedItem
from monitor.detect.rules.conditions import EVERYWHERE, Where
from monitor.detect.rules.rule import Rule
from monitor.language.codes import UNKNOWN_LANGUAGE, speaks
from monitor.model.news.item import Item


def refusal(rule: Rule, reading: FoldedItem, *, today: date) -> str:
    """Why a rule does not look at an item, in words; empty if it does."""
    if not rule.enabled:
        return "disabled"
    if rule.expires is not None and today > rule.expires:
        return f"expired on {rule.expires}"
    return place_refusal(rule.where, reading)


def place_refusal(  # noqa: PLR0911 - one for each reason
    where: Where, reading: FoldedItem
) -> str:
    """Why an item is from elsewhere than a `where` asks for, in words; empty if it is not."""
    item = reading.item
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
    if where.authors and not _fits([item.author], where.authors):
        return f"author: {item.author or 'nobody'} is not one of {', '.join(where.authors)}"
    if where.categories and not _fits(item.categories, where.categories):
        return f"category: the publisher files it under none of {', '.join(where.categories)}"
    if where.urls and not _fits(_spellings(item.url), where.urls):
        return f"url: {item.url or 'no address'} is not one of {', '.join(where.urls)}"
    if where.tiers and item.tier not in where.tiers:
        return f"tier: {item.tier or 'none'} is not one of {', '.join(map(str, where.tiers))}"
    if where.max_age is not None and item.published_at is not None and _age(item) > where.max_age:
        return f"max_age: published on {utc_minute_text(item.published_at)}, which is older than {where.max_age}"
    return ""


def _age(item: Item) -> timedelta:
    """How old an item says it was when it was first seen. One without a date is new."""
    return item.first_seen_at - item.published_at if item.published_at is not None else timedelta()


def _is_from(item: Item, sources: Sequence[str]) -> bool:
    hosts = [host for url in (item.url, item.source_url) if (host := _host(url))]
    names = {name.casefold() for name in (item.source, item.via) if name}
    return any(_is_of(source.casefold(), names, hosts) for source in sources)


def _is_of(source: str, names: Collection[str], hosts: Collection[str]) -> bool:
    if "*" in source:
        return any(fnmatchcase(one, source) for one in (*names, *hosts))
    return source in names or any(host == source or host.endswith(f".{source}") for host in hosts)


def _fits(values: Iterable[str], wanted: Iterable[str]) -> bool:
    """Whether one of some values is one of those wanted, in which `*` stands for anything."""
    folded = [value.casefold() for value in values]
    return any(fnmatchcase(value, one.casefold()) for one in wanted for value in folded)


def _spellings(url: str) -> tuple[str, ...]:
    """An address as people write it: with its scheme, without, and without www."""
    bare = url.partition("://")[2] or url
    return url, bare, bare.removeprefix("www.")


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
