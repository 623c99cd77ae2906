"""Whether a channel is paused, until when, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from monitor.model.ids import ChannelName
from monitor.model.sending.channel_health import ChannelHealth
from monitor.store.base import keys, scripts
from monitor.store.base.codec import decode_instant, decode_text, encode
from monitor.store.base.known_channels import known_channels
from monitor.store.base.unreadable import ValuePlace, readable, readable_as
from monitor.store.connection.client import Client


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelState:
    """A channel that is paused, or accepts nothing."""

    health: ChannelHealth | None
    paused_until: datetime | None
    """When it is tried next; None if it is not paused."""


async def channel_states(client: Client) -> Mapping[ChannelName, ChannelState]:
    """The state of every channel that is paused or accepts nothing, by name."""
    found = {
        name: ChannelState(health=await health_of(client, name), paused_until=await paused_until(client, name))
        for name in await known_channels(client)
    }
    return {name: state for name, state in found.items() if state.health or state.paused_until}


async def paused_until(client: Client, channel: ChannelName) -> datetime | None:
    """The instant before which nothing is sent to a channel, if it is ahead by the store's clock."""
    names = [keys.channel(channel, part) for part in ("not_before", "backoff")]
    found = await client.read("MGET", *(client.key(name) for name in names))
    instants = [
        await readable_as(client, body, decode_instant, place=ValuePlace(key=name))
        for name, body in zip(names, found, strict=True)
        if body is not None
    ]
    return max((instant for instant in instants if instant is not None), default=None)


async def lift(client: Client, channel: ChannelName) -> int:
    """End a channel's back-off, and make what failed due at once; how many alerts. A Retry-After stays."""
    names = [_key(client, channel, part) for part in ("backoff", "delayed", "try")]
    lifted: int = await client.run(scripts.LIFT, keys=names, args=())
    return lifted


async def health_of(client: Client, channel: ChannelName) -> ChannelHealth | None:
    """How a channel is; None if the last attempt was accepted, or nothing is known of it."""
    place = ValuePlace(key=keys.channel(channel, "health"))
    found = await client.read("GET", client.key(place.key))
    return await readable(client, found, ChannelHealth, place=place) if found is not None else None


async def note_health(client: Client, channel: ChannelName, health: ChannelHealth | None) -> None:
    """Keep how a channel is; None for well. May be repeated."""
    body = encode(health) if health is not None else b""
    await client.run(scripts.KEEP_TEXT, keys=[_key(client, channel, "health")], args=[body])


async def keep_fallback(client: Client, channel: ChannelName, fallback: ChannelName | None) -> None:
    """Remember a channel's fallback, for the time when its configuration is gone. May be repeated."""
    await client.run(scripts.KEEP_TEXT, keys=[_key(client, channel, "fallback")], args=[fallback or ""])


async def fallback_of(client: Client, channel: ChannelName) -> ChannelName | None:
    """The fallback that a channel had when it was last configured; None if it had none."""
    place = ValuePlace(key=keys.channel(channel, "fallback"))
    found = await client.read("GET", client.key(place.key))
    name = await readable_as(client, found, decode_text, place=place) if found is not None else None
    return ChannelName(name) if name is not None else None


def _key(client: Client, channel: ChannelName, part: str) -> str:
    return client.key(keys.channel(channel, part))
