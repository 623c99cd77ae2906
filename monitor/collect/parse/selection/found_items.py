"""What selectors found in each item -> entries, or which of the selectors found nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from monitor.collect.parse.dates.read_date import entry_dates
from monitor.collect.parse.entries import MAX_ENTRIES, FeedEntry, ParsedFeed, Reply, Unreadable
from monitor.collect.parse.markup import one_line
from monitor.model.news.feed import Selectors
from monitor.model.news.visit import FetchFailure

_NEEDED = ("title", "link")
PARTS = ("title", "link", "date", "summary", "id")


def reply(
    items: Sequence[Mapping[str, str]], *, select: Selectors, title: str = "", lang: str = "", whole: bool = True
) -> Reply:
    """The entries of these items, in plain text by part. `whole` is whether an empty list is a list all the same.

    An item is known by its id or its link, so that neither order nor wording makes it new; else by its title.
    """
    if not items and not whole:
        return nothing("item", select.item)
    unmatched = [
        part for part in PARTS if items and getattr(select, part) and not any(item.get(part) for item in items)
    ]
    for part in _NEEDED:
        if part in unmatched:
            return nothing(part, getattr(select, part), items=len(items))
    entries = tuple(_entry(item, lang=lang) for item in items[:MAX_ENTRIES])
    surplus = max(len(items) - MAX_ENTRIES, 0)
    return ParsedFeed(entries=entries, title=title, surplus=surplus, unmatched=tuple(unmatched))


def nothing(part: str, selector: str, *, items: int = 0) -> Unreadable:
    """That a selector found nothing in the document, or in any of its items."""
    where = f" in any of {items} items" if items else ""
    return Unreadable(
        failure=FetchFailure.NOT_A_FEED, detail=f"the selector of `{part}` found nothing{where}: {selector[:80]}"
    )


def _entry(item: Mapping[str, str], *, lang: str) -> FeedEntry:
    dates = entry_dates(published=item.get("date", ""), updated="", lang=lang)
    return FeedEntry(
        guid=one_line(item.get("id") or item.get("link") or item.get("title") or ""),
        link=one_line(item.get("link", "")),
        title=one_line(item.get("title", "")),
        summary=item.get("summary", ""),
        published=dates.published,
        odd_date=dates.odd,
        lang=lang,
    )
