"""What waits in the outboxes, and what could not be delivered."""

from __future__ import annotations

from collections.abc import Collection

from monitor.desk.shapes.alerts import DeadLetterShape, OutboxesShape, dead_letter_shape
from monitor.model.ids import ChannelName
from monitor.store.connection.client import Client
from monitor.store.queues import dead_letters
from monitor.store.queues.orphans import orphans
from monitor.store.records.counts import queues


async def outboxes(
    client: Client, *, channel: str | None = None, configured: Collection[ChannelName] | None = None
) -> OutboxesShape:
    """The dead letters of a channel, or of all channels, and the length of every queue.

    None for `configured` if nobody knows which channels there should be.
    """
    gone = await orphans(client, configured=configured) if configured is not None else {}
    return OutboxesShape(
        dead_letters=await list_dead_letters(client, channel=channel),
        queues=await queues(client),
        without_sender={str(name): number for name, number in gone.items()},
    )


async def list_dead_letters(client: Client, *, channel: str | None = None) -> tuple[DeadLetterShape, ...]:
    """The dead letters of a channel, or of all channels, oldest first."""
    found = await dead_letters.dead_letters(client, channel=ChannelName(channel) if channel else None)
    return tuple(dead_letter_shape(letter) for letter in found)
