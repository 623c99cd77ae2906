"""Names in Indian scripts from those in a neighbouring one: the scripts have one order of letters in Unicode.

What Hindi writes, Marathi and Nepali write too, and Gujarati in its own letters; what Telugu writes, Kannada and
Malayalam.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

_BLOCK = 0x80
_FIRST = {"hi": 0x0900, "gu": 0x0A80, "te": 0x0C00, "kn": 0x0C80, "ml": 0x0D00}
_FROM = {"mr": "hi", "ne": "hi", "gu": "hi", "kn": "te", "ml": "te"}
_MIN_LETTERS = 3
_MALAYALAM = {
    "\u0d28\u0d4d": "\u0d7b",
    "\u0d30\u0d4d": "\u0d7c",
    "\u0d32\u0d4d": "\u0d7d",
    "\u0d33\u0d4d": "\u0d7e",
}
"""Letters that Malayalam writes in one at the end of a word."""
_NUKTA = "\u093c"


def derived(names: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    """Language and name, for the languages without a name of their own whose neighbour has one."""
    for lang, source in _FROM.items():
        if names.get(lang):
            continue
        for name in names.get(source, ()):
            written = _rewritten(name, source, lang)
            if len(written.replace(" ", "")) >= _MIN_LETTERS:
                yield lang, written


def _rewritten(name: str, source: str, lang: str) -> str:
    if lang not in _FIRST:
        return name
    first, shift = _FIRST[source], _FIRST[lang] - _FIRST[source]
    plain = name.replace(_NUKTA, "")
    moved = "".join(chr(ord(c) + shift) if first <= ord(c) < first + _BLOCK else c for c in plain)
    return " ".join(_ended(word) for word in moved.split()) if lang == "ml" else moved


def _ended(word: str) -> str:
    return word[:-2] + _MALAYALAM.get(word[-2:], word[-2:])
