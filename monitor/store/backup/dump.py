"""Everything that a store holds for this monitor, as it is at one moment."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from monitor.clock import span_text
from monitor.errors import MonitorError, StoreRefusedError
from monitor.store.backup.records import KeyPart, StoreRecordPart, StreamGroup
from monitor.store.base import keys, scripts
from monitor.store.base.known_channels import known_channels
from monitor.store.connection.client import Client
from monitor.store.connection.key_pages import key_pages
from monitor.store.records.identity import ALIVE, StoreRecord

_SMALL = 500
"""Members of a value that is read with others in one step."""
_PAGE = 500
_PAUSE_MS = 5_000
"""So long writers wait if the backup is killed."""
_RENEW = 1.0
_SCANS = {"hash": "HSCAN", "set": "SSCAN", "zset": "ZSCAN"}
_NEVER = (keys.ARCHIVE_LEASE, keys.DECIDER_LEASE, keys.BEATS, keys.STORE)
"""Who works on this store now, and what it says of itself: another store says it of itself."""


@dataclass(slots=True, kw_only=True)
class StoreDump:
    """One backup of a store. `parts` gives it; what the rest says holds when that has ended."""

    client: Client
    at_one_moment: Callable[[], Awaitable[None]]
    """What else must be as it is at that moment: done while nobody can write to the store."""
    paused_for: float = 0.0
    """Seconds for which writers waited."""
    keys: int = 0
    _before: dict[str, bytes] = field(default_factory=dict)
    """Streams that are only appended to, and up to which entry they were read while others wrote."""

    async def parts(self) -> AsyncIterator[StoreRecordPart]:
        """All parts. Raises MonitorError if the server does not let writers wait, and a daemon is at work."""
        for name in await self._appended():
            async for entries, last in self._entries(name, start="-"):
                self._before[name] = last
                yield entries
        began = time.monotonic()
        async with _Pause(self.client):
            await self.at_one_moment()
            async for part in self._all():
                yield part
        self.paused_for = time.monotonic() - began

    async def _appended(self) -> Sequence[str]:
        names = [keys.HISTORY, keys.LOG, keys.ACTIVITY]
        names += [keys.channel(channel, "events") for channel in await known_channels(self.client)]
        return names

    async def _all(self) -> AsyncIterator[StoreRecordPart]:
        seen: set[str] = set()
        async for found in key_pages(self.client):
            names = [name for name in dict.fromkeys(found) if name not in seen]
            seen.update(names)
            async for part in self._values([name for name in names if not _is_of_this_server(name)]):
                yield part

    async def _values(self, names: Sequence[str]) -> AsyncIterator[StoreRecordPart]:
        if not names:
            return
        answers = await self.client.run(scripts.DUMP_KEYS, keys=[*map(self._key, names)], args=[_SMALL])
        for name, (kind, until, value) in zip(names, answers, strict=True):
            if kind == b"none":
                continue
            self.keys += 1
            if kind == b"stream":
                async for part in self._stream(name):
                    yield part
            elif value is not None:
                yield KeyPart(name.encode(), kind.decode(), until, value)
            else:
                async for part in self._large(name, kind.decode(), until):
                    yield part

    async def _large(self, name: str, kind: str, until: int) -> AsyncIterator[KeyPart]:
        cursor = b"0"
        while True:
            args = (_SCANS[kind], cursor, _PAGE)
            cursor, values = await self.client.run(scripts.DUMP_PART, keys=[self._key(name)], args=args)
            for at in range(0, len(values), 2 * _PAGE):
                yield KeyPart(name.encode(), kind, until, values[at : at + 2 * _PAGE])
            if cursor == b"0":
                return

    async def _stream(self, name: str) -> AsyncIterator[StoreRecordPart]:
        after = self._before.get(name, b"-")
        async for part, _ in self._entries(name, start=f"({after.decode()}" if after != b"-" else "-"):
            yield part
        last, *groups = await self.client.run(scripts.DUMP_STREAM, keys=[self._key(name)])
        yield StreamGroup(name.encode(), last, b"", b"", [])
        for group, delivered, *pending in groups:
            for at in range(0, max(len(pending), 1), 4 * _PAGE):
                yield StreamGroup(name.encode(), last, group, delivered, pending[at : at + 4 * _PAGE])

    async def _entries(self, name: str, *, start: str) -> AsyncIterator[tuple[KeyPart, bytes]]:
        """The entries of a stream from one on, each part with the name of its last."""
        while page := await self.client.read("XRANGE", self._key(name), start, "+", "COUNT", _PAGE):
            values: list[bytes] = []
            for entry, fields in page:
                values += (entry, b"%d" % (2 * len(fields)))
                values += (part for pair in fields.items() for part in pair)
            last = page[-1][0]
            yield KeyPart(name.encode(), "stream", -1, values), last
            start = f"({last.decode()}"

    def _key(self, name: str) -> str:
        return self.client.key(name)


class _Pause:
    """Nobody but this process writes to the store; each second renews that for some more."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._renewing: asyncio.Task[None] | None = None

    async def __aenter__(self) -> None:
        try:
            await self._pause()
        except StoreRefusedError as error:
            running, _ = await StoreRecord(self._client).processes()
            if running:
                raise MonitorError(
                    f"the store does not let writers wait ({error}): stop every monitor that works on it, and try"
                    f" again {span_text(ALIVE)} later"
                ) from error
            return
        self._renewing = asyncio.create_task(self._renew())

    async def __aexit__(self, *_: object) -> None:
        if self._renewing is not None:
            self._renewing.cancel()
            await asyncio.wait({self._renewing})
        with suppress(MonitorError):  # it ends by itself
            await self._client.read("CLIENT", "UNPAUSE")

    async def _pause(self) -> None:
        await self._client.read("CLIENT", "PAUSE", _PAUSE_MS, "WRITE")

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(_RENEW)
            await self._pause()


def _is_of_this_server(name: str) -> bool:
    return name in _NEVER or (name.startswith("{c:") and name.endswith("}:lease"))
