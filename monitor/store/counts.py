"""What the store can say of the monitor's state, in numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.clock import from_ms
from monitor.handover import Memory
from monitor.model import FeedId
from monitor.store import keys
from monitor.store.channels import known_channels
from monitor.store.client import Client
from monitor.store.codec import decode
from monitor.store.schedule import FailedVisit

NAMES = (
    "new", "known", "rejected", "baseline", "examined", "matched_items", "matched", "folded", "silenced",
    "queued", "told", "dead", "updates", "notices", "vanished", "latency_ms",
)  # fmt: skip
PAGE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """How polling a feed goes."""

    feed: FeedId
    next_visit_at: datetime
    failures: int
    """Failed visits since the last good one."""
    failure: str
    """What went wrong at the last visit, as a class; empty if it went well."""
    detail: str
    """The same in words."""
    good_at: datetime | None
    """The last visit that went well."""


async def counts(client: Client) -> dict[str, int]:
    """How many of each there have been, since the store is in use. Once all streams are empty:

    fetched = new + known + rejected, new = baseline + examined, and matched (pairs of an item and a
    channel) + notices = folded + silenced + told + dead + waiting. `updates` are beside these. `latency_ms` is the
    sum over what was told, from first seen to accepted. `vanished` must be 0: entries lost from a stream.
    """
    channels = await known_channels(client)
    names = [keys.ITEM_COUNTS, keys.DECISION_COUNTS, *(keys.channel(name, "counts") for name in channels)]
    total = Counter(dict.fromkeys(NAMES, 0))
    for name in names:
        stored = await client.read("HGETALL", client.key(name))
        total.update({field.decode(): int(value) for field, value in stored.items()})
    total["fetched"] = total["new"] + total["known"] + total["rejected"]
    total["waiting"] = 0
    for channel in channels:
        total["waiting"] += await client.read("XLEN", client.key(keys.channel(channel, "out")))
        total["waiting"] += await client.read("ZCARD", client.key(keys.channel(channel, "delayed")))
    return dict(total)


async def queues(client: Client) -> dict[str, int]:
    """How much waits where: `items`, `matches`, and `out`, `delayed`, `updates`, `dead` of each channel."""
    lengths = {
        "items": await client.read("XLEN", client.key(keys.ITEMS)),
        "matches": await client.read("XLEN", client.key(keys.MATCHES)),
    }
    for channel in await known_channels(client):
        for command, part in (("XLEN", "out"), ("ZCARD", "delayed"), ("ZCARD", "updates"), ("XLEN", "dead")):
            key = client.key(keys.channel(channel, part))
            lengths[f"{channel} {part}"] = await client.read(command, key)
    return lengths


async def feeds(client: Client) -> Sequence[FeedState]:
    """The state of every feed of the schedule, the next to be visited first."""
    states: list[FeedState] = []
    start = 0
    while page := await client.read("ZRANGE", client.key(keys.DUE), start, start + PAGE - 1, "WITHSCORES"):
        states += await _states(client, page[::2], page[1::2])
        start += PAGE
    return states


async def _states(client: Client, names: Sequence[bytes], due: Sequence[bytes]) -> list[FeedState]:
    memories = await client.read("HMGET", client.key(keys.MEMORY), *names)
    failures = await client.read("HMGET", client.key(keys.FAILURE), *names)
    good = await client.read("HMGET", client.key(keys.GOOD), *names)
    return [
        _state(name, float(at), memory, failure, good_at)
        for name, at, memory, failure, good_at in zip(names, due, memories, failures, good, strict=True)
    ]


def _state(
    name: bytes, due: float, memory: bytes | None, failure: bytes | None, good_at: bytes | None
) -> FeedState:
    failed = decode(failure, FailedVisit) if failure else FailedVisit("", "")
    return FeedState(
        feed=FeedId(name.decode()),
        next_visit_at=from_ms(int(due)),
        failures=decode(memory, Memory).failures if memory else 0,
        failure=failed.failure,
        detail=failed.detail,
        good_at=from_ms(int(good_at)) if good_at else None,
    )
