"""How long the streams of what was are kept: as long as it takes without an archive, and until it has them with
one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from monitor.store.base import keys, scripts
from monitor.store.base.known_channels import known_channels
from monitor.store.connection.client import Client

MOST_ENTRIES = 2_000_000
"""Entries of a stream that waits for its archive, beyond which the oldest go all the same: alerts go on."""
_MOST_ACTS, _MOST_ATTEMPTS = 50_000, 100_000
_ANY = 2**53
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_OLD = timedelta(days=30)
"""For streams that only versions before 0.2 wrote."""


class Follows(StrEnum):
    """Whether an archive follows the streams."""

    NO = "off"
    MAYBE = "if followed"
    """Another process may keep one: then the streams show it."""
    YES = "always"
    """Nothing is forgotten that is not archived, not even before the archive first had anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgottenEntries:
    """What was forgotten."""

    entries: int = 0
    lost: int = 0
    """Those among them that an archive should have had, but is too far behind to get."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    stream: str
    alone: timedelta
    """How long entries are kept without an archive."""
    archived: timedelta
    most: int
    counts: str


async def forget_old(client: Client, *, keep: timedelta, follows: Follows) -> ForgottenEntries:
    """Forget what is old by the store's clock: items after `keep`, or an hour after they are archived.

    Decisions from which the running stories are rebuilt are kept all the same.
    """
    entries = lost = 0
    info = await client.server_info()
    for kept in [one async for one in _kept(client, keep)]:
        stream = client.key(kept.stream)
        most = kept.most if follows is Follows.NO else await _most_of(client, stream, limit=info.maxmemory)
        done = await client.run(
            scripts.TRIM,
            keys=[stream, client.key(keys.archived(kept.stream)), client.key(kept.counts)],
            args=(keys.milliseconds(kept.alone), keys.milliseconds(kept.archived), follows.value, most),
        )
        entries, lost = entries + done[0], lost + done[1]
    return ForgottenEntries(entries=entries, lost=lost)


async def _kept(client: Client, keep: timedelta) -> AsyncIterator[_Kept]:
    items, decisions = keys.ITEM_COUNTS, keys.DECISION_COUNTS
    week = keys.KEEP_DECIDED
    yield _Kept(stream=keys.HISTORY, alone=keep, archived=_HOUR, most=_ANY, counts=items)
    yield _Kept(stream=keys.LOG, alone=max(keep, week), archived=week, most=_ANY, counts=decisions)
    yield _Kept(stream=keys.ACTIVITY, alone=400 * _DAY, archived=3 * _DAY, most=_MOST_ACTS, counts=decisions)
    yield _Kept(stream=keys.ACTIONS, alone=_OLD, archived=_OLD, most=_ANY, counts=decisions)
    for name in await known_channels(client):
        counts = keys.channel(name, "counts")
        yield _Kept(
            stream=keys.channel(name, "events"), alone=90 * _DAY, archived=3 * _DAY, most=_MOST_ATTEMPTS,
            counts=counts,
        )  # fmt: skip
        yield _Kept(stream=keys.channel(name, "attempts"), alone=_OLD, archived=_OLD, most=_ANY, counts=counts)


async def _most_of(client: Client, stream: str, *, limit: int) -> int:
    """How many entries a stream that waits for its archive may hold: with a limit, they take half of the
    memory."""
    if not limit:
        return MOST_ENTRIES
    length = await client.read("XLEN", stream)
    size = await client.read("MEMORY", "USAGE", stream) if length else 0
    return min(MOST_ENTRIES, max(limit // 2 * length // size, 1)) if size else MOST_ENTRIES
