"""Text in Latin letters whose label names another Latin charset: Polish, Czech or Turkish as Latin-1.

Any bytes are a text in those charsets. Which letters it has shows what was meant: those of one language, or those
of none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

_CENTRAL, _TURKISH, _BALTIC = ("cp1250", "iso8859-2"), ("cp1254",), ("cp1257",)
_ELSEWHERE: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "pl": ("ą ć ę ł ń ó ś ź ż", _CENTRAL),
    "cs": ("á č ď é ě í ň ó ř š ť ú ů ý ž", _CENTRAL),
    "sk": ("á ä č ď é í ĺ ľ ň ó ô ŕ š ť ú ý ž", _CENTRAL),
    "hu": ("á é í ó ö ő ú ü ű", _CENTRAL),
    "sl": ("č š ž", _CENTRAL),
    "hr": ("č ć đ š ž", _CENTRAL),
    "ro": ("ă â î ş ţ", _CENTRAL),
    "tr": ("â ç ğ ı î ö ş ü û İ", _TURKISH),
    "lt": ("ą č ę ė į š ų ū ž", _BALTIC),
    "lv": ("ā č ē ģ ī ķ ļ ņ š ū ž", _BALTIC),
}
"""Languages for which Latin-1 lacks letters: all their letters beyond ASCII, and the charsets that have them."""
_AT_HOME = (
    "ä ö ü ß",
    "à â æ ç è é ê ë î ï ô ù û ü ÿ œ",
    "á é í ñ ó ú ü ç à è ò ï ª",
    "á â ã à ç é ê í ó ô õ ú ü",
    "à è é ì í ò ó ù",
    "ä å æ é ö ø ü",
    "á ð é í ó ú ý þ æ ö",
    "ä ö å š ž õ ü",
    "è é ë ï ó ö ü á í ú",
)
"""Likewise of the languages that Latin-1 is made for, German to Dutch."""
_SIGNS = frozenset("«»„“”‘’‚‹›–—…•·°§©®™€£ \u00a0\u00ad")
"""What any text may have between its words."""
_LANGUAGE = re.compile(rb"""<(?:dc:)?language>\s*([a-zA-Z]{2})\b|\blang=["']([a-zA-Z]{2})\b""")
_ASCII = bytes(range(0x80))
_LETTER = re.compile(rb"[A-Za-z]")
_SAMPLE, _HEAD = 1 << 16, 4_000
"""Bytes that are looked at; and for what they say of their language."""
_FEW = 6
"""Letters beyond ASCII from which on a label is doubted, unless the document says its language,"""
_RARE = 0.03
"""and their part of all letters: names from abroad are fewer."""
_FITS, _MISFITS = 0.95, 0.8
"""The part of them that one language has, and that no language of the label has."""


def other_latin(body: bytes, *, label: str) -> str:
    """The charset of bytes whose label is this Latin one: that of the language whose letters they have."""
    sample = body[:_SAMPLE]
    high = Counter(sample.translate(None, _ASCII))
    if not high:
        return label
    said = _LANGUAGE.search(sample[:_HEAD])
    lang = (said[1] or said[2]).decode().lower() if said else ""
    if lang in _ELSEWHERE:
        letters, charsets = _ELSEWHERE[lang]
        best = max((label, *charsets), key=lambda charset: _share(high, charset, letters))
        return best if _share(high, best, letters) >= _FITS else label
    few = high.total() < max(_FEW, _RARE * len(_LETTER.findall(sample)))
    if lang or few or max(_share(high, label, letters) for letters in _AT_HOME) >= _MISFITS:
        return label
    fit, best = max(
        (_share(high, charset, letters), charset)
        for letters, charsets in _ELSEWHERE.values()
        for charset in charsets
    )
    return best if fit >= _FITS else label


def _share(high: Counter[int], charset: str, letters: str) -> float:
    """The part of the bytes beyond ASCII that are one of these letters, signs of punctuation not counted."""
    texts = {byte: bytes((byte,)).decode(charset, "replace").lower() for byte in high}
    counted = {byte: times for byte, times in high.items() if texts[byte] not in _SIGNS}
    fitting = sum(times for byte, times in counted.items() if texts[byte] in letters)
    return fitting / max(sum(counted.values()), 1)
