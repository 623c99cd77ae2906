"""When the archive is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

NOTE_EVERY = timedelta(seconds=30)
"""The least time between two notes of the archive's state, if nothing but figures has changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SealLimits:
    """When gathered entries become a file."""

    entries: int = 50_000
    size: int = 64 << 20
    """Bytes of their bodies."""
    age: float = 6 * 3600.0
    """Seconds since the first of them was gathered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiverTiming:
    """How often what is done."""

    limits: SealLimits = SealLimits()
    tidy_every: float = 3600.0
    """Seconds between two tidyings."""
    first_after: float = 10.0
    """Seconds after the start before anything is done: alerts come first."""
    finish_within: float = 3.0
    """Seconds that the end of the daemon may take for what was gathered last."""
