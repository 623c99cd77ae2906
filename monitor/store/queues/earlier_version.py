"""What version 0.1.0 left in the outboxes, so that it goes on as if this version had queued it."""

from __future__ import annotations

from collections.abc import AsyncIterator

from monitor.model.ids import ChannelName
from monitor.model.sending.alert import Alert
from monitor.store.base import keys, scripts
from monitor.store.base.codec import encode
from monitor.store.base.known_channels import known_channels
from monitor.store.connection.client import Client
from monitor.store.connection.stream_pages import read_stream
from monitor.store.queues.enqueue import escalates_at_ms
from monitor.store.queues.outbox_codec import readable_alert


async def escalate_what_waits(client: Client) -> int:
    """Have the alerts that 0.1.0 queued escalate, which it arranged only once they were delivered; how many do.

    Must come before the store gets its name, which 0.1.0 did not give: with it, nothing is done. May be repeated.
    """
    if await client.read("HEXISTS", client.key(keys.STORE), "id"):
        return 0
    found = 0
    for channel in await known_channels(client):
        names = [client.key(keys.channel(channel, part)) for part in ("followups", "follow_body")]
        async for alert in _waiting(client, channel):
            if due := escalates_at_ms(alert):
                await client.run(scripts.ESCALATE, keys=names, args=(alert.story.id, due, encode(alert)))
                found += 1
    return found


async def _waiting(client: Client, channel: ChannelName) -> AsyncIterator[Alert]:
    for stream in ("urgent", "out"):
        async for entry, fields in read_stream(client, keys.channel(channel, stream)):
            written = f"urgent {entry.decode()}" if stream == "urgent" else entry.decode()
            if (alert := await readable_alert(client, channel, fields.get(b"v", b""), entry=written)) is not None:
                yield alert
    bodies = await client.read("HGETALL", client.key(keys.channel(channel, "body")))
    for name, body in bodies.items():
        if (alert := await readable_alert(client, channel, body, entry="", name=name)) is not None:
            yield alert
