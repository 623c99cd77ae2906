"""The state that version 0.1.0 left in its store, put into an empty Valkey or Redis by ordinary commands.

`state.jsonl.gz` holds one JSON document a line, one line a key: `key`, `type`, `ttl` (ms that were left, or null)
and `value`. A text is written as it is; bytes that are no UTF-8 as {"b64": ...}.

    string   a text
    hash     [[field, value], ...]
    set      [member, ...]
    zset     [[member, score], ...], the score as a text
    stream   {"entries": [[id, [[field, value], ...]], ...], "last_id", "entries_added", "max_deleted",
              "groups": [{"name", "last_delivered", "entries_read",
                          "consumers": [{"name", "pending": [[id, delivered at in ms, times delivered], ...]}]}]}
"""

from __future__ import annotations

import base64
import gzip
import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

DATA = Path(__file__).parent / "data" / "state-0.1.0"
PREFIX = "monitor:"
"""The prefix of every key in the file."""

_SPAN = 400 * 86_400_000
"""ms on either side of the state's own time within which a number of 13 digits is taken for an instant."""
_INSTANT = re.compile(rb"(?<![0-9A-Za-z])\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z")
_MS = re.compile(rb"(?<![0-9A-Za-z.])\d{13}(?![0-9A-Za-z.])")
_MARKS, _RULES = ":marks:", "{d}:rules"
_RECORD = 7
"""Bytes of a mark with its day, which is the last of them."""


class Commands(Protocol):
    """A client that leaves bytes as they are, such as redis.asyncio.Redis without `decode_responses`."""

    async def execute_command(self, *args: Any) -> Any:
        """Run one command."""


def records(path: Path = DATA / "state.jsonl.gz") -> Iterator[dict[str, Any]]:
    """Every key of the state, as the file has it."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def taken_at(data: Path = DATA) -> datetime:
    """When the state was taken."""
    return datetime.fromisoformat(json.loads((data / "manifest.json").read_text(encoding="utf-8"))["taken_at"])


async def load_state(
    client: Commands,
    *,
    data: Path = DATA,
    shift: timedelta = timedelta(),
    expiring: bool = True,
    prefix: str = PREFIX,
) -> int:
    """Write every key into the database of `client`, which should be empty; how many there were.

    Without `shift` the bytes are exactly those of 0.1.0. With it, a number of whole seconds, every instant in the
    state is so much later, as if the state had been taken then. `expiring=False` leaves out the keys that had only
    seconds to hours to live (leases, pauses of channels, the request to reload), as if the upgrade had taken
    longer than that. `prefix` replaces the one in the file.
    """
    written = 0
    for record in shifted(shift, data=data):
        if record["ttl"] is not None and not expiring:
            continue
        key = prefix + record["key"].removeprefix(PREFIX)
        await _WRITERS[record["type"]](client, key, record["value"])
        if record["ttl"] is not None:
            await client.execute_command("PEXPIRE", key, max(record["ttl"], 1))
        written += 1
    return written


def shifted(shift: timedelta, *, data: Path = DATA) -> Iterator[dict[str, Any]]:
    """Every key of the state, with every instant so many whole seconds later."""
    mover = _Shift(shift, around=taken_at(data))
    for record in records(data / "state.jsonl.gz"):
        yield record | {"value": mover.moved(record)} if shift else record


def raw(value: str | dict[str, str]) -> bytes:
    """The bytes of a value of the file."""
    return base64.b64decode(value["b64"]) if isinstance(value, dict) else value.encode()


async def _string(client: Commands, key: str, value: Any) -> None:
    await client.execute_command("SET", key, raw(value))


async def _hash(client: Commands, key: str, value: Any) -> None:
    await client.execute_command("HSET", key, *(raw(part) for pair in value for part in pair))


async def _set(client: Commands, key: str, value: Any) -> None:
    await client.execute_command("SADD", key, *(raw(member) for member in value))


async def _zset(client: Commands, key: str, value: Any) -> None:
    await client.execute_command("ZADD", key, *(part for member, score in value for part in (score, raw(member))))


async def _stream(client: Commands, key: str, value: Any) -> None:
    for entry, fields in value["entries"]:
        await client.execute_command("XADD", key, entry, *(raw(part) for pair in fields for part in pair))
    groups = value["groups"]
    for group in groups:
        read = () if group["entries_read"] is None else ("ENTRIESREAD", group["entries_read"])
        await client.execute_command(
            "XGROUP", "CREATE", key, group["name"], group["last_delivered"], "MKSTREAM", *read
        )
    await client.execute_command(
        "XSETID", key, value["last_id"],
        "ENTRIESADDED", value["entries_added"], "MAXDELETEDID", value["max_deleted"],
    )  # fmt: skip
    for group in groups:
        for consumer in group["consumers"]:
            await client.execute_command("XGROUP", "CREATECONSUMER", key, group["name"], consumer["name"])
            for entry, at, times in consumer["pending"]:
                await client.execute_command(
                    "XCLAIM", key, group["name"], consumer["name"], 0, entry,
                    "TIME", at, "RETRYCOUNT", times, "FORCE",
                )  # fmt: skip


_WRITERS = {"string": _string, "hash": _hash, "set": _set, "zset": _zset, "stream": _stream}


class _Shift:
    """Moves every instant of the state by whole seconds. Nothing but instants changes."""

    def __init__(self, shift: timedelta, *, around: datetime) -> None:
        self._shift = shift
        self._days = ((around + shift).date() - around.date()).days
        self._ms = shift // timedelta(seconds=1) * 1000
        self._around = int(around.timestamp() * 1000)

    def moved(self, record: dict[str, Any]) -> Any:
        key, value = record["key"], record["value"]
        if _MARKS in key:
            return packed(self._marks(raw(value)))
        if key.endswith(_RULES):  # compressed files
            return value
        match record["type"]:
            case "string":
                return self._value(value)
            case "set":
                return value
            case "zset":
                return [[member, self._score(score)] for member, score in value]
            case "hash":
                return [[field, self._value(body)] for field, body in value]
            case _:
                return self._stream(value)

    def _stream(self, value: dict[str, Any]) -> dict[str, Any]:
        return {
            "entries": [
                [self._id(entry), [[field, self._value(body)] for field, body in fields]]
                for entry, fields in value["entries"]
            ],
            "last_id": self._id(value["last_id"]),
            "entries_added": value["entries_added"],
            "max_deleted": self._id(value["max_deleted"]),
            "groups": [
                group
                | {
                    "last_delivered": self._id(group["last_delivered"]),
                    "consumers": [
                        {
                            "name": consumer["name"],
                            "pending": [
                                [self._id(entry), at + self._ms, times] for entry, at, times in consumer["pending"]
                            ],
                        }
                        for consumer in group["consumers"]
                    ],
                }
                for group in value["groups"]
            ],
        }

    def _id(self, entry: str) -> str:
        ms, _, number = entry.partition("-")
        return entry if ms == "0" else f"{int(ms) + self._ms}-{number}"

    def _score(self, score: str) -> str:
        return str(int(float(score)) + self._ms) if self._near(float(score)) else score

    def _value(self, value: str | dict[str, str]) -> str | dict[str, str]:
        body = _INSTANT.sub(self._instant, raw(value))
        body = _MS.sub(self._number, body)
        return packed(self._buckets(body) if b'"buckets":[[' in body else body)

    def _instant(self, found: re.Match[bytes]) -> bytes:
        moment, rest = found[0][:19].decode(), found[0][19:]
        return (datetime.fromisoformat(moment) + self._shift).isoformat().encode() + rest

    def _number(self, found: re.Match[bytes]) -> bytes:
        return str(int(found[0]) + self._ms).encode() if self._near(int(found[0])) else found[0]

    def _near(self, ms: float) -> bool:
        return abs(ms - self._around) < _SPAN

    def _marks(self, body: bytes) -> bytes:
        """The last byte of each record is a day since 1970 that comes round after 256."""
        return bytes(
            (byte + self._days) % 256 if at % _RECORD == _RECORD - 1 else byte for at, byte in enumerate(body)
        )

    def _buckets(self, body: bytes) -> bytes:
        """Stretches of time by their number since 1970: how long one is follows from how many there were."""
        tally = json.loads(body)
        last = tally["buckets"][-1][0]
        width = round(self._around / (last + 0.5) / 1000) * 1000
        moved = [[number + self._ms // width, many] for number, many in tally["buckets"]]
        old, new = (json.dumps(pairs, separators=(",", ":")).encode() for pairs in (tally["buckets"], moved))
        return body.replace(b'"buckets":' + old, b'"buckets":' + new)


def packed(body: bytes) -> str | dict[str, str]:
    """Bytes as the file has them, the opposite of `raw`."""
    try:
        return body.decode()
    except UnicodeDecodeError:
        return {"b64": base64.b64encode(body).decode()}
