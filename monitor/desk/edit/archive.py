"""Make a folder the archive of a store."""

from __future__ import annotations

import asyncio
from pathlib import Path

from monitor.archive.identity import adopt
from monitor.clock import now
from monitor.desk.shapes.archive import AdoptedShape
from monitor.model.activity import Activity, Deed, Doer
from monitor.store.connection.client import Client
from monitor.store.records.activity import note_activity
from monitor.store.records.archived_streams import ArchivedStreams, ArchiveState
from monitor.store.records.identity import StoreRecord


async def adopt_archive(client: Client, folder: Path, *, by: Doer) -> AdoptedShape:
    """Make the folder this store's archive from now on; what it holds stays, an empty one begins.

    Raises MonitorError if it cannot be written or is of a newer format.
    """
    store = await StoreRecord(client).identify()
    made = await asyncio.to_thread(adopt, folder, store=store.id)
    await ArchivedStreams(client, holder="").note(made.id, ArchiveState(folder=str(folder)))
    act = Activity(at=now(), person=by.person, way=by.way, action=Deed.ADOPT, object=f"archive:{made.id}")
    await note_activity(client, act)
    return AdoptedShape(folder=str(folder), id=made.id)
