"""monitor backup"""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from monitor.cli import options
from monitor.cli.output import counted, print_json, size_text
from monitor.cli.person import at_the_terminal
from monitor.desk.backup.back_up import back_up
from monitor.desk.query.past.archive_place import archive_for
from monitor.desk.query.store_for import store_for
from monitor.desk.shapes.backup import BackedUpShape


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--no-archive", is_flag=True, help="Leave the archive out, for a small file.")
@options.rules
@options.store
@options.data
@options.as_json
def command(
    file: Path, *, no_archive: bool, directory: Path, address: str | None, data: Path, as_json: bool
) -> None:
    """Write the store, the archive and the rules into a new FILE, while the monitor works.

    All of it is of one moment; the monitor waits for that moment, and sends nothing meanwhile. FILE holds whatever
    secrets the rules do: only its owner may read it.

    \b
    Exit codes:
      0  written
      2  FILE exists or cannot be written, or the archive is elsewhere
      3  the store cannot be used
    """

    to = file.absolute()

    async def carry_out() -> BackedUpShape:
        async with store_for(address, data=data, directory=directory, writes=True) as client:
            archive = None if no_archive else archive_for(directory, data=data)
            return await back_up(client, to, rules=directory, archive=archive, by=at_the_terminal())

    found = asyncio.run(carry_out())
    if as_json:
        print_json(found)
        return
    parts = [counted(found.keys, "key"), counted(found.rule_files, "rule file")]
    parts += [counted(found.archive_files, "archive file")] if found.archive else ["no archive"]
    click.echo(
        f"{found.file}: {size_text(found.size)}, {', '.join(parts)}; the monitor waited {found.paused_s:.1f} s"
    )
