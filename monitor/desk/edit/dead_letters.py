"""Send dead letters again, or drop them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from monitor.clock import now
from monitor.errors import MonitorError
from monitor.model.activity import Activity, Deed, Doer
from monitor.model.ids import ChannelName
from monitor.store.base.known_channels import known_channels
from monitor.store.connection.client import Client
from monitor.store.queues import dead_letters
from monitor.store.queues.channel_states import lift
from monitor.store.queues.dead_letters import DeadLetter
from monitor.store.records.activity import note_activity


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


async def replay(client: Client, selection: Selection, *, by: Doer) -> int:
    """Put dead letters back into their outboxes; how many. What its channel accepted meanwhile is not re-sent.

    The back-off of the channels ends, so that what waits there is tried at once as well.
    """
    letters = await selection.letters(client)
    replayed = await dead_letters.replay(client, letters, at=now())
    await _note(client, letters, Deed.REPLAY, by=by)
    for name in await known_channels(client):
        if selection.channel in (None, name):
            await lift(client, name)
    return replayed


async def drop(client: Client, selection: Selection, *, by: Doer) -> int:
    """Delete dead letters; how many. They stay counted as dead."""
    letters = await selection.letters(client)
    dropped = await dead_letters.drop(client, letters)
    await _note(client, letters, Deed.DROP, by=by)
    return dropped


async def _note(client: Client, letters: Sequence[DeadLetter], action: Deed, *, by: Doer) -> None:
    at = now()
    for letter in letters:
        alert = letter.alert
        act = Activity(
            at=at,
            person=by.person,
            way=by.way,
            action=action,
            object=f"alert:{alert.id}",
            story=alert.story.id,
            alert=alert.id,
            channel=alert.channel,
            rules=tuple(dict.fromkeys(hit.rule for hit in alert.match.rules)),
            headline=alert.story.headline[:100],
            comment=by.comment,
        )
        await note_activity(client, act)
