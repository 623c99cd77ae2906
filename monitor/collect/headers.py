"""What response headers say of the next visit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
_SECONDS = re.compile(r"\d{1,9}")
_LONGEST_VALIDATOR = 1_000


def max_age(headers: Mapping[str, str]) -> timedelta | None:
    """How long Cache-Control says that the document stays as it is; None if it does not say."""
    found = _MAX_AGE.search(headers.get("Cache-Control", ""))
    return timedelta(seconds=int(found[1])) if found else None


def retry_after(headers: Mapping[str, str], *, now: datetime) -> timedelta | None:
    """How long Retry-After asks to wait, in either of its forms; None if it does not, or makes no sense."""
    value = headers.get("Retry-After", "").strip()
    if _SECONDS.fullmatch(value):
        return timedelta(seconds=int(value))
    try:
        until = parsedate_to_datetime(value)
    except ValueError:
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(until - now, timedelta(0))


def validator(value: str) -> str:
    """An ETag or Last-Modified to send back byte by byte, or '' if that cannot be done."""
    return value if value.isascii() and value.isprintable() and len(value) <= _LONGEST_VALIDATOR else ""
