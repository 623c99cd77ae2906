"""A feed's text as text and nothing else: no line of its own, no terminal code, no reversed reading order."""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE_COMMANDS = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"  # C0 and C1 controls that are no white space
    "\u061c\u202a-\u202e\u2066-\u2069"  # direction: embeddings, overrides, isolates
    "\u206a-\u206f\ufeff\ufff9-\ufffb"  # deprecated format characters, byte order mark, annotations
    "\ue000-\uf8ff]"  # private use: no agreed meaning
)
_ANSI = re.compile("\x1b(?:\\[[0-?]*[ -/]*[@-~]|\\][^\x07\x1b]*(?:\x07|\x1b\\\\)?)")
_SURROGATE = re.compile("[\ud800-\udfff]")
_SPACE = re.compile(r"\s+")
_TIES = frozenset("\u200d\ufe0e\ufe0f" + "".join(map(chr, range(0x1F3FB, 0x1F400))))
"""Joiner, variation selectors, skin tones: they belong to the character before them."""
_LONGEST_CLUSTER = 32


def neutralise(text: str) -> str:
    """The text on one line, with nothing in it that commands a terminal or turns the reading order.

    Runs of white space become one blank. Single direction marks, and the joiners that Persian and the Indic
    scripts spell with, stay.
    """
    return _SPACE.sub(" ", without_commands(text))


def without_commands(text: str) -> str:
    """Likewise, with its white space as it is."""
    return _SURROGATE.sub("\ufffd", _INVISIBLE_COMMANDS.sub("", _ANSI.sub("", text)))


def shorten(text: str, *, limit: int) -> str:
    """The text in at most `limit` code points, ending in '…' if something is missing.

    Cut between words where there are blanks, and never between a letter or an emoji and what belongs to it.
    """
    if len(text) <= limit:
        return text
    cut = limit - 1
    blank = text.rfind(" ", limit * 3 // 4, cut)
    return text[: blank if blank > 0 else _seam(text, cut)].rstrip() + "…"


def _seam(text: str, cut: int) -> int:
    """The nearest place at or before `cut` where no mark or joiner ties two code points together."""
    for place in range(cut, max(cut - _LONGEST_CLUSTER, 0), -1):
        follows = text[place]
        tied = unicodedata.category(follows)[0] == "M" or follows in _TIES or text[place - 1] == "\u200d"
        if not tied:
            return place
    return cut


def isolate(text: str) -> str:
    """The text so that its direction and that of the words around it do not disturb each other.

    Only right-to-left text needs it: FIRST STRONG ISOLATE before, POP DIRECTIONAL ISOLATE after it (UAX #9).
    """
    return f"\u2068{text}\u2069" if any(map(_is_right_to_left, text)) else text


def _is_right_to_left(character: str) -> bool:
    return character > "\u0590" and unicodedata.bidirectional(character) in {"R", "AL"}


def line(text: str, *, limit: int) -> str:
    """One short line of a feed's text."""
    return shorten(neutralise(text).strip(), limit=limit)
