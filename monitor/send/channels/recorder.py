"""What really happened on the wire while a library was sending.

Libraries answer only that it worked or that it did not. Whether to wait, to try again, to warn of a repeat or
to give up depends on the status, on Retry-After, and on whether the request had left when it failed. So the
one place that every request of `requests` passes, and the one that every reply of `smtplib` passes, note it
for whoever is recording. Without anyone recording they do what they always did.
"""

from __future__ import annotations

import functools
import json
import smtplib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import requests
from urllib3.exceptions import MaxRetryError

_LONGEST_WAIT = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpAnswer:
    """An answer to a request."""

    status: int
    retry_after: timedelta | None = None
    text: str = ""
    """The beginning of its body, if it was refused."""


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

_records: ContextVar[list[Record] | None] = ContextVar("records", default=None)


@contextmanager
def recording() -> Iterator[list[Record]]:
    """Collect what happens on the wire in this context: this thread or task, and no other."""
    _install()
    records: list[Record] = []
    token = _records.set(records)
    try:
        yield records
    finally:
        _records.reset(token)


@functools.cache
def _install() -> None:
    """Put the two listeners in place, once in a process."""
    send = requests.Session.send
    getreply = smtplib.SMTP.getreply

    def heard_send(
        session: requests.Session, request: requests.PreparedRequest, **options: Any
    ) -> requests.Response:
        records = _records.get()
        try:
            response = send(session, request, **options)
        except requests.RequestException as error:
            if records is not None:
                records.append(HttpFailure(left=_left(error), kind=type(error).__name__))
            raise
        if records is not None:
            records.append(_answer(response, streamed=bool(options.get("stream"))))
        return response

    def heard_getreply(connection: smtplib.SMTP) -> tuple[int, bytes]:
        records = _records.get()
        try:
            code, text = getreply(connection)
        except (OSError, smtplib.SMTPException):
            if records is not None:
                records.append(SmtpSilence())
            raise
        if records is not None:
            records.append(SmtpReply(code=code, text=text.decode(errors="replace")))
        return code, text

    # setattr, because a type checker rightly refuses to assign to a method, and listening is just that
    setattr(requests.Session, "send", heard_send)  # noqa: B010
    setattr(smtplib.SMTP, "getreply", heard_getreply)  # noqa: B010


def _left(error: requests.RequestException) -> bool:
    """Whether the request may have reached the server before this error."""
    never_left = (
        requests.ConnectTimeout,
        requests.exceptions.ProxyError,
        requests.exceptions.SSLError,
        requests.exceptions.InvalidURL,
        requests.exceptions.InvalidSchema,
        requests.exceptions.MissingSchema,
    )
    if isinstance(error, never_left):
        return False
    # urllib3 gives up on connecting with MaxRetryError; a connection lost later is another error
    connecting = isinstance(error, requests.ConnectionError) and any(
        isinstance(cause, MaxRetryError) for cause in error.args
    )
    return not connecting


def _answer(response: requests.Response, *, streamed: bool) -> HttpAnswer:
    if response.ok or streamed:
        return HttpAnswer(status=response.status_code)
    content = response.content
    return HttpAnswer(
        status=response.status_code,
        retry_after=retry_after(response.headers, content),
        text=content[:500].decode(errors="replace"),
    )


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
