"""What readers do to alerts: acknowledge them, and have what they did noted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from monitor.model.ids import ChannelName, RuleId, StoryId
from monitor.model.sending.alert import Alert
from monitor.model.sending.queued import Action
from monitor.store.base import keys, scripts
from monitor.store.base.codec import decode_instant, encode, to_ms
from monitor.store.base.known_channels import known_channels
from monitor.store.base.unreadable import ValuePlace, readable
from monitor.store.connection.client import Client


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a sent alert was about, as far as its reader may act on it."""

    channel: ChannelName
    story: StoryId
    rules: tuple[RuleId, ...]
    headline: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """An action, and what came of it."""

    action: Action
    channel: ChannelName
    accepted: bool
    detail: str


class Acknowledgements:
    """What readers do, on whatever channel."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def about(self, alert: str) -> About | None:
        """What an alert that was sent was about, or None if it is not known, or no longer."""
        for channel in await known_channels(self._client):
            place = ValuePlace(key=keys.channel(channel, "rang"), at=alert)
            found = await self._client.read("HGET", self._client.key(place.key), alert)
            if found is not None:
                return await readable(self._client, found, About, place=place)
        return None

    async def acknowledge(self, story: StoryId, *, at: datetime) -> None:
        """Somebody knows of the story, from this instant on."""
        args = (story, to_ms(at), keys.milliseconds(keys.KEEP_NOTIFIED))
        await self._client.run(scripts.ACK, keys=[self._client.key(keys.ACKS)], args=args)

    async def take_back(self, story: StoryId) -> bool:
        """Nobody has acknowledged the story after all; whether somebody had."""
        return bool(await self._client.run(scripts.UNACK, keys=[self._client.key(keys.ACKS)], args=[story]))

    async def acknowledged_at(self, story: StoryId) -> datetime | None:
        """When the story was last acknowledged; None if it was not."""
        at = await self._client.read("ZSCORE", self._client.key(keys.ACKS), story)
        return decode_instant(at) if at is not None else None

    async def note(self, noted: Noted) -> None:
        """Keep what was done. Raises StoreUnavailableError if that is not sure: kept again, it is there twice."""
        await self._client.run(scripts.NOTE_ACTION, keys=[self._client.key(keys.ACTIONS)], args=[encode(noted)])


def about(alert: Alert) -> About:
    """What an alert is about."""
    return About(
        channel=alert.channel,
        story=alert.story.id,
        rules=tuple(dict.fromkeys(hit.rule for hit in alert.match.rules)),
        headline=alert.story.headline[:100],
    )


async def was_notified_of(client: Client, story: StoryId) -> bool:
    """Whether any channel was notified of a story."""
    for channel in await known_channels(client):
        if await client.read("HEXISTS", client.key(keys.channel(channel, "told_of")), story):
            return True
    return False
