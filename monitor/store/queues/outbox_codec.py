"""An alert on its way through an outbox, as the scripts see it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from monitor.model.ids import ChannelName
from monitor.model.sending.alert import Alert, Reason
from monitor.model.sending.delivery import Delivery, DeliveryRecord
from monitor.model.sending.queued import Queued
from monitor.store.base import keys
from monitor.store.base.codec import decode_instant, encode, to_ms
from monitor.store.base.unreadable import ValuePlace, readable, readable_as
from monitor.store.connection.client import Client, Value
from monitor.store.records.acknowledgements import about

NOT_IN_STREAM = "0-0"
"""An entry that no stream has."""
_DUE = "due "
"""What is in the place of an entry for an alert that waits beside the streams until it is due."""
_DOUBTFUL = timedelta(hours=2)
"""So long after the store has forgotten something, items from before may be found again."""
_DOUBT = ValuePlace(key=keys.DOUBT)
_LONGEST_HEADLINE = 160
"""Characters of a headline that a record of an attempt keeps."""
_URGENT = "urgent "
"""What is before the entry of an alert on the stream of those that go first."""


def member(alert: Alert) -> str:
    """The name under which an alert waits. A story has one update at a time, whatever the ids of the alerts."""
    return alert.story.id if alert.reason is Reason.ALSO else alert.id


async def readable_queued(client: Client, channel: ChannelName, found: Sequence[bytes]) -> Queued | None:
    """What the script gives of an alert, or None after it was moved aside because it cannot be read."""
    entry, body, mark, name, kind, doubt = found
    place = _place(channel, entry.decode(), name, is_update=bool(kind))
    alert = await readable(client, body, Alert, place=place)
    if alert is None:
        return None
    attempts, _, repeat = mark.partition(b" ")
    forgot_at = await readable_as(client, doubt, decode_instant, place=_DOUBT) if doubt else None
    return Queued(
        entry=entry.decode() or f"{_DUE}{member(alert)}",
        alert=alert,
        attempts=int(attempts[:9]) if attempts.isdigit() else 0,
        repeat=(bool(mark) and repeat != b"0") or _may_have_been_sent(alert, forgot_at),  # damaged: nobody knows
    )


async def update_as_stored(client: Client, alert: Alert) -> Value:
    """The bytes that the store has of an update: another version may have written them in another form.

    They are of `alert` alone: if a newer update has taken its place, this is the alert as this version writes it.
    """
    key = keys.channel(alert.channel, "update_body")
    body = await client.read("HGET", client.key(key), alert.story.id)
    if body is None:
        return encode(alert)
    place = _place(alert.channel, "", alert.story.id.encode(), is_update=True)
    return body if await readable(client, body, Alert, place=place) == alert else encode(alert)


async def readable_alert(
    client: Client, channel: ChannelName, body: bytes, *, entry: str, name: bytes = b""
) -> Alert | None:
    """An alert of an outbox, or None after it was moved aside because it cannot be read.

    `entry` is its own on a stream, as in `Queued`; empty for what waits beside the streams under this `name`.
    """
    return await readable(client, body, Alert, place=_place(channel, entry, name, is_update=False))


def _may_have_been_sent(alert: Alert, forgot_at: datetime | None) -> bool:
    """Whether the store may have forgotten that it was sent: it is from before, or of an item from before."""
    if forgot_at is None or alert.reason is Reason.NOTICE:
        return False
    published_at = alert.match.item.published_at
    if alert.decided_at < forgot_at:
        return True
    return alert.decided_at < forgot_at + _DOUBTFUL and (published_at is None or published_at < forgot_at)


def _place(channel: ChannelName, entry: str, name: bytes, *, is_update: bool) -> ValuePlace:
    """Where the body of an alert is, and how it counts: an update is no alert of its own."""
    if is_update:
        return ValuePlace(
            key=keys.channel(channel, "update_body"), at=name, waiting=keys.channel(channel, "updates")
        )
    counts, counter = keys.channel(channel, "counts"), "unreadable_alerts"
    if not entry:
        waiting = keys.channel(channel, "delayed")
        return ValuePlace(
            key=keys.channel(channel, "body"), at=name, waiting=waiting, counts=counts, counter=counter
        )
    stream = keys.channel(channel, "urgent" if entry.startswith(_URGENT) else "out")
    return ValuePlace(
        key=stream, at=entry.removeprefix(_URGENT), group=keys.SENDERS, counts=counts, counter=counter
    )


def oldest_first(found: Sequence[Queued]) -> Sequence[Queued]:
    """In their order, but those that are due by the age of their decision: many may be due at the same instant."""
    places = [place for place, queued in enumerate(found) if _is_due(queued)]
    by_age = sorted((found[place] for place in places), key=lambda queued: queued.alert.decided_at)
    ordered = list(found)
    for place, queued in zip(places, by_age, strict=True):
        ordered[place] = queued
    return ordered


def _is_due(queued: Queued) -> bool:
    return queued.entry.startswith(_DUE) and queued.alert.reason is not Reason.ALSO


def as_sent(queued: Queued, delivery: Delivery) -> list[Value]:
    """An alert that was sent, as the script takes it."""
    alert = queued.alert
    return [
        alert.id,
        stream_entry(queued),
        alert.story.id,
        to_ms(delivery.at),
        encode(delivery_record(alert, delivery)),
        delivery.took // timedelta(milliseconds=1),
        delivery.message_id,
        encode(about(alert)),
        encode(alert),
        to_ms(delivery.at + alert.repeat) if alert.repeat is not None else 0,
    ]


def delivery_record(alert: Alert, delivery: Delivery) -> DeliveryRecord:
    """An attempt to send an alert, with what the alert is about. It reads as a `Delivery` too."""
    item = alert.match.item
    return DeliveryRecord(
        alert=delivery.alert,
        channel=delivery.channel,
        outcome=delivery.outcome,
        at=delivery.at,
        detail=delivery.detail,
        message_id=delivery.message_id,
        took=delivery.took,
        story=alert.story.id,
        item=item.id,
        reason=alert.reason,
        severity=alert.severity,
        rules=tuple(dict.fromkeys(hit.rule for hit in alert.match.rules)),
        headline=alert.story.headline[:_LONGEST_HEADLINE],
        source=item.source,
        url=item.url,
        feed=item.feed,
        published_at=item.published_at,
        first_seen_at=item.first_seen_at,
    )


def mark(attempts: int, *, repeat: bool) -> str:
    """How many attempts were begun, and whether one of them may have been accepted."""
    return f"{attempts} {int(repeat)}"


def stream(queued: Queued) -> str:
    """The stream on which it waits, or would wait."""
    return "urgent" if queued.entry.startswith(_URGENT) else "out"


def stream_entry(queued: Queued) -> str:
    """The entry on the stream; one that no stream has for an alert that waits beside it."""
    return NOT_IN_STREAM if queued.entry.startswith(_DUE) else queued.entry.removeprefix(_URGENT)
