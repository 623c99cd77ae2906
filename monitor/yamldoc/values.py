"""What a text means: one pure function for each kind of value that people write, wherever they write it.

Each raises BadValueError, whose text says what the value must be: "must be true or false".
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from datetime import date, timedelta
from urllib.parse import urlsplit

from monitor.yamldoc.parse import nearest

LONGEST = timedelta(days=3650)
"""Of a duration: beyond it there is no date to reckon with."""
_BOOLEANS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_DURATION = re.compile(r"([1-9][0-9]{0,8})(s|m|h|d)")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_SIZE = re.compile(r"([1-9][0-9]{0,5}) ?(MB|GB|TB)", re.IGNORECASE)
_BYTES = {"MB": 10**6, "GB": 10**9, "TB": 10**12}
_NUMBER = re.compile(r"-?[0-9]{1,9}")


class BadValueError(ValueError):
    """A text that is no value of its kind."""

    def __init__(self, must: str, *, hint: str = "", outside: bool = False) -> None:
        super().__init__(must)
        self.hint = hint
        """What was probably meant."""
        self.outside = outside
        """Whether it is a value, but too small or too large."""


def boolean(text: str) -> bool:
    """true, yes, on; false, no, off; in any case."""
    found = _BOOLEANS.get(text.lower())
    if found is None:
        raise BadValueError("must be true or false")
    return found


def duration(text: str, *, longest: timedelta = LONGEST) -> timedelta:
    """A duration such as 90s, 5m, 2h, 30d: at least a second, at most `longest`."""
    parsed = _DURATION.fullmatch(text.strip())
    if parsed is None:
        raise BadValueError("must be a duration such as 90s, 5m, 2h or 30d")
    seconds = int(parsed[1]) * timedelta(**{_UNITS[parsed[2]]: 1}).total_seconds()
    if seconds > longest.total_seconds():
        raise BadValueError(f"must be at most {longest.days}d", outside=True)
    return timedelta(seconds=seconds)


def number(text: str, *, low: int, high: int) -> int:
    """A whole number between two bounds, which are in it."""
    if not _NUMBER.fullmatch(text):
        raise BadValueError("must be a whole number")
    if not low <= int(text) <= high:
        raise BadValueError(f"must be between {low} and {high}", outside=True)
    return int(text)


def choice(text: str, known: Iterable[str]) -> str:
    """One of the known words, as it is written there."""
    words = list(known)
    if text not in words:
        raise BadValueError(f"must be one of {', '.join(words)}", hint=nearest(text, words))
    return text


def day(text: str) -> date:
    """A date as YYYY-MM-DD."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadValueError("must be a date like 2026-12-31") from None


def size(text: str) -> int:
    """A number of bytes such as 500MB or 50GB, in powers of 1,000."""
    parsed = _SIZE.fullmatch(text.strip())
    if parsed is None:
        raise BadValueError("must be a size such as 500MB or 50GB")
    return int(parsed[1]) * _BYTES[parsed[2].upper()]


def network(text: str) -> str:
    """A network in CIDR form."""
    try:
        return str(ipaddress.ip_network(text, strict=False))
    except ValueError:
        raise BadValueError("must be networks such as 127.0.0.0/8") from None


def web_address(text: str) -> str:
    """An http or https address. Whoever reports what is wrong does not quote it, because it may hold a secret."""
    try:
        parts = urlsplit(text)
        if parts.scheme in ("http", "https") and parts.hostname:
            return text
    except ValueError:
        pass
    hint = ": write it with https:// in front" if "://" not in text else ""
    raise BadValueError(f"must be an http or https address{hint}")
