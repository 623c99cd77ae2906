"""The alerts that wait for a channel: the store's side of sending."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from monitor.clock import now
from monitor.model.ids import AlertId, ChannelName, Severity, StoryId
from monitor.model.sending.alert import Alert, Reason
from monitor.model.sending.channel_health import ChannelHealth
from monitor.model.sending.delivery import Delivery, Outcome
from monitor.model.sending.queued import Queued
from monitor.store.base import keys, scripts
from monitor.store.base.codec import encode, to_ms
from monitor.store.base.lease import hold, release
from monitor.store.connection.client import Client, Script, Value
from monitor.store.queues.channel_states import health_of, lift, note_health, paused_until
from monitor.store.queues.enqueue import emit, notifications_of
from monitor.store.queues.outbox_codec import (
    NOT_IN_STREAM,
    as_sent,
    delivery_record,
    mark,
    member,
    oldest_first,
    readable_queued,
    stream,
    stream_entry,
    update_as_stored,
)
from monitor.store.queues.waiting_alerts import waiting_in

_ALONE = (Reason.FIRST, Reason.NOTICE, Reason.REPORT, Reason.DIGEST)
"""Reasons of messages that answer to no other."""


class ChannelOutbox:
    """The outboxes of all channels.

    `lease` is how long a sender may be silent before another takes over; `timeout`, at most 2 s, how long
    it waits for an alert to come.
    """

    def __init__(
        self,
        client: Client,
        *,
        lease: timedelta = timedelta(seconds=4),
        timeout: timedelta = timedelta(seconds=1),
    ) -> None:
        self._client = client
        self._lease = lease
        self._timeout = timeout

    async def hold(self, channel: ChannelName, holder: str) -> int | None:
        """Take or renew the channel's lease; its fencing token, or None while another holds it."""
        lease, fence = self._keys(channel, "lease", "fence")
        return await hold(self._client, lease=lease, fence=fence, holder=holder, span=self._lease)

    async def release(self, channel: ChannelName, holder: str) -> None:
        """Give the lease back, so that another sender need not wait for it to run out."""
        await release(self._client, lease=self._key(channel, "lease"), holder=holder)

    async def not_before(self, channel: ChannelName) -> datetime | None:
        """The instant before which nothing may be sent, if it is ahead by the store's clock."""
        return await paused_until(self._client, channel)

    async def lift(self, channel: ChannelName) -> int:
        """End the channel's back-off, and make what failed due at once; how many alerts. A Retry-After stays."""
        return await lift(self._client, channel)

    async def health(self, channel: ChannelName) -> ChannelHealth | None:
        """How the channel is; None if the last attempt was accepted, or nothing is known of it."""
        return await health_of(self._client, channel)

    async def note_health(self, channel: ChannelName, health: ChannelHealth | None) -> None:
        """Keep how the channel is; None for well. May be repeated."""
        await note_health(self._client, channel, health)

    async def undelivered(self, channel: ChannelName, *, limit: int) -> Sequence[Alert]:
        """Alerts that wait for the channel now, without updates and what is held: what is critical first."""
        at = to_ms(now())
        return [
            one.alert for one in await waiting_in(self._client, channel, limit=limit) if one.due <= at or one.tried
        ]

    async def sent_by_fallback(self, queued: Queued, *, copy: AlertId, fallback: ChannelName) -> bool:
        """Whether the fallback has sent the alert's copy; then the alert is taken off. May be repeated."""
        if await self._client.read("ZSCORE", self._key(fallback, "told"), copy) is None:
            return False
        alert = queued.alert
        parts = f"told told_of {stream(queued)} delayed body try counts"
        args = (alert.id, keys.SENDERS, stream_entry(queued), alert.story.id)
        await self._run(scripts.BY_FALLBACK, alert.channel, parts, *args)
        return True

    async def withdraw(self, copy: AlertId, *, story: StoryId, fallback: ChannelName) -> bool:
        """Have a fallback not send an alert's copy that still waits there; whether it had not been sent. May be
        repeated. An attempt that is under way is not stopped."""
        keep = keys.milliseconds(keys.KEEP_NOTIFIED)
        found = await self._run(scripts.WITHDRAW, fallback, "queued told told_of withdrawn", copy, story, keep)
        return bool(found)

    async def waiting(self, channel: ChannelName, *, limit: int, token: int) -> Sequence[Queued]:
        """The head of the outbox, at most `limit`: what is critical, what is due again, what was handed out before
        and is not ended yet, what is new, then due updates; nothing for an old token. Waits a while for one to
        come.
        """
        found = await self._waiting(channel, limit=limit, token=token)
        if isinstance(found, int):
            streams = self._keys(channel, "out", "urgent")
            await self._client.read(
                "XREAD", "COUNT", 1, "BLOCK", found, "STREAMS", *streams, NOT_IN_STREAM, NOT_IN_STREAM
            )
            found = await self._waiting(channel, limit=limit, token=token)
        if not isinstance(found, list):
            return ()
        read = [await readable_queued(self._client, channel, one) for one in found]
        return oldest_first([one for one in read if one is not None])

    async def begin(self, queued: Queued, *, token: int) -> bool:
        """Note that an attempt begins, and renew the lease. False if the lease has passed to another; if the
        channel was sent exactly this already, then it is taken off; or if an earlier alert of its story is to be
        tried again first, then it is put behind that one. What is critical does not wait for an earlier one.
        """
        alert = queued.alert
        overtakes = alert.severity is Severity.CRITICAL or alert.reason is Reason.ALSO
        begun = await self._run(
            scripts.BEGIN,
            alert.channel,
            f"fence lease told {stream(queued)} delayed body try counts told_of withdrawn",
            token,
            keys.milliseconds(self._lease),
            alert.id,
            member(alert),
            keys.SENDERS,
            stream_entry(queued),
            # Until it ends, nobody can know whether this attempt was accepted.
            mark(queued.attempts + 1, repeat=True),
            alert.story.id,
            int(overtakes),
        )
        return bool(begun)

    async def sent(self, queued: Queued, delivery: Delivery) -> None:
        """Note the alert as sent, and take it off. May be repeated."""
        if queued.alert.reason is Reason.ALSO:
            await self._end_update(queued.alert, delivery)
        else:
            await self.sent_together([(queued, delivery)])

    async def sent_together(self, sent: Sequence[tuple[Queued, Delivery]]) -> None:
        """Note the alerts of one message as sent, in one step, and take them off. No updates. May be repeated."""
        args: list[Value] = [keys.SENDERS, keys.milliseconds(keys.KEEP_NOTIFIED)]
        for queued, delivery in sent:
            args += as_sent(queued, delivery)
        # What is critical is kept apart from the rest, so that those on a stream are all on the same one.
        waited_on = "urgent" if any(stream(queued) == "urgent" for queued, _ in sent) else "out"
        parts = f"told told_of {waited_on} delayed body try events counts rang followups follow_body"
        await self._run(scripts.SENT, sent[0][0].alert.channel, parts, *args)

    async def again(
        self, queued: Queued, delivery: Delivery, *, due: datetime, pause: datetime | None, asked: bool = False
    ) -> None:
        """Try again when due. The whole channel waits until `pause`, which `lift` ends unless its service `asked`
        for it. May be repeated.

        If the clock that says when the attempt was made is wrong, due is as long after it on the store's clock.
        """
        alert = queued.alert
        waits = "updates update_body" if alert.reason is Reason.ALSO else "delayed body"
        await self._run(
            scripts.AGAIN,
            alert.channel,
            f"told {stream(queued)} {waits} try events {'not_before' if asked else 'backoff'}",
            alert.id,
            member(alert),
            keys.SENDERS,
            stream_entry(queued),
            to_ms(due),
            encode(alert),
            mark(queued.attempts + 1, repeat=queued.repeat or delivery.outcome is Outcome.UNKNOWN),
            encode(delivery_record(alert, delivery)),
            to_ms(pause) if pause is not None else 0,
            to_ms(delivery.at),
        )

    async def dead(self, queued: Queued, delivery: Delivery) -> None:
        """Move it to the dead letters. An update is forgotten instead. May be repeated."""
        alert = queued.alert
        if alert.reason is Reason.ALSO:
            await self._end_update(alert, delivery)
            return
        await self._run(
            scripts.DEAD,
            alert.channel,
            f"told_of queued {stream(queued)} delayed body try events dead counts",
            alert.id,
            keys.SENDERS,
            stream_entry(queued),
            alert.story.id,
            encode(alert),
            encode(delivery),
            encode(delivery_record(alert, delivery)),
        )

    async def pass_on(self, alert: Alert) -> bool:
        """Put an alert that no match asked for into its channel's outbox, once, unless the channel was notified of
        the same item anyway; whether it was put now."""
        channels = [self._client.key(keys.CHANNELS)]
        await self._client.run(scripts.REGISTER, keys=channels, args=[alert.channel])
        if alert.reason is not Reason.REMINDER:
            notifications = await notifications_of(self._client, alert.channel, alert.story.id)
            if any(notification.item == alert.match.item.key for notification in notifications):
                return False
        return await emit(self._client, alert, beyond="reminders")

    async def answering(self, queued: Queued) -> Queued:
        """With the message that it answers to, or brings up to date."""
        alert = queued.alert
        if alert.reason in _ALONE:
            return queued
        notifications = await notifications_of(self._client, alert.channel, alert.story.id)
        thread = next((notification.message for notification in notifications if notification.message), "")
        return replace(queued, thread=thread)

    async def _end_update(self, alert: Alert, delivery: Delivery) -> None:
        await self._run(
            scripts.END_UPDATE,
            alert.channel,
            "updates update_body try events counts",
            alert.story.id,
            await update_as_stored(self._client, alert),
            alert.id,
            encode(delivery_record(alert, delivery)),
            int(delivery.outcome is Outcome.SENT),
        )

    async def _waiting(
        self, channel: ChannelName, *, limit: int, token: int
    ) -> list[Sequence[bytes]] | int | None:
        """Of each what the script says; or how many ms to wait for one; or None for an old token."""
        parts = ("fence", "urgent", "out", "delayed", "body", "updates", "update_body", "try", "counts")
        found: list[Sequence[bytes]] | int | None = await self._client.run(
            scripts.WAITING,
            keys=[*self._keys(channel, *parts), self._client.key(keys.DOUBT)],
            args=(token, keys.SENDERS, keys.HOLDER, limit, keys.milliseconds(self._timeout)),
        )
        return found

    async def _run(self, script: Script, channel: ChannelName, parts: str, *args: Value) -> Any:
        return await self._client.run(script, keys=self._keys(channel, *parts.split()), args=args)

    def _keys(self, channel: ChannelName, *parts: str) -> list[str]:
        return [self._key(channel, part) for part in parts]

    def _key(self, channel: ChannelName, part: str) -> str:
        return self._client.key(keys.channel(channel, part))
