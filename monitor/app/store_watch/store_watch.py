"""Signs of life, and whether the store is still the one that it was."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection
from datetime import datetime, timedelta

import structlog

from monitor.app.store_watch.known_store import KnownStore, KnownStores
from monitor.clock import Now, utc_text
from monitor.model.ids import FeedId, Severity, content_id
from monitor.model.notice import Notice
from monitor.store.records.identity import (
    Forgotten,
    Process,
    StoreEvent,
    StoreIdentity,
    StoreRecord,
    have_different_rules,
)

_COMPARE_EVERY = 5
"""Signs of life between two looks at the other monitors on the store."""
_REMEMBER_EVERY = 2
"""Signs of life between two times that the store is written down."""

log = structlog.get_logger("monitor")


class StoreWatch:
    """Gives signs of life, remembers the store beside it, and recognises one that has forgotten."""

    def __init__(
        self,
        record: StoreRecord,
        known: KnownStores,
        *,
        holder: str,
        process: Callable[[], Process],
        feeds: Callable[[], Collection[FeedId]],
        waiting: Callable[[], Awaitable[int]],
        look_back: timedelta,
        report: Callable[[Notice], None],
        now: Now,
    ) -> None:
        """`process` is what this process says of itself; `waiting` how many alerts wait; where
        the store has forgotten which items were looked at, those of the last `look_back` are looked at again."""
        self._record = record
        self._known = known
        self._holder = holder
        self._process = process
        self._feeds = feeds
        self._waiting = waiting
        self._look_back = look_back
        self._report = report
        self._now = now
        self._last = known.read()
        self._beats = 0
        self._write_again: Callable[[], Awaitable[None]] | None = None
        self._others: set[tuple[str, str]] = set()
        """Monitors with other rules or channels that were there at the last comparison."""

    def when_forgotten(self, write_again: Callable[[], Awaitable[None]]) -> None:
        """Have something written again to a store that has forgotten while the process runs."""
        self._write_again = write_again

    async def recognise(self) -> None:
        """Find out which store it is, and do what its forgetting needs, before anything is visited or sent.

        Raises StoreRefusedError if a newer version has written it.
        """
        found = await self._record.identify()
        kind = _forgotten(found, self._last)
        if found.restored_from is not None:
            await self._was_restored(found.restored_from)
        elif kind is not None and self._last is not None:
            await self._forgot(kind, self._last, found)
            if self._write_again is not None:
                await self._write_again()
        await self._remember(found.id, found.sequence)

    async def step(self) -> int:
        """Give a sign of life; 0, because nothing waits for it."""
        sequence = await self._record.beat(self._holder, self._process())
        if sequence is None or (self._last is not None and sequence < self._last.sequence):
            await self.recognise()
            return 0
        self._beats += 1
        if self._beats % _REMEMBER_EVERY == 1:
            await self._remember(self._record.id, sequence)
        if self._beats % _COMPARE_EVERY == 0:
            await self._compare()
        return 0

    async def _remember(self, name: str, sequence: int) -> None:
        waiting = await self._waiting()
        self._last = KnownStore(
            id=name, sequence=sequence, waiting=waiting, at=self._now(), pid=self._process().pid
        )
        await asyncio.to_thread(self._known.write, self._last)

    async def _compare(self) -> None:
        """Report monitors with other rules or channels on the same store, that stay."""
        own, found = self._process(), set()
        running, _ = await self._record.processes()
        for other in running:
            if have_different_rules(own, other):
                found.add((f"{other.host}:{other.folder}", f"process {other.pid}, generation {other.ruleset}"))
        for where, what in found & self._others:
            title = f"another monitor with other rules or channels works on this store: {where}"
            detail = (
                f"It is {what}; process {own.pid} of {own.host}:{own.folder} runs {own.ruleset}. Their items and"
                " alerts mix, and each sends by the channels of the other. Give one of them a store of its own, or"
                " both the same rules."
            )
            self._report(Notice(key=content_id("other rules", where, own.folder), title=title, detail=detail))
        self._others = found

    async def _was_restored(self, at: datetime) -> None:
        """A person has put a backup in place: what was sent since is not known, and may come again, marked."""
        waiting = await self._waiting()
        await self._record.doubt(
            StoreEvent(kind=Forgotten.RESTORED, waiting=waiting, known_at=at), since=at, feeds=()
        )
        await self._record.restoring_is_noted()
        log.warning("the store was restored from a backup", taken_at=at.isoformat(timespec="seconds"))
        self._report(
            Notice(
                key=content_id("store restored", self._record.id, at.isoformat()),
                title=f"the store was restored from a backup of {utc_text(at)}",
                detail="What was sent since then is not known: alerts of items from before now are marked as"
                " possible duplicates for two hours. If a monitor still runs where the backup was taken, stop it.",
            )
        )

    async def _forgot(self, kind: Forgotten, known: KnownStore, found: StoreIdentity) -> None:
        event = StoreEvent(kind=kind, waiting=known.waiting, known_at=known.at)
        await self._record.doubt(event, since=known.at - self._look_back, feeds=self._feeds())
        waited = f"{known.waiting} alerts waited then" if known.waiting != 1 else "1 alert waited then"
        log.error("the store has forgotten", what=kind.value, known_at=known.at.isoformat(timespec="seconds"))
        self._report(
            Notice(
                key=content_id("store forgot", found.id, str(found.sequence), known.at.isoformat()),
                title=f"the store is not what it was: {kind.value}",
                detail=f"It was last known to be whole at {utc_text(known.at)}; {waited}, and may be"
                f" lost. Items since {known.at - self._look_back:%H:%M} that are still in feeds are looked at"
                " again; what may repeat is marked. `monitor audit` lists it.",
                severity=Severity.HIGH,
            )
        )


def _forgotten(found: StoreIdentity, known: KnownStore | None) -> Forgotten | None:
    if known is None:
        return None
    if found.id != known.id:
        return Forgotten.EMPTY if found.made else Forgotten.OTHER
    return Forgotten.ROLLED_BACK if found.sequence < known.sequence else None
