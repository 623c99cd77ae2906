"""Feed text in the markup of a service, and a text in markup cut into pieces that a service takes."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

_TOKEN = re.compile(r"<(?P<end>/?)(?P<name>[a-zA-Z][\w-]*)[^<>]*>|&(?:#\w+|\w+);|.", re.DOTALL)


def escape_html(text: str) -> str:
    """The text as HTML that shows it."""
    return html.escape(text, quote=True)


def units(text: str) -> int:
    """The length of a text in UTF-16 code units, in which Telegram counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@dataclass(frozen=True, slots=True)
class _MarkupToken:
    """A tag, an entity or a character, and how many units the reader's text gets longer by it."""

    text: str
    size: int
    opens: str = ""
    closes: str = ""


def split_html(text: str, *, limit: int) -> list[str]:
    """The HTML in pieces of at most `limit` units of text each, without tags, each with its tags closed.

    Cut at the end of a line if there is one in the second half of a piece, else at a blank, else anywhere.
    """
    tokens = [_token(found) for found in _TOKEN.finditer(text)]
    pieces: list[str] = []
    still_open: list[_MarkupToken] = []
    while tokens:
        cut = _cut(tokens, limit=limit)
        before = "".join(token.text for token in still_open)
        still_open = _open_after(still_open, tokens[:cut])
        closing = "".join(f"</{token.opens}>" for token in reversed(still_open))
        piece = "".join(token.text for token in tokens[:cut]).strip()
        if any(token.size for token in tokens[:cut]) and piece:
            pieces.append(before + piece + closing)
        tokens = tokens[cut:]
    return pieces


def _token(found: re.Match[str]) -> _MarkupToken:
    text, name = found[0], found["name"]
    if name is None:
        return _MarkupToken(text, units(html.unescape(text)))
    if found["end"]:
        return _MarkupToken(text, 0, closes=name.lower())
    return _MarkupToken(text, 0, opens=name.lower())


def _cut(tokens: Sequence[_MarkupToken], *, limit: int) -> int:
    """How many of the tokens go into the next piece; at least one."""
    length = line = blank = 0
    for number, token in enumerate(tokens):
        length += token.size
        if length > limit:
            return line or blank or max(number, 1)
        if length > limit // 2 and token.text == "\n":
            line = number + 1
        elif length > limit // 2 and token.text == " ":
            blank = number + 1
    return len(tokens)


def _open_after(still_open: Sequence[_MarkupToken], tokens: Sequence[_MarkupToken]) -> list[_MarkupToken]:
    """The tags that are open after these tokens."""
    found = list(still_open)
    for token in tokens:
        if token.opens:
            found.append(token)
        elif token.closes and found and found[-1].opens == token.closes:
            found.pop()
    return found
