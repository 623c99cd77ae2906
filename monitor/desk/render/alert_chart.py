"""Alerts of a backtest as a chart: bars for days or hours, stacked by channel; a file that shows itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import accumulate
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from monitor.clock import utc_minute_text
from monitor.desk.render.buckets import DAY, HOUR, Bucket, buckets
from monitor.desk.render.words import counted, plain
from monitor.desk.shapes.backtest import BacktestShape

_WIDTH, _HEIGHT = 900, 320
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 16, 76, 44
"""Around the bars."""
_BY_HOUR_UP_TO = timedelta(days=2)
_COLOURS = 6
"""Channels with a colour of their own: those with the most alerts. The others share one."""
_OTHERS = "other channels"
_LABELS = 12
"""How many times are written below the bars at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bar:
    x: float
    width: float
    title: str
    parts: Sequence[tuple[int, float, float]]
    """The colour, the upper edge and the height of each channel."""
    before: float | None
    """How high what is compared with is; None if nothing is."""
    label: str


def alert_chart(found: BacktestShape) -> str:
    """The chart as SVG. Nothing is loaded from elsewhere."""
    step = HOUR if found.until - found.since <= _BY_HOUR_UP_TO else DAY
    counted_by = buckets(found, step)
    names = _names(found)
    compared = found.difference
    most = max([1, *(max(one.alerts.total(), one.before if compared else 0) for one in counted_by)])
    top, lines = _scale(most)
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )
    return environment.get_template("alert_chart.svg").render(
        width=_WIDTH,
        height=_HEIGHT,
        left=_LEFT,
        right=_WIDTH - _RIGHT,
        floor=_HEIGHT - _BOTTOM,
        title=f"{counted(len(found.alerts), 'alert')}, by {'hour' if step == HOUR else 'day'} and channel",
        period=f"{utc_minute_text(found.since)} to {utc_minute_text(found.until)}",
        against=plain(compared.against) if compared else "",
        names=[(plain(name), x) for name, x in zip(names, _legend(names), strict=True)],
        lines=[(number, round(_y(number, top), 1)) for number in lines],
        bars=_bars(counted_by, names, step=step, top=top, compared=compared is not None),
    )


def _names(found: BacktestShape) -> list[str]:
    """What has a colour, in the order in which it is stacked."""
    names = [name for name, _ in Counter(one.channel for one in found.alerts).most_common()]
    return names if len(names) <= _COLOURS else [*names[: _COLOURS - 1], _OTHERS]


def _legend(names: Sequence[str]) -> list[int]:
    """Where each name begins."""
    return list(accumulate([_LEFT, *(32 + 8 * len(name) for name in names)]))[: len(names)]


def _bars(
    counted_by: Sequence[Bucket], names: Sequence[str], *, step: timedelta, top: int, compared: bool
) -> list[_Bar]:
    room = (_WIDTH - _LEFT - _RIGHT) / len(counted_by)
    every = -(-len(counted_by) // _LABELS)
    return [
        _Bar(
            x=round(_LEFT + room * (number + 0.1), 1),
            width=round(room * 0.8, 1),
            title=_title(one, step, compared=compared),
            parts=_parts(one, names, top),
            before=round(_y(one.before, top), 1) if compared else None,
            label=f"{one.starts_at:{'%H:%M' if step == HOUR else '%d %b'}}" if number % every == 0 else "",
        )
        for number, one in enumerate(counted_by)
    ]


def _parts(one: Bucket, names: Sequence[str], top: int) -> list[tuple[int, float, float]]:
    found: list[tuple[int, float, float]] = []
    below = 0
    for colour, name in enumerate(names):
        number = one.alerts[name] if name != _OTHERS else one.alerts.total() - below
        below += number
        if number:
            found.append((colour, round(_y(below, top), 1), round(_y(0, top) - _y(number, top), 1)))
    return found


def _title(one: Bucket, step: timedelta, *, compared: bool) -> str:
    when = f"{one.starts_at:{'%Y-%m-%d %H:%M' if step == HOUR else '%Y-%m-%d'}}"
    channels = ", ".join(f"{plain(name)} {number:,}" for name, number in one.alerts.most_common())
    change = f"; {one.new:,} new, {one.gone:,} gone" if compared else ""
    return f"{when}: {counted(one.alerts.total(), 'alert')}{f' ({channels})' if channels else ''}{change}"


def _y(number: int, top: int) -> float:
    floor = _HEIGHT - _BOTTOM
    return floor - (floor - _TOP) * number / top


def _scale(most: int) -> tuple[int, Sequence[int]]:
    """The number at the top, and those at which there are lines: at most five, all round."""
    power = 10 ** (len(str(most)) - 1)
    step = next(one for one in (max(power // 5, 1), max(power // 2, 1), power, 2 * power) if most <= 5 * one)
    count = -(-most // step)
    return count * step, [number * step for number in range(1, count + 1)]
