"""Where the entries are in an XML feed, found without parsing it.

Markup is followed only as far as an entry could hide in it: comments, CDATA sections, declarations. Every byte is
looked at a fixed number of times, whatever the document does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from monitor.collect.entry import MAX_ENTRIES
from monitor.collect.pieces import Pieces

Span = tuple[int, int]

MOST_PARTS = 20_000
"""Comments and CDATA sections after which looking further would take too long."""

_PROLOGUE = re.compile(rb"(?:\s*<\?[^<>]*\?>)*")
_HIDDEN = ((b"<!--", b"-->"), (b"<![CDATA[", b"]]>"))
_AFTER_NAME = (b">", b" ", b"\n", b"\t", b"\r")
_OTHER_ENTRY = re.compile(rb"[<:](?:item|entry)[\s/>]", re.IGNORECASE)
_NAME = re.compile(rb"<(guid|id)\b[^>]*>\s*(?:<!\[CDATA\[)?([^<\]]*)")
_ABOUT = re.compile(rb"""<[^>]*?\srdf:about\s*=\s*["']([^"']*)""")


class _DoubtError(Exception):
    """This is not as simple as it looks."""


def cut(document: bytes) -> Pieces | None:
    """The pieces of an XML feed in UTF-8, by its <item>s, or else its <entry>s; None where there is any doubt."""
    for name in (b"item", b"entry"):
        try:
            spans = tuple(islice(_spans(document, opening=b"<" + name, closing=b"</" + name), MAX_ENTRIES + 1))
        except _DoubtError:
            return None
        if spans:
            return _pieces(document, spans)
    return None


def _pieces(document: bytes, spans: tuple[Span, ...]) -> Pieces | None:
    begins = (0, *(end for _, end in spans))
    ends = (*(begin for begin, _ in spans), len(document))
    gaps = tuple(document[begin:end] for begin, end in zip(begins, ends, strict=True))
    if any(len(gap) > 4 and _OTHER_ENTRY.search(gap) for gap in gaps):
        return None
    entries = tuple(document[begin:end] for begin, end in spans)
    return Pieces(gaps=gaps, entries=entries, names=tuple(_name(entry) for entry in entries))


def _name(entry: bytes) -> bytes:
    found = _NAME.search(entry)
    if found:
        return found[2].strip()
    about = _ABOUT.match(entry)
    return about[1].strip() if about else b""


def _spans(document: bytes, *, opening: bytes, closing: bytes) -> Iterator[Span]:
    began = -1
    for begin, end in _markup(document):
        at = begin
        while True:
            opened = _tag(document, opening, at, end)
            if began < 0:
                if opened < 0:
                    break
                began, at = opened, opened + len(opening)
                continue
            closed = _tag(document, closing, at, end)
            if opened >= 0 and (closed < 0 or opened < closed):
                raise _DoubtError("an entry inside an entry")
            if closed < 0:
                break
            at = document.find(b">", closed, end) + 1
            if not at:
                raise _DoubtError("a tag without an end")
            yield began, at
            began = -1
    if began >= 0:
        raise _DoubtError("an entry without an end")


def _tag(document: bytes, tag: bytes, at: int, end: int) -> int:
    """Where the next tag of this very name begins, or -1."""
    for _ in range(4):
        found = document.find(tag, at, end)
        at = found + len(tag)
        if found < 0 or document.startswith(_AFTER_NAME, at):
            return found
    raise _DoubtError("many names that begin alike")


def _markup(document: bytes) -> Iterator[Span]:
    """The parts of a document outside comments, CDATA sections and declarations."""
    prologue = _PROLOGUE.match(document)
    at = prologue.end() if prologue else 0
    for _ in range(MOST_PARTS):
        hidden = document.find(b"<!", at)
        end = hidden if hidden >= 0 else len(document)
        if document.find(b"<?", at, end) >= 0:
            raise _DoubtError("a processing instruction")
        yield at, end
        if hidden < 0:
            return
        at = _end_of_hidden(document, hidden)
    raise _DoubtError("too many parts")


def _end_of_hidden(document: bytes, at: int) -> int:
    for opening, closing in _HIDDEN:
        if document.startswith(opening, at):
            end = document.find(closing, at + len(opening))
            if end < 0:
                raise _DoubtError("hidden to the end")
            return end + len(closing)
    end = document.find(b">", at)
    if end < 0 or document.find(b"[", at, end) >= 0:
        raise _DoubtError("an internal subset, which may declare anything")
    return end + 1
