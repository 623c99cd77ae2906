"""The timetable: each time of a report is sent once, whatever ends in between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from monitor.app.pipeline.reporter import Reporter
from monitor.config.files.reports import ReportForm, ReportSettings
from monitor.desk.shapes.report import ReportShape
from monitor.errors import StoreUnavailableError
from monitor.model.ids import ChannelName
from monitor.model.sending.alert import Alert, Reason
from monitor.store.connection.client import Client
from monitor.store.records.report_times import ReportState, ReportTimes
from tests.desk.reports import a_report, a_story
from tests.fakes import DESK

SIX = datetime(2026, 5, 1, 6, tzinfo=UTC)
HOUR = timedelta(hours=1)
MAIL = ChannelName("mail")


def night(**changes: Any) -> ReportSettings:
    return ReportSettings(**{"name": "night", "cron": "0 6 * * *", "to": (DESK, MAIL), **changes})


@dataclass
class Desk:
    """A timetable whose clock a test sets, and what it has put into the outboxes."""

    at: datetime = SIX - HOUR
    states: dict[str, ReportState] = field(default_factory=dict)
    outbox: dict[str, Alert] = field(default_factory=dict)
    asked: list[tuple[datetime, datetime]] = field(default_factory=list)
    stories: int = 1
    full: bool = False
    """Whether the outboxes take nothing."""
    away: bool = False
    """Whether the store goes away between the outboxes and the note."""

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        self.reporter = Reporter(
            times=self, alerts=self, make=self.make, zone=UTC, longest_gap=timedelta(days=35),
            late_after=timedelta(minutes=2), now=lambda: self.at,
        )  # fmt: skip

    async def state(self, name: str) -> ReportState | None:
        return self.states.get(name)

    async def note(self, name: str, state: ReportState) -> None:
        if self.away:
            raise StoreUnavailableError("gone")
        self.states[name] = state

    async def queue(self, alerts: Sequence[Alert]) -> None:
        if self.full:
            raise StoreUnavailableError("full")
        for alert in alerts:
            self.outbox.setdefault(alert.id, alert)

    async def make(self, since: datetime, until: datetime) -> ReportShape:
        self.asked.append((since, until))
        return a_report(*[a_story()] * self.stories, since=since, until=until)

    async def step(self, at: datetime, *reports: ReportSettings) -> int:
        self.at = at
        return await self.reporter.step(reports or [night()])

    def sent(self) -> list[Alert]:
        return list(self.outbox.values())


async def test_a_report_is_sent_to_each_channel_when_its_time_has_come() -> None:
    desk = Desk()
    assert await desk.step(SIX - HOUR) == 0
    assert await desk.step(SIX - timedelta(seconds=1)) == 0
    assert desk.sent() == []
    assert await desk.step(SIX) == 1
    assert [(one.channel, one.reason, one.explanation) for one in desk.sent()] == [
        (DESK, Reason.REPORT, ""), (MAIL, Reason.REPORT, ""),
    ]  # fmt: skip
    assert desk.asked == [(SIX - HOUR, SIX)], "since it was first seen"
    assert await desk.step(SIX + HOUR) == 0
    assert await desk.step(SIX + 24 * HOUR) == 1
    assert desk.asked[1:] == [(SIX, SIX + 24 * HOUR)], "since the one before"
    assert len(desk.sent()) == 4


async def test_what_ends_between_the_outbox_and_the_note_doubles_nothing() -> None:
    desk = Desk()
    await desk.step(SIX - HOUR)
    desk.away = True
    for second in range(3):
        with pytest.raises(StoreUnavailableError):
            await desk.step(SIX + timedelta(seconds=second))
        desk.restart()
    desk.away = False
    assert await desk.step(SIX + timedelta(seconds=5)) == 1
    assert len(desk.sent()) == 2
    assert await desk.step(SIX + timedelta(seconds=6)) == 0


async def test_a_report_that_could_not_be_queued_is_tried_again() -> None:
    desk = Desk(full=True)
    await desk.step(SIX - HOUR)
    with pytest.raises(StoreUnavailableError):
        await desk.step(SIX)
    desk.restart()
    desk.full = False
    assert await desk.step(SIX + timedelta(seconds=5)) == 1
    assert len(desk.sent()) == 2


async def test_missed_times_are_made_up_for_by_one_report_that_says_so() -> None:
    desk = Desk()
    await desk.step(SIX - HOUR)
    desk.restart()
    assert await desk.step(SIX + 51 * HOUR) == 1
    assert desk.asked == [(SIX - HOUR, SIX + 48 * HOUR)]
    assert {one.explanation for one in desk.sent()} == {
        (
            "late: it was due at 2026-05-03 06:00 UTC, when no monitor ran that could send it;"
            " it also covers 2 before it"
        )
    }
    assert await desk.step(SIX + 52 * HOUR) == 0
    assert len(desk.sent()) == 2


async def test_a_report_covers_what_it_says_and_all_that_was_missed() -> None:
    desk = Desk()
    await desk.step(SIX - HOUR, night(covers=8 * HOUR))
    await desk.step(SIX, night(covers=8 * HOUR))
    await desk.step(SIX + 50 * HOUR, night(covers=8 * HOUR))
    assert desk.asked == [(SIX - 8 * HOUR, SIX), (SIX + 16 * HOUR, SIX + 48 * HOUR)]


async def test_a_timetable_that_was_edited_owes_nothing_of_before() -> None:
    desk = Desk()
    await desk.step(SIX - HOUR)
    edited = night(cron="30 5 * * *")
    assert await desk.step(SIX + HOUR, edited) == 0
    assert desk.sent() == []
    assert await desk.step(SIX + 24 * HOUR, edited) == 1
    assert desk.asked == [(SIX + HOUR, SIX + 23.5 * HOUR)]


async def test_times_of_long_ago_are_forgotten() -> None:
    desk = Desk(states={"night": ReportState(cron="0 6 * * *", done_until=SIX - timedelta(days=900))})
    await desk.step(SIX)
    assert desk.asked == [(SIX - timedelta(days=35), SIX)]


async def test_a_digest_of_nothing_is_not_sent_and_a_report_of_nothing_is() -> None:
    desk = Desk(stories=0)
    digest = night(name="digest", form=ReportForm.DIGEST)
    await desk.step(SIX - HOUR, night(), digest)
    assert await desk.step(SIX, night(), digest) == 2
    assert {one.match.item.title for one in desk.sent()} == {"Report night: nothing alerted"}
    desk.stories = 1
    await desk.step(SIX + 24 * HOUR, digest)
    assert desk.sent()[-1].match.item.title == "Report digest: 1 story alerted, 1 not acknowledged"


async def test_the_state_of_a_report_is_kept(client: Client) -> None:
    times = ReportTimes(client)
    assert await times.state("night") is None
    state = ReportState(cron="0 6 * * *", done_until=SIX)
    await times.note("night", state)
    await times.note("day", ReportState(cron="0 18 * * *", done_until=SIX + HOUR))
    assert await ReportTimes(client).state("night") == state
