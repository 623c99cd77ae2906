"""Where the entries are in an XML feed, found without parsing it.

Markup is followed only as far as an entry could hide in it: comments, CDATA sections, declarations. Every byte is
looked at a fixed number of times, whatever the document does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from monitor.collect.parse.entries import MAX_ENTRIES
from monitor.collect.parse.incremental.split_document import SplitDocument

Span = tuple[int, int]

MOST_PARTS = 20_000
"""Tags, comments and CDATA sections after which looking further would take too long."""

_PROLOGUE = re.compile(rb"(?:\s*<\?[^<>]*\?>)*")
_HIDDEN = ((b"<!--", b"-->"), (b"<![CDATA[", b"]]>"))
_TAGS = tuple(
    re.compile(rb"<(?:(?P<hidden>[!?])|(?P<closes>/?)" + name + rb"[\s/>])") for name in (b"item", b"entry")
)
_LEAVES = re.compile(
    rb"<(title|link|description|lastBuildDate|pubDate|generator|copyright|ttl|docs|managingEditor|webMaster|id|updated"
    rb"|subtitle|rights|logo|icon|url|width|height)>[^<&]*</\1>\s*"
)
"""What a feed says of itself before its entries, and what says nothing of them."""
_OTHER_ENTRY = re.compile(rb"[<:](?:item|entry)[\s/>]", re.IGNORECASE)
_NAME = re.compile(rb"<(guid|id)\b[^>]*>\s*(?:<!\[CDATA\[)?([^<\]]*)")
_LINK = re.compile(rb"""<link\b(?:[^>]*?\shref\s*=\s*["']([^"']*)|[^>]*>\s*(?:<!\[CDATA\[)?([^<\]]*))""")
_TAIL = 2_000
"""Bytes at the end of a document in which it is closed."""
_END = re.compile(rb"</[\w:.-]+\s*>\s*(?:<!--[^>]*-->\s*)*\Z")
"""Of a document that is all there."""
_SAYS = re.compile(rb"<(title|description|summary|content)\b[^>]*>([^<]*<?[^<]*)")
_ABOUT = re.compile(rb"""<[^>]*?\srdf:about\s*=\s*["']([^"']*)""")


class _DoubtError(Exception):
    """This is not as simple as it looks."""


def cut(document: bytes) -> SplitDocument | None:
    """The pieces of an XML feed in UTF-8, by its <item>s, or else its <entry>s; None where there is any doubt."""
    for tag in _TAGS:
        try:
            spans = tuple(islice(_spans(document, tag=tag), MAX_ENTRIES + 1))
        except _DoubtError:
            return None
        if spans:
            return _pieces(document, spans)
    return None


def _pieces(document: bytes, spans: tuple[Span, ...]) -> SplitDocument | None:
    begins = (0, *(end for _, end in spans))
    ends = (*(begin for begin, _ in spans), len(document))
    gaps = tuple(document[begin:end] for begin, end in zip(begins, ends, strict=True))
    if any(len(gap) > 4 and _OTHER_ENTRY.search(gap) for gap in gaps) or not _END.search(gaps[-1][-_TAIL:]):
        return None
    entries = tuple(document[begin:end] for begin, end in spans)
    return SplitDocument(
        gaps=(_LEAVES.sub(b"", gaps[0]), *gaps[1:]),
        entries=entries,
        names=tuple(_name(entry) for entry in entries),
        links=tuple(_link(entry) for entry in entries),
        says=tuple(found[2] if (found := _SAYS.search(entry)) else b"" for entry in entries),
    )


def _name(entry: bytes) -> bytes:
    found = _NAME.search(entry)
    if found:
        return found[2].strip()
    about = _ABOUT.match(entry)
    return about[1].strip() if about else b""


def _link(entry: bytes) -> bytes:
    found = _LINK.search(entry)
    return (found[1] or found[2] or b"").strip() if found else b""


def _spans(document: bytes, *, tag: re.Pattern[bytes]) -> Iterator[Span]:
    prologue = _PROLOGUE.match(document)
    at = prologue.end() if prologue else 0
    began = -1
    for _ in range(MOST_PARTS):
        found = tag.search(document, at)
        if found is None:
            if began >= 0:
                raise _DoubtError("an entry without an end")
            return
        if found["hidden"]:
            at = _end_of_hidden(document, found.start())
        elif not found["closes"]:
            if began >= 0:
                raise _DoubtError("an entry inside an entry, or one that is empty")
            began, at = found.start(), found.end() - 1
        else:
            at = document.find(b">", found.start()) + 1
            if began < 0 or not at:
                raise _DoubtError("an end without a beginning, or a tag without an end")
            yield began, at
            began = -1
    raise _DoubtError("too many parts")


def _end_of_hidden(document: bytes, at: int) -> int:
    for opening, closing in _HIDDEN:
        if document.startswith(opening, at):
            end = document.find(closing, at + len(opening))
            if end < 0:
                raise _DoubtError("hidden to the end")
            return end + len(closing)
    end = document.find(b">", at)
    if document.startswith(b"<?", at) or end < 0 or document.find(b"[", at, end) >= 0:
        raise _DoubtError("an instruction, or declarations of entities")
    return end + 1
