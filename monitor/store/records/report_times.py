"""For which of its times each report of the timetable was sent last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from monitor.store.base import keys, scripts
from monitor.store.base.codec import encode
from monitor.store.base.unreadable import ValuePlace, readable
from monitor.store.connection.client import Client


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportState:
    """Up to when a report has been sent."""

    cron: str
    """Its times then: other times are another timetable."""
    done_until: datetime
    """For all its times up to then it was sent, or was not due yet."""


class ReportTimes:
    """The state of every report."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def state(self, name: str) -> ReportState | None:
        """That of a report; None if nobody has seen it yet."""
        raw = await self._client.read("HGET", self._client.key(keys.REPORTS), name)
        if raw is None:
            return None
        return await readable(self._client, raw, ReportState, place=ValuePlace(key=keys.REPORTS, at=name))

    async def note(self, name: str, state: ReportState) -> None:
        """Remember the state of a report."""
        await self._client.run(
            scripts.NOTE_REPORT, keys=[self._client.key(keys.REPORTS)], args=(name, encode(state))
        )
