"""Reading typed values from a document: durations, sizes, networks, switches."""

from __future__ import annotations

import ipaddress
import re
from datetime import timedelta
from urllib.parse import urlsplit

from monitor.yamldoc.parse import Document, Node, Text, kind, nearest

_DURATION = re.compile(r"([1-9][0-9]{0,8})(s|m|h|d)")
_SIZE = re.compile(r"([1-9][0-9]{0,5}) ?(MB|GB|TB)", re.IGNORECASE)
_BYTES = {"MB": 10**6, "GB": 10**9, "TB": 10**12}
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_LONGEST = timedelta(days=3650)
"""Beyond it there is no date to reckon with."""
_YES, _NO = ("true", "yes", "on"), ("false", "no", "off")


def duration(document: Document, at: Node, what: str) -> timedelta | None:
    """A duration such as 90s, 5m, 2h, 30d, at most ten years; None after E105."""
    if isinstance(at, Text) and (parsed := _DURATION.fullmatch(at.value.strip())):
        span = timedelta(**{_UNITS[parsed[2]]: int(parsed[1])})
        if span <= _LONGEST:
            return span
        document.problem(at, "E105", f"{what} must be at most {_LONGEST.days}d, not {kind(at)}")
        return None
    document.problem(at, "E105", f"{what} must be a duration such as 90s, 5m, 2h or 30d, not {kind(at)}")
    return None


def size(document: Document, at: Node, what: str) -> int | None:
    """A number of bytes such as 500MB or 50GB, in powers of 1,000; None after E105."""
    if isinstance(at, Text) and (parsed := _SIZE.fullmatch(at.value.strip())):
        return int(parsed[1]) * _BYTES[parsed[2].upper()]
    document.problem(at, "E105", f"{what} must be a size such as 500MB or 50GB, not {kind(at)}")
    return None


def switch(document: Document, at: Node, what: str) -> bool | None:
    """True or false; None after E105."""
    if isinstance(at, Text):
        if at.value.lower() in _YES:
            return True
        if at.value.lower() in _NO:
            return False
    document.problem(at, "E105", f"{what} must be true or false, not {kind(at)}")
    return None


def web_address(document: Document, at: Text, what: str, value: str) -> str | None:
    """An http or https address; None after E105."""
    try:
        parts = urlsplit(value)
        if parts.scheme in ("http", "https") and parts.hostname:
            return value
    except ValueError:
        pass
    hint = ": write it with https:// in front" if "://" not in value else ""
    document.problem(at, "E105", f"{what} must be an http or https address{hint}")
    return None


def networks(document: Document, at: Node, what: str) -> tuple[str, ...]:
    """Networks in CIDR form; E105 for each that is none."""
    found = []
    for text in document.texts(at, what):
        try:
            found.append(str(ipaddress.ip_network(text.value, strict=False)))
        except ValueError:
            document.problem(text, "E105", f"{what} must be networks such as 127.0.0.0/8, not {text.value!r}")
    return tuple(found)


def one_of(document: Document, at: Text, what: str, known: tuple[str, ...]) -> str | None:
    """One of the known words; None after E105."""
    if at.value in known:
        return at.value
    document.problem(at, "E105", f"{what} must be one of {', '.join(known)}", hint=nearest(at.value, known))
    return None


def tier(document: Document, at: Node, what: str) -> int | None:
    """A tier of trust, 1 to 9; None after E105."""
    if isinstance(at, Text) and re.fullmatch("[1-9]", at.value):
        return int(at.value)
    document.problem(at, "E105", f"{what} must be a number from 1, the best, to 9, not {kind(at)}")
    return None
