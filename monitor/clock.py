"""The only source of the time. Everything else is handed a `Now`, so that tests can turn the clock."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from email.utils import parsedate_to_datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

_LOCALTIME = Path("/etc/localtime")
_UNITS = ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"))

_SECONDS = re.compile(r"[0-9]+")

Now = Callable[[], datetime]
"""Gives the present instant as an aware datetime in UTC."""


def now() -> datetime:
    """The present instant, in UTC."""
    return datetime.now(UTC)


def from_ms(milliseconds: int) -> datetime:
    """An instant from milliseconds since 1970, as the store's clock gives it."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def span_text(span: timedelta) -> str:
    """A duration of whole seconds in the largest unit in which it is whole: '26 h', '7 d', '90 min'."""
    seconds = round(span.total_seconds())
    size, unit = next((size, unit) for size, unit in _UNITS if seconds % size == 0)
    return f"{seconds // size} {unit}"


def utc_text(instant: datetime) -> str:
    """An aware instant to the second: '2026-01-15 13:00:00 UTC'."""
    return f"{instant.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def utc_minute_text(instant: datetime) -> str:
    """An aware instant to the minute: '2026-01-15 13:00 UTC'."""
    return f"{instant.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


@lru_cache(maxsize=64)  # servers that are asked in one second say the same date
def http_date(value: str) -> datetime | None:
    """An aware instant from a date as HTTP headers write it (RFC 9110, 5.6.7); None if it is none."""
    try:
        date = parsedate_to_datetime(value.strip())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)


def retry_after(value: str, date: str, now: datetime) -> timedelta | None:
    """How long a Retry-After header asks to wait, in seconds or until a date; None if it makes no sense.

    A date counts from the server's own clock, which need not be right: from its `date` header if there is one,
    else from `now`. It is never in the past.
    """
    value = value.strip()
    if _SECONDS.fullmatch(value):
        return timedelta(seconds=int(value[:9]))
    until = http_date(value)
    if until is None:
        return None
    return max(until - (http_date(date) or now), timedelta(0))


def local_timezone(*, environment: Mapping[str, str] = os.environ, file: Path = _LOCALTIME) -> tzinfo:
    """The machine's own time zone with all its changes of summer time: by TZ, or else as the file has it.

    Where neither says, it is the offset from UTC that the machine has now.
    """
    try:
        if name := environment.get("TZ", "").removeprefix(":"):
            return ZoneInfo(name)
        with file.open("rb") as rules:
            return ZoneInfo.from_file(rules, key=str(file))
    except (ValueError, OSError, KeyError):  # no file, or a TZ such as CET-1CEST
        zone = datetime.now().astimezone().tzinfo
        assert zone is not None, "astimezone() always sets one"
        return zone
