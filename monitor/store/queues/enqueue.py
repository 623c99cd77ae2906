"""Putting an alert into its channel's outbox, and what the channel was sent of a story."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

import msgspec

from monitor.model.ids import AlertId, ChannelName, Severity, StoryId
from monitor.model.sending.alert import Alert, Reason
from monitor.store.base import keys, scripts
from monitor.store.base.codec import INSTANT, encode, to_ms
from monitor.store.base.server_epoch import epoch_changed
from monitor.store.base.unreadable import ValuePlace, readable
from monitor.store.connection.client import Client


class StoredNotification(msgspec.Struct, frozen=True):
    """One alert that a channel was sent, or is to be sent, as the scripts write it."""

    alert: AlertId
    item: str
    """The `key` of the item that made it alert."""
    severity: Severity
    at: Annotated[int, INSTANT]
    """In ms since 1970."""
    accepted: bool
    held: Annotated[int, INSTANT] = 0
    """Until when it is held back, in ms since 1970; 0 if it is not."""
    message: str = ""
    """The service's name for the message, if it was sent in one of its own."""


_BEYOND = {Reason.NOTICE: "notices", Reason.REPORT: "notices", Reason.REMINDER: "reminders"}
"""Which counter counts the alerts that no match asked for."""


async def emit(
    client: Client, alert: Alert, *, dead_letter: str = "", beyond: str = "", life: bytes = b""
) -> bool:
    """Put an alert into its outbox unless it was put before; whether it was put now.

    Given the entry of a dead letter, the alert moves from there. `beyond` names the counter for an alert that
    no match asked for; notices and reminders have theirs anyway. Given the life of the server in which the
    alert was decided, raises StoreUnavailableError in any other: what the decision rests on may be forgotten.
    """
    stream = "urgent" if alert.severity is Severity.CRITICAL else "out"
    names = (
        "queued", stream, "delayed", "body", "told_of", "stories", "dead", "counts", "followups", "follow_body",
    )  # fmt: skip
    put: int | None = await client.run(
        scripts.EMIT,
        keys=[client.key(keys.channel(alert.channel, name)) for name in names],
        args=(
            alert.id,
            encode(alert),
            alert.story.id,
            alert.match.item.key,
            alert.severity.value,
            to_ms(alert.decided_at),
            keys.milliseconds(keys.KEEP_NOTIFIED),
            dead_letter,
            to_ms(alert.not_before) if alert.not_before is not None else 0,
            beyond or _BEYOND.get(alert.reason, ""),
            life,
            escalates_at_ms(alert),
        ),
    )
    if put is None:
        raise epoch_changed()
    return bool(put)


def escalates_at_ms(alert: Alert) -> int:
    """When others are notified if nobody acknowledges an alert, in ms since 1970; 0 if nobody else is.

    Counted from the decision, or from when it is held until: whether it is sent or not."""
    if alert.escalate is None:
        return 0
    return to_ms(max(alert.decided_at, alert.not_before or alert.decided_at) + alert.escalate.after)


async def refresh(client: Client, update: Alert) -> bool:
    """Bring the alert that is held for the update's story up to date; whether there was one to send it with."""
    for notification in await notifications_of(client, update.channel, update.story.id):
        if notification.accepted or not notification.held:
            continue
        names = [client.key(keys.channel(update.channel, part)) for part in ("delayed", "body", "try")]
        old = await client.read("HGET", names[1], notification.alert)
        if old is None:
            continue
        place = ValuePlace(
            key=keys.channel(update.channel, "body"),
            at=notification.alert,
            waiting=keys.channel(update.channel, "delayed"),
            counts=keys.channel(update.channel, "counts"),
            counter="unreadable_alerts",
        )
        held = await readable(client, old, Alert, place=place)
        if held is None:
            continue
        new = encode(replace(held, story=update.story))
        if await client.run(scripts.REFRESH, keys=names, args=(notification.alert, old, new)) or old == new:
            return True
    return False


async def notifications_of(client: Client, channel: ChannelName, story: StoryId) -> Sequence[StoredNotification]:
    """What a channel was sent of a story, oldest first."""
    key = keys.channel(channel, "told_of")
    raw = await client.read("HGET", client.key(key), story)
    if not raw:
        return ()
    return await readable(client, raw, list[StoredNotification], place=ValuePlace(key=key, at=story)) or ()
