"""Telegram's HTML, read as strictly as Telegram reads it (https://core.telegram.org/bots/api#html-style)."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

_TOKEN = re.compile(
    r"<(?P<end>/?)(?P<name>[a-z][\w-]*)(?P<rest>[^<>]*)>|&(?P<entity>#\w+|\w+);|[^<&]+|.", re.DOTALL
)
_TAGS = frozenset(
    ["b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "a", "code", "pre", "blockquote", "tg-spoiler"]
)
_ENTITIES = frozenset({"lt", "gt", "amp", "quot"})
_HREF = re.compile(r'\s+href="([^"]*)"\s*')


class CannotParseError(ValueError):
    """What Telegram answers as 'can't parse entities'."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedHtml:
    """A text with its entities."""

    text: str
    """As the reader sees it, without tags."""
    shown: str
    """As HTML that is safe to put into a page."""
    links: tuple[str, ...]

    @property
    def units(self) -> int:
        """Its length as Telegram counts it: UTF-16 code units of the text."""
        return len(self.text.encode("utf-16-le")) // 2


def parse(source: str) -> ParsedHtml:
    """Read a text. Raises CannotParseError for what Telegram does not take."""
    text: list[str] = []
    shown: list[str] = []
    links: list[str] = []
    still_open: list[str] = []
    for token in _TOKEN.finditer(source):
        name = token["name"]
        if name is not None:
            shown.append(
                _closed(name, still_open) if token["end"] else _opened(name, token["rest"], still_open, links)
            )
            continue
        if token[0] == "<":
            raise CannotParseError("unsupported start tag")
        if (entity := token["entity"]) is not None and entity not in _ENTITIES and not entity.startswith("#"):
            raise CannotParseError(f"unsupported entity &{entity};")
        plain = html.unescape(token[0]) if entity is not None else token[0]
        text.append(plain)
        shown.append(html.escape(plain))
    if still_open:
        raise CannotParseError(f"can't find end tag corresponding to start tag {still_open[-1]!r}")
    return ParsedHtml(text="".join(text), shown="".join(shown), links=tuple(links))


def _opened(name: str, rest: str, still_open: list[str], links: list[str]) -> str:
    if name not in _TAGS:
        raise CannotParseError(f"unsupported start tag {name!r}")
    still_open.append(name)
    if name != "a":
        return f"<{name}>"
    href = _HREF.fullmatch(rest)
    address = html.unescape(href[1]) if href else ""
    if not address.startswith(("http://", "https://")):
        return "<a>"
    links.append(address)
    return f'<a href="{html.escape(address)}" target="_blank" rel="noreferrer">'


def _closed(name: str, still_open: list[str]) -> str:
    if not still_open or still_open.pop() != name:
        raise CannotParseError(f"unexpected end tag {name!r}")
    return f"</{name}>"
