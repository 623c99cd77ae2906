"""What the store was found to have forgotten, and which daemons work on it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from monitor.clock import now
from monitor.store.connection.client import Client
from monitor.store.records.identity import ALIVE, Process, StoreEvent, StoreRecord

__all__ = ["Process", "StoreEvent", "daemons", "store_events"]

RECENT = timedelta(days=3)
"""Older events are of no use any more."""


async def store_events(client: Client) -> Sequence[StoreEvent]:
    """What was forgotten in the last days, oldest first."""
    at = now()
    return [event for event in await StoreRecord(client).events() if event.at and at - event.at < RECENT]


async def daemons(client: Client) -> tuple[Sequence[Process], Process | None]:
    """The daemons that run now, and the one that was seen last, if any."""
    at = now()
    found = await StoreRecord(client).processes()
    return [one for one in found if one.at is not None and at - one.at < ALIVE], next(iter(found), None)
