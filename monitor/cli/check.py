"""monitor check"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from monitor.app.settings import load_configuration
from monitor.cli import options
from monitor.cli.output import counted, print_json, print_problems
from monitor.clock import now


@click.command()
@options.rules_argument
@options.as_json
@click.option("--notes", is_flag=True, help="Show notes (codes that begin with I) as well.")
def command(directory: Path, *, as_json: bool, notes: bool) -> None:
    """Check every file of rules in DIR (default: rules).

    Prints each problem as path:line:col: CODE message. Codes that begin with E block, W warn, I inform.

    Exit codes: 0 nothing blocks; 1 something must be mended; 2 there is no such folder.
    """
    found = load_configuration(directory, today=now().date())
    blocking = sum(problem.blocks for problem in found.problems)
    warnings = sum(problem.code.startswith("W") for problem in found.problems)
    if as_json:
        print_json({"problems": found.problems, "blocking": blocking, "warnings": warnings})
        sys.exit(1 if blocking else 0)
    print_problems(tuple(p for p in found.problems if notes or not p.code.startswith("I")))
    contents = ", ".join(
        (
            counted(len(found.feeds), "feed"),
            counted(len(found.channels), "channel"),
            counted(len(found.rules.rules), "rule"),
        )
    )
    verdict = counted(blocking, "error") if blocking else "nothing to mend"
    click.echo(f"{directory}: {contents}; {verdict}, {counted(warnings, 'warning')}")
    sys.exit(1 if blocking else 0)
