"""monitor restore"""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from monitor.cli import options
from monitor.cli.output import counted, print_json
from monitor.cli.person import at_the_terminal
from monitor.clock import utc_minute_text
from monitor.desk.backup.restore import RestorePlaces, restore


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--keep-rules", is_flag=True, help="Keep the rules folder that is there; leave out that of FILE.")
@options.rules
@options.store
@options.data
@options.as_json
def command(
    file: Path, *, keep_rules: bool, directory: Path, address: str | None, data: Path, as_json: bool
) -> None:
    """Put the store, the archive and the rules of a backup in place, on this machine or another.

    Overwrites nothing: the rules folder, the store and the archive's folder must be empty or missing. FILE is
    checked as a whole first. Afterwards start the monitor here, and stop it where the backup was taken: alerts of
    items from before are marked as possible duplicates.

    \b
    Exit codes:
      0  restored
      2  FILE is damaged, cut off or of a newer version, something is in the way, or there is no room
      3  the store cannot be used
    """
    places = RestorePlaces(rules=directory, keep_rules=keep_rules, data=data, address=address)
    found = asyncio.run(restore(file.absolute(), places, by=at_the_terminal()))
    if as_json:
        print_json(found)
        return
    click.echo(
        f"restored the backup of {utc_minute_text(found.taken_at)}: {counted(found.keys, 'key')} {found.store}"
    )
    if found.archive:
        click.echo(f"  archive: {found.archive}")
    if found.rules:
        click.echo(f"  rules: {found.rules}")
    click.echo("  next: stop the monitor where the backup was taken, and start it here")
