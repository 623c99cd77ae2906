"""monitor rules stats"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator, Sequence
from datetime import timedelta, tzinfo
from pathlib import Path

import click

from monitor.cli import options
from monitor.cli.history.times import check_order, instant
from monitor.cli.output import counted, print_json
from monitor.clock import local_timezone, now
from monitor.config.configuration import load_settings
from monitor.desk.query.past.archive_place import archive_folder
from monitor.desk.query.past.rule_stats import rules_stats
from monitor.desk.query.store_for import store_for
from monitor.desk.render.words import RULE_NUMBERS, numbers_of
from monitor.desk.shapes.rule_stats import RuleDayShape, RulesStatsShape, RuleStatsShape

_BARS = "▁▂▃▄▅▆▇█"
_MOST_DAYS = 60
"""How many days are drawn."""


@click.command()
@click.option(
    "--since", default="7d", show_default=True, metavar="TIME",
    help="7d, 8h, 22:00, 'yesterday 22:00', 2026-11-30.",
)  # fmt: skip
@click.option("--until", metavar="TIME", help="Up to then, likewise. Default: now.")
@click.option("--rule", "only", multiple=True, metavar="ID", help="Only this rule, day by day; repeatable.")
@options.rules
@options.store
@options.data
@options.as_json
def stats(
    *, since: str, until: str | None, only: tuple[str, ...], directory: Path, address: str | None, data: Path,
    as_json: bool,
) -> None:  # fmt: skip
    """Count hits, alerts, suppressed, acknowledged and not relevant ones of each rule, by day.

    A hit is an item that the rule matched. Alerts are those that channels accepted, one for each channel.
    Suppressed counts pairs of an item and a channel; folded are those of them that had nothing new.
    Acknowledged and not relevant are alerts whose story somebody marked so, by a button or by
    `monitor alerts ack --not-relevant`. Days are those of the zone of monitor.yaml, else of the machine's.

    \b
    Examples:
      monitor rules stats --since 30d
      monitor rules stats --rule kursk

    \b
    Exit codes:
      0  counted
      1  no rule did anything
      2  an option is invalid, or the archive cannot be read
      3  the store cannot be used
    """
    settings, at = load_settings(directory), now()
    zone = settings.timezone or local_timezone()
    begin = instant(since, at=at, option="--since", zone=zone)
    end = instant(until, at=at, option="--until", zone=zone) if until else at + timedelta(seconds=1)
    check_order(begin, end)
    archive = archive_folder(settings, data=data)

    async def look() -> RulesStatsShape:
        async with store_for(address, data=data, directory=directory) as client:
            return await rules_stats(client, begin, end, zone=zone, archive=archive, only=only)

    found = asyncio.run(look())
    for name in found.unreadable:
        click.echo(f"warning: left out, cannot be read: {name}", err=True)
    if as_json:
        print_json(found)
    else:
        click.echo("\n".join(_by_day(found.rules) if only else _overview(found, zone)))
    sys.exit(0 if found.rules else 1)


def _overview(found: RulesStatsShape, zone: tzinfo) -> Iterator[str]:
    header = ("rule", *RULE_NUMBERS, "why suppressed", "alerts by day")
    rows: list[tuple[str, ...]] = [header]
    for one in found.rules:
        why = ", ".join(f"{reason} {number:,}" for reason, number in one.by_reason.items())
        rows.append((one.rule, *_numbers(one), why, _drawn(one, found, zone)))
    yield from _columns(rows)
    yield counted(len(found.rules), "rule")


def _numbers(one: RuleStatsShape | RuleDayShape) -> Iterator[str]:
    return (f"{number:,}" for number in numbers_of(one))


def _by_day(rules: Sequence[RuleStatsShape]) -> Iterator[str]:
    rows: list[tuple[str, ...]] = [("rule", "day", *RULE_NUMBERS)]
    for one in rules:
        rows += [(one.rule, f"{day.day}", *_numbers(day)) for day in one.days]
        rows.append((one.rule, "all", *_numbers(one)))
    return _columns(rows)


def _drawn(one: RuleStatsShape, found: RulesStatsShape, zone: tzinfo) -> str:
    """The alerts of each day as a bar; the highest is the rule's own maximum."""
    first = found.since.astimezone(zone).date()
    last = (found.until - timedelta.resolution).astimezone(zone).date()
    span = (last - first).days + 1
    of_day = {day.day: day.alerts for day in one.days}
    alerts = [of_day.get(first + timedelta(days=number), 0) for number in range(span)][-_MOST_DAYS:]
    top = max(alerts, default=0)
    return "".join(_BARS[round(number / top * (len(_BARS) - 1))] if number else "·" for number in alerts)


def _columns(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Rows in columns, numbers to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = zip(row, widths, strict=True)
        yield "  ".join(
            cell.rjust(width) if cell[:1].isdigit() else cell.ljust(width) for cell, width in cells
        ).rstrip()
