"""Reading the options of a channel, which are texts. What cannot work is a ValueError with a text for the user."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from monitor.yamldoc import values
from monitor.yamldoc.values import BadValueError


def switch(options: Mapping[str, str], name: str, *, default: bool) -> bool:
    """An option that is true or false."""
    written = options.get(name)
    if written is None:
        return default
    try:
        return values.boolean(written)
    except ValueError as error:
        raise ValueError(f"{name} {error}, not {written!r}") from None


def web_address(value: str, name: str) -> str:
    """An http or https address. The value is not quoted back, because it may be a secret."""
    try:
        written = values.web_address(value)
        fits = urlsplit(written).port != 0 and value.isascii() and value.isprintable() and " " not in value
    except BadValueError as error:
        raise ValueError(f"{name} {error}") from None
    except ValueError:  # its port is no number
        fits = False
    if not fits:
        raise ValueError(f"{name} must be an http or https address without spaces and signs of other scripts")
    return value
