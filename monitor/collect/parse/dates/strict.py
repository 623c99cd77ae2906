"""The two ways in which nearly every feed writes dates: RFC 822 in English, and ISO 8601 in its usual profiles."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo

from monitor.collect.parse.dates.zones import OFFSET, by_name, by_offset

_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?"
_ZONE = r"(?P<zone>[A-Za-z]{1,5}|(?:GMT|UTC)?\s?[+-]\d{1,2}(?::?\d{2})?)"
_RFC_822 = re.compile(
    rf"(?:[A-Za-z]{{3,9}},?\s+)?(?P<day>\d{{1,2}})[\s-]+(?P<month>[A-Za-z]{{3}})[\s-]+(?P<year>\d{{4}}|\d{{2}})"
    rf"(?:\s+{_CLOCK}(?:\s*{_ZONE})?)?(?:\s*\([^()]*\))?"
)
_ISO_8601 = re.compile(
    rf"(?P<year>\d{{4}})-(?P<month>\d{{2}})-(?P<day>\d{{2}})(?:(?:T|\s+){_CLOCK}(?:\s*{_ZONE})?)?", re.IGNORECASE
)
_BASIC = re.compile(
    r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})"
    rf"(?:[T ]?(?P<hour>\d{{2}})(?P<minute>\d{{2}})(?P<second>\d{{2}})?(?:[.,]\d+)?(?:\s*{_ZONE})?)?"
)
_NOBODY = "no zone"


def strictly(text: str, *, lang: str) -> datetime | None:
    """The instant in UTC, naive where no zone is named; None if the text is written in another way."""
    found = _RFC_822.fullmatch(text) or _ISO_8601.fullmatch(text) or _BASIC.fullmatch(text)
    if found is None:
        return None
    month = _MONTHS.get(found["month"].lower()) or (int(found["month"]) if found["month"].isdigit() else 0)
    said = found.groupdict()
    zone: tzinfo | str | None = _NOBODY
    if said.get("zone"):
        zone = _zone(said["zone"] or "", lang=lang)
        if zone is None:
            return None
    return assembled(
        year=_year(found["year"]),
        month=month,
        day=int(found["day"]),
        clock=(int(said.get("hour") or 0), int(said.get("minute") or 0), int(said.get("second") or 0)),
        zone=zone if isinstance(zone, tzinfo) else None,
    )


def assembled(
    *, year: int, month: int, day: int, clock: tuple[int, int, int], zone: tzinfo | None
) -> datetime | None:
    """The instant in UTC, naive without a zone; None if there is no such day or time, or no news had come then."""
    hour, minute, second = clock
    midnight = (hour, minute, second) == (24, 0, 0)
    try:
        made = datetime(year, month, day, 0 if midnight else hour, minute, min(second, 59), tzinfo=zone)
        if second > 60 or not 1970 <= year < 2100:
            return None
        made += timedelta(days=midnight)
        return made.astimezone(UTC) if zone else made
    except (ValueError, OverflowError):
        return None


def _year(written: str) -> int:
    year = int(written)
    return year if len(written) > 2 else year + (2000 if year < 69 else 1900)


def _zone(written: str, *, lang: str) -> tzinfo | None:
    offset = OFFSET.fullmatch(written)
    return by_offset(offset) if offset else by_name(written, lang=lang)
