"""Keeping a channel's secrets out of what it says."""

from __future__ import annotations

import re
from collections.abc import Collection
from urllib.parse import unquote

_SHORTEST = 6
"""Shorter pieces of an address are words, not secrets."""


def without(secrets: Collection[str], text: str) -> str:
    """The text with every secret in it blanked."""
    for secret in sorted(secrets, key=len, reverse=True):
        text = text.replace(secret, "***")
    return text


def of_address(url: str) -> frozenset[str]:
    """What may be secret in an address: every longer piece of it after the scheme, as written and as meant."""
    pieces = re.split(r"[/@?&=#]+", url.partition("://")[2])
    return frozenset(form for piece in pieces for form in (piece, unquote(piece)) if len(form) >= _SHORTEST)
