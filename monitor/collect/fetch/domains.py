"""Whose servers an address leads to: the unit in which a publisher counts our visits."""

from __future__ import annotations

from functools import cache, lru_cache
from ipaddress import ip_address
from urllib.parse import urlsplit

from publicsuffixlist import PublicSuffixList

_REMEMBERED = 20_000


@lru_cache(maxsize=_REMEMBERED)
def group_of(url: str, *, named: str = "") -> str:
    """The group that a feed's visits are paced in: the one that the user named, or the registrable domain.

    The domain is what somebody registered: `bbc.co.uk` for `feeds.bbc.co.uk`, by the public suffix list that the
    library publicsuffixlist carries. An IP address and a name without a dot stand for themselves, with their port.
    """
    if named:
        return f"group {named}"
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return url
    return _registrable(host) or (f"{host}:{port}" if port else host)


def _registrable(host: str) -> str:
    try:
        ip_address(host)
    except ValueError:
        domain: str | None = _suffixes().privatesuffix(host.rstrip(".").lower())
        return domain or ""
    return ""


@cache
def _suffixes() -> PublicSuffixList:
    """Read once: it takes a fifth of a second and 2 MB."""
    return PublicSuffixList()
