"""A message as the HTML of a mail: every text escaped, a feed's words in their direction, nothing fetched."""

from __future__ import annotations

from urllib.parse import urlsplit

from monitor.model.ids import Severity
from monitor.send.message.compose import Message, MessagePart
from monitor.send.message.markup import escape_html

_COLOURS = {
    Severity.INFO: "#8a8f98",
    Severity.LOW: "#3f7ad6",
    Severity.MEDIUM: "#c79a00",
    Severity.HIGH: "#e07a1f",
    Severity.CRITICAL: "#d0312d",
}
_FONT = "-apple-system,'Segoe UI',Roboto,'Noto Sans',Arial,sans-serif"
_QUIET = "color:#6b7078;font-size:13px"
_STYLES = {
    MessagePart.REPEAT: "color:#d0312d;font-style:italic",
    MessagePart.BECAUSE: "font-weight:600",
    MessagePart.EXCERPT: "margin:12px 0;padding:10px 14px;background:#f4f5f7;border-radius:6px",
    MessagePart.SOURCE: _QUIET,
    MessagePart.STORY: _QUIET,
    MessagePart.RULES: _QUIET,
}


def lay_out(message: Message) -> str:
    """A page of one card, in the colour of the severity."""
    colour = _COLOURS[message.alert.severity]
    kind = f"{message.alert.severity.name} · {message.alert.reason}"
    lines = [
        _ours(
            kind, f"color:{colour};font-size:12px;font-weight:700;letter-spacing:.06em;text-transform:uppercase"
        ),
        _theirs(message.headline, "margin:4px 0 10px;font-size:20px;line-height:1.3;font-weight:700"),
    ]
    for part, text in message.parts.items():
        lines += [_link(text)] if part is MessagePart.LINK else _lines(part, text)
    edge = f"max-width:640px;padding:4px 0 4px 16px;border-left:4px solid {colour}"
    card = f"{edge};font:15px/1.5 {_FONT};color:#1c1e21"
    return (
        '<!DOCTYPE html><html><head><meta charset="utf-8"></head><body style="margin:0;padding:16px">'
        f'<div style="{card}">{"".join(lines)}</div></body></html>\n'
    )


def _lines(part: MessagePart, text: str) -> list[str]:
    style = f"margin:4px 0;{_STYLES.get(part, '')}"
    if part is MessagePart.EXCERPT:
        return [_theirs(text, style)]
    return [_ours(written, style) for written in text.split("\n")]


def _theirs(text: str, style: str) -> str:
    """A line of the feed's own words, in their direction."""
    return f'<div dir="auto" style="{style}">{escape_html(text)}</div>\n'


def _ours(text: str, style: str) -> str:
    """A line of ours, in which the feed's words are isolated."""
    return f'<div dir="ltr" style="{style}">{escape_html(text)}</div>\n'


def _link(url: str) -> str:
    shown = escape_html(urlsplit(url).hostname or url)
    return f'<div style="margin:4px 0"><a href="{escape_html(url)}">{shown}</a></div>\n'
