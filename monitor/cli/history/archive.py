"""monitor archive"""

from __future__ import annotations

import asyncio
import sys
from datetime import datetime
from pathlib import Path

import click
from rich.progress import Progress
from rich.table import Table

from monitor.cli import options
from monitor.cli.history.forget import forget
from monitor.cli.history.times import instant
from monitor.cli.output import console, counted, print_json, size_text
from monitor.cli.person import at_the_terminal
from monitor.clock import now, utc_minute_text, utc_text
from monitor.desk.edit.archive import adopt_archive
from monitor.desk.query.past.archive import (
    ExportFormat,
    TableName,
    export_rows,
    show_archive,
    verified,
)
from monitor.desk.query.past.archive_place import archive_for
from monitor.desk.query.store_for import store_for
from monitor.desk.shapes.archive import AdoptedShape, ArchiveShape, VerifiedShape


@click.group()
def command() -> None:
    """Show, verify, adopt and export the archive: items, decisions, deliveries, activity on disk; forget items."""


command.add_command(forget)


@command.command()
@options.rules
@options.store
@options.data
@options.as_json
def status(directory: Path, address: str | None, data: Path, *, as_json: bool) -> None:
    """Show what the archive holds, and whether it is being written.

    \b
    Exit codes:
      0  all is well
      1  the archive cannot be written at present
      2  the archive is of a newer format or damaged
      3  the store cannot be used
      5  there is no archive
    """

    async def look() -> ArchiveShape:
        async with store_for(address, data=data, directory=directory) as client:
            return await show_archive(client, archive_for(directory, data=data))

    found = asyncio.run(look())
    if as_json:
        print_json(found)
    else:
        _show(found)
    sys.exit(1 if found.trouble else 0)


def _show(found: ArchiveShape) -> None:
    screen = console()
    table = Table(box=None, pad_edge=False)
    for heading in ("table", "rows", "files", "size", "from", "to"):
        table.add_column(heading, justify="right" if heading in ("rows", "files", "size") else "left")
    for one in found.tables:
        since, until = (f"{at:%Y-%m-%d %H:%M}" if at else "-" for at in (one.since, one.until))
        table.add_row(one.table, f"{one.rows:,}", f"{one.files:,}", size_text(one.size), since, until)
    screen.print(table)
    screen.print(f"{found.folder}, {size_text(sum(one.size for one in found.tables))}, times in UTC", markup=False)
    if found.sealed_at is not None:
        screen.print(f"last written {utc_text(found.sealed_at)} by {found.written_by}", markup=False)
    if found.trouble:
        since = f" since {utc_minute_text(found.trouble_since)}" if found.trouble_since else ""
        screen.print(f"✗ not written{since}: {found.trouble}", style="red", markup=False)


@command.command()
@options.rules
@options.data
@options.as_json
def verify(directory: Path, data: Path, *, as_json: bool) -> None:
    """Read every byte of the archive; report broken files and gaps between files.

    \b
    Exit codes:
      0  the archive is whole
      1  files are broken or missing
      2  the archive is of a newer format or damaged
      5  there is no archive
    """
    folder = archive_for(directory, data=data)
    with Progress(console=console(), transient=True, disable=as_json or not sys.stdout.isatty()) as bars:
        task = bars.add_task("files")
        found = verified(folder, progress=lambda done, total: bars.update(task, completed=done, total=total))
    if as_json:
        print_json(found)
    else:
        _report(found)
    sys.exit(1 if found.flaws else 0)


def _report(found: VerifiedShape) -> None:
    for flaw in found.flaws:
        click.echo(click.style(f"✗ {flaw.table}/{flaw.file}: {flaw.what}", fg="red"))
    well = "no problems" if not found.flaws else counted(len(found.flaws), "problem")
    click.echo(f"{counted(found.files, 'file')}, {counted(found.rows, 'row')}: {well}")


@command.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), required=False, metavar="[FOLDER]")
@options.rules
@options.store
@options.data
@options.as_json
def adopt(folder: Path | None, *, directory: Path, address: str | None, data: Path, as_json: bool) -> None:
    """Use FOLDER as the archive of this store from now on, after a move or a restore.

    What the folder holds stays; an empty folder starts a new archive. Set the same folder in monitor.yaml
    (archive: {folder: …}) if it is not the default one.

    \b
    Exit codes:
      0  adopted
      2  the folder cannot be used, or its archive is of a newer format
      3  the store cannot be used
    """

    async def carry_out() -> AdoptedShape:
        async with store_for(address, data=data, directory=directory, writes=True) as client:
            chosen = (folder or archive_for(directory, data=data)).resolve()
            return await adopt_archive(client, chosen, by=at_the_terminal())

    found = asyncio.run(carry_out())
    if as_json:
        print_json(found)
    else:
        click.echo(
            f"{found.folder} is the archive of this store now; a running daemon uses it within half an hour"
        )


@command.command()
@click.argument("table", type=click.Choice([table.value for table in TableName]))
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--since", metavar="TIME", help="From then on: 7d, 8h, 2026-11-30, 2026-11-30T22:00. Default: all.")
@click.option("--until", metavar="TIME", help="Up to then, likewise.")
@click.option(
    "--format", "form", type=click.Choice([one.value for one in ExportFormat]),
    help="Default: by the ending of FILE, else parquet.",
)  # fmt: skip
@options.rules
@options.data
@options.as_json
def export(
    table: str, file: Path, *, since: str | None, until: str | None, form: str | None, directory: Path, data: Path,
    as_json: bool,
) -> None:  # fmt: skip
    """Write the rows of a table (items, decisions, deliveries, activity) to a new FILE.

    Example: monitor archive export deliveries night.csv --since 8h

    \b
    Exit codes:
      0  written
      2  FILE exists or cannot be written, or the table has no rows of that time
      5  there is no archive
    """
    at = now()
    found = export_rows(
        archive_for(directory, data=data),
        TableName(table),
        file,
        form=ExportFormat(form or _by_ending(file)),
        since=_instant(since, at, "--since"),
        until=_instant(until, at, "--until"),
    )
    if as_json:
        print_json(found)
    else:
        click.echo(f"{counted(found.rows, 'row')} of {found.table} in {found.file}")


def _instant(text: str | None, at: datetime, option: str) -> datetime | None:
    return instant(text, at=at, option=option) if text is not None else None


def _by_ending(file: Path) -> str:
    ending = {"jsonl": "json", "ndjson": "json"}.get(file.suffix[1:], file.suffix[1:])
    return ending if ending in tuple(ExportFormat) else ExportFormat.PARQUET.value
