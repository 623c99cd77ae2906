"""What a document itself says of how often it wants to be visited: `ttl`, `skipHours`, `skipDays`, `updatePeriod`.

Read from the bytes between its beginning and its first entry, and after its last one: that needs no parser, and
is the same whether the document is parsed as a whole or in slices. Sources: the RSS 2.0 specification, and the
module Syndication of RSS 1.0.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

_ENDS = 8_192
"""Bytes that are looked at on either side."""
_FIRST_ENTRY = re.compile(rb"<(?:\w+:)?(?:item|entry)[\s>]")
_LAST_ENTRY = b"</item>"
_TTL = re.compile(rb"<ttl>\s*(\d{1,6})\s*</ttl>", re.IGNORECASE)
_HOURS = re.compile(rb"<skipHours>(.*?)</skipHours>", re.IGNORECASE | re.DOTALL)
_HOUR = re.compile(rb"<hour>\s*(\d{1,2})\s*</hour>", re.IGNORECASE)
_DAYS = re.compile(rb"<skipDays>(.*?)</skipDays>", re.IGNORECASE | re.DOTALL)
_DAY = re.compile(rb"<day>\s*([a-z]{3})[a-z]*\s*</day>", re.IGNORECASE)
_PERIOD = re.compile(rb"<\w+:updatePeriod>\s*(hourly|daily|weekly|monthly|yearly)\s*<", re.IGNORECASE)
_FREQUENCY = re.compile(rb"<\w+:updateFrequency>\s*(\d{1,4})\s*<", re.IGNORECASE)
_SECONDS = {b"hourly": 3_600, b"daily": 86_400, b"weekly": 604_800, b"monthly": 2_592_000, b"yearly": 31_536_000}
_WEEK = (b"mon", b"tue", b"wed", b"thu", b"fri", b"sat", b"sun")
_ALL_HOURS = (1 << 24) - 1
_ALL_DAYS = (1 << 7) - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class PublisherHints:
    """When a document wants to be visited."""

    ttl: int = 0
    """Seconds for which it stays as it is; 0 if it does not say."""
    skip_hours: int = 0
    """Bits 0 to 23, UTC; the next: bits 0 to 6, Monday first. All of them skipped is taken for none."""
    skip_days: int = 0


def publisher_hints(body: bytes) -> PublisherHints:
    """What a document in an ASCII-compatible encoding wishes; nothing, if it says nothing."""
    entry = _FIRST_ENTRY.search(body)
    head = body[: min(entry.start() if entry else len(body), _ENDS)]
    last = body.rfind(_LAST_ENTRY)
    channel = head + (body[last : last + _ENDS] if last >= 0 else b"")
    return PublisherHints(
        ttl=_ttl(channel),
        skip_hours=_hours(channel),
        skip_days=_days(channel),
    )


def _ttl(channel: bytes) -> int:
    if found := _TTL.search(channel):
        return int(found[1]) * 60
    if found := _PERIOD.search(channel):
        frequency = _FREQUENCY.search(channel)
        return _SECONDS[found[1].lower()] // max(int(frequency[1]) if frequency else 1, 1)
    return 0


def _hours(channel: bytes) -> int:
    found = _HOURS.search(channel)
    bits = 0
    for hour in _HOUR.findall(found[1]) if found else ():
        bits |= 1 << int(hour) % 24  # the elder specification counts from 1 to 24
    return 0 if bits >= _ALL_HOURS else bits


def _days(channel: bytes) -> int:
    found = _DAYS.search(channel)
    bits = 0
    for day in _DAY.findall(found[1].lower()) if found else ():
        if day in _WEEK:
            bits |= 1 << _WEEK.index(day)
    return 0 if bits == _ALL_DAYS else bits


def not_skipped(at: datetime, *, skip_hours: int, skip_days: int) -> datetime:
    """The first instant from `at` (in UTC) on that is in no skipped hour and on no skipped day."""
    for _ in range(24 * 7):
        if not (skip_hours >> at.hour & 1 or skip_days >> at.weekday() & 1):
            break
        at = at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return at
