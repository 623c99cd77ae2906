"""The name of a stream's entry as one number, and back: it orders all rows and names the files."""

from __future__ import annotations

from datetime import datetime

_SEQUENCE_BITS = 20


def entry_number(entry: str) -> int:
    """`<ms>-<sequence>` as one number that grows with it."""
    milliseconds, _, sequence = entry.partition("-")
    return int(milliseconds) << _SEQUENCE_BITS | int(sequence or 0)


def entry_name(number: int) -> str:
    """The entry that `entry_number` gave this number for."""
    return f"{number >> _SEQUENCE_BITS}-{number & (1 << _SEQUENCE_BITS) - 1}"


def first_entry_of(instant: datetime) -> int:
    """The lowest number that an entry made at an instant, or after it, can have."""
    return max(int(instant.timestamp() * 1000), 0) << _SEQUENCE_BITS


def entry_time_ms(number: int) -> int:
    """When the entry was made by the store's clock, in ms since 1970."""
    return number >> _SEQUENCE_BITS
