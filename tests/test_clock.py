"""The machine's own time zone, across the changes of summer time; and how long servers ask to wait."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, datetime, timedelta, tzinfo
from importlib import resources
from pathlib import Path

import pytest

from monitor.clock import local_timezone, retry_after, utc_minute_text, utc_text

NOWHERE = Path("/nowhere/localtime")


def offsets(zone: tzinfo) -> tuple[timedelta | None, timedelta | None]:
    """In winter and in summer."""
    winter, summer = (datetime(2026, month, 10, 12, tzinfo=UTC).astimezone(zone) for month in (1, 7))
    return winter.utcoffset(), summer.utcoffset()


@pytest.mark.parametrize("name", ["Europe/Berlin", ":Europe/Berlin"])
def test_the_environment_names_the_zone(name: str) -> None:
    zone = local_timezone(environment={"TZ": name}, file=NOWHERE)
    assert offsets(zone) == (timedelta(hours=1), timedelta(hours=2))


def test_the_machines_file_has_the_changes_of_summer_time(tmp_path: Path) -> None:
    rules = next(
        (path for folder in zoneinfo.TZPATH if (path := Path(folder, "Europe/Berlin")).is_file()), None
    ) or Path(str(resources.files("tzdata.zoneinfo").joinpath("Europe/Berlin")))
    (tmp_path / "localtime").symlink_to(rules)
    zone = local_timezone(environment={}, file=tmp_path / "localtime")
    assert offsets(zone) == (timedelta(hours=1), timedelta(hours=2))


@pytest.mark.parametrize("name", ["", "CET-1CEST,M3.5.0,M10.5.0/3", "../etc/passwd", "Nowhere/Town"])
def test_without_either_it_is_the_offset_of_now(name: str) -> None:
    zone = local_timezone(environment={"TZ": name}, file=NOWHERE)
    assert zone.utcoffset(None) == datetime.now(UTC).astimezone().utcoffset()


NOW = datetime(2024, 10, 29, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "date", "wait"),
    [
        ("120", "", timedelta(minutes=2)),
        (" 120 ", "Tue, 29 Oct 2024 09:00:00 GMT", timedelta(minutes=2)),
        ("Tue, 29 Oct 2024 13:00:00 GMT", "", timedelta(hours=1)),
        ("Tue, 29 Oct 2024 13:00:00 GMT", "Tue, 29 Oct 2024 12:59:00 GMT", timedelta(minutes=1)),
        ("Tue, 29 Oct 2024 13:00:00 GMT", "Tue, 29 Oct 2019 12:59:00 GMT", timedelta(days=1827, minutes=1)),
        ("Tue, 29 Oct 2024 11:00:00 GMT", "", timedelta(0)),
        ("Tue, 29 Oct 2024 13:00:00 GMT", "no date", timedelta(hours=1)),
        ("Wed, 99 Oct 2024", "", None),
        ("soon", "", None),
        ("-5", "", None),
        ("", "Tue, 29 Oct 2024 12:59:00 GMT", None),
    ],
)
def test_a_wait_is_read_in_both_forms_and_a_date_counts_from_the_servers_clock(
    value: str, date: str, wait: timedelta | None
) -> None:
    assert retry_after(value, date, NOW) == wait


def test_instants_are_written_in_utc() -> None:
    there = datetime(2026, 1, 15, 20, 0, 7, tzinfo=zoneinfo.ZoneInfo("Asia/Jakarta"))
    assert utc_text(there) == "2026-01-15 13:00:07 UTC"
    assert utc_minute_text(there) == "2026-01-15 13:00 UTC"
