"""What really happened on the wire while a library was sending.

Libraries answer only that it worked or that it did not. Whether to wait, to try again, to warn of a repeat or
to stop depends on the status, on Retry-After, and on whether the request had left when it failed. So the
one place that every request of `requests` passes, and the one that every reply of `smtplib` passes, note it
for whoever is recording. Without anyone recording they do what they always did.
"""

from __future__ import annotations

import functools
import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import requests
from urllib3.exceptions import MaxRetryError

from monitor.clock import now
from monitor.send.transport.wire import HttpAnswer, HttpFailure, Record, SmtpReply, SmtpSilence, asked_wait

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
    # urllib3 ends connecting with MaxRetryError; a connection lost later is another error
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
        retry_after=asked_wait(response.headers, content, now=now()),
        text=content[:500].decode(errors="replace"),
    )
