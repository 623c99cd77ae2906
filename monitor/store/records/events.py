"""What the store still has of attempts to send and of what people did: the newest, before it is archived."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime

from monitor.model.activity import Activity
from monitor.model.sending.delivery import DeliveryRecord
from monitor.store.base import keys
from monitor.store.base.codec import to_ms
from monitor.store.base.known_channels import known_channels
from monitor.store.base.unreadable import ValuePlace, readable
from monitor.store.connection.client import Client
from monitor.store.connection.stream_pages import read_stream


async def attempts_since(client: Client, since: datetime) -> AsyncIterator[DeliveryRecord]:
    """Every attempt to send since an instant, channel by channel."""
    for channel in await known_channels(client):
        key = keys.channel(channel, "events")
        async for entry, fields in read_stream(client, key, since_ms=to_ms(since)):
            place = ValuePlace(key=key, at=entry)
            record = await readable(client, fields.get(b"v", b""), DeliveryRecord, place=place)
            if record is not None:
                yield record


async def acts_since(client: Client, since: datetime) -> AsyncIterator[Activity]:
    """What people did since an instant, in order."""
    async for entry, fields in read_stream(client, keys.ACTIVITY, since_ms=to_ms(since)):
        act = await readable(
            client, fields.get(b"v", b""), Activity, place=ValuePlace(key=keys.ACTIVITY, at=entry)
        )
        if act is not None:
            yield act
