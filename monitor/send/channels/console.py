"""Alerts on the terminal, a block each. Feed text is never markup here, and colours are for terminals only."""

from __future__ import annotations

import asyncio
import io
import sys
from collections.abc import Mapping
from typing import TextIO

from rich.console import Console as Terminal
from rich.text import Text

from monitor.language.display import line
from monitor.model.ids import Severity
from monitor.model.sending.alert import Reason
from monitor.send.attempt import Attempt, Sent, Transient
from monitor.send.channel import ChannelType, Option, Unlimited
from monitor.send.message.compose import Message, MessagePart, source_line
from monitor.send.message.templates import Template

_SEVERITY = {
    Severity.INFO: "dim",
    Severity.LOW: "blue",
    Severity.MEDIUM: "cyan",
    Severity.HIGH: "bold yellow",
    Severity.CRITICAL: "bold white on red",
}
_PARTS = {
    MessagePart.REPEAT: "italic red",
    MessagePart.BECAUSE: "magenta",
    MessagePart.LISTED: "",
    MessagePart.EXCERPT: "",
    MessagePart.LINK: "underline blue",
    MessagePart.ALSO: "green",
    MessagePart.STORY: "dim",
    MessagePart.RULES: "dim",
}
"""The lines under the headline, in their order, and their styles."""
_HIT = r"«[^»]*»"
_ISOLATES = {0x2068: None, 0x2069: None}
"""Terminals that know no directions show these as boxes, and those that do put a line in order themselves."""


class Console:
    """Writes each message to a text stream, standard output if none is given."""

    updates = True

    def __init__(self, stream: TextIO | None = None, *, template: Template | None = None) -> None:
        self._stream = stream or sys.stdout
        self._is_terminal = self._stream.isatty()
        self._template = template
        self._written = False

    async def send(self, message: Message) -> Attempt:
        """Write one block, with a blank line before it if there is one above. Sent once it is flushed."""
        update = message.alert.reason is Reason.ALSO
        blank = "\n" if self._written and not update else ""
        # in a thread, because a terminal that is held (Ctrl-S) must not hold the whole daemon
        return await asyncio.to_thread(self._write, blank + self.preview(message))

    async def close(self) -> None:
        """Nothing to do: the stream is not ours."""

    def preview(self, message: Message) -> str:
        """The block as the stream takes it: with colours if it is a terminal."""
        update = message.alert.reason is Reason.ALSO
        own = self._template.render(message) if self._template and not update else None
        block = Text(f"{own}\n") if own else _update(message) if update else _block(message)
        page = io.StringIO()
        Terminal(file=page, force_terminal=self._is_terminal or None).print(block, soft_wrap=True, end="")
        return page.getvalue()

    def _write(self, text: str) -> Attempt:
        encoding = self._stream.encoding or "utf-8"
        try:
            self._stream.write(text.translate(_ISOLATES).encode(encoding, "replace").decode(encoding))
            self._stream.flush()
        except (OSError, ValueError) as error:  # ValueError: the stream was closed
            return Transient(f"cannot write to the console: {error}")
        self._written = True
        return Sent()


def _block(message: Message) -> Text:
    alert = message.alert
    block = Text()
    block.append(f" {alert.severity.name} ", _SEVERITY[alert.severity])
    block.append(f" {alert.reason.upper()} ", "bold")
    if MessagePart.SOURCE in message.parts:
        block.append(f" {message.parts[MessagePart.SOURCE]}\n", "dim")
    block.append(f"{message.headline}\n", "bold")
    for part, style in _PARTS.items():
        if part in message.parts:
            written = Text("".join(f"  {text}\n" for text in message.parts[part].split("\n")), style)
            if part is MessagePart.EXCERPT:
                written.highlight_regex(_HIT, "bold yellow")
            block.append_text(written)
    return block


def _update(message: Message) -> Text:
    """A story already sent, in one line that does not ask for attention."""
    story = message.alert.story
    source = line(message.alert.match.item.source, limit=80)
    headline = line(story.headline, limit=200) or message.headline
    return Text(f"↳ also reported by {source} ({source_line(story)}): {headline}\n", "dim")


def build(_name: str, options: Mapping[str, str]) -> Console:
    """The channel of these options; see `CHANNELS`. Raises BadTemplateError."""
    return Console(template=Template(options["template"], escape=str) if "template" in options else None)


TYPE = ChannelType(
    name="console",
    options=(Option("template"),),
    limits=Unlimited("a terminal or a file takes what is written to it"),
    max_length=Unlimited("a stream has no messages, only lines"),
    in_flight=1,
    build=build,
)
