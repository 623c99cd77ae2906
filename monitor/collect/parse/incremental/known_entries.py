"""Knows the entries of a document by their bytes, so that only those are parsed that never were.

Of twenty entries with one new one, the parser gets head, new entry and tail. This is exact or not done: where
there is doubt what an entry is, or whether it would be parsed in the same way without its neighbours, the document
is one slice.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from monitor.collect.parse.charset import decode
from monitor.collect.parse.entries import MAX_ENTRIES, FeedEntry, Unreadable
from monitor.collect.parse.incremental import split_json as cut_json
from monitor.collect.parse.incremental import split_xml as cut_xml
from monitor.collect.parse.incremental.split_document import SplitDocument
from monitor.collect.parse.markup import one_line
from monitor.collect.parse.references import decoded

_PAGE = re.compile(rb"[?#]|&(?!amp)")
"""What ends the part of a link that names a page."""
_BEGINNING = 60
"""Bytes of a text that distinguish it from others."""
WIDTH = 6
"""Bytes of a fingerprint. Of a million million new entries among a hundred one is taken for another by chance, and
only until the next reading of the whole document."""
MAX_BYTES = 2 << 20
"""A larger document is not cut, because this is done between two steps of the event loop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownEntries:
    """A document, and the entries that it is cut into, if it is."""

    body: bytes
    pieces: SplitDocument | None
    prints: tuple[bytes, ...]
    """The fingerprint of each entry; empty if the document is not cut."""

    def unseen(self, seen: bytes) -> Sequence[int] | None:
        """The places of the entries that are not among the remembered ones; None if anything may be new."""
        known = {seen[at : at + WIDTH] for at in range(0, len(seen), WIDTH)}
        places = [place for place, one in enumerate(self.prints) if one not in known]
        if len(places) == len(self.prints):
            return () if known and self.as_one() in known else None
        return places

    def stand_alone(self, places: Collection[int]) -> bool:
        """Whether no other entry says what these say, so that they need not be compared with the others."""
        assert self.pieces is not None, "only what was cut has places"
        times = Counter(self.pieces.says)
        return all(times[self.pieces.says[place]] == 1 for place in places)

    def only(self, places: Collection[int]) -> bytes:
        """The document with no other entries than those at these places."""
        assert self.pieces is not None, "only what was cut has places"
        # The mark outdoes whatever the document's declaration, or its server, says of the charset.
        return codecs.BOM_UTF8 + self.pieces.only(places)

    def has_named(self, places: Sequence[int], entries: Sequence[FeedEntry]) -> bool:
        """Whether the parser found these entries, and by the names that can be seen from outside."""
        assert self.pieces is not None, "only what was cut has places"
        return len(places) == len(entries) and all(
            _is_named(entry, name=self.pieces.names[place], link=self.pieces.links[place])
            for place, entry in zip(places, entries, strict=True)
        )

    def as_one(self) -> bytes:
        """What to remember of a document of which no entry must be left out at the next visit."""
        return _fingerprint(self.body)

    def as_entries(self) -> bytes:
        """What to remember, to know each entry again at the next visit."""
        return b"".join(self.prints)


def cut(body: bytes, *, content_type: str) -> KnownEntries:
    """The slices of a document. `content_type` is the header as the server sent it."""
    pieces = _pieces(body, content_type=content_type)
    prints = () if pieces is None else tuple(_fingerprint(entry) for entry in pieces.entries)
    return KnownEntries(body=body, pieces=pieces, prints=prints)


def _pieces(body: bytes, *, content_type: str) -> SplitDocument | None:
    if len(body) > MAX_BYTES:
        return None
    text = decode(body, content_type=content_type, guess=False)
    if isinstance(text, Unreadable):
        return None
    document = text.strip().encode("utf-8", "replace")
    pieces = (cut_json if document.startswith(b"{") else cut_xml).cut(document)
    if pieces is None or not 0 < len(pieces.entries) <= MAX_ENTRIES:
        return None
    names = {_name(*known) for known in zip(pieces.names, pieces.links, pieces.says, strict=True)}
    # What entries are that have no name, or one name together, only all of them together can show.
    return pieces if len(names) == len(pieces.entries) else None


def _name(name: bytes, link: bytes, says: bytes) -> bytes:
    """What an entry is known by: its own name, else the page that it leads to, else how its text begins."""
    page = _PAGE.split(link, maxsplit=1)[0]
    return b" ".join((name or page or says.strip().removeprefix(b"<![CDATA[")[:_BEGINNING]).split()).lower()


def _is_named(entry: FeedEntry, *, name: bytes, link: bytes) -> bool:
    """Whether an entry was parsed as what it looked like. A guid, or a link, may have become absolute."""
    if name or entry.guid:
        return bool(name) and entry.guid.endswith(one_line(decoded(name.decode())))
    page = one_line(decoded(_name(b"", link, b"").decode()))
    return bool(page) == bool(entry.link) and re.split("[?#]", entry.link.lower())[0].endswith(page)


def _fingerprint(piece: bytes) -> bytes:
    return hashlib.blake2b(piece, digest_size=WIDTH).digest()
