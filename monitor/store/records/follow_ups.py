"""What happens when nobody acknowledges what a channel was sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from monitor.model.ids import ChannelName
from monitor.model.sending.alert import Alert
from monitor.model.sending.queued import FollowUp
from monitor.store.base import keys, scripts
from monitor.store.base.codec import decode_instant, to_ms
from monitor.store.base.known_channels import known_channels
from monitor.store.base.unreadable import ValuePlace, readable
from monitor.store.connection.client import Client

_OTHERS = "others "


class FollowUps:
    """The follow-ups of all channels."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def due(self, *, at: datetime, limit: int) -> Sequence[FollowUp]:
        """Those whose time has come, at most `limit` of each channel."""
        return [
            followup
            for channel in await known_channels(self._client)
            for followup in await self._due(channel, at=at, limit=limit)
        ]

    async def done(self, followup: FollowUp) -> None:
        """It was followed up, or need not be. A later one for the same story stays. May be repeated."""
        names = [self._key(followup.alert.channel, part) for part in ("followups", "follow_body")]
        await self._client.run(scripts.FOLLOWED, keys=names, args=(followup.member, to_ms(followup.due)))

    async def _due(self, channel: ChannelName, *, at: datetime, limit: int) -> Sequence[FollowUp]:
        members = await self._client.read(
            "ZRANGEBYSCORE", self._key(channel, "followups"), "-inf", to_ms(at), "WITHSCORES", "LIMIT", 0, limit
        )
        if not members:
            return ()
        names, times = members[::2], members[1::2]
        bodies = await self._client.read("HMGET", self._key(channel, "follow_body"), *names)
        due: list[FollowUp] = []
        for name, time, body in zip(names, times, bodies, strict=True):
            if body is None:  # ended in between
                continue
            place = ValuePlace(
                key=keys.channel(channel, "follow_body"), at=name, waiting=keys.channel(channel, "followups")
            )
            alert = await readable(self._client, body, Alert, place=place)
            if alert is not None:
                member = name.decode(errors="replace")
                escalates = member.startswith(_OTHERS)
                due.append(FollowUp(member=member, alert=alert, due=decode_instant(time), escalates=escalates))
        return due

    def _key(self, channel: ChannelName, part: str) -> str:
        return self._client.key(keys.channel(channel, part))
