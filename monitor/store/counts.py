"""What the store can say of the monitor's state, in numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from monitor.clock import from_ms
from monitor.handover import FeedState, Memory
from monitor.model import FeedId
from monitor.store import keys
from monitor.store.channels import known_channels
from monitor.store.client import Client
from monitor.store.codec import decode
from monitor.store.schedule import FailedVisit

NAMES = (
    "new", "known", "rejected", "baseline", "examined", "matched_items", "correlated", "decided", "matched",
    "folded", "silenced", "queued", "told", "dead", "updates", "notices", "reminders", "overruns", "vanished",
    "latency_ms", "aside_items", "aside_matches",
)  # fmt: skip
_QUEUES = {"urgent": "XLEN", "out": "XLEN", "delayed": "ZCARD", "updates": "ZCARD", "dead": "XLEN"}
PAGE = 500


async def counts(client: Client) -> dict[str, int]:
    """How many of each there have been, since the store is in use. Once all streams are empty:

    fetched = new + known + rejected, new = baseline + examined, and matched (pairs of an item and a
    channel) + notices + reminders = folded + silenced + told + dead + waiting. Reminders are all further rings
    that no match asked for: escalations to another channel, and what went to a fallback, as well. `updates` are
    beside these. `latency_ms` is the sum over what was told, from first seen, or from when it was no longer held,
    to accepted. `vanished` must be 0: entries lost from a stream. `aside_items` and `aside_matches` were set aside
    because a bug kept everybody from dealing with them; they are neither examined nor decided.
    """
    channels = await known_channels(client)
    names = [keys.ITEM_COUNTS, keys.DECISION_COUNTS, *(keys.channel(name, "counts") for name in channels)]
    total = Counter(dict.fromkeys(NAMES, 0))
    for name in names:
        stored = await client.read("HGETALL", client.key(name))
        total.update({_counter(name, field.decode()): int(value) for field, value in stored.items()})
    total["fetched"] = total["new"] + total["known"] + total["rejected"]
    total["waiting"] = 0
    for channel in channels:
        for stream in ("urgent", "out"):
            total["waiting"] += await client.read("XLEN", client.key(keys.channel(channel, stream)))
        total["waiting"] += await client.read("ZCARD", client.key(keys.channel(channel, "delayed")))
    return dict(total)


def _counter(key: str, field: str) -> str:
    if field != "aside":
        return field
    return "aside_items" if key == keys.ITEM_COUNTS else "aside_matches"


async def queues(client: Client) -> dict[str, int]:
    """How much waits where: `items`, `matches`; of each channel `urgent`, `out`, `delayed`, `updates`, `dead`."""
    lengths = {
        "items": await client.read("XLEN", client.key(keys.ITEMS)),
        "matches": await client.read("XLEN", client.key(keys.MATCHES)),
    }
    for channel in await known_channels(client):
        for part, command in _QUEUES.items():
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
    remembered = decode(memory, Memory) if memory else Memory()
    return FeedState(
        feed=FeedId(name.decode()),
        next_visit_at=from_ms(int(due)),
        failures=remembered.failures,
        failure=failed.failure,
        detail=failed.detail,
        good_at=from_ms(int(good_at)) if good_at else None,
        memory=remembered,
    )
