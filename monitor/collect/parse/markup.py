"""Markup -> plain text that reads well.

Nothing that a feed says is markup from here on: tags are gone, entities are decoded once, and characters that
nobody sees or that turn the direction of a line are removed.
"""

from __future__ import annotations

import re

from monitor.collect.parse.references import decoded, decoded_plain
from monitor.language.words import compose

MARKUP_LIMIT = 300_000
"""Characters of one field's markup that are looked at. The rest would be cut off as text anyway."""

_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # C0 and C1 but white space
    "\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"  # soft hyphen, direction, no width
    "\ufff9-\ufffc\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]+"  # anchors, halves, invisible tags
)
"""The joiners U+200C and U+200D stay: Persian and emoji are written with them."""

# fmt: off
_BLOCKS = (
    "address", "article", "aside", "blockquote", "br", "caption", "center", "dd", "details", "div", "dl",
    "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
    "hr", "legend", "li", "main", "nav", "ol", "optgroup", "option", "p", "pre", "section", "summary",
    "table", "tr", "ul",
)
# fmt: on
_CELLS = ("td", "th", "img", "button", "select", "iframe", "video", "audio")
_SPACES = {**dict.fromkeys(_BLOCKS, "\n"), **dict.fromkeys(_CELLS, " ")}
# The standard library's HTML parser takes quadratic time on broken markup. Here nothing looks twice: a tag ends
# before the next '<' that is not quoted, and what is opened but never closed takes all the rest, as in a browser.
_MARKUP = re.compile(
    r"""
      <!--(?:.*?-->|.*)
    | <(script|style|svg|template)\b[^<>]*>(?:.*?</\1\s*>|.*)
    | <!\[CDATA\[ | \]\]>                                            # escaped once too often: its text is text
    | <[!?][^<>]*>
    | </?([a-z][a-z0-9:-]{0,40}+)(?:[\s/](?:[^<>"']|"[^"]{0,1000}+"|'[^']{0,1000}+')*+)?>
    | </?([a-z][a-z0-9:-]{0,40}+)(?:[\s/][^<>]*+)?>                    # with a quote that is not closed
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)


def _space(markup: re.Match[str]) -> str:
    return _SPACES.get((markup[2] or markup[3] or "").lower(), "")


def from_markup(markup: str) -> str:
    """The text of HTML, one line for each block. Text without any markup comes out as it is."""
    # A line break in markup is a blank; only its tags break lines.
    text = " ".join(markup[:MARKUP_LIMIT].split())
    return from_text(decoded(_MARKUP.sub(_space, text) if "<" in text or "]]>" in text else text))


def from_plain(text: str) -> str:
    """What a format says is no markup, as `from_text` gives it. References in it are read: nobody means them."""
    return from_text(decoded_plain(text))


def from_text(text: str) -> str:
    """A text in NFC without unseen characters, its white space collapsed, its line breaks kept."""
    text = text[:MARKUP_LIMIT]
    if text.isprintable() and "  " not in text and "\ufffc" not in text:
        return compose(text.strip())  # one line, as most texts are
    # No-break spaces are frequent, and printable lines quicker.
    lines = map(_line, text.replace("\u00a0", " ").splitlines())
    return compose("\n".join(line for line in lines if line))


def _line(line: str) -> str:
    if not line.isprintable() or "\ufffc" in line:
        line = _UNSEEN.sub("", line)
    elif "  " not in line:  # the blank is the only white space that counts as printable
        return line.strip()
    # What splits words is every kind of white space: tabs, separators.
    return " ".join(line.split())


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
