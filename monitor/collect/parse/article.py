"""The text of an article, found in its web page by trafilatura. Runs in a worker process."""

from __future__ import annotations

import logging
from functools import cache
from types import ModuleType

from monitor.collect.parse.charset import decode
from monitor.collect.parse.entries import FeedEntry, ParsedFeed, Reply, Unreadable
from monitor.collect.parse.markup import from_text, one_line
from monitor.model.news.visit import FetchFailure

MAX_PAGE = 3 << 20
"""Characters. Larger pages are no articles."""


def read(body: bytes, *, content_type: str, url: str) -> Reply:
    """The article of a page as one entry: its text as content, and its title if it says one."""
    text = decode(body, content_type=content_type)
    if isinstance(text, Unreadable):
        return text
    if len(text) > MAX_PAGE:
        return Unreadable(failure=FetchFailure.TOO_LARGE, detail=f"a page of more than {MAX_PAGE} characters")
    found = load().bare_extraction(text, url=url, include_comments=False, with_metadata=False)
    if found is None or not found.text:
        return Unreadable(failure=FetchFailure.NOT_A_FEED, detail="no article in the page")
    return ParsedFeed(
        entries=(FeedEntry(link=url, title=one_line(found.title or ""), content=from_text(found.text)),)
    )


@cache
def load() -> ModuleType:
    """trafilatura, which only the workers that are asked for articles load, because it is large."""
    import trafilatura  # noqa: PLC0415  # see above

    logging.disable()  # what it says of bad pages would fill a pipe that nobody reads
    return trafilatura
