"""Alerts of a backtest by day or hour, as numbers and as a chart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import msgspec
import pytest

from monitor.desk.render.alert_chart import alert_chart
from monitor.desk.render.buckets import DAY, HOUR, buckets
from monitor.desk.shapes.backtest import BacktestAlertShape, BacktestDifferenceShape, BacktestShape

NUMBERS = count()
SINCE = datetime(2026, 11, 23, 22, 30, tzinfo=UTC)
SVG = "{http://www.w3.org/2000/svg}"


def alert(ago: timedelta, channel: str = "desk") -> BacktestAlertShape:
    name = str(next(NUMBERS))
    return BacktestAlertShape(
        id=name, at=SINCE + ago, channel=channel, reason="first", because="", severity="high", rules=("kursk",),
        words=(), headline="Kursk", source="Antara", url="https://x.example", item=name, story=name, held_for="",
    )  # fmt: skip


def a_backtest(
    *alerts: BacktestAlertShape, lasts: timedelta = 3 * DAY, difference: BacktestDifferenceShape | None = None
) -> BacktestShape:
    return BacktestShape(
        rules=(), since=SINCE, until=SINCE + lasts, played_from=SINCE, complete=True, interrupted=False,
        candidates=0, skipped=0, matches=0, suppressed={}, held=0, alerts=alerts, difference=difference,
        unreadable=(),
    )  # fmt: skip


def bars(found: BacktestShape) -> Sequence[ET.Element]:
    """Each with its title, its space, and what is drawn."""
    return ET.fromstring(alert_chart(found)).findall(f"{SVG}g")  # our own text


def titles(found: BacktestShape) -> list[str | None]:
    return [bar.findtext(f"{SVG}title") for bar in bars(found)]


def test_every_day_counts_in_utc_also_those_without_an_alert() -> None:
    found = a_backtest(alert(HOUR), alert(2 * HOUR), alert(50 * HOUR))
    assert [(f"{one.starts_at:%d %H}", one.alerts.total()) for one in buckets(found, DAY)] == [
        ("23 00", 1), ("24 00", 1), ("25 00", 0), ("26 00", 1),
    ]  # fmt: skip


def test_the_zone_of_the_machine_moves_no_alert_to_another_day() -> None:
    found = a_backtest(alert(HOUR), alert(70 * HOUR))
    local = msgspec.structs.replace(found, since=SINCE.astimezone(ZoneInfo("Asia/Tokyo")))
    assert buckets(local, DAY) == buckets(found, DAY)


def test_an_alert_just_before_the_end_is_in_the_last_hour() -> None:
    found = a_backtest(alert(1.5 * HOUR - timedelta.resolution), lasts=1.5 * HOUR)
    assert [one.alerts.total() for one in buckets(found, HOUR)] == [0, 1]


def test_a_bar_has_a_part_for_each_channel_as_high_as_it_has_alerts() -> None:
    found = a_backtest(*(alert(HOUR, "desk") for _ in range(3)), alert(HOUR, "<phone> & co"))
    assert titles(found)[:2] == ["2026-11-23: 4 alerts (desk 3, <phone> & co 1)", "2026-11-24: 0 alerts"]
    [first, *others] = bars(found)
    parts = [part for part in first.findall(f"{SVG}rect") if part.get("class")]
    assert [part.get("class") for part in parts] == ["c0", "c1"]
    assert float(parts[0].get("height", "")) == pytest.approx(3 * float(parts[1].get("height", "")), abs=0.2)
    assert all(len(bar.findall(f"{SVG}rect")) == 1 for bar in others)


def test_channels_beyond_the_colours_are_one_part() -> None:
    found = a_backtest(*(alert(HOUR, f"c{n}") for n in range(9) for _ in range(9 - n)))
    parts = [part for part in bars(found)[0].findall(f"{SVG}rect") if part.get("class")]
    heights = [float(part.get("height", "")) for part in parts]
    assert len(parts) == 6
    assert heights[5] == pytest.approx(heights[0] * (4 + 3 + 2 + 1) / 9, abs=0.2)
    assert "other channels" in alert_chart(found)
    assert "c8" in (titles(found)[0] or "")


def test_what_is_compared_with_is_a_line_across_each_bar() -> None:
    same, new, gone = alert(HOUR), alert(HOUR), alert(30 * HOUR)
    compared = BacktestDifferenceShape(against="running", new=(new,), gone=(gone,), same=1, changed=())
    found = a_backtest(same, new, difference=compared)
    lines = [float(line.get("y1", "")) for bar in bars(found) for line in bar.findall(f"{SVG}line")]
    assert lines[0] == lines[2] < lines[1] == lines[3]
    assert titles(found)[2] == "2026-11-25: 0 alerts; 0 new, 1 gone"
    assert not any(bar.findall(f"{SVG}line") for bar in bars(a_backtest(same, new)))


@pytest.mark.parametrize("days", [1, 2, 3, 400])
@pytest.mark.parametrize("number", [0, 1, 5, 6, 99, 100, 101, 1234])
def test_the_scale_is_round_and_reaches_every_bar(days: int, number: int) -> None:
    drawn = ET.fromstring(alert_chart(a_backtest(*[alert(HOUR)] * number, lasts=days * DAY)))
    grid = [line for line in drawn.iter(f"{SVG}line") if line.get("class") == "grid"]
    assert 1 <= len(grid) <= 5
    top = float(grid[-1].get("y1", ""))
    assert all(float(part.get("y", "")) >= top for bar in drawn.iter(f"{SVG}g") for part in bar.iter(f"{SVG}rect"))
    assert len(drawn.findall(f"{SVG}g")) in (24 * days + 1, days + 1)
