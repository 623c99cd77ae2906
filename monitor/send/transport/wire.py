"""What can happen on the wire: an answer, a reply, or none."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parsedate_to_datetime

_LONGEST_WAIT = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpAnswer:
    """An answer to a request."""

    status: int
    retry_after: timedelta | None = None
    text: str = ""
    """The beginning of its body."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpFailure:
    """A request without an answer."""

    left: bool
    """Whether the request, or a part of it, may have reached the server."""
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpReply:
    """A mail server's reply to one command."""

    code: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class SmtpSilence:
    """A mail server's reply did not come."""


Record = HttpAnswer | HttpFailure | SmtpReply | SmtpSilence


def retry_after(headers: Mapping[str, str], content: bytes) -> timedelta | None:
    """How long a refusal asks to wait, at most a day: in its JSON body as Telegram does, or in Retry-After."""
    seconds = _seconds_in_body(content)
    if seconds is None:
        seconds = _seconds_in_headers(headers)
    if seconds is None or not seconds >= 0:  # so written for NaN, which JSON of Python's kind may hold
        return None
    return timedelta(seconds=min(seconds, _LONGEST_WAIT.total_seconds()))


def _seconds_in_body(content: bytes) -> float | None:
    try:
        answer = json.loads(content[:65_536])
    except (ValueError, RecursionError):
        return None
    parameters = answer.get("parameters", answer) if isinstance(answer, dict) else None
    seconds = parameters.get("retry_after") if isinstance(parameters, dict) else None
    return float(seconds) if isinstance(seconds, int | float) and not isinstance(seconds, bool) else None


def _seconds_in_headers(headers: Mapping[str, str]) -> float | None:
    value = headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        # a date counts from the server's own clock, which need not be right
        wait = parsedate_to_datetime(value) - parsedate_to_datetime(headers.get("Date", ""))
    except (TypeError, ValueError):
        return None
    return wait.total_seconds()
