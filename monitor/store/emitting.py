"""Putting an alert into its channel's outbox, and what the channel was told of a story."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from monitor.model import Alert, AlertId, ChannelName, ItemId, Reason, StoryId
from monitor.store import keys, scripts
from monitor.store.client import Client
from monitor.store.codec import decode, encode, to_ms


class Told(msgspec.Struct, frozen=True):
    """One alert that a channel was told, or is to be told, as the scripts write it."""

    alert: AlertId
    item: ItemId
    """The item that made it ring."""
    severity: int
    at: int
    """In ms since 1970."""
    accepted: bool


async def emit(client: Client, alert: Alert, *, dead_letter: str = "") -> bool:
    """Put an alert into its outbox unless it was put before; whether it was put now.

    Given the entry of a dead letter, the alert moves from there.
    """
    names = ("queued", "out", "told_of", "stories", "dead", "counts")
    put: int = await client.run(
        scripts.EMIT,
        keys=[client.key(keys.channel(alert.channel, name)) for name in names],
        args=(
            alert.id,
            encode(alert),
            alert.story.id,
            alert.match.item.id,
            alert.severity.value,
            to_ms(alert.decided_at),
            keys.milliseconds(keys.KEEP_TOLD),
            dead_letter,
            int(alert.reason is Reason.NOTICE),
        ),
    )
    return bool(put)


async def tellings_of(client: Client, channel: ChannelName, story: StoryId) -> Sequence[Told]:
    """What a channel was told of a story, oldest first."""
    raw = await client.read("HGET", client.key(keys.channel(channel, "told_of")), story)
    return decode(raw, list[Told]) if raw else ()
