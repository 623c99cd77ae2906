"""What people do not want to hear of for a while."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from monitor.model.sending.decision import Silence
from monitor.store.base import keys, scripts
from monitor.store.base.codec import decode, encode
from monitor.store.connection.client import Client


async def mutes(client: Client) -> Sequence[Silence]:
    """All mutes on record, also those that have ended since the last one was added; the first to end first."""
    stored = await client.read("HGETALL", client.key(keys.MUTES))
    return sorted((decode(body, Silence) for body in stored.values()), key=lambda mute: (mute.until, mute.id))


async def add_mute(client: Client, mute: Silence, *, at: datetime) -> None:
    """Put a mute in force, or replace the one of its id; those that have ended by `at` are forgotten."""
    ended = [old.id for old in await mutes(client) if old.until <= at]
    await client.run(scripts.MUTE, keys=[client.key(keys.MUTES)], args=(mute.id, encode(mute), *ended))


async def end_mute(client: Client, name: str) -> bool:
    """End a mute; whether there was one of this id."""
    return bool(await client.run(scripts.UNMUTE, keys=[client.key(keys.MUTES)], args=[name]))
