"""Bytes -> text, whatever the labels claim."""

from __future__ import annotations

import codecs
import re

import webencodings

from monitor.collect.parse.entries import Unreadable
from monitor.collect.parse.han import han_instead_of
from monitor.collect.parse.latin import other_latin
from monitor.model.news.visit import FetchFailure

_HEADER = re.compile(r"""charset\s*=\s*["']?([\w.:+-]+)""", re.IGNORECASE)
_DECLARATION = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:+-]{1,40})["']""")
_LATER_DECLARATION = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:+-]{1,40})["']""")
"""Behind a warning of the server's software."""
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
    "euc_kr": "cp949", "shift_jis": "cp932", "tis-620": "cp874", "iso8859-11": "cp874", "big5": "big5hkscs",
    "cp950": "big5hkscs",
}
# fmt: on
"""What is meant by these labels: the superset that browsers take instead."""
_LATIN = frozenset((
    "cp1252", "cp1250", "cp1254", "cp1257", "mac-roman", "iso8859-1", "iso8859-2", "iso8859-3", "iso8859-4",
    "iso8859-9", "iso8859-10", "iso8859-13", "iso8859-14", "iso8859-15", "iso8859-16",
))  # fmt: skip
"""Charsets in which any bytes are a text: labels that software writes without looking."""
_WESTERN = frozenset(("cp1252", "iso8859-15"))
"""What software writes in the place of any Latin charset."""
_OTHER_SCRIPTS = frozenset((
    "cp1251", "koi8-r", "koi8-u", "iso8859-5", "cp866", "mac-cyrillic", "cp1253", "iso8859-7", "cp1255",
    "iso8859-8", "cp1256", "iso8859-6", "cp874", "gb18030", "big5hkscs", "cp949", "cp932", "euc_jp",
))  # fmt: skip
"""Charsets of the web that are guessed against a Latin label: those of old systems fit by chance."""
_RUN = re.compile(rb"[\x80-\xff]{4,}")
_HIGH = re.compile(rb"[\x80-\xff]+")
_UNLIKE = 3
"""Bytes of a word that must differ: a line of dashes is no word."""
_ENOUGH = 8
"""Bytes in such words from which on a Latin label is doubted."""
_ODD_LABELS = (
    (re.compile(r"x-euc"), r"euc-jp"),
    (re.compile(r"(?:x-)?(?:win(?:dows)?|ms|cp|ansi)[-_ ]?(125[0-8]|874|932|936|949|950)"), r"cp\1"),
    (re.compile(r"(?:x-)?iso[-_ ]?8859[-_ ]?(\d{1,2})(?:[-_:].*)?"), r"iso-8859-\1"),
    (re.compile(r"utf[_ ]?-?8(?:n|mb4|-bom)?"), "utf-8"),
)
"""How labels are written besides."""
_SAMPLE = 1 << 16
"""Bytes that suffice to know the charset of a document by."""
_TOO_MANY = 0.2
"""Part of a text's other than ASCII characters that may be undecodable before its label is taken for a lie."""


def decode(body: bytes, *, content_type: str, guess: bool = True) -> str | Unreadable:
    """The text of a document. What cannot be decoded becomes U+FFFD; only a refused charset is a failure.

    A byte order mark decides; then valid UTF-8 is UTF-8, because text in other charsets hardly ever is by chance
    while labels lie; then the header's charset, then that which the document declares. A Latin charset is not
    believed of bytes that look like another script. What is in none of them is guessed from the bytes, which takes
    a while; without `guess` that is a failure too.
    """
    for start, marked in (*_BYTE_ORDER_MARKS, *_UNMARKED):
        if body.startswith(start):
            return body.decode(marked, "replace").lstrip("\ufeff")
    labels = [codec for label in _labels(body, content_type) if (codec := codec_of(label))]
    for label in labels:
        if label in _REFUSED:
            return Unreadable(failure=FetchFailure.BROKEN, detail=f"refused charset {label}")
    seven_bit = [label for label in labels if label.startswith(_SEVEN_BIT)]
    doubtful = ""
    for candidate in (*seven_bit, "utf-8", *labels):
        try:
            text = body.decode(candidate).lstrip("\ufeff")
        except UnicodeDecodeError:
            continue
        if candidate not in _LATIN or not _is_foreign(body):
            return _in_its_letters(body, text, candidate)
        doubtful = doubtful or candidate
    if not doubtful:
        believed = next((text for label in labels if _is_likely(text := body.decode(label, "replace"))), None)
        if believed is not None and not (labels[0] in _LATIN and _is_foreign(body)):
            return believed
    if not guess:
        return Unreadable(failure=FetchFailure.BROKEN, detail="its charset is not declared")
    return body.decode(_guessed(body, instead_of=doubtful), "replace")


def _in_its_letters(body: bytes, text: str, charset: str) -> str:
    """The text of bytes in a charset, or in that which was meant by the label of Western Europe."""
    meant = other_latin(body, label=charset) if charset in _WESTERN else charset
    return text if meant == charset else body.decode(meant, "replace")


def _is_foreign(body: bytes) -> bool:
    """Whether bytes are hardly a text in Latin letters, of which most are between letters of ASCII.

    In the charsets of other scripts they come together in words.
    """
    together = sum(len(run) for run in _RUN.findall(body) if len(set(run)) >= _UNLIKE)
    return together >= _ENOUGH and 2 * together >= sum(map(len, _HIGH.findall(body)))


def _is_likely(text: str) -> bool:
    """Whether so few of a text's letters could not be decoded that its label may be true."""
    return text.count("\ufffd") <= _TOO_MANY * sum(not character.isascii() for character in text)


def _labels(body: bytes, content_type: str) -> list[str]:
    header = _HEADER.search(content_type)
    head = body[:2_000]
    declaration = _DECLARATION.match(head[:400]) or _LATER_DECLARATION.search(head) or _META.search(head)
    return [
        *((header[1],) if header else ()),
        *((declaration[1].decode("ascii"),) if declaration else ()),
    ]


def codec_of(label: str) -> str | None:
    """Python's name of the charset that a label means, widened as browsers do; None for one that is not known.

    Labels are those of the WHATWG Encoding Standard; then how else they are written; then what Python knows.
    """
    label = label.strip().lower()
    known = webencodings.lookup(label)
    try:
        if (
            known is None or known.name == "replacement"
        ):  # which stands for what browsers refuse, such as ISO-2022-KR
            name = codecs.lookup(_usual(label)).name
        else:
            name = known.codec_info.name
        b"".decode(name)
    except (LookupError, ValueError):
        return None
    # A document that had a byte order mark, or zero bytes, never comes here.
    return None if name.startswith(("utf-16", "utf-32", "x-user")) else _WIDER.get(name, name)


def _usual(label: str) -> str:
    """A label as it is usually written."""
    for odd, usual in _ODD_LABELS:
        if found := odd.fullmatch(label):
            return found.expand(usual)
    return label


def _guessed(body: bytes, *, instead_of: str = "") -> str:
    """The most likely charset of bytes without a label that holds: the label's, unless of another script."""
    import chardet  # noqa: PLC0415  # its models take a while to load, and few documents need them

    if instead_of and _is_likely(body.decode("utf-8", "replace")):  # some of its letters are broken
        return "utf-8"
    first = next((place for place, byte in enumerate(body) if byte > 0x7F), 0)
    start = max(first - _SAMPLE // 2, 0)
    sample = _META.sub(b"", _LATER_DECLARATION.sub(b"", body[start : start + _SAMPLE]))  # it would believe them
    found = chardet.detect(sample)["encoding"]
    codec = codec_of(found) if found else None
    if codec not in _OTHER_SCRIPTS or codec == "cp949":
        codec = han_instead_of(sample, guess=codec)
    if instead_of and codec not in _OTHER_SCRIPTS:
        return instead_of
    return codec or "cp1252"
