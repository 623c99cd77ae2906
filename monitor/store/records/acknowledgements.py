"""What readers do to alerts: acknowledge them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from monitor.model.activity import Activity, Deed, Doer
from monitor.model.ids import ChannelName, RuleId, StoryId
from monitor.model.sending.alert import Alert
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

    async def acknowledge(
        self, story: StoryId, *, at: datetime, by: Doer, about: About | None = None, relevant: bool = True
    ) -> None:
        """Somebody knows of the story, from this instant on; `about` is the alert by which, if it is known.
        `relevant` is whether it was right to alert."""
        act = _act(Deed.ACKNOWLEDGE if relevant else Deed.NOT_RELEVANT, story, at=at, by=by, about=about)
        args = (story, to_ms(at), keys.milliseconds(keys.KEEP_NOTIFIED), encode(act))
        await self._client.run(scripts.ACK, keys=self._keys(), args=args)

    async def take_back(self, story: StoryId, *, at: datetime, by: Doer, about: About | None = None) -> bool:
        """Nobody has acknowledged the story after all; whether somebody had."""
        act = _act(Deed.UNDO, story, at=at, by=by, about=about)
        return bool(await self._client.run(scripts.UNACK, keys=self._keys(), args=(story, encode(act))))

    async def acknowledged_by(self, story: StoryId) -> Activity | None:
        """Who acknowledged the story last, and how; None if nobody did, or if that is not known."""
        found = await self._client.read("HGET", self._client.key(keys.ACKED_BY), story)
        if found is None:
            return None
        return await readable(self._client, found, Activity, place=ValuePlace(key=keys.ACKED_BY, at=story))

    async def acknowledged_at(self, story: StoryId) -> datetime | None:
        """When the story was last acknowledged; None if it was not."""
        at = await self._client.read("ZSCORE", self._client.key(keys.ACKS), story)
        return decode_instant(at) if at is not None else None

    def _keys(self) -> list[str]:
        return [self._client.key(name) for name in (keys.ACKS, keys.ACKED_BY, keys.ACTIVITY)]


def _act(action: Deed, story: StoryId, *, at: datetime, by: Doer, about: About | None) -> Activity:
    return Activity(
        at=at,
        person=by.person,
        way=by.way,
        action=action,
        object=f"story:{story}",
        story=story,
        channel=about.channel if about is not None else None,
        rules=about.rules if about is not None else (),
        headline=about.headline if about is not None else "",
        comment=by.comment,
    )


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
