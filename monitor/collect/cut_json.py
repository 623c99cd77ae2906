"""Where the entries are in a JSON Feed, found without reading them."""

from __future__ import annotations

from itertools import islice

import msgspec

from monitor.collect.entry import MAX_ENTRIES
from monitor.collect.pieces import Pieces

_OBJECT: msgspec.json.Decoder[dict[str, msgspec.Raw]] = msgspec.json.Decoder(dict[str, msgspec.Raw])
_LIST: msgspec.json.Decoder[list[msgspec.Raw]] = msgspec.json.Decoder(list[msgspec.Raw])


class _Named(msgspec.Struct):
    id: str | int | float | None = None


_NAMED = msgspec.json.Decoder(_Named)


def cut(document: bytes) -> Pieces | None:
    """The pieces of a JSON Feed in UTF-8; None if it is none, or unclear."""
    try:
        feed = _OBJECT.decode(document)
        entries = tuple(bytes(entry) for entry in islice(_LIST.decode(feed.pop("items")), MAX_ENTRIES + 1))
    except (msgspec.DecodeError, RecursionError, KeyError):
        return None
    # The list is moved to the end of its object.
    others = b"".join(msgspec.json.encode(key) + b":" + bytes(value) + b"," for key, value in feed.items())
    return Pieces(
        gaps=(b"{" + others + b'"items":[', *[b","] * (len(entries) - 1), b"]}"),
        entries=entries,
        names=tuple(_name(entry) for entry in entries),
        blank=b"null",
    )


def _name(entry: bytes) -> bytes:
    try:
        found = _NAMED.decode(entry).id
    except (msgspec.DecodeError, RecursionError):
        return b""
    return b"" if found is None else str(found).encode()
