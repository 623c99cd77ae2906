"""A backtest in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from rich.console import Console
from rich.table import Table
from rich.text import Text

from monitor.cli.output import console, counted
from monitor.clock import utc_minute_text
from monitor.desk.render.buckets import DAY, buckets
from monitor.desk.shapes.backtest import (
    BacktestAlertShape,
    BacktestDifferenceShape,
    BacktestShape,
)
from monitor.language.words import compose

_BARS = "▁▂▃▄▅▆▇█"
_WIDEST = 62
"""Days that are shown as bars."""


def print_backtest(found: BacktestShape, *, limit: int) -> None:
    """Print the counts, the difference if there is one, else the alerts; at most `limit` alerts of a kind."""
    screen = console()
    for line in _head(found):
        screen.print(line, markup=False)
    _print_rules(screen, found)
    if found.difference is None:
        _print_alerts(screen, "alerts", found.alerts, sign=" ", limit=limit)
    else:
        _print_difference(screen, found.difference, limit=limit)


def _head(found: BacktestShape) -> list[str]:
    lines = []
    if found.interrupted:
        lines.append(f"interrupted: this is what was done up to {utc_minute_text(found.until)}")
    if not found.complete:
        lines.append(
            f"items are kept from {utc_minute_text(found.played_from)} on:"
            " stories that began earlier are not known"
        )
    lines.append(
        f"{utc_minute_text(found.since)} to {utc_minute_text(found.until)}:"
        f" {counted(found.candidates, 'candidate')}, {_matches(found.matches)},"
        f" {counted(len(found.alerts), 'alert')} ({found.alerts_a_day:.3g} a day{_by_day(found)})"
    )
    if found.alerts:
        channels = Counter(one.channel for one in found.alerts)
        lines.append("channels: " + ", ".join(f"{name} {number:,}" for name, number in channels.most_common()))
    if found.suppressed:
        lines.append("suppressed: " + ", ".join(f"{name} {number:,}" for name, number in found.suppressed.items()))
    if found.held:
        lines.append(f"held until after the end: {counted(found.held, 'alert')}")
    if found.skipped:
        lines.append(f"skipped: {counted(found.skipped, 'item')} that take the rules too long")
    return lines


def _matches(number: int) -> str:
    return f"{number:,} match" if number == 1 else f"{number:,} matches"


def _by_day(found: BacktestShape) -> str:
    """Alerts of each day as bars; empty for less than two days, and for more than fit."""
    numbers = [one.alerts.total() for one in buckets(found, DAY)]
    most = max(numbers)
    if not most or not 2 <= len(numbers) <= _WIDEST:
        return ""
    return ": " + "".join(_BARS[-(-number * (len(_BARS) - 1) // most)] for number in numbers)


def _print_rules(screen: Console, found: BacktestShape) -> None:
    if not found.rules:
        return
    table = Table(box=None, pad_edge=False)
    for name in ("rule", "matches", "alerts", "first", "changed", "suppressed"):
        table.add_column(name, justify="left" if name == "rule" else "right")
    for rule in found.rules:
        numbers = (rule.matches, rule.alerts, rule.first, rule.changed, rule.suppressed)
        table.add_row(Text(rule.rule), *(f"{number:,}" for number in numbers))
    screen.print()
    screen.print(table)


def _print_difference(screen: Console, found: BacktestDifferenceShape, *, limit: int) -> None:
    screen.print(
        f"\nagainst {found.against}: {len(found.new):,} new, {len(found.gone):,} gone, {found.same:,} same"
        + (f" ({len(found.changed):,} with another severity)" if found.changed else ""),
        markup=False,
    )
    _print_alerts(screen, "new", found.new, sign="+", limit=limit)
    _print_alerts(screen, "gone", found.gone, sign="-", limit=limit)
    _print_alerts(
        screen,
        "with another severity",
        [one.now for one in found.changed],
        sign="~",
        limit=limit,
        before=[one.before.severity for one in found.changed],
    )


def _print_alerts(
    screen: Console,
    what: str,
    alerts: Sequence[BacktestAlertShape],
    *,
    sign: str,
    limit: int,
    before: Sequence[str] = (),
) -> None:
    """The newest of some alerts, by time."""
    if not alerts:
        return
    screen.print()
    left = max(len(alerts) - limit, 0)
    if left:
        screen.print(f"{what}: the last {limit:,} of {len(alerts):,}, raise --limit for more", markup=False)
    for place, one in enumerate(alerts[left:], left):
        severity = f"{before[place]} -> {one.severity}" if before else one.severity
        held = f"  held: {one.held_for}" if one.held_for else ""
        words = f"  words: {', '.join(one.words)}" if one.words else ""
        line = Text(f"{sign} {_clock(one.at)}  {severity}  {one.channel}  {one.reason}  ")
        screen.print(line + Text(f"{one.source}: {compose(one.headline)}", style="bold"))
        screen.print(Text(f"    {one.url}  rules: {', '.join(one.rules)}{words}{held}", style="dim"))


def _clock(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"
