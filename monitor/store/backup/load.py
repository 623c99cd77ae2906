"""Putting the records of a backup into an empty store."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from monitor.errors import MonitorError
from monitor.store.backup.records import KeyPart, StoreRecordPart
from monitor.store.base import keys, scripts
from monitor.store.base.codec import to_ms
from monitor.store.connection.client import Client, Value
from monitor.store.connection.key_pages import key_pages

_AT_ONCE = 200
_NO_FORMAT = 1_000_000
"""What the format of a store is while it is restored: every version refuses it."""


class StoreLoad:
    """A store that is being restored from a backup, which is known by a digest."""

    def __init__(self, client: Client, *, backup: str, place: str) -> None:
        """`place` is what a person calls the store."""
        self._client = client
        self._backup = backup
        self._place = place

    async def begin(self) -> bool:
        """Make room: what an attempt before has put there goes. Nobody uses the store until `done`.

        Whether there was an attempt with the same backup. Raises MonitorError if something else is there; then
        nothing was done.
        """
        store = self._client.key(keys.STORE)
        found = await self._names()
        before = await self._client.read("HGET", store, "restoring")
        if found and before is None:
            raise MonitorError(
                f"the store {self._place} is not empty: restore into one that is, or remove that one"
            )
        await self._client.run(scripts.RESTORING, keys=[store], args=[self._backup, _NO_FORMAT])
        for at in range(0, len(found), _AT_ONCE):
            await self._client.run(scripts.UNLOAD, keys=[store, *found[at : at + _AT_ONCE]])
        return bool(before == self._backup.encode())

    async def abandon(self) -> None:
        """Leave the store as empty as it was."""
        store = self._client.key(keys.STORE)
        found = await self._names()
        for at in range(0, len(found), _AT_ONCE):
            await self._client.run(scripts.UNLOAD, keys=[store, *found[at : at + _AT_ONCE]])
        await self._client.run(scripts.RESTORING, keys=[store], args=[])

    async def put(self, parts: Iterable[StoreRecordPart]) -> None:
        """Put some parts there, those of one key in their order."""
        under_way: dict[bytes, asyncio.Task[None]] = {}
        for part in parts:
            if part.key in under_way or len(under_way) >= _AT_ONCE:
                await asyncio.gather(*under_way.values())
                under_way.clear()
            under_way[part.key] = asyncio.create_task(self._put(part))
        await asyncio.gather(*under_way.values())

    async def _put(self, part: StoreRecordPart) -> None:
        key = self._client.key(part.key.decode())
        args: list[Value]
        if isinstance(part, KeyPart):
            args = [part.kind, part.until, *part.values]
            await self._client.run(scripts.LOAD_VALUES, keys=[key], args=args)
        else:
            args = [part.last, part.name, part.delivered, *part.pending]
            await self._client.run(scripts.LOAD_GROUP, keys=[key], args=args)

    async def done(self, record: Mapping[str, str | int], *, taken_at: datetime) -> None:
        """All is there: the store is what it was in the backup, and knows that it comes from one."""
        args: list[Value] = [self._backup, _NO_FORMAT]
        for name, value in {**record, "restored": to_ms(taken_at)}.items():
            args += (name, value)
        await self._client.run(scripts.RESTORING, keys=[self._client.key(keys.STORE)], args=args)

    async def _names(self) -> Sequence[str]:
        """The full names of all keys that are there."""
        found: list[str] = []
        async for names in key_pages(self._client):
            found += map(self._client.key, names)
        return found


async def store_record(client: Client) -> Mapping[str, str]:
    """What a store says of itself, as `done` takes it."""
    held = await client.read("HGETALL", client.key(keys.STORE))
    return {name.decode(): value.decode() for name, value in held.items()}
