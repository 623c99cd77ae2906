"""What the operator hears of a store that goes away: at once in the log, and afterwards, if it was for long."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitor.app.telemetry.telemetry import Telemetry
from monitor.model.notice import Notice


class Clock:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.at = datetime(2026, 3, 12, 12, 0, tzinfo=UTC)

    def turn(self, *, minutes: float) -> None:
        self.at += timedelta(minutes=minutes)

    def now(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def told() -> list[Notice]:
    return []


@pytest.fixture
def watch(clock: Clock, told: list[Notice]) -> Telemetry:
    return Telemetry(now=clock.now, report=told.append)


def test_a_long_absence_is_told_once_when_it_is_over(watch: Telemetry, clock: Clock, told: list[Notice]) -> None:
    watch.store_lost("collect", "connection refused")
    clock.turn(minutes=2)
    watch.store_lost("decide", "connection refused")
    clock.turn(minutes=1)
    assert told == []
    watch.stepped("decide")
    watch.stepped("collect")
    [notice] = told
    assert notice.title == "the store could not be used for 3 min"
    assert "From 12:00 to 12:03 UTC" in notice.detail
    assert notice.detail.endswith("connection refused")


def test_a_fail_over_of_seconds_is_told_to_nobody(watch: Telemetry, clock: Clock, told: list[Notice]) -> None:
    watch.store_lost("collect", "connection refused")
    clock.turn(minutes=0.5)
    watch.stepped("collect")
    assert told == []


def test_each_absence_is_one_of_its_own(watch: Telemetry, clock: Clock, told: list[Notice]) -> None:
    for _ in range(2):
        watch.store_lost("collect", "connection refused")
        clock.turn(minutes=2)
        watch.stepped("collect")
    assert len({notice.key for notice in told}) == 2
