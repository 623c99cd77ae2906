"""monitor reload"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import click

from monitor.cli import options
from monitor.cli.output import counted, print_json
from monitor.clock import utc_text
from monitor.desk.edit.reload import TIMEOUT, RulesState, reload
from monitor.desk.query.store_for import store_for


@click.command()
@options.rules
@options.store
@options.data
@click.option("--yes", "confirmed", is_flag=True, help="Confirm an edit that removes much.")
@options.as_json
def command(directory: Path, address: str | None, data: Path, *, confirmed: bool, as_json: bool) -> None:
    """Reload the rules in the running daemon and report the result.

    Saved edits are applied without this. Use it after changing a secret file, and with --yes to confirm an edit
    that removes three or more, and over 30 %, of the rules or feeds.

    \b
    Exit codes:
      0  the files are applied
      1  they are not: problems, or an edit that waits for --yes
      3  the store cannot be used
      4  no daemon runs
    """
    state = asyncio.run(_ask(directory, address, data, confirmed=confirmed))
    if state is None:
        click.echo(f"monitor: no daemon answered within {TIMEOUT} s: is `monitor run` up on this store?", err=True)
        sys.exit(4)
    if as_json:
        print_json(state)
    else:
        click.echo("\n".join(state_in_words(state)))
    sys.exit(1 if state.problems or state.held else 0)


async def _ask(directory: Path, address: str | None, data: Path, *, confirmed: bool) -> RulesState | None:
    async with store_for(address, data=data, directory=directory) as client:
        return await reload(client, confirmed=confirmed)


def state_in_words(state: RulesState, *, runs: bool = True) -> list[str]:
    """What runs, and what is between the files and it; one line each."""
    contents = f"{counted(state.rules, 'rule')} and {counted(state.feeds, 'feed')}"
    since = f"{'runs since' if runs else 'was taken at'} {utc_text(state.since)}"
    lines = [f"generation {state.ruleset} with {contents} {since}"]
    if state.held:
        lines.append(f"! an edit waits: {state.held}; if it is meant: monitor reload --yes")
    lines += [f"! {problem}" for problem in state.problems]
    if state.kept:
        lines.append(f"  an earlier version goes on of: {', '.join(state.kept)}")
    return lines
