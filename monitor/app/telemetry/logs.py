"""Logging: one line a record, to stderr, without secrets.

Every handler of the process goes through one formatter that blanks the secret values, the libraries' records
and tracebacks included.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Collection

import structlog
from structlog.typing import EventDict, Processor

_SHORTEST_SECRET = 4
"""Blanking shorter values would blank half of the log and protect nothing."""


class Redacting(logging.Formatter):
    """Blanks secrets and control characters in what another formatter makes."""

    def __init__(self, inner: logging.Formatter) -> None:
        super().__init__()
        self._inner = inner
        self._secrets: tuple[str, ...] = ()

    def redact(self, secrets: Collection[str]) -> None:
        """Replace the set of secret values."""
        kept = {secret for secret in secrets if len(secret) >= _SHORTEST_SECRET}
        self._secrets = tuple(sorted(kept, key=len, reverse=True))

    def format(self, record: logging.LogRecord) -> str:
        """The record as text, safe to keep."""
        text = self._inner.format(record)
        for secret in self._secrets:
            text = text.replace(secret, "[secret]")
        return text


_REDACTING = Redacting(logging.Formatter())


def set_up(*, level: int, json_lines: bool) -> None:
    """Send all records of the process to stderr, for people or (`json_lines`) for machines."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _one_line,
    ]
    renderer: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if json_lines
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), pad_event_to=0)
    )
    global _REDACTING  # noqa: PLW0603  # one formatter for the whole process, replaced when set up again
    _REDACTING = Redacting(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_REDACTING)
    root = logging.getLogger()
    for earlier in tuple(root.handlers):
        root.removeHandler(earlier)
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.getLogger("monitor").setLevel(level)
    structlog.configure(
        # Filtered first: at thousands of polls a second, what nobody reads must not be formatted.
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )


def redact(secrets: Collection[str]) -> None:
    """Blank these values in every later line."""
    _REDACTING.redact(secrets)


def _one_line(_logger: object, _method: str, event: EventDict) -> EventDict:
    """A feed's text may hold line breaks, terminal codes and direction marks: show them, do not obey them."""
    for key, value in event.items():
        if isinstance(value, str) and key != "exception" and not value.isprintable():
            event[key] = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in value)
    return event
