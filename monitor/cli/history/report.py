"""monitor report"""

from __future__ import annotations

import asyncio
from datetime import timedelta, tzinfo
from enum import StrEnum
from pathlib import Path

import click
import msgspec

from monitor.cli import options
from monitor.cli.history.times import check_order, instant
from monitor.cli.output import write_file
from monitor.clock import local_timezone, now
from monitor.config.configuration import load_configuration
from monitor.config.files.settings import Settings
from monitor.desk.query.past.archive_place import archive_folder
from monitor.desk.query.past.report import ReportScope, report
from monitor.desk.query.store_for import store_for
from monitor.desk.render.cells import cells
from monitor.desk.render.markdown import markdown
from monitor.desk.render.page import html
from monitor.desk.shapes.report import ReportShape


class ReportFormat(StrEnum):
    """What a report is written as."""

    MD = "md"
    HTML = "html"
    CSV = "csv"
    JSON = "json"


@click.command()
@click.option(
    "--since", default="8h", show_default=True, metavar="TIME",
    help="8h, 7d, 22:00, 'yesterday 22:00', 2026-11-30.",
)  # fmt: skip
@click.option("--until", metavar="TIME", help="Up to then, likewise. Default: now.")
@click.option(
    "--format", "form", type=click.Choice([one.value for one in ReportFormat]),
    help="What to write. Default: by the name of FILE, else md.",
)  # fmt: skip
@click.option(
    "--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    help="Write to FILE, also over an earlier one. Default: print.",
)  # fmt: skip
@options.rules
@options.store
@options.data
@options.as_json
def command(
    *, since: str, until: str | None, form: str | None, output: Path | None, directory: Path,
    address: str | None, data: Path, as_json: bool,
) -> None:  # fmt: skip
    """Report what alerted, as the hand-over of a shift.

    Lists what needs attention, the stories by severity with sources, rules, channels, changes and who acknowledged
    them, what was not sent, the rules with the most alerts, feeds in trouble, and how long alerting took. Dead
    letters, channels and feeds are shown as they are now. Times are in the zone of monitor.yaml, else in the
    machine's; in CSV (one row for each story) and JSON in UTC.

    \b
    Examples:
      monitor report --since 8h
      monitor report --since 'yesterday 22:00' --until 06:00 --output night.html

    \b
    Exit codes:
      0  written, also if nothing alerted
      2  an option is invalid, or FILE cannot be written, or the archive cannot be read
      3  the store cannot be used
    """
    chosen = ReportFormat.JSON if as_json else _format(form, output)
    configuration = load_configuration(directory) if directory.is_dir() else None
    settings = configuration.settings if configuration is not None else Settings()
    zone, at = settings.timezone or local_timezone(), now()
    scope = ReportScope(
        since=instant(since, at=at, option="--since", zone=zone),
        until=instant(until, at=at, option="--until", zone=zone) if until else at + timedelta(seconds=1),
        zone=zone,
        feeds=configuration.feeds if configuration is not None else {},
        channels=configuration.channels.keys() if configuration is not None else None,
    )
    check_order(scope.since, scope.until)
    archive = archive_folder(settings, data=data)
    found = asyncio.run(_look(scope, directory, address, data, archive))
    for name in found.unreadable:
        click.echo(f"warning: left out, cannot be read: {name}", err=True)
    _write(rendered(found, chosen, zone=zone), output)


async def _look(
    scope: ReportScope, directory: Path, address: str | None, data: Path, archive: Path
) -> ReportShape:
    async with store_for(address, data=data, directory=directory) as client:
        return await report(client, scope, archive=archive)


def _format(form: str | None, output: Path | None) -> ReportFormat:
    """The format that was asked for, or that a file's name ends with."""
    ending = output.suffix.lower().removeprefix(".") if output is not None else ""
    known = {one.value: one for one in ReportFormat} | {"htm": ReportFormat.HTML, "markdown": ReportFormat.MD}
    return ReportFormat(form) if form else known.get(ending, ReportFormat.MD)


def rendered(found: ReportShape, form: ReportFormat, *, zone: tzinfo) -> str:
    """The report in a format."""
    match form:
        case ReportFormat.MD:
            return markdown(found, zone=zone)
        case ReportFormat.HTML:
            return html(found, zone=zone)
        case ReportFormat.CSV:
            return cells(found)
        case ReportFormat.JSON:
            return msgspec.json.format(msgspec.json.encode(found)).decode() + "\n"


def _write(text: str, output: Path | None) -> None:
    if output is None:
        click.echo(text, nl=False)
        return
    write_file(output, text)
    click.echo(f"wrote {output}")
