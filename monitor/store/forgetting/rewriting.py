"""A stream without some of its entries, and with others in another form, all under their own names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from monitor.store.base import keys, scripts
from monitor.store.connection.client import Client, Value

_PAGE = 200
_MOST_SINCE = 1_000
"""Entries that may have come while the stream was copied, and are taken in the last step."""

_MOST_AT_ONCE = 20_000
"""Entries of a stream that is written again in one step."""

Entry = tuple[bytes, Mapping[bytes, bytes]]


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamChange:
    """What becomes of a stream: entries that go, and the new body of others."""

    goes: frozenset[bytes]
    bodies: Mapping[bytes, bytes]

    def __bool__(self) -> bool:
        return bool(self.goes or self.bodies)


async def change_stream(client: Client, stream: str, change: StreamChange, *, on_disk: str) -> None:
    """Change a stream that has no consumers; `on_disk` is its newest entry that is on disk, if it is archived.

    It is copied: the bytes of an entry that is only deleted stay where they are. May be cut off and repeated.
    """
    names_of = [client.key(name) for name in (keys.forgetting(stream), stream, keys.archived(stream))]
    await client.run(scripts.COPY_ENTRIES, keys=names_of[:1], args=[1])
    last, copied = b"0-0", 0
    while True:
        page: Sequence[Entry] = await client.read("XRANGE", names_of[1], f"({last.decode()}", "+", "COUNT", _PAGE)
        if page:
            last = page[-1][0]
            copied += await _copy(client, names_of[0], page, change)
        if len(page) < _PAGE:
            rest: list[Value] = [last, _after(last), _MOST_SINCE, int(copied > 0), on_disk]
            if await client.run(scripts.SWAP_STREAM, keys=names_of, args=rest):
                return


async def _copy(client: Client, copy: str, page: Sequence[Entry], change: StreamChange) -> int:
    args: list[Value] = [0]
    kept = 0
    for entry, fields in page:
        if entry in change.goes:
            continue
        body = change.bodies.get(entry)
        held = fields if body is None else {**fields, b"v": body}
        args += (entry, 2 * len(held))
        args += (part for pair in held.items() for part in pair)
        kept += 1
    if kept:
        await client.run(scripts.COPY_ENTRIES, keys=[copy], args=args)
    return kept


async def repack(client: Client, stream: str) -> bool:
    """Write a stream of moderate length again, so that no bytes of deleted entries are left; false for a long one,
    in which they go by themselves as it moves on. May be repeated."""
    names = [client.key(stream), client.key(keys.forgetting(stream))]
    return bool(await client.run(scripts.REPACK, keys=names, args=[_MOST_AT_ONCE]))


def _after(entry: bytes) -> str:
    milliseconds, _, number = entry.decode().partition("-")
    return f"{milliseconds}-{int(number) + 1}"
