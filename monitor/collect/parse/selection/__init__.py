"""Items of documents that are no feeds, by selectors that a user wrote: of web pages, and of JSON.

The libraries for each are loaded by a worker when it needs them first.
"""

from __future__ import annotations

from monitor.collect.parse.charset import decode
from monitor.collect.parse.entries import Reply, Unreadable
from monitor.model.news.feed import Selectors, SourceKind

__all__ = ["read"]


def read(body: bytes, *, content_type: str, url: str, select: Selectors) -> Reply:
    """The items that the selectors find, in the document's order; none is a failure that names the selector."""
    text = decode(body, content_type=content_type)
    if isinstance(text, Unreadable):
        return text
    match select.kind:
        case SourceKind.PAGE:
            from monitor.collect.parse.selection import page_items  # noqa: PLC0415  # see above

            return page_items.read(text, url=url, select=select)
        case SourceKind.JSON:
            from monitor.collect.parse.selection import json_items  # noqa: PLC0415

            return json_items.read(text, select=select)
