"""A message as blocks of Slack (https://docs.slack.dev/reference/block-kit/blocks/rich-text-block)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from monitor.send.message.compose import MARKS, Message, MessagePart
from monitor.send.message.templates import Template

Block = dict[str, Any]
PIECE = 3_000
"""Code points of text in one message: a section takes no more, and longer messages are folded away."""
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_FORMATTING = re.compile(r"[*_~`]")
_SECTION = "rich_text_section"
_QUOTE = "rich_text_quote"
_ITALIC = frozenset({MessagePart.REPEAT, MessagePart.BECAUSE, MessagePart.RULES})


def escape_mrkdwn(text: str) -> str:
    """The text as mrkdwn that shows it: no mention, no link; a word joiner keeps its signs from formatting."""
    escaped = "".join(_ESCAPES.get(character, character) for character in text)
    return _FORMATTING.sub(lambda found: f"\u2060{found[0]}\u2060", escaped)


def blocks(message: Message, template: Template | None) -> list[list[Block]]:
    """The message in pieces, each a list of blocks."""
    own = template.render(message) if template else None
    if own is not None:
        return [[{"type": "section", "text": {"type": "mrkdwn", "text": piece}}] for piece in _cut(own)]
    return [[{"type": "rich_text", "elements": piece}] for piece in _pieces(message)]


def buttons(message: Message) -> list[Block]:
    """The block of buttons, if there are any."""
    if not message.buttons:
        return []
    elements = [
        {
            "type": "button",
            "action_id": f"monitor-{number}",
            "text": {"type": "plain_text", "text": button.label},
            "value": button.action,
        }
        for number, button in enumerate(message.buttons)
    ]
    return [{"type": "actions", "elements": elements}]


def unformatted(piece: list[Block]) -> str:
    """What the blocks of `blocks` say, as mrkdwn without any form."""
    [block] = piece
    if block["type"] == "section":
        text: str = block["text"]["text"]
        return text
    lines = ("".join(part.get("text") or part["url"] for part in one["elements"]) for one in block["elements"])
    return escape_mrkdwn("\n".join(lines))


def _pieces(message: Message) -> Iterator[list[Block]]:
    """The lines of the message as rich text, as many in a piece as it takes."""
    piece: list[Block] = []
    length = 0
    for element in _lines(message):
        size = len(element.get("text") or element["url"])
        if piece and length + size > PIECE:
            yield _assembled(piece)
            piece, length = [], 0
        piece.append(element)
        length += size
    yield _assembled(piece)


def _lines(message: Message) -> Iterator[Block]:
    """One element for each line."""
    title = f"{MARKS[message.alert.severity]} {message.title}"
    yield {"type": "text", "text": title, "style": {"bold": True}}
    for part, text in message.parts.items():
        for written in text.split("\n"):
            if part is MessagePart.LINK:
                yield {"type": "link", "url": written}
            elif part is MessagePart.EXCERPT:
                yield {"type": _QUOTE, "text": written}
            elif part in _ITALIC:
                yield {"type": "text", "text": written, "style": {"italic": True}}
            else:
                yield {"type": "text", "text": written}


def _assembled(lines: list[Block]) -> list[Block]:
    """The lines in sections, and what is quoted in quotes of its own."""
    found: list[Block] = []
    for element in lines:
        if element["type"] == _QUOTE:
            found.append({"type": _QUOTE, "elements": [{"type": "text", "text": element["text"]}]})
        elif found and found[-1]["type"] == _SECTION:
            found[-1]["elements"] += [{"type": "text", "text": "\n"}, element]
        else:
            found.append({"type": _SECTION, "elements": [element]})
    return found


def _cut(text: str) -> Iterator[str]:
    """A text in mrkdwn in pieces that a section takes, at the ends of lines where there are any."""
    while len(text) > PIECE:
        end = text.rfind("\n", 1, PIECE + 1)
        cut = end if end > 0 else PIECE
        yield text[:cut]
        text = text[cut:].lstrip("\n")
    if text:
        yield text
