"""What the people who run the monitor are notified of."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.model.ids import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something that the people who run the monitor must know, sent once on the channel `ops`."""

    key: str
    """What it is about and since when. A notice of the same key is sent once, however often it is given, also
    across restarts: so it may be derived again from what is the case, and needs no memory of having been sent."""
    title: str
    """One line: what is wrong."""
    detail: str = ""
    """What to do about it."""
    severity: Severity = Severity.MEDIUM
