"""Which channels the store knows."""

from __future__ import annotations

from monitor.model.ids import ChannelName
from monitor.store.base import keys
from monitor.store.base.codec import decode_text
from monitor.store.base.unreadable import ValuePlace, readable_as
from monitor.store.connection.client import Client


async def known_channels(client: Client) -> list[ChannelName]:
    """Every channel that ever had an alert, also those no longer configured, by name."""
    members = await client.read("SMEMBERS", client.key(keys.CHANNELS))
    names = [
        await readable_as(client, member, decode_text, place=ValuePlace(key=keys.CHANNELS, at=member))
        for member in members
    ]
    return sorted(ChannelName(name) for name in names if name is not None)
