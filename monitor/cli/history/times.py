"""Instants and spans as people write them on the command line."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import datetime, timedelta, tzinfo

from monitor.clock import local_timezone
from monitor.errors import MonitorError
from monitor.yamldoc import values

_DAY = re.compile(r"(?P<day>today|yesterday)(?: (?P<hours>[0-9]{1,2}):(?P<minutes>[0-9]{2}))?")
_SPAN = re.compile(r"[0-9]+[a-z]")


def instant(text: str, *, at: datetime, option: str, zone: tzinfo | None = None) -> datetime:
    """An instant: `8h` before `at`, or a date or a time such as 2026-11-30 or 2026-11-30T22:00, or 22:00 of the
    last 24 hours.

    Times without an offset are in `zone`, by default the machine's. Raises MonitorError for anything else.
    """
    written = text.strip()
    if _SPAN.fullmatch(written):
        with suppress(ValueError):
            return at - values.duration(written)
    zone = zone or local_timezone()
    try:
        if (day := _DAY.fullmatch(written)) is not None:
            return _on(day, at=at.astimezone(zone))
        if re.fullmatch(r"[0-9]{1,2}:[0-9]{2}", written):
            return _last(written, at=at.astimezone(zone))
        found = datetime.fromisoformat(written)
    except ValueError as error:
        raise MonitorError(
            f"{option} must be a span such as 8h or 7d, a date such as 2026-11-30, or a time such as"
            f" 2026-11-30T22:00, 22:00 or 'yesterday 22:00', not {text!r}"
        ) from error
    return found if found.tzinfo else found.replace(tzinfo=zone)


def check_order(since: datetime | None, until: datetime) -> None:
    """Raise MonitorError if a stretch of time ends before it begins."""
    if since is not None and since >= until:
        raise MonitorError(f"--since ({since:%Y-%m-%d %H:%M}) must be before --until ({until:%Y-%m-%d %H:%M})")


def _on(day: re.Match[str], *, at: datetime) -> datetime:
    """A time of today or yesterday; its beginning if no time is written."""
    found = at - timedelta(days=day["day"] == "yesterday")
    return found.replace(hour=int(day["hours"] or 0), minute=int(day["minutes"] or 0), second=0, microsecond=0)


def _last(clock: str, *, at: datetime) -> datetime:
    """The last instant at which the clock showed this."""
    hours, _, minutes = clock.partition(":")
    found = at.replace(hour=int(hours), minute=int(minutes), second=0, microsecond=0)
    return found if found <= at else found - timedelta(days=1)
