from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.model.matching.rule_hit import Hours
from monitor.route.hours import opens_at
from tests.examples import examples

BERLIN = ZoneInfo("Europe/Berlin")


def wall(text: str, *, fold: int = 0) -> datetime:
    """What a clock in Berlin shows."""
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN, fold=fold).astimezone(UTC)


DAY = Hours(start=7 * 60, end=22 * 60)
NIGHT = Hours(start=22 * 60, end=6 * 60)
OFFICE = Hours(start=9 * 60, end=17 * 60, days=(0, 1, 2, 3, 4))


@pytest.mark.parametrize(
    ("hours", "at", "opens"),
    [
        (DAY, "2026-01-15 12:00", "2026-01-15 12:00"),
        (DAY, "2026-01-15 07:00", "2026-01-15 07:00"),
        (DAY, "2026-01-15 22:00", "2026-01-16 07:00"),
        (DAY, "2026-01-15 03:00", "2026-01-15 07:00"),
        (NIGHT, "2026-01-15 23:00", "2026-01-15 23:00"),
        (NIGHT, "2026-01-16 05:59", "2026-01-16 05:59"),
        (NIGHT, "2026-01-16 06:00", "2026-01-16 22:00"),
        (OFFICE, "2026-01-16 17:00", "2026-01-19 09:00"),
        (Hours(start=0, end=0, days=(5,)), "2026-01-18 00:00", "2026-01-24 00:00"),
        (Hours(start=22 * 60, end=6 * 60, days=(4,)), "2026-01-17 05:00", "2026-01-17 05:00"),
    ],
    ids=[
        "open", "just opened", "just closed", "before opening", "the evening of a night", "the morning of a night",
        "after a night", "over the weekend", "all of a Saturday", "a night belongs to the day on which it begins",
    ],
)  # fmt: skip
def test_hours_are_those_of_the_clock_on_the_wall(hours: Hours, at: str, opens: str) -> None:
    assert opens_at(hours, wall(at), tz=BERLIN) == wall(opens)


def test_hours_open_by_the_wall_on_both_sides_of_a_change_of_summer_time() -> None:
    for night in ("2026-03-28 23:00", "2026-10-24 23:00"):
        opens = opens_at(DAY, wall(night), tz=BERLIN)
        assert opens is not None
        assert opens.astimezone(BERLIN).hour == 7
        assert opens - wall(night) != opens_at_in_january() - wall("2026-01-15 23:00")


def opens_at_in_january() -> datetime:
    opens = opens_at(DAY, wall("2026-01-15 23:00"), tz=BERLIN)
    assert opens is not None
    return opens


def test_an_hour_that_is_skipped_opens_when_the_clock_has_jumped() -> None:
    early = Hours(start=2 * 60 + 30, end=8 * 60)
    assert opens_at(early, wall("2026-03-29 01:00"), tz=BERLIN) == wall("2026-03-29 03:30")


def test_an_hour_that_comes_twice_is_open_both_times() -> None:
    twice = Hours(start=2 * 60, end=2 * 60 + 30)
    for fold in (0, 1):
        at = wall("2026-10-25 02:15", fold=fold)
        assert opens_at(twice, at, tz=BERLIN) == at


def test_hours_without_a_day_never_open() -> None:
    assert opens_at(Hours(start=0, end=60, days=()), wall("2026-01-15 12:00"), tz=BERLIN) is None


def inside(hours: Hours, at: datetime) -> bool:
    """What a person with a clock and a calendar on the wall says."""
    local = at.astimezone(BERLIN)
    minute, today = local.hour * 60 + local.minute, local.weekday()
    if hours.start < hours.end:
        return today in hours.days and hours.start <= minute < hours.end
    began_today = today in hours.days and minute >= hours.start
    return began_today or ((today - 1) % 7 in hours.days and minute < hours.end)


@settings(max_examples=examples(60))
@given(
    hours=st.builds(
        Hours,
        start=st.integers(0, 23).map(lambda hour: hour * 60),
        end=st.integers(0, 23).map(lambda hour: hour * 60),
        days=st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days))),
    ),
    at=st.datetimes(datetime(2026, 4, 1), datetime(2026, 10, 10), timezones=st.just(UTC)),  # noqa: DTZ001  # bounds
)
def test_hours_open_at_the_first_instant_that_lies_in_them(hours: Hours, at: datetime) -> None:
    opens = opens_at(hours, at, tz=BERLIN)
    assert opens is not None
    assert inside(hours, opens)
    hour = timedelta(hours=1)
    before = at
    while before < opens:
        assert not inside(hours, before)
        before = min(before + hour, opens)
