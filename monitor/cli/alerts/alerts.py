"""monitor alerts"""

from __future__ import annotations

import asyncio
import functools
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from monitor.cli import options
from monitor.cli.output import counted, print_json
from monitor.clock import now
from monitor.desk.query.store_for import store_for
from monitor.errors import MonitorError
from monitor.model.ids import ChannelName, StoryId
from monitor.store.connection.client import Client
from monitor.store.queues import dead_letters as deadletters
from monitor.store.queues.dead_letters import DeadLetter
from monitor.store.records.acknowledgements import Acknowledgements, was_told_of
from monitor.store.records.counts import queues

_channel = click.option("--channel", metavar="NAME", help="Only this channel.")
_all = click.option("--all", "everything", is_flag=True, help="All of them.")
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
    """List what waits and what was given up; replay or drop it.

    A dead letter is an alert that a channel refused for good, or could not take for a day.
    """


@command.command("list")
@options.rules
@options.store
@options.data
@_channel
@options.as_json
def list_(directory: Path, address: str | None, data: Path, *, channel: str | None, as_json: bool) -> None:
    """List dead letters, with the reason, and how much waits in each outbox.

    Exit codes: 0 done; 3 the store cannot be used.
    """

    async def look() -> tuple[Sequence[DeadLetter], dict[str, int]]:
        async with store_for(address, data=data, directory=directory) as client:
            return await _letters(client, channel), await queues(client)

    letters, lengths = asyncio.run(look())
    if as_json:
        print_json({"dead_letters": letters, "queues": lengths})
        return
    for letter in letters:
        click.echo(
            f"{letter.id}  {letter.alert.channel}  {letter.delivery.at:%Y-%m-%d %H:%M}  "
            f"{letter.alert.story.headline}\n    {letter.delivery.detail}"
        )
    waiting = [
        f"{name.partition(' ')[0]} {length:,} {_STATES[part]}"
        for name, length in lengths.items()
        if length and (part := name.partition(" ")[2]) in _STATES
    ]
    click.echo(f"{counted(len(letters), 'dead letter')}; waiting: {', '.join(waiting) or 'nothing'}")
    if letters:
        click.echo("send again: monitor alerts replay ID, or --all; forget: monitor alerts drop ID, or --all")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chosen:
    """What `replay` and `drop` are told: which dead letters, and where they lie."""

    directory: Path
    address: str | None
    data: Path
    channel: str | None
    everything: bool
    as_json: bool
    ids: tuple[str, ...]

    async def letters(self, client: Client) -> Sequence[DeadLetter]:
        """Those that are meant. Raises MonitorError if that is not clear."""
        if bool(self.ids) == self.everything:
            raise MonitorError("name the dead letters by their ids (see `monitor alerts list`), or say --all")
        letters = await _letters(client, self.channel)
        if self.everything:
            return letters
        found = Counter(letter.id for letter in letters)
        if unknown := [name for name in self.ids if name not in found]:
            raise MonitorError(f"no dead letter {', '.join(unknown)}; see `monitor alerts list`")
        if twice := [name for name in self.ids if found[name] > 1]:
            raise MonitorError(f"several channels have a dead letter {', '.join(twice)}: say which with --channel")
        return [letter for letter in letters if letter.id in self.ids]

    def carry_out(self, work: Callable[[Client, Sequence[DeadLetter]], Awaitable[int]]) -> int:
        """Do something with the letters; with how many it was done."""

        async def do() -> int:
            async with store_for(self.address, data=self.data, directory=self.directory) as client:
                return await work(client, await self.letters(client))

        return asyncio.run(do())


def _choosing(command: Callable[[_Chosen], None]) -> Callable[..., None]:
    """Give a command the options by which dead letters are chosen."""

    @functools.wraps(command)
    def with_options(**given: Any) -> None:
        command(_Chosen(**given))

    made: Callable[..., None] = with_options
    for option in (_ids, options.as_json, _all, _channel, options.data, options.store, options.rules):
        made = option(made)
    return made


@command.command()
@_choosing
def replay(chosen: _Chosen) -> None:
    """Send dead letters again. What its channel has been told meanwhile is not told twice.

    Exit codes: 0 done; 2 there is none of such an id; 3 the store cannot be used.
    """
    put = chosen.carry_out(functools.partial(deadletters.replay, at=now()))
    _report(put, "alert", "back in the outbox", key="replayed", as_json=chosen.as_json)


@command.command()
@_choosing
def drop(chosen: _Chosen) -> None:
    """Forget dead letters for good. They stay counted as dead.

    Exit codes: 0 done; 2 there is none of such an id; 3 the store cannot be used.
    """
    dropped = chosen.carry_out(deadletters.drop)
    _report(dropped, "dead letter", "dropped", key="dropped", as_json=chosen.as_json)


@command.command()
@options.rules
@options.store
@options.data
@options.as_json
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
def ack(directory: Path, address: str | None, data: Path, *, as_json: bool, ids: tuple[str, ...]) -> None:
    """Acknowledge alerts or stories by their ids: nobody is reminded of them, and no others are told.

    Exit codes: 0 done; 2 nothing is known of an id; 3 the store cannot be used.
    """

    async def acknowledge() -> None:
        async with store_for(address, data=data, directory=directory) as client:
            readers = Acknowledgements(client)
            known = {name: await _story(readers, client, name) for name in ids}
            unknown = [name for name, story in known.items() if story is None]
            if unknown:
                raise MonitorError(f"no alert and no story {', '.join(unknown)}; `monitor why` shows their ids")
            for story in known.values():
                assert story is not None, "the unknown ones were refused"
                await readers.acknowledge(story, at=now())

    asyncio.run(acknowledge())
    _report(len(ids), "acknowledgement", "noted", key="acknowledged", as_json=as_json)


def _report(number: int, noun: str, what: str, *, key: str, as_json: bool) -> None:
    if as_json:
        print_json({key: number})
    else:
        click.echo(f"{counted(number, noun)} {what}")


async def _story(readers: Acknowledgements, client: Client, name: str) -> StoryId | None:
    """The story that has this id, or that an alert of this id is about."""
    about = await readers.about(name)
    if about is not None:
        return about.story
    return StoryId(name) if await was_told_of(client, StoryId(name)) else None


async def _letters(client: Client, channel: str | None) -> Sequence[DeadLetter]:
    return await deadletters.dead_letters(client, channel=ChannelName(channel) if channel else None)
