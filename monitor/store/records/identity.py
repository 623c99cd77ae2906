"""Which data the store holds, who works on it, and what it has forgotten."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from monitor.clock import from_ms
from monitor.errors import StoreRefusedError, StoreUnavailableError
from monitor.model.ids import FeedId
from monitor.store.base import keys, scripts
from monitor.store.base.codec import (
    DecodeError,
    decode,
    decode_count,
    decode_instant,
    decode_text,
    encode,
    entry_ms,
    to_ms,
)
from monitor.store.base.unreadable import ValuePlace, readable, readable_as
from monitor.store.connection.client import Client
from monitor.store.connection.stream_pages import read_stream

FORMAT = 1
"""Of what is stored. Grows with a change that an older version would not understand."""
ALIVE = timedelta(seconds=15)
"""A process whose last sign of life is older does not run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreIdentity:
    """A store, as far as it can be distinguished from others and from its own past."""

    id: str
    """Made when it was first used."""
    sequence: int
    """Grows with each sign of life: smaller than it was means that the end of the data is missing."""
    made: bool = False
    """Whether it was made just now."""
    restored_from: datetime | None = None
    """When the backup was made from which it was restored, if no monitor has taken note of that yet."""


class Forgotten(StrEnum):
    """How a store is not what it was."""

    EMPTY = "it is empty, and was not before"
    OTHER = "it holds other data than before"
    ROLLED_BACK = "it lacks what was written last"
    RESTORED = "it was restored from a backup"
    """A person did it: nothing is wrong, but what was sent since the backup is not known."""


class StoreEvent(msgspec.Struct, frozen=True):
    """That the store was found to have forgotten something."""

    kind: Forgotten
    waiting: int
    """Alerts that waited when it was last known to be whole."""
    known_at: datetime
    """When that was."""
    at: datetime | None = None
    """When it was found; by the store's clock, from its entry."""


class Process(msgspec.Struct, frozen=True):
    """What a daemon says of itself with each sign of life."""

    pid: int
    host: str
    started_at: datetime
    roles: tuple[str, ...]
    folder: str
    ruleset: str
    channels: tuple[str, ...]
    files: str = ""
    """A digest of the files in its folder; empty if an older version says nothing of it."""
    holder: str = ""
    at: datetime | None = None
    """Its last sign of life, by the store's clock."""


def have_different_rules(one: Process, other: Process) -> bool:
    """Whether two processes were given folders that differ."""
    files = bool(one.files and other.files) and one.files != other.files
    return files or (one.ruleset, one.channels) != (other.ruleset, other.channels)


class StoreRecord:
    """The store's own record of what it is."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self.id = ""
        """That of the store that this process works on; empty until it is identified."""

    async def identify(self) -> StoreIdentity:
        """What this store is; one that has no name yet gets one.

        Raises StoreRefusedError if a newer version of the monitor has written it.
        """
        names = [self._client.key(name) for name in (keys.STORE, keys.HISTORY)]
        name = uuid.uuid4().hex
        found, form, sequence, made, _ = await self._client.run(scripts.IDENTIFY, keys=names, args=(name, FORMAT))
        read = await readable_as(self._client, found, _decode_name, place=_field("id", instead=name))
        number = await readable_as(self._client, form, decode_count, place=_field("format", instead=str(FORMAT)))
        restoring, restored = await self._client.read("HMGET", names[0], "restoring", "restored")
        if restoring is not None:
            raise StoreRefusedError(
                "the store is only half restored from a backup: run `monitor restore` again, which starts over"
            )
        if number is not None and number > FORMAT:
            raise StoreRefusedError(
                f"the store was written by a newer monitor (format {number}; this one reads up to {FORMAT}):"
                " install that version again, or restore a backup from before it"
            )
        self.id = read or name
        place = _field("restored", instead="0")
        taken_at = await readable_as(self._client, restored, decode_instant, place=place) if restored else None
        return StoreIdentity(id=self.id, sequence=sequence, made=bool(made), restored_from=taken_at)

    async def restoring_is_noted(self) -> None:
        """What follows from a restored backup was done."""
        await self._client.run(scripts.RESTORE_NOTED, keys=[self._client.key(keys.STORE)])

    async def beat(self, holder: str, process: Process) -> int | None:
        """Give a sign of life; the store's sequence, or None if it is not the store that was identified."""
        names = [self._client.key(name) for name in (keys.STORE, keys.BEATS)]
        args = (self.id, holder, encode(process))
        sequence: int | None = await self._client.run(scripts.BEAT, keys=names, args=args)
        return sequence

    async def doubt(self, event: StoreEvent, *, since: datetime, feeds: Iterable[FeedId]) -> None:
        """Write down that the store has forgotten something.

        What may have been sent is marked from now on; items of these feeds from `since` on are looked at although
        their first visit is a baseline.
        """
        names = [self._client.key(name) for name in (keys.DOUBT, keys.LOOK_AGAIN, keys.STORE_EVENTS)]
        await self._client.run(scripts.DOUBT, keys=names, args=(encode(event), to_ms(since), *feeds))

    async def events(self) -> Sequence[StoreEvent]:
        """What was forgotten, oldest first."""
        found: list[StoreEvent] = []
        async for entry, fields in read_stream(self._client, keys.STORE_EVENTS):
            place = ValuePlace(key=keys.STORE_EVENTS, at=entry)
            event = await readable(self._client, fields.get(b"v", b""), StoreEvent, place=place)
            if event is not None:
                found.append(msgspec.structs.replace(event, at=from_ms(entry_ms(entry))))
        return found

    async def processes(self) -> tuple[Sequence[Process], Sequence[Process]]:
        """The daemons that run, and all of the last day; the newest sign of life first.

        How old a sign is, the store's clock decides, as it gave it its time. One of a time to come is from before
        that clock was put back, and says nothing.
        """
        at_ms, *signs = await self._client.run(scripts.SIGNS, keys=[self._client.key(keys.BEATS)])
        at, found = from_ms(at_ms), []
        for holder, value in zip(signs[::2], signs[1::2], strict=True):
            place = ValuePlace(key=keys.BEATS, at=holder)
            process = await readable_as(self._client, value, _decode_process, place=place)
            if process is not None and process.at is not None and process.at - at < ALIVE:
                found.append(msgspec.structs.replace(process, holder=holder.decode(errors="replace")))
        found.sort(key=lambda process: process.at or at, reverse=True)
        return [one for one in found if one.at is not None and at - one.at < ALIVE], found


def _field(name: str, *, instead: str) -> ValuePlace:
    """Where a part of the record is; what takes its place must be there when the next process looks."""
    return ValuePlace(key=keys.STORE, at=name, instead=instead.encode())


def _decode_name(body: bytes) -> str:
    name = decode_text(body)
    if not name.isalnum():
        raise DecodeError("not the name of a store")
    return name


def _decode_process(body: bytes) -> Process:
    at, _, process = body.partition(b" ")
    return msgspec.structs.replace(decode(process, Process), at=decode_instant(at))


def another_store() -> StoreUnavailableError:
    """What is raised while a store is not the one that was identified: it is looked into within a second."""
    return StoreUnavailableError("the store is not the one that it was: finding out what it has forgotten")
