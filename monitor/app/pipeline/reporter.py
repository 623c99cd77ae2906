"""Sends the reports of the timetable, each once for each of its times, whatever ends in between."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from itertools import takewhile
from typing import Protocol

import structlog

from monitor.app.pipeline.ports import AlertPort
from monitor.clock import Now
from monitor.config.files.reports import ReportForm, ReportSettings
from monitor.desk.render import message
from monitor.desk.shapes.report import ReportShape
from monitor.model.ids import ChannelName
from monitor.model.sending.alert import Alert, Reason
from monitor.model.sending.own_alert import own_alert
from monitor.store.records.report_times import ReportState

log = structlog.get_logger("monitor")


class ReportTimesPort(Protocol):
    """Where it rests up to when each report was sent."""

    async def state(self, name: str) -> ReportState | None:
        """That of a report; None if nobody has seen it yet."""

    async def note(self, name: str, state: ReportState) -> None:
        """Remember the state of a report."""


@dataclass(slots=True, kw_only=True)
class Reporter:
    """The timetable. Any number of processes may keep it: the same time of a report makes the same alerts.

    A report is put into the outboxes first, and its time forgotten last. Times at which no monitor ran are made up
    for by one report that says so.
    """

    times: ReportTimesPort
    alerts: AlertPort
    make: Callable[[datetime, datetime], Awaitable[ReportShape]]
    """The report of a stretch of time. Raises only what the store raises."""
    zone: tzinfo
    longest_gap: timedelta
    """Times that are further back than this are forgotten."""
    late_after: timedelta
    """A report that is sent later than this after its time says so."""
    now: Now
    _next: dict[ReportSettings, datetime] = field(default_factory=dict, init=False)

    async def step(self, reports: Iterable[ReportSettings]) -> int:
        """Send what is due; how many reports."""
        wanted = list(reports)
        self._next = {one: self._next[one] for one in wanted if one in self._next}
        sent = 0
        for one in wanted:
            at = self.now()
            if at >= self._next.get(one, at):
                sent += await self._look(one, at)
                self._next[one] = next(one.due(at, zone=self.zone))
        return sent

    async def _look(self, settings: ReportSettings, at: datetime) -> int:
        state = await self.times.state(settings.name)
        if state is None or state.cron != settings.cron:  # a new timetable owes nothing of before
            await self.times.note(settings.name, ReportState(cron=settings.cron, done_until=at))
            return 0
        done = max(state.done_until, at - self.longest_gap)
        due = list(takewhile(lambda one: one <= at, settings.due(done, zone=self.zone)))
        if not due:
            return 0
        since = due[0] - settings.covers if settings.covers is not None else done
        found = await self.make(since, due[-1])
        if settings.form is ReportForm.REPORT or found.stories:
            late = self._late(due, at)
            await self.alerts.queue(
                [self._alert(settings, channel, found, due[-1], late) for channel in settings.to]
            )
            log.info("a report is on its way", report=settings.name, due=due[-1].isoformat(), late=late)
        await self.times.note(settings.name, ReportState(cron=settings.cron, done_until=due[-1]))
        return 1

    def _late(self, due: list[datetime], at: datetime) -> str:
        if at - due[-1] < self.late_after:
            return ""
        missed = f"; it also covers {len(due) - 1:,} before it" if len(due) > 1 else ""
        when = f"{due[-1].astimezone(self.zone):%Y-%m-%d %H:%M %Z}"
        return f"late: it was due at {when}, when no monitor ran that could send it{missed}"

    def _alert(
        self, settings: ReportSettings, channel: ChannelName, found: ReportShape, due: datetime, late: str
    ) -> Alert:
        lines = message.lines if settings.form is ReportForm.REPORT else message.story_lines
        return own_alert(
            Reason.REPORT,
            settings.name,
            due.isoformat(),
            channel=channel,
            title=message.headline(found, settings.name),
            detail=message.summary(found, zone=self.zone),
            explanation=late,
            at=self.now(),
            digest_lines=lines(found, zone=self.zone),
        )
