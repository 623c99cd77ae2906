"""A feed's text as text and nothing else: no line of its own, no terminal code, no reversed reading order."""

from __future__ import annotations

import re

_INVISIBLE_COMMANDS = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"  # C0 and C1 controls that are no white space
    "\u061c\u202a-\u202e\u2066-\u2069"  # direction: embeddings, overrides, isolates
    "\u206a-\u206f\ufeff\ufff9-\ufffb"  # deprecated format characters, byte order mark, annotations
    "\ue000-\uf8ff]"  # private use: no agreed meaning
)
_ANSI = re.compile("\x1b(?:\\[[0-?]*[ -/]*[@-~]|\\][^\x07\x1b]*(?:\x07|\x1b\\\\)?)")
_SURROGATE = re.compile("[\ud800-\udfff]")
_SPACE = re.compile(r"\s+")


def neutralise(text: str) -> str:
    """The text on one line, with nothing in it that commands a terminal or turns the reading order.

    Runs of white space become one blank. Single direction marks, and the joiners that Persian and the Indic
    scripts spell with, stay.
    """
    text = _INVISIBLE_COMMANDS.sub("", _ANSI.sub("", text))
    return _SPACE.sub(" ", _SURROGATE.sub("\ufffd", text))


def shorten(text: str, *, limit: int) -> str:
    """The text in at most `limit` code points, ending in '…' if something is missing."""
    if len(text) <= limit:
        return text
    kept = text[: limit - 1]
    blank = kept.rfind(" ", limit * 3 // 4)
    return (kept[:blank] if blank > 0 else kept).rstrip() + "…"


def line(text: str, *, limit: int) -> str:
    """One short line of a feed's text."""
    return shorten(neutralise(text).strip(), limit=limit)
