"""What can happen on the wire: an answer, a reply, or none."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.clock import retry_after

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


def asked_wait(headers: Mapping[str, str], content: bytes, *, now: datetime) -> timedelta | None:
    """How long a refusal asks to wait, at most a day: in its JSON body as Telegram does, or in Retry-After."""
    seconds = _seconds_in_body(content)
    if seconds is not None:
        # so written for NaN, which JSON of Python's kind may hold
        return timedelta(seconds=min(seconds, _LONGEST_WAIT.total_seconds())) if seconds >= 0 else None
    wait = retry_after(headers.get("Retry-After", ""), headers.get("Date", ""), now)
    return min(wait, _LONGEST_WAIT) if wait is not None else None


def _seconds_in_body(content: bytes) -> float | None:
    try:
        answer = json.loads(content[:65_536])
    except (ValueError, RecursionError):
        return None
    parameters = answer.get("parameters", answer) if isinstance(answer, dict) else None
    seconds = parameters.get("retry_after") if isinstance(parameters, dict) else None
    return float(seconds) if isinstance(seconds, int | float) and not isinstance(seconds, bool) else None
