"""Time zones as dates name them: offsets, abbreviations, names of the tz database."""

from __future__ import annotations

import re
from datetime import UTC, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_HOURS = {
    "WIB": 7, "WITA": 8, "WIT": 9, "ICT": 7, "HKT": 8, "SGT": 8, "MYT": 8, "PHT": 8, "AWST": 8, "ULAT": 8,
    "KST": 9,
    "JST": 9, "AEST": 10, "AEDT": 11, "ACST": 9.5, "ACDT": 10.5, "NZST": 12, "NZDT": 13, "CHST": 10,
    "PKT": 5, "NPT": 5.75, "IST": 5.5, "SLST": 5.5, "LKT": 5.5, "BTT": 6, "MMT": 6.5, "AFT": 4.5, "UZT": 5,
    "KGT": 6,
    "TJT": 5, "TMT": 5, "MVT": 5, "IRST": 3.5, "GST": 4, "AZT": 4, "SAMT": 4, "MSK": 3, "МСК": 3,
    "MSD": 4, "TRT": 3,
    "YEKT": 5,
    "OMST": 6, "NOVT": 7, "KRAT": 7, "IRKT": 8, "YAKT": 9, "VLAT": 10, "MAGT": 11, "PETT": 12,
    "CET": 1, "CEST": 2, "MEZ": 1, "MESZ": 2, "MET": 1, "MEST": 2, "EET": 2, "EEST": 3, "OEZ": 2, "OESZ": 3,
    "WET": 0, "WEST": 1, "BST": 1,
    "IDT": 3, "CAT": 2, "EAT": 3, "WAT": 1, "SAST": 2,
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "AKST": -9,
    "AKDT": -8,
    "HST": -10, "NST": -3.5, "NDT": -2.5, "BRT": -3, "BRST": -2, "ART": -3, "CLT": -4, "CLST": -3, "COT": -5,
    "PET": -5,
    "VET": -4, "BOT": -4, "UYT": -3, "PYT": -3, "GYT": -4, "ECT": -5,
}  # fmt: skip
"""Those that mean one thing wherever news is written, and the North American ones that RFC 822 defines."""
_ELSEWHERE = {
    "CST": ("zh", "es"),
    "CDT": ("zh", "es"),
    "PST": ("fil", "tl", "ur"),
    "IST": ("he", "iw", "ga"),
    "BST": ("bn",),
    "EST": ("fr",),
    "ART": ("ar",),
    "MST": ("ms", "my"),
    "GST": ("es",),
}
"""Languages in which an abbreviation may as well mean another zone."""
_REGIONS = {
    "ET": "America/New_York", "CT": "America/Chicago", "MT": "America/Denver", "PT": "America/Los_Angeles",
    "AT": "America/Halifax",
}  # fmt: skip
"""Abbreviations that leave open whether it is summer."""
_UTC = ("Z", "UT", "UTC", "GMT", "ETC/GMT", "ETC/UTC")
OFFSET = re.compile(r"(?:\b(?:UTC|GMT|UT|Z))?\s?([+−-])(\d{1,2})(?::?(\d{2}))?(?![\d:])", re.IGNORECASE)
_REGION = re.compile(r"(?:Africa|America|Antarctica|Asia|Atlantic|Australia|Europe|Indian|Pacific)/[\w/+-]+")


def by_offset(found: re.Match[str]) -> tzinfo | None:
    """The zone of an offset that `OFFSET` found; None for more than any zone has."""
    hours, minutes = int(found[2]), int(found[3] or 0)
    if hours > 14 or minutes > 59:
        return None
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(offset if found[1] == "+" else -offset)


def by_name(name: str, *, lang: str) -> tzinfo | None:
    """The zone of an abbreviation, or of a name such as Asia/Jakarta; None if unknown, or if it means several."""
    upper = name.upper()
    if upper in _UTC:
        return UTC
    hours = _HOURS.get(name)
    if hours is None:
        name = _REGIONS.get(name, name)
        return _region(name) if _REGION.fullmatch(name) else None
    if lang.lower().replace("_", "-").split("-")[0] in _ELSEWHERE.get(name, ()):
        return None
    return timezone(timedelta(hours=hours))


@lru_cache(maxsize=64)
def _region(name: str) -> tzinfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
