"""Markup -> plain text that reads well.

Nothing that a feed says is markup from here on: tags are gone, entities are decoded once, and characters that
nobody sees or that turn the direction of a line are removed.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

from monitor.text import compose

MARKUP_LIMIT = 300_000
"""Characters of one field's markup that are looked at. The rest would be cut off as text anyway."""

_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # C0 and C1 but white space
    "\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"  # soft hyphen, direction, no width
    "\ufff9-\ufffc\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]+"  # anchors, halves, invisible tags
)
"""The joiners U+200C and U+200D stay: Persian and emoji are written with them."""
_BLANKS = re.compile(r"[^\S\n]+")
_BREAKS = re.compile(r" ?\n[ \n]*")

# fmt: off
_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "br", "caption", "center", "dd", "details", "div", "dl",
    "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
    "hr", "legend", "li", "main", "nav", "ol", "optgroup", "option", "p", "pre", "section", "summary",
    "table", "tr", "ul",
))
# fmt: on
_CELLS = frozenset(("td", "th", "img", "button", "select", "iframe", "video", "audio"))
_SILENT = frozenset(("script", "style", "svg", "template"))


class _Reader(HTMLParser):
    """Collects what a reader would see."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: list[str] = []
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent.append(tag)
        self._space(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._silent:
            del self._silent[self._silent.index(tag) :]
        self._space(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._space(tag)

    def handle_data(self, data: str) -> None:
        if not self._silent:
            # A line break in markup is a blank; only its tags break lines.
            self.seen.append(data.replace("\n", " "))

    def _space(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.seen.append("\n")
        elif tag in _CELLS:
            self.seen.append(" ")


def from_markup(markup: str) -> str:
    """The text of HTML, one line for each block. Text without any markup comes out as it is."""
    if "<" not in markup and "&" not in markup:
        return from_text(markup.replace("\n", " "))
    reader = _Reader()
    reader.feed(markup[:MARKUP_LIMIT])
    reader.close()
    return from_text("".join(reader.seen))


def from_text(text: str) -> str:
    """A text in NFC without unseen characters, its white space collapsed, its line breaks kept."""
    text = _UNSEEN.sub("", text[:MARKUP_LIMIT].replace("\r\n", "\n"))
    # Line and paragraph separators, vertical tab and the like would break lines where we do not expect it.
    text = "\n".join(text.splitlines())
    return compose(_BREAKS.sub("\n", _BLANKS.sub(" ", text)).strip())


def one_line(text: str) -> str:
    """A text as `from_text` gives it, on one line."""
    return from_text(text).replace("\n", " ")


def shorten(text: str, *, limit: int) -> str:
    """The text in at most `limit` characters, cut between words where it can be and marked with '…'."""
    if len(text) <= limit:
        return text
    kept = text[: limit - 1]
    words = re.sub(r"\s\S*\Z", "", kept)
    # Scripts without blanks, and words of absurd length, are cut where they are.
    return (words if len(words) > limit // 2 else kept).rstrip() + "…"
