"""What the store was found to have forgotten, and which daemons work on it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from monitor.clock import now
from monitor.store.connection.client import Client
from monitor.store.records.identity import Forgotten, Process, StoreEvent, StoreRecord, have_different_rules

__all__ = ["Process", "StoreEvent", "daemons", "mixed_up", "restored_from", "store_events"]

RECENT = timedelta(days=3)
"""Older events are of no use any more."""


async def store_events(client: Client) -> Sequence[StoreEvent]:
    """What was forgotten in the last days, oldest first, without what a person has restored from a backup."""
    return [event for event in await _recent(client) if event.kind is not Forgotten.RESTORED]


async def restored_from(client: Client) -> datetime | None:
    """When the backup was made from which the store was restored in the last days; None if it was not."""
    found = [event.known_at for event in await _recent(client) if event.kind is Forgotten.RESTORED]
    return found[-1] if found else None


async def _recent(client: Client) -> Sequence[StoreEvent]:
    at = now()
    return [event for event in await StoreRecord(client).events() if event.at and at - event.at < RECENT]


def mixed_up(running: Sequence[Process]) -> Sequence[Process]:
    """The daemons, if not all of them were given the same rules and channels; else none."""
    return running if any(have_different_rules(running[0], other) for other in running[1:]) else ()


async def daemons(client: Client, *, attended: bool = True) -> tuple[Sequence[Process], Process | None]:
    """The daemons that run now, and the one that was seen last, if any. None run if the store is known to be
    unattended, however fresh the last sign of life is."""
    running, found = await StoreRecord(client).processes()
    return running if attended else (), next(iter(found), None)
