"""What happened to one item, at every stage."""

from __future__ import annotations

from monitor.store.connection.client import Client
from monitor.store.records.history import History, Trail

__all__ = ["Trail", "find_trail"]


async def find_trail(client: Client, sought: str) -> Trail | None:
    """The way of the item with this id, address or guid; None if it is unknown."""
    history = History(client)
    item = await history.find(sought)
    return await history.trail(item.id) if item else None
