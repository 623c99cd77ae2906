"""Where the entries are in a JSON Feed, found without reading them."""

from __future__ import annotations

from itertools import islice

import msgspec

from monitor.collect.parse.entries import MAX_ENTRIES
from monitor.collect.parse.incremental.split_document import SplitDocument

_OBJECT: msgspec.json.Decoder[dict[str, msgspec.Raw]] = msgspec.json.Decoder(dict[str, msgspec.Raw])
_LIST: msgspec.json.Decoder[list[msgspec.Raw]] = msgspec.json.Decoder(list[msgspec.Raw])


class _Outline(msgspec.Struct):
    id: str | int | float | None = None
    url: str | None = None
    external_url: str | None = None
    title: str | None = None
    content_html: str | None = None
    content_text: str | None = None


_OUTLINE = msgspec.json.Decoder(_Outline)


def cut(document: bytes) -> SplitDocument | None:
    """The pieces of a JSON Feed in UTF-8; None if it is none, or unclear."""
    try:
        feed = _OBJECT.decode(document)
        entries = tuple(bytes(entry) for entry in islice(_LIST.decode(feed.pop("items")), MAX_ENTRIES + 1))
    except (msgspec.DecodeError, RecursionError, KeyError):
        return None
    # The list is moved to the end of its object.
    others = b"".join(msgspec.json.encode(key) + b":" + bytes(value) + b"," for key, value in feed.items())
    outlines = [_outline(entry) for entry in entries]
    return SplitDocument(
        gaps=(b"{" + others + b'"items":[', *[b","] * (len(entries) - 1), b"]}"),
        entries=entries,
        names=tuple(b"" if outline.id is None else str(outline.id).encode() for outline in outlines),
        links=tuple((one.url or one.external_url or "").encode() for one in outlines),
        says=tuple((one.title or one.content_html or one.content_text or "").encode() for one in outlines),
        blank=b"null",
    )


def _outline(entry: bytes) -> _Outline:
    try:
        return _OUTLINE.decode(entry)
    except (msgspec.DecodeError, RecursionError):
        return _Outline()
