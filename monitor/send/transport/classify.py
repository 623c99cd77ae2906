"""From what happened on the wire to how the attempt ended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from monitor.language.display import line
from monitor.send.attempt import Ambiguous, Attempt, Permanent, RateLimited, Sent, Transient, Unauthorised
from monitor.send.transport.wire import HttpAnswer, HttpFailure, Record, SmtpReply, SmtpSilence

_TRY_AGAIN = {408, 425}
_WHO_ARE_YOU = {401, 403, 407}
_SMTP_WHO_ARE_YOU = {530, 534, 535, 538}
_SMTP_GO_AHEAD = 354
"""The server waits for the text of the mail; the next reply says whether it took it."""


def verdict(records: Sequence[Record], *, accepted: bool) -> Attempt:
    """How an attempt ended, from its records in order and from what the library made of them."""
    after_text = _after_text(records)
    if accepted or (isinstance(after_text, SmtpReply) and after_text.code < 400):
        return Sent()
    if isinstance(after_text, SmtpSilence):
        return Ambiguous("the mail server did not confirm the mail that it was given")
    refusals = [record for record in records if not _went_well(record)]
    if not refusals:
        if any(isinstance(record, HttpAnswer) for record in records):
            return Permanent("the service answered, but did not take the message")
        if records:
            return Transient("the mail server offers no login or encryption of the kind that the address asks for")
        return Transient("the service cannot be reached")
    return of(refusals[-1])


def _after_text(records: Sequence[Record]) -> Record | None:
    """What came after the text of a mail was asked for: nothing said is silence too."""
    for position, record in enumerate(records):
        if isinstance(record, SmtpReply) and record.code == _SMTP_GO_AHEAD:
            return records[position + 1] if position + 1 < len(records) else SmtpSilence()
    return None


def _went_well(record: Record) -> bool:
    match record:
        case HttpAnswer():
            return 200 <= record.status < 300
        case SmtpReply():
            return 0 < record.code < 400
        case HttpFailure() | SmtpSilence():
            return False
        case _:
            assert_never(record)


def of(record: Record) -> Attempt:
    """How an attempt ended that this record, which is no success, decided."""
    match record:
        case HttpAnswer():
            return _of_answer(record)
        case HttpFailure(left=True):
            return Ambiguous(f"the request left, the answer did not come ({record.kind})")
        case HttpFailure():
            return Transient(f"the service cannot be reached ({record.kind})")
        case SmtpReply():
            return _of_reply(record)
        case SmtpSilence():
            return Transient("the mail server broke off before it was given the mail")
        case _:
            assert_never(record)


def _of_answer(answer: HttpAnswer) -> Attempt:
    detail = line(f"HTTP {answer.status} {answer.text}", limit=200)
    status = answer.status
    if status == 429 or (status == 503 and answer.retry_after is not None):
        return RateLimited(answer.retry_after, detail)
    if status >= 500 or status in _TRY_AGAIN:
        return Transient(detail)
    if status in _WHO_ARE_YOU:
        return Unauthorised(detail)
    return Permanent(detail)


def _of_reply(reply: SmtpReply) -> Attempt:
    detail = line(f"SMTP {reply.code} {reply.text}", limit=200)
    if reply.code in _SMTP_WHO_ARE_YOU:
        return Unauthorised(detail)
    return Permanent(detail) if reply.code >= 500 else Transient(detail)
