"""Send dead letters again, or drop them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from monitor.clock import now
from monitor.errors import MonitorError
from monitor.model.ids import ChannelName
from monitor.store.base.known_channels import known_channels
from monitor.store.connection.client import Client
from monitor.store.queues import dead_letters
from monitor.store.queues.channel_states import lift
from monitor.store.queues.dead_letters import DeadLetter


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which dead letters are meant: some by their ids, or all; of one channel, or of all."""

    ids: tuple[str, ...] = ()
    everything: bool = False
    channel: str | None = None

    async def letters(self, client: Client) -> Sequence[DeadLetter]:
        """The letters. Raises MonitorError if the selection is unclear or an id is unknown."""
        if bool(self.ids) == self.everything:
            raise MonitorError("name the dead letters by their ids (see `monitor alerts list`), or use --all")
        channel = ChannelName(self.channel) if self.channel else None
        letters = await dead_letters.dead_letters(client, channel=channel)
        if self.everything:
            return letters
        found = Counter(letter.id for letter in letters)
        if unknown := [name for name in self.ids if name not in found]:
            raise MonitorError(f"no dead letter {', '.join(unknown)}; see `monitor alerts list`")
        if twice := [name for name in self.ids if found[name] > 1]:
            raise MonitorError(f"several channels have a dead letter {', '.join(twice)}: name one with --channel")
        return [letter for letter in letters if letter.id in self.ids]


async def replay(client: Client, selection: Selection) -> int:
    """Put dead letters back into their outboxes; how many. What its channel accepted meanwhile is not re-sent.

    The back-off of the channels ends, so that what waits there is tried at once as well.
    """
    replayed = await dead_letters.replay(client, await selection.letters(client), at=now())
    for name in await known_channels(client):
        if selection.channel in (None, name):
            await lift(client, name)
    return replayed


async def drop(client: Client, selection: Selection) -> int:
    """Delete dead letters; how many. They stay counted as dead."""
    return await dead_letters.drop(client, await selection.letters(client))
