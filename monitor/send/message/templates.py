"""A message in a form of the user's own: a Jinja2 template, in a sandbox, whose values are escaped once.

What is in the template is the user's markup. What a value says is text: it is escaped for the service's
markup where it is put in, whatever filters it went through, and is never read as a template.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable
from datetime import UTC, datetime

import structlog
from jinja2 import StrictUndefined, nodes
from jinja2.exceptions import TemplateError, TemplateSyntaxError
from jinja2.meta import find_undeclared_variables

from monitor.model.ids import ChannelName
from monitor.model.sending.alert import Reason
from monitor.send.message.compose import MARKS, Message, MessagePart, compose_message
from monitor.send.message.sample import sample_alert
from monitor.send.message.template_limits import LimitedEnvironment, limited
from monitor.yamldoc.parse import nearest

log = structlog.get_logger("monitor")

NAMES = (
    *(part.value for part in MessagePart),
    "title",
    "headline",
    "severity",
    "mark",
    "reason",
    "sources",
    "tags",
)
"""What a template may name: the parts of a message (empty texts where there is none), and these."""
_SOME_DAY = datetime(2030, 1, 1, tzinfo=UTC)
_IN_TEMPLATE = "<template>"
_FAULTS = (TemplateError, ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)
"""What an expression of the user's can raise."""


class BadTemplateError(ValueError):
    """A template that cannot be used, with the place in it. Line and column count from 1."""

    def __init__(self, why: str, *, line: int, column: int) -> None:
        super().__init__(why)
        self.line = line
        self.column = column


class Template:
    """A template, compiled."""

    def __init__(self, source: str, *, escape: Callable[[str], str]) -> None:
        """Raises BadTemplateError if it is no template, names what there is not, or fails on a sample."""
        # autoescape would be HTML's and could be switched off; `finalize` is the service's own and cannot
        environment = LimitedEnvironment(
            undefined=StrictUndefined,
            finalize=lambda value: escape(str(value)),
            trim_blocks=True,
            lstrip_blocks=True,
        )
        try:
            tree = environment.parse(source)
            self._template = environment.from_string(tree)
        except TemplateSyntaxError as error:
            raise _bad(source, error.message or "no template", line=error.lineno) from None
        for name in sorted(find_undeclared_variables(tree) - {*NAMES}):
            line = next(found.lineno for found in tree.find_all(nodes.Name) if found.name == name)
            near = nearest(name, NAMES)
            meant = f" (did you mean {near!r}?)" if near else f"; there are {', '.join(sorted(NAMES))}"
            raise _bad(source, f"a message has no {name!r}{meant}", line=line, at=name)

        for reason in Reason:
            self._try(source, reason)

    def render(self, message: Message) -> str | None:
        """The message in the template's form; None if the template fails on it, which is logged."""
        try:
            return limited(lambda: self._template.generate(_values(message))).strip() or None
        except _FAULTS as error:
            log.warning("a template failed; the message goes out in the usual form", because=str(error))
            return None

    def _try(self, source: str, reason: Reason) -> None:
        """Render a sample, so that a mistake shows when the template is read and not with the first alert."""
        alert = sample_alert(reason, channel=ChannelName("desk"), at=_SOME_DAY)
        message = compose_message(alert, tz=UTC, repeat=True)
        try:
            limited(lambda: self._template.generate(_values(message)))
        except _FAULTS as error:
            frames = traceback.extract_tb(error.__traceback__)
            line = next((frame.lineno for frame in reversed(frames) if frame.filename == _IN_TEMPLATE), None)
            raise _bad(source, f"fails on a message with the reason {reason}: {error}", line=line or 1) from None


def _values(message: Message) -> dict[str, object]:
    """What a template may name."""
    alert = message.alert
    return {part.value: message.parts.get(part, "") for part in MessagePart} | {
        "title": message.title,
        "headline": message.headline,
        "severity": alert.severity.name,
        "mark": MARKS[alert.severity],
        "reason": alert.reason.value,
        "sources": alert.story.sources,
        "tags": alert.match.tags,
    }


def _bad(source: str, why: str, *, line: int, at: str = "") -> BadTemplateError:
    lines = source.splitlines() or [""]
    written = lines[min(line, len(lines)) - 1]
    found = re.search(rf"\b{re.escape(at)}\b" if at else r"\S", written)
    return BadTemplateError(why, line=line, column=found.start() + 1 if found else 1)
