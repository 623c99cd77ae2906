"""monitor alerts"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path
from typing import Any

import click

from monitor.app.assembly.timing import Timing
from monitor.cli import options
from monitor.cli.alerts.log import log
from monitor.cli.output import counted, print_json
from monitor.cli.person import at_the_terminal
from monitor.config.configuration import load_configuration
from monitor.desk.edit import dead_letters
from monitor.desk.edit.acknowledgements import acknowledge
from monitor.desk.edit.dead_letters import Selection
from monitor.desk.edit.outboxes import drop_waiting, move
from monitor.desk.query.alerts import outboxes
from monitor.desk.query.store_for import Client, store_for
from monitor.desk.shapes.alerts import OutboxesShape
from monitor.errors import MonitorError
from monitor.model.ids import ChannelName

_channel = click.option("--channel", metavar="NAME", help="Only this channel.")
_all = click.option("--all", "everything", is_flag=True, help="All dead letters.")
_ids = click.argument("ids", nargs=-1, metavar="[ID]...")
_STATES = {
    "urgent": "critical",
    "out": "in line",
    "delayed": "held or to be tried again",
    "updates": "updates gathered",
}
"""What the queues of a channel hold, for people."""


@click.group()
def command() -> None:
    """List sent, waiting and failed alerts; replay, drop or acknowledge them.

    A dead letter is an alert that a channel refused permanently, or could not deliver for a day.
    """


command.add_command(log)


@command.command("list")
@options.rules
@options.store
@options.data
@_channel
@options.as_json
def list_(directory: Path, address: str | None, data: Path, *, channel: str | None, as_json: bool) -> None:
    """List dead letters with their reasons, and how many alerts wait in each outbox.

    \b
    Exit codes:
      0  listed
      3  the store cannot be used
    """

    async def look() -> OutboxesShape:
        async with store_for(address, data=data, directory=directory) as client:
            return await outboxes(client, channel=channel, configured=_configured(directory))

    found = asyncio.run(look())
    if as_json:
        print_json(found)
        return
    letters = found.dead_letters
    for letter in letters:
        click.echo(
            f"{letter.id}  {letter.channel}  {letter.at:%Y-%m-%d %H:%M}  {letter.headline}\n    {letter.detail}"
        )
    waiting = [
        f"{name.partition(' ')[0]} {length:,} {_STATES[part]}"
        for name, length in found.queues.items()
        if length and (part := name.partition(" ")[2]) in _STATES
    ]
    click.echo(f"{counted(len(letters), 'dead letter')}; waiting: {', '.join(waiting) or 'nothing'}")
    for name, number in found.without_sender.items():
        click.echo(
            f"! {counted(number, 'alert')} for the channel {name}, which is not in channels.yaml: not being sent\n"
            f"  monitor alerts move {name} CHANNEL, or: monitor alerts drop --waiting --channel {name}"
        )
    if letters:
        click.echo("send again: monitor alerts replay ID, or --all; forget: monitor alerts drop ID, or --all")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chosen:
    """What `replay` and `drop` are given: which dead letters, and where the store is."""

    directory: Path
    address: str | None
    data: Path
    channel: str | None
    everything: bool
    as_json: bool
    ids: tuple[str, ...]

    def carry_out(self, work: Callable[[Client, Selection], Awaitable[int]]) -> int:
        """Do something with the letters; with how many it was done."""
        selection = Selection(ids=self.ids, everything=self.everything, channel=self.channel)

        async def do() -> int:
            async with store_for(self.address, data=self.data, directory=self.directory) as client:
                return await work(client, selection)

        return asyncio.run(do())


_CHOSEN = {field.name for field in fields(_Chosen)}


def _choosing(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options by which dead letters are chosen."""

    @functools.wraps(command)
    def with_options(**given: Any) -> None:
        own = {name: given.pop(name) for name in list(given) if name not in _CHOSEN}
        command(_Chosen(**given), **own)

    made: Callable[..., None] = with_options
    for option in (_ids, options.as_json, _all, _channel, options.data, options.store, options.rules):
        made = option(made)
    return made


@command.command()
@_choosing
def replay(chosen: _Chosen) -> None:
    """Send dead letters again, and try paused channels at once. What was accepted since is not re-sent.

    \b
    Exit codes:
      0  queued
      2  no dead letter has this id
      3  the store cannot be used
    """
    put = chosen.carry_out(partial(dead_letters.replay, by=at_the_terminal()))
    _report(put, "alert", "back in the outbox", key="replayed", as_json=chosen.as_json)


@command.command()
@click.option("--waiting", is_flag=True, help="What waits for --channel instead, if nobody sends to it.")
@_choosing
def drop(chosen: _Chosen, *, waiting: bool) -> None:
    """Delete dead letters permanently, or what waits for a removed channel. They stay counted as dead.

    \b
    Exit codes:
      0  deleted
      2  no dead letter has this id, or a monitor sends to the channel
      3  the store cannot be used
    """
    by = at_the_terminal()
    if waiting:
        if chosen.ids or chosen.everything:
            raise MonitorError("--waiting drops all that waits for --channel: it takes neither ids nor --all")
        dropped = chosen.carry_out(lambda client, selection: drop_waiting(client, selection.channel, by=by))
        _report(dropped, "waiting alert", "dropped", key="dropped", as_json=chosen.as_json)
        return
    dropped = chosen.carry_out(partial(dead_letters.drop, by=by))
    _report(dropped, "dead letter", "dropped", key="dropped", as_json=chosen.as_json)


@command.command("move")
@options.rules
@options.store
@options.data
@options.as_json
@click.argument("old")
@click.argument("new")
def move_(directory: Path, address: str | None, data: Path, *, as_json: bool, old: str, new: str) -> None:
    """Move all that waits for channel OLD, which was removed or renamed, to channel NEW.

    \b
    Exit codes:
      0  moved
      2  no such channel, or a monitor sends to OLD
      3  the store cannot be used
    """

    async def carry_out() -> int:
        async with store_for(address, data=data, directory=directory) as client:
            return await move(client, old, new, configured=_configured(directory), by=at_the_terminal())

    _report(asyncio.run(carry_out()), "alert", f"moved to {new}", key="moved", as_json=as_json)


def _configured(directory: Path) -> Collection[ChannelName] | None:
    """The channels of channels.yaml; None where there is no folder of rules."""
    return load_configuration(directory).channels.keys() if directory.is_dir() else None


@command.command()
@options.rules
@options.store
@options.data
@options.as_json
@click.option("--comment", default="", help="A comment, for others.")
@options.by
@click.option("--not-relevant", is_flag=True, help="It should not have alerted: count it against its rules.")
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
def ack(
    directory: Path, address: str | None, data: Path, *, as_json: bool, comment: str, by: str,
    not_relevant: bool, ids: tuple[str, ...],
) -> None:  # fmt: skip
    """Acknowledge alerts or stories by id: this ends reminders and escalation.

    With --not-relevant their stories are silenced for three days as well, and `monitor rules stats` counts the
    mark.

    \b
    Exit codes:
      0  acknowledged
      2  an id is unknown
      3  the store cannot be used
    """

    silenced = Timing().story_silenced if not_relevant else None

    async def note() -> None:
        async with store_for(address, data=data, directory=directory) as client:
            await acknowledge(client, ids, by=at_the_terminal(comment, by=by), silenced=silenced)

    asyncio.run(note())
    _report(len(ids), "acknowledgement", "noted", key="acknowledged", as_json=as_json)


def _report(number: int, noun: str, what: str, *, key: str, as_json: bool) -> None:
    if as_json:
        print_json({key: number})
    else:
        click.echo(f"{counted(number, noun)} {what}")
