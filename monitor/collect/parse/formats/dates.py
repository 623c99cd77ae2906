"""Dates as JSON Feed and sitemaps write them: RFC 3339, which is a part of ISO 8601."""

from __future__ import annotations

from datetime import UTC, datetime


def from_iso(text: str) -> datetime | None:
    """The instant that a text names, in UTC, which is also taken for a missing zone; None if it names none."""
    try:
        date = datetime.fromisoformat(text.strip())
        return date.astimezone(UTC) if date.tzinfo else date.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
