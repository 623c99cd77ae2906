"""Values that cannot be decoded: another version of the monitor, or a damaged disk, may have written them.

They are moved aside whole, logged and counted, and everything else goes on. Whoever reads one goes on as if it had
never been there.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import structlog

from monitor.model.sending.decision import Decision
from monitor.store.base import keys, scripts
from monitor.store.base.codec import DecodeError, decode, decode_decision
from monitor.store.connection.client import Client
from monitor.store.connection.stream_pages import read_stream

T = TypeVar("T")

log = structlog.get_logger("monitor")


@dataclass(frozen=True, slots=True, kw_only=True)
class ValuePlace:
    """Where a value is, by names without the prefix."""

    key: str
    at: bytes | str = ""
    """The entry of a stream, the field of a hash, the member of a set; empty for the whole of a string."""
    group: str = ""
    """The consumer group for which an entry is pending."""
    waiting: str = ""
    """A sorted set that has the field as well."""
    counts: str = keys.DECISION_COUNTS
    counter: str = "unreadable"
    """Which counter counts it."""
    instead: bytes = b""
    """What takes its place in a hash, if nothing would mean something else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadableValue:
    """A value that was moved aside."""

    id: str
    """That of its entry among those that were."""
    key: str
    """Where it was, without the prefix."""
    at: str
    why: str


async def readable(client: Client, body: bytes, kind: type[T], *, place: ValuePlace) -> T | None:
    """The value, or None after it was moved aside."""
    return await readable_as(client, body, partial(decode, kind=kind), place=place)


async def readable_as(client: Client, body: bytes, read: Callable[[bytes], T], *, place: ValuePlace) -> T | None:
    """What `read`, one of the decoders of `codec`, makes of a value; or None after the value was moved aside."""
    try:
        return read(body)
    except DecodeError as error:
        await set_aside(client, body, place=place, why=str(error))
        return None


async def readable_decision(client: Client, entry: bytes, fields: Mapping[bytes, bytes]) -> Decision | None:
    """The decision of an entry of the log, or None after it was moved aside."""
    return await readable_as(
        client, fields.get(b"v", b""), decode_decision, place=ValuePlace(key=keys.LOG, at=entry)
    )


async def set_aside(client: Client, body: bytes, *, place: ValuePlace, why: str) -> None:
    """Move a value aside. May be repeated."""
    at = place.at.decode(errors="replace") if isinstance(place.at, bytes) else place.at
    log.error("a value in the store cannot be read and was moved aside", key=place.key, at=at, why=why)
    names = (place.key, keys.UNREADABLE, place.counts, place.waiting or place.key)
    await client.run(
        scripts.SET_ASIDE,
        keys=[client.key(name) for name in names],
        args=(place.at, body, why, place.group, place.counter, place.instead),
    )


async def unreadable_since(client: Client, entry: str) -> AsyncIterator[UnreadableValue]:
    """The values that were moved aside after this entry (`0-0` for all), oldest first."""
    async for found, fields in read_stream(client, keys.UNREADABLE, since_ms=int(entry.partition("-")[0])):
        if _number(found.decode()) > _number(entry):
            key, at, why = (fields.get(name, b"").decode(errors="replace") for name in (b"key", b"at", b"why"))
            yield UnreadableValue(id=found.decode(), key=key.removeprefix(client.prefix), at=at, why=why)


def _number(entry: str) -> tuple[int, int]:
    milliseconds, _, number = entry.partition("-")
    return int(milliseconds), int(number or 0)
