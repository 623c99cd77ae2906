"""Which channels the store knows."""

from __future__ import annotations

from monitor.model.ids import ChannelName
from monitor.store.base import keys
from monitor.store.connection.client import Client


async def known_channels(client: Client) -> list[ChannelName]:
    """Every channel that ever had an alert, also those no longer configured, by name."""
    names = await client.read("SMEMBERS", client.key(keys.CHANNELS))
    return sorted(ChannelName(name.decode()) for name in names)
