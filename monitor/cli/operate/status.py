"""monitor status"""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

import click
from rich.table import Table
from rich.text import Text

from monitor.cli import options
from monitor.cli.operate.reload import state_in_words
from monitor.cli.operate.state_words import daemon_lines, exit_code, silence_lines, troubles
from monitor.cli.output import console, print_json
from monitor.cli.report_line import report_line
from monitor.clock import local_timezone, utc_minute_text
from monitor.config.configuration import Configuration, load_configuration
from monitor.desk.query.past.archive import ArchiveState
from monitor.desk.query.status import Overview, overview
from monitor.desk.query.store_for import may_be_attended, store_for
from monitor.desk.render.words import quantiles
from monitor.desk.shapes.feeds import FeedReportShape
from monitor.desk.shapes.report import TimeToAlertShape

_SHOWN = 12  # ailing feeds on one screen
_SLOWEST = 3  # feeds whose times to alert are shown
_DAY = timedelta(days=1)


@click.command()
@options.rules
@options.store
@options.data
@options.as_json
@click.option("--live", is_flag=True, help="Only whether a daemon gives signs of life; for health checks.")
def command(directory: Path, address: str | None, data: Path, *, as_json: bool, live: bool) -> None:
    """Show feeds, queues, counts and the store on one screen.

    \b
    Exit codes:
      0  all is well
      1  something needs a person: overdue feeds, a held or broken edit, a channel that does not work,
         dead letters, a store that has forgotten something, daemons with different rules,
         an archive that cannot be written
      2  the configuration has errors
      3  the store cannot be used, or cannot write to its disk
      4  no daemon runs
    """
    configuration = load_configuration(directory) if directory.is_dir() else None
    status = asyncio.run(_look(directory, address, data, configuration))
    if as_json:
        print_json(status)
    else:
        own = address or (configuration is not None and configuration.settings.store)
        _show(status, zone=_zone(configuration), place="this store" if own else f"the store in {data}")
    sys.exit(exit_code(status))


async def _look(directory: Path, address: str | None, data: Path, configuration: Configuration | None) -> Overview:
    feeds = configuration.feeds if configuration is not None else {}
    channels = configuration.channels.keys() if configuration is not None else None
    attended = may_be_attended(address, data=data, directory=directory)
    async with store_for(address, data=data, directory=directory) as client:
        return await overview(
            client,
            configured=feeds,
            channels=channels,
            reports=configuration.reports if configuration is not None else {},
            zone=_zone(configuration),
            attended=attended,
            times_of=_DAY,
        )


def _zone(configuration: Configuration | None) -> tzinfo:
    return (configuration.settings.timezone if configuration is not None else None) or local_timezone()


def _show(status: Overview, *, zone: tzinfo, place: str) -> None:
    screen = console()
    screen.print(_table(status, zone))
    if status.archive is not None and status.archive.trouble:
        screen.print(Text(f"✗ the archive is not written: {status.archive.trouble}", style="red"))
    for line in (*daemon_lines(status), *silence_lines(status)):
        screen.print(Text(line, style="yellow" if line.startswith("!") else "dim"))
    nobody = f"! no daemon has ever run on {place}: if yours runs on another, name it with --store or --data"
    for line in state_in_words(status.rules, runs=bool(status.daemons)) if status.rules is not None else [nobody]:
        screen.print(Text(line, style="yellow" if line.startswith("!") else "dim"))
    for says, fix in troubles(status):
        screen.print(Text(f"✗ {says}\n  fix: {fix}", style="red"))
    for line in status.advice:
        screen.print(Text(f"! {line}", style="yellow"))
    for report in status.ailing[:_SHOWN]:
        screen.print(Text(f"✗ {report.feed}: {report.findings[0].says}; {_ago(report.good_at)}", style="red"))
    if status.ailing:
        more = len(status.ailing) - _SHOWN
        screen.print(
            Text(f"  {f'and {more} more; ' if more > 0 else ''}what to do: monitor feeds health", style="red")
        )
    for trouble in status.channels:
        screen.print(Text(f"✗ {trouble.says}", style="red"))
        if trouble.fix:
            screen.print(Text(f"  fix: {trouble.fix}", style="red"))
    if status.late:
        screen.print(Text("! feeds are overdue: is a daemon running? (monitor run)", style="yellow"))


def _table(status: Overview, zone: tzinfo) -> Table:
    """What there is and how much of it."""
    count = status.counts
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(style="bold")
    table.add_column()
    table.add_row("store", f"{status.store}, {status.store.used_memory // 1024:,} KiB")
    table.add_row("feeds", f"{len(status.feeds)}, {_kinds(status.ailing)}{status.late} overdue")
    table.add_row(
        "items",
        f"{count['fetched']:,} fetched = {count['new']:,} new + {count['known']:,} known"
        f" + {count['same']:,} the same as another + {count['rejected']:,} rejected;"
        f" {count['edited']:,} edited and looked at again",
    )
    table.add_row(
        "alerts",
        f"{count['matched']:,} matched + {count['notices']:,} notices + {count['reminders']:,} reminders"
        f" = {count['told']:,} sent + {count['folded']:,} duplicates"
        f" + {count['silenced']:,} suppressed + {count['by_fallback']:,} by fallback"
        f" + {count['waiting']:,} waiting + {count['dead']:,} dead letters",
    )
    if status.times:
        table.add_row("time", times_in_words(status.times))
    waiting = [f"{name} {length:,}" for name, length in status.queues.items() if length]
    table.add_row("queues", ", ".join(waiting) or "empty")
    if status.archive is not None:
        table.add_row("archive", archive_in_words(status.archive))
    for due in status.reports:
        table.add_row("report", report_line(due, zone=zone))
    return table


def times_in_words(times: Sequence[TimeToAlertShape]) -> str:
    """How long alerts took, in all and of the slowest feeds."""
    total, *feeds = times
    slowest = "; ".join(f"{one.feed} {_spans(one)}" for one in feeds[:_SLOWEST]) if len(feeds) > 1 else ""
    return (
        f"to alert, p50 / p95 of the last 24 h: {_spans(total)}"
        + (f"; the slowest feeds: {slowest}" if slowest else "")
    )  # fmt: skip


def _spans(times: TimeToAlertShape) -> str:
    published = f", {quantiles(times.published_to_sent)} from publication" if times.published_to_sent.count else ""
    return f"{quantiles(times.seen_to_sent)} from first seen{published}"


def archive_in_words(state: ArchiveState) -> str:
    """What the archive has, and since when it is up to date, in one line."""
    written = f"last written {utc_minute_text(state.sealed_at)}" if state.sealed_at else "nothing written yet"
    return f"{state.files:,} files, {state.size / 1e6:,.1f} MB in {state.folder}; {written}"


def _kinds(ailing: Sequence[FeedReportShape]) -> str:
    """'3 failing, 1 silent, '; nothing if all are well."""
    return "".join(f"{count} {kind}, " for kind, count in Counter(report.state for report in ailing).items())


def _ago(at: datetime | None) -> str:
    return f"last good {utc_minute_text(at)}" if at else "never good yet"
