"""The only source of the time. Everything else is handed a `Now`, so that tests can turn the clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Now = Callable[[], datetime]
"""Gives the present instant as an aware datetime in UTC."""


def now() -> datetime:
    """The present instant, in UTC."""
    return datetime.now(UTC)


def from_ms(milliseconds: int) -> datetime:
    """An instant from milliseconds since 1970, as the store's clock gives it."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
