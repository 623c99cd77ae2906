"""What response headers say of the next visit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from monitor.clock import http_date

_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
_NOT_KEPT = re.compile(r"(?:^|[,\s])no-(?:cache|store)\b", re.IGNORECASE)
_LONGEST_VALIDATOR = 1_000
_AGREE = 120
"""Seconds by which two clocks may differ and still agree: a cache on the way may have kept the answer so long."""


def max_age(headers: Mapping[str, str], *, now: datetime) -> timedelta | None:
    """How long the document stays as it is; None if nothing is said.

    Cache-Control goes before Expires (RFC 9111, 5.3), whose date counts from the server's own.
    """
    control = headers.get("Cache-Control", "")
    found = _MAX_AGE.search(control)
    if found:
        return timedelta(seconds=int(found[1]))
    expires = None if _NOT_KEPT.search(control) else http_date(headers.get("Expires", ""))
    if expires is None:
        return None
    left = expires - (http_date(headers.get("Date", "")) or now)
    return left if left > timedelta(0) else None


def skew(headers: Mapping[str, str], *, now: datetime) -> int:
    """Seconds by which the server's clock is ahead of ours; 0 if they agree, or it does not say."""
    date = http_date(headers.get("Date", ""))
    if date is None or "Age" in headers:  # an answer from a cache is as old as that
        return 0
    ahead = int((date - now).total_seconds())
    return ahead if abs(ahead) > _AGREE else 0


def validator(value: str) -> str:
    """An ETag or Last-Modified to send back byte by byte, or '' if that cannot be done."""
    return value if value.isascii() and value.isprintable() and len(value) <= _LONGEST_VALIDATOR else ""
