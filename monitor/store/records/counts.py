"""What the store can say of the monitor's state, in numbers."""

from __future__ import annotations

from collections import Counter

from monitor.store.base import keys
from monitor.store.base.codec import DecodeError, decode_count
from monitor.store.base.known_channels import known_channels
from monitor.store.connection.client import Client

NAMES = (
    "new", "known", "same", "rejected", "unaccounted", "edited",
    "baseline", "examined", "matched_items", "correlated", "decided", "matched",
    "folded", "silenced", "queued", "told", "dead", "updates", "notices", "reminders", "overruns", "vanished",
    "latency_ms", "aside_items", "aside_matches", "unreadable", "unreadable_alerts", "by_fallback",
    "forgotten_items", "forgotten_matches", "forgotten_alerts",
)  # fmt: skip
_QUEUES = {"urgent": "XLEN", "out": "XLEN", "delayed": "ZCARD", "updates": "ZCARD", "dead": "XLEN"}


async def counts(client: Client) -> dict[str, int]:
    """How many of each there have been, since the store is in use. Once all streams are empty:

    fetched (entries of documents) = new + known + same (as another entry of the document) + rejected (by reason as
    well: `rejected: …`), and unaccounted is 0; new + edited (known, but looked at again because their words have
    changed) = baseline + examined; and matched (pairs of an item and a
    channel) + notices + reminders = folded + silenced + `told` + by_fallback + dead + waiting. Reminders are all
    further alerts that no match asked for: escalations to another channel, and what went to a fallback, as well;
    `by_fallback` counts the alerts that a fallback sent in their channel's place. `updates` are
    beside these. `latency_ms` is the sum over what was sent, from first seen, or from when it was no longer held,
    to accepted. `vanished` must be 0: entries lost from a stream. `aside_items` and `aside_matches` were set aside
    because a bug kept everybody from dealing with them; they are neither examined nor decided. `forgotten_items`,
    `forgotten_matches` and `forgotten_alerts` were taken off a queue because a person had them forgotten.
    `unreadable` counts the values that could not be decoded, `unreadable_alerts` the alerts among them.
    """
    channels = await known_channels(client)
    names = [keys.ITEM_COUNTS, keys.DECISION_COUNTS, *(keys.channel(name, "counts") for name in channels)]
    total = Counter(dict.fromkeys(NAMES, 0))
    for name in names:
        stored = await client.read("HGETALL", client.key(name))
        for field, value in stored.items():
            total[_counter(name, field.decode(errors="replace"))] += _number(value)
    total["fetched"] = sum(total[name] for name in ("new", "known", "same", "rejected", "unaccounted"))
    total["waiting"] = await waiting_alerts(client)
    return dict(total)


async def waiting_alerts(client: Client) -> int:
    """How many alerts wait for all channels together."""
    waiting = 0
    for channel in await known_channels(client):
        for stream in ("urgent", "out"):
            waiting += await client.read("XLEN", client.key(keys.channel(channel, stream)))
        waiting += await client.read("ZCARD", client.key(keys.channel(channel, "delayed")))
    return waiting


def _number(value: bytes) -> int:
    try:
        return decode_count(value)
    except DecodeError:  # what is counted from now on counts; the next to count writes over it
        return 0


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
