"""monitor audit"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import click
from rich.text import Text

from monitor.cli import options
from monitor.cli.output import console, counted, print_json
from monitor.clock import utc_minute_text
from monitor.config.configuration import load_configuration
from monitor.desk.query.alerts import outboxes
from monitor.desk.query.audit import Balance, settled
from monitor.desk.query.store_events import StoreEvent, restored_from, store_events
from monitor.desk.query.store_for import store_for
from monitor.desk.words import count_word
from monitor.model.ids import ChannelName


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
      1  something is not, or the store has forgotten something in the last three days
      3  the store cannot be used
    """
    channels = load_configuration(directory).channels.keys() if directory.is_dir() else None
    found, waiting, events, restored = asyncio.run(_looked_at(directory, address, data, channels))
    unbalanced = [balance for balance in found if balance.missing]
    if as_json:
        print_json(
            {
                "balances": found,
                "balanced": not unbalanced,
                "without_sender": waiting,
                "forgotten": events,
                "restored_from": restored,
            }
        )
    else:
        _show(found, waiting, events)
        if restored is not None:
            click.echo(
                f"The store was restored from a backup of {utc_minute_text(restored)}; it counts from there."
            )
    sys.exit(1 if unbalanced or waiting or events else 0)


async def _looked_at(
    directory: Path, address: str | None, data: Path, channels: Collection[ChannelName] | None
) -> tuple[Sequence[Balance], Mapping[str, int], Sequence[StoreEvent], datetime | None]:
    """The balances, how many alerts wait for channels that nobody sends to, what the store has forgotten, and of
    when the backup is that it was restored from."""
    async with store_for(address, data=data, directory=directory) as client:
        waiting = (await outboxes(client, configured=channels)).without_sender
        return await settled(client), waiting, await store_events(client), await restored_from(client)


def _show(found: Sequence[Balance], waiting: Mapping[str, int], events: Sequence[StoreEvent]) -> None:
    screen = console()
    for balance in found:
        mark, style = ("✗", "bold red") if balance.missing else ("✓", "green")
        line = Text(f"{mark} ", style)
        line.append(f"{balance.of}: {_sum(balance.came)} = {_sum(balance.went)}")
        screen.print(line)
        if balance.missing:
            screen.print(Text(f"  {balance.missing:+,} unaccounted for: {balance.if_not}", style="red"))
    for name, number in waiting.items():
        stranded = f"✗ {number:,} waiting for the channel {name}, which is not in channels.yaml: nobody sends them"
        screen.print(Text(stranded, style="red"))
        screen.print(Text(f"  fix: monitor alerts move {name} CHANNEL", style="red"))
    for event in events:
        lost = f"{counted(event.waiting, 'alert')} waited when it was last known to be whole"
        forgot = (
            f"✗ {utc_minute_text(event.at or event.known_at)}: the store was not what it was: {event.kind}; {lost}"
        )
        screen.print(Text(f"{forgot}, {event.known_at:%H:%M:%S} UTC", style="red"))
    if not waiting and not events and not any(balance.missing for balance in found):
        screen.print("Everything is accounted for.")


def _sum(parts: Mapping[str, int]) -> str:
    return " + ".join(f"{number:,} {count_word(name)}" for name, number in parts.items()) or "0"
