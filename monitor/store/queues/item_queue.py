"""The items that wait for detection, and the matches that it hands on: the store's side of detecting."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import partial

from monitor.errors import StoreUnavailableError
from monitor.model.matching.match import Match
from monitor.model.news.item import Item
from monitor.model.sending.queued import Work
from monitor.store.base import keys, scripts
from monitor.store.base.codec import decode_item, encode
from monitor.store.base.quarantine import StreamPlace, record_failure
from monitor.store.base.server_epoch import epoch_changed, server_epoch
from monitor.store.base.unreadable import ValuePlace, readable_as
from monitor.store.connection.client import Client

_PLACE = StreamPlace(stream=keys.ITEMS, group=keys.DETECTORS, counts=keys.ITEM_COUNTS)


class ItemQueue:
    """One consumer of the items' stream. Any number may work side by side, each under its own name.

    What another consumer has left alone for `min_idle` is claimed. If that one was not dead but slow, both
    look at it, and it is put once: better than news that waits a minute for a crash. `patience`, at most 2 s, is
    how long it waits for an item to come.
    """

    def __init__(
        self,
        client: Client,
        *,
        consumer: str,
        min_idle: timedelta = timedelta(seconds=10),
        timeout: timedelta = timedelta(seconds=1),
    ) -> None:
        self._client = client
        self._consumer = consumer
        self._min_idle = min_idle
        self._timeout = timeout
        self._stream = client.key(keys.ITEMS)
        self._counts = client.key(keys.ITEM_COUNTS)
        self._own_pending_after: str | None = "0"
        """Up to where this consumer's own pending entries were read again; None when there are no more."""
        self._life: bytes | None = None
        """The life of the server from which on all that was taken is pending; None if it must be asked."""
        self._claim_at = 0.0
        """When to look for what others left, in the event loop's time."""

    async def take(self, limit: int) -> Sequence[Work[Item]]:
        """The next items, at most `limit`: first those that were taken before a start or an error, then
        those that others left, then new ones, for which it waits a while.
        """
        with self._starting_over_if_unavailable():
            if self._life is None:
                self._life = await server_epoch(self._client, self._stream)
            if self._own_pending_after is not None:
                works = await self._own_pending(limit, after=self._own_pending_after)
                if works:
                    return works
            return await self._left_by_others(limit) or await self._new(limit)

    async def detected(self, works: Sequence[Work[Item]], matches: Sequence[Match]) -> None:
        """Hand on the matches of these works, then take the works off. May be repeated."""
        if not works or self._life is None:  # None: all is taken again, these as well
            return
        with self._starting_over_if_unavailable():
            if matches:
                args: list[bytes | str | int] = [keys.milliseconds(keys.KEEP_MATCHED)]
                for match in matches:
                    args += (match.item.key, encode(match))
                put_keys = [self._client.key(name) for name in (keys.MATCHED, keys.MATCHES, keys.UNDECIDED)]
                await self._client.run(scripts.PUT_MATCHES, keys=put_keys, args=args)
            matched = {match.item.key for match in matches}
            done: list[bytes | str | int] = [keys.DETECTORS, self._life]
            for work in works:
                done += (work.entry, int(work.value.key in matched))
            if await self._client.run(scripts.DONE, keys=[self._stream, self._counts], args=done) is None:
                raise epoch_changed()

    async def record_failure(self, work: Work[Item], *, why: str) -> bool:
        """Note that a bug kept this item from being looked at; whether it is set aside now."""
        self._own_pending_after = "0"  # it is tried again at once, unless the process ends of it
        return await record_failure(self._client, work.entry, at=_PLACE, why=why)

    async def set_aside(self, work: Work[Item], *, why: str) -> None:
        """Set an item aside that the rules cannot deal with, whoever tries it again."""
        await record_failure(self._client, work.entry, at=_PLACE, why=why, too_often=1)

    async def close(self) -> bool:
        """Delete this consumer if nothing is pending for it; whether it was deleted."""
        args = (keys.DETECTORS, self._consumer)
        return bool(await self._client.run(scripts.RETIRE, keys=[self._stream], args=args))

    @contextmanager
    def _starting_over_if_unavailable(self) -> Iterator[None]:
        # A lost reply may have left entries pending for this consumer that it does not know of.
        try:
            yield
        except StoreUnavailableError:
            self._own_pending_after = "0"
            self._life = None
            raise

    async def _own_pending(self, limit: int, *, after: str) -> Sequence[Work[Item]]:
        entries = await self._read(after, limit, block_ms=None)
        self._own_pending_after = entries[-1][0] if entries else None
        return await self._works(entries)

    async def _left_by_others(self, limit: int) -> Sequence[Work[Item]]:
        now = asyncio.get_running_loop().time()
        if now < self._claim_at:
            return ()
        idle = keys.milliseconds(self._min_idle)
        args = (keys.DETECTORS, self._consumer, idle, limit)
        reply = await self._client.run(scripts.CLAIM_IDLE, keys=[self._stream, self._counts], args=args)
        if not reply:
            self._claim_at = now + self._min_idle.total_seconds() / 2
        return await self._readable(
            [(entry.decode(), dict(zip(fields[::2], fields[1::2], strict=True))) for entry, fields in reply]
        )

    async def _new(self, limit: int) -> Sequence[Work[Item]]:
        return await self._works(await self._read(">", limit, block_ms=keys.milliseconds(self._timeout)))

    async def _read(self, start: str, limit: int, *, block_ms: int | None) -> list[tuple[str, dict[bytes, bytes]]]:
        return await self._client.read_group(
            self._stream,
            group=keys.DETECTORS,
            consumer=self._consumer,
            start=start,
            count=limit,
            block_ms=block_ms,
        )

    async def _works(self, entries: Sequence[tuple[str, dict[bytes, bytes]]]) -> Sequence[Work[Item]]:
        vanished = [entry for entry, fields in entries if not fields]
        if vanished:
            args = (keys.DETECTORS, *vanished)
            await self._client.run(scripts.VANISHED, keys=[self._stream, self._counts], args=args)
        return await self._readable([(entry, fields) for entry, fields in entries if fields])

    async def _readable(self, entries: Sequence[tuple[str, dict[bytes, bytes]]]) -> Sequence[Work[Item]]:
        """The items; what is none, as another version may have written it, is set aside."""
        works: list[Work[Item]] = []
        for entry, fields in entries:
            read = partial(decode_item, entry=entry, edited=b"e" in fields)
            place = ValuePlace(
                key=keys.ITEMS, at=entry, group=keys.DETECTORS, counts=keys.ITEM_COUNTS, counter="aside"
            )
            item = await readable_as(self._client, fields.get(b"v", b""), read, place=place)
            if item is not None:
                works.append(Work(entry=entry, value=item))
        return works
