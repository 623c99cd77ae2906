"""What the store still has of attempts to send and of what people did: the newest, before it is archived."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime

from monitor.model.activity import Activity
from monitor.model.ids import ChannelName
from monitor.model.sending.delivery import DeliveryRecord
from monitor.store.base import keys
from monitor.store.base.codec import to_ms
from monitor.store.base.known_channels import known_channels
from monitor.store.base.unreadable import ValuePlace, readable
from monitor.store.connection.client import Client
from monitor.store.connection.stream_pages import read_stream

_LAST = 2**64 - 1
"""The highest number that an entry of one millisecond can have."""


async def attempts_since(client: Client, since: datetime) -> AsyncIterator[DeliveryRecord]:
    """Every attempt to send since an instant, channel by channel."""
    for channel in await known_channels(client):
        async for _, record in attempts_after(client, channel, after=_before(since)):
            yield record


async def acts_since(client: Client, since: datetime) -> AsyncIterator[Activity]:
    """What people did since an instant, in order."""
    async for _, act in acts_after(client, after=_before(since)):
        yield act


async def attempts_after(
    client: Client, channel: ChannelName, *, after: str
) -> AsyncIterator[tuple[str, DeliveryRecord]]:
    """Every attempt to send to a channel after an entry of its stream, each with its entry."""
    key = keys.channel(channel, "events")
    async for entry, fields in read_stream(client, key, after=after):
        place = ValuePlace(key=key, at=entry)
        record = await readable(client, fields.get(b"v", b""), DeliveryRecord, place=place)
        if record is not None:
            yield entry.decode(), record


async def acts_after(client: Client, *, after: str) -> AsyncIterator[tuple[str, Activity]]:
    """What people did after an entry of its stream, in order, each with its entry."""
    async for entry, fields in read_stream(client, keys.ACTIVITY, after=after):
        place = ValuePlace(key=keys.ACTIVITY, at=entry)
        act = await readable(client, fields.get(b"v", b""), Activity, place=place)
        if act is not None:
            yield entry.decode(), act


def _before(instant: datetime) -> str:
    """The entry after which all entries are that were made at an instant or later."""
    return f"{max(to_ms(instant) - 1, 0)}-{_LAST}"
