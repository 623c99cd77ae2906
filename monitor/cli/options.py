"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path

import click
import platformdirs


def default_data() -> Path:
    """Where the embedded store keeps its data unless configured otherwise."""
    return Path(platformdirs.user_data_dir("monitor", appauthor=False))


rules = click.option(
    "--rules",
    "directory",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("rules"),
    show_default=True,
    metavar="DIR",
    help="The rules folder.",
)
rules_argument = click.argument(
    "directory", type=click.Path(path_type=Path, file_okay=False), default=Path("rules"), metavar="[DIR]"
)
store = click.option(
    "--store",
    "address",
    metavar="URL",
    envvar="MONITOR_STORE",
    show_envvar=True,
    help="Your own Redis or Valkey (redis://, rediss://, unix://, redis+sentinel://, redis+cluster://)."
    " Default: see rules/monitor.yaml, else embedded.",
)
data = click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    default=default_data,
    envvar="MONITOR_DATA",
    show_envvar=True,
    metavar="DIR",
    help="Data directory of the embedded store.",
)
by = click.option("--by", default="", metavar="NAME", help="Who you are, for others. Default: the login.")
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
