"""monitor init"""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from monitor.config.schema.schemas import write_schemas
from monitor.config.shipped import shipped_rules
from monitor.errors import MonitorError


@click.command()
@click.argument(
    "directory", type=click.Path(path_type=Path, file_okay=False), default=Path("rules"), metavar="[DIR]"
)
def command(directory: Path) -> None:
    """Create a starter folder of rules in DIR (default: rules).

    Writes feeds, channels, a pack of rules with examples, entities and lists, all commented, and schemas for
    editors. Never overwrites: a DIR that is not empty is left unchanged.

    \b
    Exit codes:
      0  created
      2  DIR is not empty or cannot be written
    """
    if directory.is_dir() and any(directory.iterdir()):
        raise MonitorError(f"{directory} is not empty and is left as it is: name another folder")
    try:
        shutil.copytree(shipped_rules(), directory, dirs_exist_ok=True)
        write_schemas(directory)
    except OSError as error:
        raise MonitorError(f"{directory} cannot be written: {error.strerror or error}") from error
    files = sorted(path.relative_to(directory) for path in directory.rglob("*") if path.is_file())
    click.echo(f"made {directory}:")
    for path in files:
        click.echo(f"  {path}")
    click.echo(
        f"\nnext:  monitor check {directory}   what is wrong, and where\n"
        f"       monitor test {directory}    the examples inside the rules\n"
        f"       monitor run --rules {directory}"
    )
