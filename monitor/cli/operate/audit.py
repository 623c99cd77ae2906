"""monitor audit"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import click
from rich.text import Text

from monitor.cli import options
from monitor.cli.output import console, print_json
from monitor.desk.query.audit import Balance, settled
from monitor.desk.query.store_for import store_for
from monitor.desk.words import count_word


@click.command()
@options.rules
@options.store
@options.data
@options.as_json
def command(directory: Path, address: str | None, data: Path, *, as_json: bool) -> None:
    """Reconcile all counts; report items unaccounted for.

    \b
    Exit codes:
      0  everything is accounted for
      1  something is not
      3  the store cannot be used
    """
    found = asyncio.run(_balanced(directory, address, data))
    unbalanced = [balance for balance in found if balance.missing]
    if as_json:
        print_json({"balances": found, "balanced": not unbalanced})
    else:
        _show(found)
    sys.exit(1 if unbalanced else 0)


async def _balanced(directory: Path, address: str | None, data: Path) -> Sequence[Balance]:
    async with store_for(address, data=data, directory=directory) as client:
        return await settled(client)


def _show(found: Sequence[Balance]) -> None:
    screen = console()
    for balance in found:
        mark, style = ("✗", "bold red") if balance.missing else ("✓", "green")
        line = Text(f"{mark} ", style)
        line.append(f"{balance.of}: {_sum(balance.came)} = {_sum(balance.went)}")
        screen.print(line)
        if balance.missing:
            screen.print(Text(f"  {balance.missing:+,} unaccounted for: {balance.if_not}", style="red"))
    if not any(balance.missing for balance in found):
        screen.print("Everything is accounted for.")


def _sum(parts: Mapping[str, int]) -> str:
    return " + ".join(f"{number:,} {count_word(name)}" for name, number in parts.items()) or "0"
