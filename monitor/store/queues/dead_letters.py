"""Alerts that could not be delivered, each with its reason: to be seen, sent again, or dropped by a person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.clock import now
from monitor.model.ids import ChannelName
from monitor.model.sending.alert import Alert, Hold
from monitor.model.sending.delivery import Delivery, DeliveryRecord, Outcome
from monitor.store.base import keys, scripts
from monitor.store.base.codec import encode
from monitor.store.base.known_channels import known_channels
from monitor.store.base.unreadable import ValuePlace, readable
from monitor.store.connection.client import Client
from monitor.store.connection.stream_pages import read_stream
from monitor.store.queues.enqueue import emit
from monitor.store.queues.outbox_codec import delivery_record


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """An alert that could not be delivered."""

    id: str
    """Unique within its channel."""
    alert: Alert
    delivery: Delivery
    """The last attempt, with the reason."""


async def dead_letters(client: Client, *, channel: ChannelName | None = None) -> Sequence[DeadLetter]:
    """The dead letters of a channel, or of all, oldest first."""
    channels = await known_channels(client) if channel is None else [channel]
    found: list[DeadLetter] = []
    for name in channels:
        async for entry, fields in read_stream(client, keys.channel(name, "dead")):
            place = ValuePlace(key=keys.channel(name, "dead"), at=entry)
            alert = await readable(client, fields.get(b"v", b""), Alert, place=place)
            delivery = await readable(client, fields.get(b"d", b""), Delivery, place=place)
            if alert is not None and delivery is not None:
                found.append(DeadLetter(id=entry.decode(), alert=alert, delivery=delivery))
    return found


async def replay(client: Client, letters: Iterable[DeadLetter], *, at: datetime) -> int:
    """Put dead letters back into their outboxes; how many were put. One whose alert was queued again since is
    dropped.

    Their age counts from `at`, so that one failure more does not make old ones dead at once.
    """
    again = Hold(kind=None, until=at)
    return sum(
        [
            await emit(client, one.alert.held(again, in_digest=one.alert.in_digest), dead_letter=one.id)
            for one in letters
        ]
    )


def dropped_by_a_person(alert: Alert) -> DeliveryRecord:
    """What the log of attempts says of an alert that a person has dropped."""
    detail = "dropped with `monitor alerts drop`: it is not sent again"
    dropped = Delivery(alert=alert.id, channel=alert.channel, outcome=Outcome.REFUSED, at=now(), detail=detail)
    return delivery_record(alert, dropped)


async def drop(client: Client, letters: Iterable[DeadLetter]) -> int:
    """Delete dead letters permanently; how many there were. They stay counted as dead."""
    dropped = 0
    for letter in letters:
        names = [client.key(keys.channel(letter.alert.channel, part)) for part in ("dead", "events")]
        args = (letter.id, letter.alert.id, encode(dropped_by_a_person(letter.alert)))
        dropped += await client.run(scripts.DROP, keys=names, args=args)
    return dropped
