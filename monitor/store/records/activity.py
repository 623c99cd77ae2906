"""What people did, where no other record is written in the same step."""

from __future__ import annotations

from monitor.model.activity import Activity
from monitor.store.base import keys, scripts
from monitor.store.base.codec import encode
from monitor.store.connection.client import Client


async def note_activity(client: Client, act: Activity) -> None:
    """Keep what a person did. May be repeated."""
    await client.run(scripts.NOTE_ACTIVITY, keys=[client.key(keys.ACTIVITY)], args=[encode(act)])
