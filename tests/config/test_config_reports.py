"""`reports:` of channels.yaml: what a timetable says, when its reports are due, and every mistake at its place."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from monitor.config.configuration import load_configuration
from monitor.config.files.reports import ReportForm, ReportSettings, read_reports
from monitor.config.reachability import advise
from monitor.model.ids import ChannelName
from monitor.yamldoc.parse import read

DESK = ChannelName("desk")
CHANNELS = "channels:\n  desk: {type: console}\n  mail: {type: console}\n"


def found(folder: Path, text: str) -> tuple[dict[str, ReportSettings], list[str]]:
    """The reports of a channels.yaml, and what is wrong with them, each from the line on."""
    (folder / "channels.yaml").write_text(f"{CHANNELS}{text}", encoding="utf-8")
    document = read(folder / "channels.yaml")
    reports = read_reports(document)
    return reports, [str(problem).removeprefix(f"{document.path}:") for problem in document.problems]


def test_a_timetable_is_read(tmp_path: Path) -> None:
    text = (
        "reports:\n  night: {cron: '0 6 * * *', to: [desk, mail], covers: 8h}\n"
        "  week: {cron: 0 9 * * MON, to: desk, form: digest}\n"
    )
    reports, problems = found(tmp_path, text)
    assert problems == []
    assert reports["night"] == ReportSettings(
        name="night", cron="0 6 * * *", to=(DESK, ChannelName("mail")), covers=timedelta(hours=8)
    )
    assert reports["week"] == ReportSettings(name="week", cron="0 9 * * MON", to=(DESK,), form=ReportForm.DIGEST)
    assert found(tmp_path, "") == ({}, [])


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{cron: '0 6 * *', to: desk}", "5:17: E105 cron must be of five fields, minute, hour, day"),
        ("{cron: '0 0 6 * * *', to: desk}", "5:17: E105 cron must be of five fields"),
        ("{cron: '0 25 * * *', to: desk}", "bad hour in '0 25 * * *'"),
        ("{cron: '0 6 30 2 *', to: desk}", "bad day-of-month in '0 6 30 2 *'"),
        ("{cron: [6], to: desk}", "5:17: E105 cron must be a text"),
        ("{cron: '0 6 * * *', to: dsk}", "5:34: E201 no channel 'dsk' (did you mean 'desk'?)"),
        ("{cron: '0 6 * * *'}", "5:3: E106 report 'night' needs 'to'"),
        ("{cron: '0 6 * * *', to: []}", "5:34: E106 report 'night' needs at least one channel in 'to'"),
        ("{to: desk}", "5:3: E106 report 'night' needs 'cron': minute, hour"),
        ("{cron: '0 6 * * *', to: desk, covers: long}", "5:48: E105 covers must be a duration"),
        ("{cron: '0 6 * * *', to: desk, form: poem}", "5:46: E105 form must be one of report, digest, not 'poem'"),
        ("{cron: '0 6 * * *', to: desk, at: 6}", "5:40: E10"),
        ("desk", "5:10: E105 report 'night' must be"),
    ],
)  # fmt: skip
def test_every_mistake_is_named_at_its_place(tmp_path: Path, text: str, problem: str) -> None:
    _, problems = found(tmp_path, f"reports:\n  night: {text}\n")
    assert len(problems) == 1
    assert problem in problems[0]


def due(cron: str, after: datetime, *, zone: str, number: int = 2) -> list[str]:
    settings = ReportSettings(name="x", cron=cron, to=(DESK,))
    times = islice(settings.due(after, zone=ZoneInfo(zone)), number)
    return [f"{one.astimezone(UTC):%d %H:%M}" for one in times]


def test_times_are_those_of_the_zone_and_follow_summer_time() -> None:
    spring, autumn = datetime(2026, 3, 27, 12, tzinfo=UTC), datetime(2026, 10, 24, 12, tzinfo=UTC)
    assert due("0 6 * * *", spring, zone="Europe/Berlin") == ["28 05:00", "29 04:00"]
    assert due("0 6 * * *", autumn, zone="Europe/Berlin") == ["25 05:00", "26 05:00"]
    assert due("0 6 * * *", spring, zone="Asia/Jakarta") == ["27 23:00", "28 23:00"]
    assert due("30 2 * * *", spring, zone="Europe/Berlin") == ["28 01:30", "29 01:00"], "02:30 there is none"
    assert due("30 2 * * *", autumn, zone="Europe/Berlin") == ["25 00:30", "26 01:30"], "02:30 there is twice"


def test_a_report_is_due_after_the_instant_and_not_at_it() -> None:
    six = datetime(2026, 5, 1, 6, tzinfo=UTC)
    assert due("0 6 * * *", six, zone="UTC") == ["02 06:00", "03 06:00"]
    assert due("0 6 * * *", six - timedelta(milliseconds=1), zone="UTC") == ["01 06:00", "02 06:00"]


def test_a_channel_that_gets_reports_alone_is_not_unused(tmp_path: Path) -> None:
    (tmp_path / "feeds.yaml").write_text("feeds: {}\n", encoding="utf-8")
    found(tmp_path, "routes: [{to: [desk]}]\nreports: {night: {cron: 0 6 * * *, to: mail}}\n")
    configuration = load_configuration(tmp_path)
    assert set(configuration.reports) == {"night"}
    assert [one.code for one in advise(configuration)] == []
