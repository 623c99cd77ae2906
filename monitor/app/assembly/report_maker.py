"""Reports for the timetable, from what runs now."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import BrokenExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

import msgspec

from monitor.app.pipeline.running import Running
from monitor.clock import Now
from monitor.desk.query.past.apart import apart
from monitor.desk.query.past.report import ReportScope, report
from monitor.desk.shapes.report import ReportShape
from monitor.errors import MonitorError, StoreRefusedError, StoreUnavailableError
from monitor.store.connection.client import Client


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportMaker:
    """Makes reports. The archive is asked only for what the store may have no more, and read in a process of its
    own, whose memory goes with it. An archive that cannot be read is named in the report, which has the rest."""

    client: Client
    running: Callable[[], Running]
    zone: tzinfo
    archive: Path | None
    """Where the archive is, if there is one."""
    in_store: timedelta
    """For how long the store has everything, archived or not."""
    now: Now

    async def make(self, since: datetime, until: datetime) -> ReportShape:
        """The report of a stretch of time. Raises what the store raises."""
        running = self.running()
        scope = ReportScope(
            since=since, until=until, zone=self.zone, feeds=running.feeds, channels=running.channels.keys()
        )
        if self.archive is None or self.now() - since <= self.in_store:
            return await report(self.client, scope, archive=None)
        try:
            with apart() as executor:
                return await report(self.client, scope, archive=self.archive, apart=executor)
        except (StoreUnavailableError, StoreRefusedError):
            raise
        except (MonitorError, BrokenExecutor, OSError) as error:
            found = await report(self.client, scope, archive=None)
            return msgspec.structs.replace(found, unreadable=(f"the archive: {error}",))
