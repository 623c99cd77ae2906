"""All that waits in a channel's outbox, whoever sends there or nobody: to look at, to move, to drop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.model.ids import ChannelName
from monitor.model.sending.alert import Alert
from monitor.store.base import keys
from monitor.store.connection.client import Client
from monitor.store.queues.outbox_codec import NOT_IN_STREAM, readable_alert


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingAlert:
    """An alert in an outbox."""

    alert: Alert
    stream: str
    """`out` or `urgent`; `out` for what waits beside the streams."""
    entry: str
    """Its entry there, or one that no stream has."""
    due: int
    """Until when it is held or put off, in ms since 1970; 0 if it is not."""
    tried: bool
    """Whether it is put off because an attempt failed; else it is held."""


async def waiting_in(client: Client, channel: ChannelName, *, limit: int) -> Sequence[WaitingAlert]:
    """At most `limit` alerts of each part of an outbox: critical ones, those put off or held, those in line.

    No updates.
    """
    found: list[WaitingAlert] = []
    for stream in ("urgent", "out"):
        for entry, fields in await client.read("XRANGE", _key(client, channel, stream), "-", "+", "COUNT", limit):
            written = f"urgent {entry.decode()}" if stream == "urgent" else entry.decode()
            alert = await readable_alert(client, channel, fields.get(b"v", b""), entry=written)
            if alert is not None:
                found.append(WaitingAlert(alert=alert, stream=stream, entry=entry.decode(), due=0, tried=False))
    scored = await client.read("ZRANGE", _key(client, channel, "delayed"), 0, limit - 1, "WITHSCORES")
    members, times = scored[::2], scored[1::2]
    bodies = await client.read("HMGET", _key(client, channel, "body"), *members) if members else ()
    tries = await client.read("HMGET", _key(client, channel, "try"), *members) if members else ()
    for name, time, body, tried in zip(members, times, bodies, tries, strict=True):
        if body is None:  # ended in between
            continue
        alert = await readable_alert(client, channel, body, entry="", name=name)
        if alert is not None:
            due = int(float(time))
            found.append(
                WaitingAlert(alert=alert, stream="out", entry=NOT_IN_STREAM, due=due, tried=tried is not None)
            )
    return sorted(found, key=lambda one: (one.stream != "urgent", one.stream == "out" and not one.due))


def _key(client: Client, channel: ChannelName, part: str) -> str:
    return client.key(keys.channel(channel, part))
