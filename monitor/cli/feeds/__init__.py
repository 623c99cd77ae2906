"""monitor feeds: one module for each subcommand."""

from __future__ import annotations

import click

from monitor.cli.feeds.edit import add, remove
from monitor.cli.feeds.health import health
from monitor.cli.feeds.list_feeds import listing
from monitor.cli.feeds.opml import export, import_


@click.group()
def command() -> None:
    """Manage feeds: list, health, add, remove, import, export."""


command.add_command(listing)
command.add_command(health)
for one in (add, remove, import_, export):
    command.add_command(one)
