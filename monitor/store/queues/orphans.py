"""Outboxes that nobody sends from, because their channel was removed or renamed: found, moved, dropped."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

from monitor.errors import MonitorError
from monitor.model.ids import ChannelName
from monitor.model.sending.alert import moved_id
from monitor.store.base import keys, scripts
from monitor.store.base.codec import encode
from monitor.store.base.known_channels import known_channels
from monitor.store.connection.client import Client
from monitor.store.queues.dead_letters import dropped_by_a_person
from monitor.store.queues.enqueue import emit
from monitor.store.queues.outbox import ChannelOutbox
from monitor.store.queues.waiting_alerts import WaitingAlert, waiting_in

_PAGE = 500
_LEASE = timedelta(seconds=30)


async def orphans(client: Client, *, configured: Collection[ChannelName]) -> Mapping[ChannelName, int]:
    """How many alerts wait for each channel that is not among those configured, and that nobody sends to.

    Dead letters do not count.
    """
    found: dict[ChannelName, int] = {}
    for name in await known_channels(client):
        if name not in configured and not await client.read("EXISTS", client.key(keys.channel(name, "lease"))):
            found[name] = await _length(client, name)
    return {name: length for name, length in found.items() if length}


async def move(client: Client, old: ChannelName, new: ChannelName) -> int:
    """Move all that waits for a channel to another; how many alerts. May be repeated after a crash.

    Raises MonitorError while a sender is at work on the old one, which might send what is moved.
    """
    await client.run(scripts.REGISTER, keys=[client.key(keys.CHANNELS)], args=[new])
    moved = 0
    async with _alone(client, old) as outbox:
        while found := await waiting_in(client, old, limit=_PAGE):
            for waiting in found:
                alert = waiting.alert
                held = alert.held(None if waiting.tried else alert.hold, in_digest=alert.in_digest)
                name = moved_id(alert.id, to=new)
                # without its escalation, which is due already on the old channel
                await emit(client, replace(held, id=name, channel=new, escalate=None))
                moved += await _take_back(client, waiting, counted_as="")
            await outbox.renew()
    return moved


async def drop_waiting(client: Client, channel: ChannelName) -> int:
    """Delete all that waits for a channel, permanently; how many alerts. They are counted as dead.

    Raises MonitorError while a sender is at work on it.
    """
    dropped = 0
    async with _alone(client, channel) as outbox:
        while found := await waiting_in(client, channel, limit=_PAGE):
            dropped += sum([await _take_back(client, waiting, counted_as="dead") for waiting in found])
            await outbox.renew()
    return dropped


async def _take_back(client: Client, waiting: WaitingAlert, *, counted_as: str) -> int:
    alert = waiting.alert
    parts = ("queued", "told_of", waiting.stream, "delayed", "body", "try", "counts", "events")
    note = encode(dropped_by_a_person(alert)) if counted_as else b""
    taken: int = await client.run(
        scripts.TAKE_BACK,
        keys=[client.key(keys.channel(alert.channel, part)) for part in parts],
        args=(alert.id, keys.SENDERS, waiting.entry, alert.story.id, counted_as, note),
    )
    return taken


class _Held:
    """The lease of a channel's outbox."""

    def __init__(self, client: Client, channel: ChannelName) -> None:
        self._outbox = ChannelOutbox(client, lease=_LEASE)
        self._channel = channel
        self._holder = f"orphans-{uuid.uuid4().hex}"

    async def renew(self) -> None:
        """Hold on to the lease."""
        if await self._outbox.hold(self._channel, self._holder) is None:
            raise MonitorError(
                f"a running monitor sends to the channel {self._channel!r}: remove or rename it in channels.yaml "
                "first, and try again a few seconds later"
            )

    async def release(self) -> None:
        """Give the lease back."""
        await self._outbox.release(self._channel, self._holder)


@asynccontextmanager
async def _alone(client: Client, channel: ChannelName) -> AsyncIterator[_Held]:
    held = _Held(client, channel)
    await held.renew()
    try:
        yield held
    finally:
        await held.release()


async def _length(client: Client, channel: ChannelName) -> int:
    lengths = [
        await client.read(command, client.key(keys.channel(channel, part)))
        for part, command in (("urgent", "XLEN"), ("out", "XLEN"), ("delayed", "ZCARD"))
    ]
    return sum(lengths)
