"""Reading the options of a channel, which are texts. What cannot work is a ValueError with a text for the user."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

_SWITCH = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


def switch(options: Mapping[str, str], name: str, *, default: bool) -> bool:
    """An option that is true or false."""
    written = options.get(name)
    if written is None:
        return default
    if written.lower() not in _SWITCH:
        raise ValueError(f"{name} must be true or false, not {written!r}")
    return _SWITCH[written.lower()]


def web_address(value: str, name: str) -> str:
    """An http or https address. The value is not quoted back, because it may be a secret."""
    try:
        parts = urlsplit(value)
        fits = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fits = False
    if not fits or not value.isascii() or not value.isprintable() or " " in value:
        raise ValueError(f"{name} must be an address that begins with https:// or http://")
    return value
