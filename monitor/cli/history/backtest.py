"""monitor backtest"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from monitor.app.rehearsal.backtest_players import chosen_rules, player_maker, warm_up
from monitor.cli import options
from monitor.cli.history.backtest_report import print_backtest
from monitor.cli.history.interrupts import Interrupted, first_interrupt_noted
from monitor.cli.history.times import check_order, instant
from monitor.cli.output import print_json, write_file
from monitor.clock import local_timezone, now
from monitor.config.configuration import Configuration, load_configuration
from monitor.desk.query.past.archive_place import archive_for
from monitor.desk.query.past.backtest import SENT, BacktestProgress, BacktestScope, backtest
from monitor.desk.query.running_rules import running_rules
from monitor.desk.query.store_for import store_for
from monitor.desk.render.alert_chart import alert_chart
from monitor.desk.shapes.backtest import BacktestShape
from monitor.errors import ConfigError, MonitorError

_RUNNING = "running"
_SECRETS = ("E107", "E108")
"""What is wrong with channels where their secrets are not. Nothing is sent here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    names: tuple[str, ...]
    since: datetime
    until: datetime
    against: str
    other: Configuration | None
    """The rules of a folder to compare with, if one is named."""
    directory: Path
    data: Path


@click.command()
@click.argument("names", nargs=-1, metavar="[RULE|PACK]...")
@click.option("--since", default="7d", show_default=True, metavar="TIME", help="7d, 8h, 2026-11-30, 22:00.")
@click.option("--until", metavar="TIME", help="Up to then, likewise. Default: now.")
@click.option(
    "--against",
    default="",
    metavar="running|sent|DIR",
    help="Compare with the rules that run, with what was sent, or with another rules folder.",
)
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=20,
    show_default=True,
    help="Maximum number of alerts in a list.",
)
@click.option(
    "--svg",
    "chart",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write a chart of the alerts by day and channel to FILE, also over an earlier one.",
)
@click.option(
    "--fail-over", type=click.FloatRange(min=0), metavar="N", help="Exit with 1 over N alerts a day, for CI."
)  # fmt: skip
@options.rules
@options.store
@options.data
@options.as_json
def command(
    names: tuple[str, ...], *, since: str, until: str | None, against: str, limit: int, chart: Path | None,
    fail_over: float | None, directory: Path, address: str | None, data: Path, as_json: bool,
) -> None:  # fmt: skip
    """Show what rules would have sent: plays the items that are kept through the rules in the folder.

    RULE is the id of a rule, PACK the name of a pack; by default all rules are played. Stories, routes, hours and
    limits work as in the daemon, with the clock of the time. Without --against, the rules that are named are
    played alone; with it all are, and the alerts of those that are named are shown. Nothing is sent.

    To see what an edit would change, say one word more in a rule: copy the folder, edit the copy, name it with
    --rules, and compare it --against running or sent. + marks an alert that only the edited rules send, - one that
    they no longer send, ~ one with another severity.

    Not played: silences, acknowledgements, reminders, escalation and rate limits of channels; every feed counts as
    up. Times without an offset are in the machine's zone. Ctrl-C prints what is done so far.

    \b
    Examples:
      monitor backtest kursk --since 7d
      monitor backtest --since 'yesterday 22:00' --until 06:00 --against sent
      monitor backtest kursk --rules edited --against running --svg kursk.svg

    \b
    Exit codes:
      0    done
      1    more alerts a day than --fail-over allows
      2    the rules, a name or an option is invalid, a rule matches nearly everything, nothing is kept of the
           time, or the archive or FILE cannot be used
      3    the store cannot be used
      5    there is no archive, and no items are in the store
      130  interrupted
    """
    at = now()
    asked = _Asked(
        names=names,
        since=instant(since, at=at, option="--since"),
        until=instant(until, at=at, option="--until") if until else at,
        against=against,
        other=_folder(against),
        directory=directory,
        data=data,
    )
    check_order(asked.since, asked.until)
    configuration = _usable(load_configuration(directory))
    with first_interrupt_noted() as interrupted, _progress() as bar:
        found = asyncio.run(_backtest(asked, configuration, address, bar, interrupted))
    for name in found.unreadable:
        click.echo(f"warning: left out, cannot be read: {name}", err=True)
    if as_json:
        print_json(found)
    else:
        print_backtest(found, limit=limit)
    if chart is not None:
        write_file(chart, alert_chart(found))
    if found.interrupted:
        sys.exit(130)
    if fail_over is not None and found.alerts_a_day > fail_over:
        click.echo(f"{found.alerts_a_day:.3g} alerts a day are more than --fail-over {fail_over:g}", err=True)
        sys.exit(1)


async def _backtest(
    asked: _Asked, configuration: Configuration, address: str | None, bar: Progress, interrupted: Interrupted
) -> BacktestShape:
    chosen = chosen_rules(configuration, asked.names)
    zone = local_timezone()
    async with store_for(address, data=asked.data, directory=asked.directory) as client:
        other = _usable(await running_rules(client)) if asked.against == _RUNNING else asked.other
        alone = chosen if chosen and not asked.against else None
        makers = [player_maker(configuration, timezone=zone, only=alone)]
        if other is not None:
            makers.append(player_maker(other, timezone=zone))
        scope = BacktestScope(
            since=asked.since,
            until=asked.until,
            warm_up=max(warm_up(one) for one in (configuration, other) if one is not None),
            rules=chosen,
            against=asked.against,
        )
        task = bar.add_task("", total=1.0, looked_at="")

        def show(progress: BacktestProgress) -> None:
            looked_at = f"{progress.candidates:,} items, {progress.matches:,} matches, {progress.alerts:,} alerts"
            bar.update(task, completed=progress.done, looked_at=looked_at)

        return await backtest(
            client,
            scope,
            makers,
            archive=archive_for(asked.directory, data=asked.data),
            progress=show,
            stopped=lambda: interrupted.noted,
        )


def _folder(against: str) -> Configuration | None:
    """The rules of the folder to compare with; None if it is none that is compared with."""
    if against in ("", SENT, _RUNNING):
        return None
    if not Path(against).is_dir():
        raise MonitorError(f"--against is running, sent, or a rules folder, and there is no folder {against}")
    return _usable(load_configuration(Path(against)))


def _usable(found: Configuration) -> Configuration:
    blocking = [problem for problem in found.problems if problem.blocks and problem.code not in _SECRETS]
    if blocking:
        raise ConfigError(blocking)
    return found


@contextmanager
def _progress() -> Iterator[Progress]:
    """A bar on standard error, where that is a terminal."""
    screen = Console(stderr=True)
    columns = (BarColumn(), TextColumn("{task.fields[looked_at]}"), TimeRemainingColumn())
    with Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal) as bar:
        yield bar
