"""When the reports of the timetable are due."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta, tzinfo

from monitor.clock import now
from monitor.config.files.reports import ReportSettings
from monitor.desk.shapes.base import zoned
from monitor.desk.shapes.report import DueReportShape
from monitor.store.connection.client import Client
from monitor.store.records.report_times import ReportState, ReportTimes

_GRACE = timedelta(minutes=2)
"""How long after its time a report is not yet overdue."""


async def due_reports(
    client: Client, reports: Mapping[str, ReportSettings], *, zone: tzinfo
) -> tuple[DueReportShape, ...]:
    """Every report, the next first."""
    states = {name: await ReportTimes(client).state(name) for name in reports}
    return timetable(reports.values(), states, zone=zone, at=now())


def timetable(
    reports: Iterable[ReportSettings], states: Mapping[str, ReportState | None], *, zone: tzinfo, at: datetime
) -> tuple[DueReportShape, ...]:
    """Every report at an instant, the next first; `states` has those that a daemon has seen."""
    found = [_shape(one, states.get(one.name), zone, at) for one in reports]
    return tuple(sorted(found, key=lambda one: (one.next_at, one.name)))


def _shape(settings: ReportSettings, state: ReportState | None, zone: tzinfo, at: datetime) -> DueReportShape:
    known = state if state is not None and state.cron == settings.cron else None
    owed = next(settings.due(known.done_until, zone=zone)) if known is not None else None
    return DueReportShape(
        name=settings.name,
        cron=settings.cron,
        to=settings.to,
        form=settings.form.value,
        next_at=zoned(next(settings.due(at, zone=zone))),
        sent_until=zoned(known.done_until) if known is not None else None,
        overdue_since=zoned(owed) if owed is not None and owed + _GRACE < at else None,
    )
