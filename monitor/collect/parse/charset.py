"""Bytes -> text, whatever the labels claim."""

from __future__ import annotations

import codecs
import re

from monitor.collect.parse.entries import Unreadable
from monitor.model.news.visit import FetchFailure

_HEADER = re.compile(r"""charset\s*=\s*["']?([\w.:+-]+)""", re.IGNORECASE)
_DECLARATION = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:+-]{1,40})["']""")
_META = re.compile(rb"""<meta\b[^<>]{0,200}?charset\s*=\s*["']?([\w.:+-]{1,40})""", re.IGNORECASE)
"""Of web pages."""
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_UNMARKED = (
    *((b"<\0\0\0", "utf-32-le"), (b"\0\0\0<", "utf-32-be")),
    *((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"), (b"{\0", "utf-16-le"), (b"\0{", "utf-16-be")),
    (b"\x4c\x6f\xa7\x94", "cp037"),  # '<?xml' in EBCDIC, of which there are many; their letters are the same
)
_REFUSED = frozenset(("utf-7", "idna", "punycode", "raw_unicode_escape", "raw-unicode-escape", "unicode_escape"))
"""Codecs in which harmless-looking bytes are markup, or which are no charsets at all."""
_SEVEN_BIT = ("iso2022", "hz")
"""Charsets whose bytes are valid UTF-8 too, and mean something else."""
# fmt: off
_WIDER = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030",
    "euc_kr": "cp949", "shift_jis": "cp932", "tis-620": "cp874",
}
# fmt: on
"""What is meant by these labels: the superset that browsers take instead."""


def decode(body: bytes, *, content_type: str) -> str | Unreadable:
    """The text of a document. What cannot be decoded becomes U+FFFD; only a refused charset is a failure.

    A byte order mark decides; then valid UTF-8 is UTF-8, because text in other charsets hardly ever is by chance
    while labels lie; then the header's charset, then the one that the document declares, then windows-1252.
    """
    for mark, marked in _BYTE_ORDER_MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(marked, "replace")
    for start, unmarked in _UNMARKED:
        if body.startswith(start):
            return body.decode(unmarked, "replace")
    labels = [codec for label in _labels(body, content_type) if (codec := _codec(label))]
    for label in labels:
        if label in _REFUSED:
            return Unreadable(failure=FetchFailure.BROKEN, detail=f"refused charset {label}")
    seven_bit = [label for label in labels if label.startswith(_SEVEN_BIT)]
    for candidate in (*seven_bit, "utf-8", *labels):
        try:
            return body.decode(candidate)
        except UnicodeDecodeError:
            continue
    return body.decode(labels[0] if labels else "cp1252", "replace")


def _labels(body: bytes, content_type: str) -> list[str]:
    header = _HEADER.search(content_type)
    declaration = _DECLARATION.match(body[:400]) or _META.search(body[:2_000])
    return [
        *((header[1],) if header else ()),
        *((declaration[1].decode("ascii"),) if declaration else ()),
    ]


def _codec(label: str) -> str | None:
    """Python's name of a charset, widened; None for one that is not known or does not give text."""
    try:
        name = codecs.lookup(label).name
        b"".decode(name)
    except LookupError:
        return None
    # A document that had a byte order mark, or zero bytes, never comes here.
    return None if name.startswith(("utf-16", "utf-32")) else _WIDER.get(name, name)
