"""From what happened on the wire to how the attempt ended."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitor.send.attempt import Ambiguous, Attempt, Permanent, RateLimited, Sent, Transient, Unauthorised
from monitor.send.transport.classify import verdict
from monitor.send.transport.wire import HttpAnswer, HttpFailure, Record, SmtpReply, SmtpSilence, asked_wait

MINUTE = timedelta(minutes=1)


def replies(*codes: int) -> tuple[Record, ...]:
    return tuple(SmtpReply(code=code) for code in codes)


@pytest.mark.parametrize(
    ("records", "kind"),
    [
        ((HttpAnswer(status=408),), Transient),
        ((HttpAnswer(status=425),), Transient),
        ((HttpAnswer(status=500),), Transient),
        ((HttpAnswer(status=503),), Transient),
        ((HttpAnswer(status=503, retry_after=MINUTE),), RateLimited),
        ((HttpAnswer(status=429, retry_after=MINUTE),), RateLimited),
        ((HttpAnswer(status=429),), RateLimited),
        ((HttpAnswer(status=401),), Unauthorised),
        ((HttpAnswer(status=403),), Unauthorised),
        ((HttpAnswer(status=400),), Permanent),
        ((HttpAnswer(status=404),), Permanent),
        ((HttpAnswer(status=302),), Permanent),
        ((HttpAnswer(status=200),), Permanent),
        ((HttpFailure(left=False, kind="ConnectTimeout"),), Transient),
        ((HttpFailure(left=True, kind="ReadTimeout"),), Ambiguous),
        ((HttpAnswer(status=200), HttpAnswer(status=500)), Transient),
        ((), Transient),
        (replies(220, 250, 250, 451, 250, 221), Transient),
        (replies(220, 250, 250, 550, 250, 221), Permanent),
        (replies(220, 250, 334, 535, 221), Unauthorised),
        (replies(220, 250, 250, 250, 354, 451, 221), Transient),
        (replies(220, 250, 250, 250, 354, 554, 221), Permanent),
        (replies(220, 250, 250, 250, 354, 250, 221), Sent),
        (replies(220, 250, 250, 250, 354), Ambiguous),
        ((*replies(220, 250, 250, 250, 354), SmtpSilence()), Ambiguous),
        ((*replies(220, 250), SmtpSilence()), Transient),
        (replies(220, 250, 221), Transient),
    ],
)
def test_a_failure_is_judged_by_what_happened(records: tuple[Record, ...], kind: type[Attempt]) -> None:
    assert isinstance(verdict(records, accepted=False), kind)


def test_what_the_library_takes_for_accepted_is_sent() -> None:
    assert verdict((HttpAnswer(status=500), HttpAnswer(status=200)), accepted=True) == Sent()


@pytest.mark.parametrize(
    ("headers", "body", "seconds"),
    [
        ({"Retry-After": "30"}, b"", 30),
        ({"Retry-After": "30"}, b"slow down", 30),
        ({}, b'{"ok":false,"parameters":{"retry_after":7}}', 7),
        ({"Retry-After": "9"}, b'{"parameters":{"retry_after":7}}', 7),
        ({}, b'{"retry_after": 0.5}', 0.5),
        (
            {"Retry-After": "Thu, 12 Mar 2026 12:01:00 GMT", "Date": "Thu, 12 Mar 2026 12:00:00 GMT"},
            b"",
            60,
        ),
        ({"Retry-After": "99999999999999999999"}, b"", 86_400),
        ({"Retry-After": "Thu, 12 Mar 2026 12:00:30 GMT"}, b"", 30),
        ({"Retry-After": "-5"}, b"", None),
        ({"Retry-After": "soon"}, b"[1]", None),
        ({}, b'{"retry_after": NaN}', None),
        ({}, b'{"retry_after": true}', None),
        ({}, b'{"parameters": [7]}', None),
        ({}, b"[" * 60_000, None),
        ({}, b"", None),
    ],
)
def test_the_wait_is_read_from_the_body_or_the_header(
    headers: dict[str, str], body: bytes, seconds: float | None
) -> None:
    noon = datetime(2026, 3, 12, 12, tzinfo=UTC)
    assert asked_wait(headers, body, now=noon) == (None if seconds is None else timedelta(seconds=seconds))
