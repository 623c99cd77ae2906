"""One look through the whole store for what is to be forgotten."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import msgspec

from monitor.clock import from_ms
from monitor.model.forgetting.request import ForgetRequest
from monitor.model.forgetting.scrub import DROP, Scrubber
from monitor.model.ids import ChannelName, FeedId
from monitor.store.base import keys, scripts
from monitor.store.base.codec import entry_ms
from monitor.store.base.known_channels import known_channels
from monitor.store.connection.client import Client, Value
from monitor.store.connection.key_pages import key_pages
from monitor.store.connection.stream_pages import read_stream
from monitor.store.forgetting.places import QUEUES, ForgetPlace, ForgetQueue, hashes, streams
from monitor.store.forgetting.rewriting import StreamChange, change_stream, repack
from monitor.store.queues.outbox_codec import NOT_IN_STREAM

_SILENT = timedelta(seconds=15)
"""Whoever works on an entry for longer has ended."""
_AT_ONCE = 100
_EDIT = 13
"""Bytes before the item of an edit that waits, and the byte that ends its name (`save.lua`)."""


@dataclass(slots=True, kw_only=True)
class StoreSweep:
    """What a sweep has found so far."""

    client: Client
    request: ForgetRequest
    apply: bool
    """Whether it is taken out; else it is only counted."""
    on_disk: Mapping[str, str]
    """Of each stream that is archived, by the name of its files, the newest entry on disk."""
    counts: Counter[str] = field(default_factory=Counter)
    scrubber: Scrubber = field(init=False)

    def __post_init__(self) -> None:
        self.scrubber = Scrubber(self.request)

    async def run(self) -> None:
        """Look everywhere, in the order of the flow. May be cut off and repeated."""
        channels = await known_channels(self.client)
        await self._edits()
        for queue in QUEUES:
            await self._queue(queue)
        for channel in channels:
            await self._outbox(channel)
        remembers = self.counts.copy()
        for place in hashes(channels):
            await self._hash(place)
        for stream in streams(channels):
            await self._stream(stream)
        if self.apply and self.counts != remembers:  # the deciding process has it in memory as well
            await self.client.run(scripts.UNSEAT, keys=[self.client.key(keys.DECIDER_FENCE)])

    async def repack(self) -> None:
        """Leave no bytes of deleted entries behind, also of those that were worked off and trimmed before."""
        channels = await known_channels(self.client)
        outboxes = [keys.channel(channel, part) for channel in channels for part in ("urgent", "out")]
        for stream in (
            *(queue.key for queue in QUEUES), *outboxes, *(place.key for place in streams(channels)),
        ):  # fmt: skip
            await repack(self.client, stream)

    async def _stream(self, place: ForgetPlace) -> None:
        goes: list[bytes] = []
        bodies: dict[bytes, bytes] = {}
        async for entry, body in self._entries(place.key):
            clean = self.scrubber.cleaned(body, at=_made_at(entry) if place.dated else None)
            if clean == DROP:
                goes.append(entry)
            elif clean is not None:
                bodies[entry] = clean
        self.counts[place.counted] += len(goes)
        self.counts["quotes"] += len(bodies)
        change = StreamChange(goes=frozenset(goes), bodies=bodies)
        if self.apply and change:
            on_disk = self.on_disk.get(place.file_name, "") if place.file_name else ""
            await change_stream(self.client, place.key, change, on_disk=on_disk)

    async def _queue(self, queue: ForgetQueue) -> None:
        args: list[Value] = []
        async for entry, body in self._entries(queue.key):
            clean = self.scrubber.cleaned(body, at=_made_at(entry))
            if clean is not None:
                args += (entry, _item_key(body, entry), b"" if clean == DROP else clean)
                self.counts[queue.counted] += clean == DROP
                self.counts["quotes"] += clean != DROP
        names = [self.client.key(name) for name in (queue.key, queue.counts, keys.UNDECIDED)]
        fixed = (queue.group, queue.counted, keys.milliseconds(_SILENT))
        for at in range(0, len(args) if self.apply else 0, 3 * _AT_ONCE):
            await self.client.run(scripts.FORGET_WORK, keys=names, args=(*fixed, *args[at : at + 3 * _AT_ONCE]))

    async def _outbox(self, channel: ChannelName) -> None:
        for stream in ("urgent", "out"):
            async for entry, body in self._entries(keys.channel(channel, stream)):
                clean = self.scrubber.cleaned(body)
                if clean == DROP:
                    await self._take_back(channel, stream, entry.decode(), body)
                elif clean is not None:
                    self.counts["quotes"] += 1
                    if self.apply:
                        names = [keys.channel(channel, stream), keys.channel(channel, "counts")]
                        await self.client.run(
                            scripts.FORGET_WORK,
                            keys=[self.client.key(name) for name in (*names, names[0])],
                            args=(keys.SENDERS, "", keys.milliseconds(_SILENT), entry, "", clean),
                        )
        held = ForgetPlace(key=keys.channel(channel, "body"), counted="waiting alerts")
        async for _, body, becomes in self._fields(held):
            if becomes == DROP:
                await self._take_back(channel, "out", NOT_IN_STREAM, body)

    async def _take_back(self, channel: ChannelName, stream: str, entry: str, body: bytes) -> None:
        """An alert that waits goes; what is sent at this moment is no longer stopped."""
        self.counts["waiting alerts"] += 1
        alert = msgspec.json.decode(body)
        if not self.apply:
            return
        parts = ("queued", "told_of", stream, "delayed", "body", "try", "counts", "events")
        await self.client.run(
            scripts.TAKE_BACK,
            keys=[self.client.key(keys.channel(channel, part)) for part in parts],
            args=(alert["id"], keys.SENDERS, entry, alert["story"]["id"], "forgotten_alerts", ""),
        )

    async def _hash(self, place: ForgetPlace) -> None:
        async for field_, body, clean in self._fields(place):
            if clean == DROP:
                self.counts[place.counted] += 1
                await self._replace(place, field_, body, b"")

    async def _fields(self, place: ForgetPlace) -> AsyncIterator[tuple[bytes, bytes, bytes | str]]:
        """The fields of a hash that are concerned. Those that only lose what they quote have it replaced."""
        held: Mapping[bytes, bytes] = await self.client.read("HGETALL", self.client.key(place.key))
        for name, body in held.items():
            at = await self.client.read("ZSCORE", self.client.key(place.times), name) if place.times else None
            clean = self.scrubber.cleaned(body, at=from_ms(int(float(at))) if at is not None else None)
            if clean is None:
                continue
            if isinstance(clean, bytes):
                self.counts["quotes"] += 1
                await self._replace(place, name, body, clean)
            yield name, body, clean

    async def _replace(self, place: ForgetPlace, name: bytes, old: bytes, new: bytes) -> None:
        if self.apply:
            names = [self.client.key(one) for one in (place.key, place.waiting or place.key)]
            await self.client.run(scripts.REPLACE_FIELD, keys=names, args=(name, old, new))

    async def _edits(self) -> None:
        """Edited items that wait until they may be looked at again."""
        async for names in key_pages(self.client, keys.edits(FeedId(""))):
            for key in names:
                held: Mapping[bytes, bytes] = await self.client.read("HGETALL", self.client.key(key))
                for mark, value in held.items():
                    body = value[_EDIT:].partition(b"\0")[2]
                    if mark[:1] == b"w" and self.scrubber.cleaned(body) is not None:
                        self.counts["history"] += 1
                        await self._replace(ForgetPlace(key=key, counted=""), mark, value, b"")

    async def _entries(self, stream: str) -> AsyncIterator[tuple[bytes, bytes]]:
        async for entry, fields in read_stream(self.client, stream):
            yield entry, fields.get(b"v", b"")


def _made_at(entry: bytes) -> datetime:
    return from_ms(entry_ms(entry))


def _item_key(body: bytes, entry: bytes) -> str:
    """What the item of a match is known by while it is not decided; empty for what is no match."""
    try:
        item = msgspec.json.decode(body)["item"]
        return f"{item['id']}@{item['edition']}" if item.get("edition") else str(item["id"])
    except (msgspec.DecodeError, KeyError, TypeError):
        return ""
