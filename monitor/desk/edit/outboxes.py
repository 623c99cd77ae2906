"""Move or drop what waits for a channel that nobody sends to any more."""

from __future__ import annotations

from collections.abc import Collection

from monitor.clock import now
from monitor.errors import MonitorError
from monitor.model.activity import Activity, Deed, Doer
from monitor.model.ids import ChannelName
from monitor.store.base.known_channels import known_channels
from monitor.store.connection.client import Client
from monitor.store.queues import orphans
from monitor.store.records.activity import note_activity
from monitor.yamldoc.parse import nearest


async def move(client: Client, old: str, new: str, *, configured: Collection[ChannelName] | None, by: Doer) -> int:
    """Move all that waits for one channel to another; how many alerts.

    Raises MonitorError if there is no such channel, or while a monitor sends to the old one.
    """
    await _check_known(client, old)
    if configured is not None and new not in configured:
        raise MonitorError(f"no channel {new!r} in channels.yaml{_meant(new, configured)}")
    if old == new:
        raise MonitorError(f"{old} and {new} are the same channel")
    moved = await orphans.move(client, ChannelName(old), ChannelName(new))
    await _note(client, Deed.MOVE, old, f"{moved} to {new}", by=by)
    return moved


async def drop_waiting(client: Client, channel: str | None, *, by: Doer) -> int:
    """Delete all that waits for a channel; how many alerts. They are counted as dead.

    Raises MonitorError if no channel is named or there is none, or while a monitor sends to it.
    """
    if channel is None:
        raise MonitorError("name the channel whose waiting alerts are to be dropped with --channel")
    await _check_known(client, channel)
    dropped = await orphans.drop_waiting(client, ChannelName(channel))
    await _note(client, Deed.DROP, channel, f"{dropped} that waited", by=by)
    return dropped


async def _note(client: Client, action: Deed, channel: str, detail: str, *, by: Doer) -> None:
    act = Activity(
        at=now(),
        person=by.person,
        way=by.way,
        action=action,
        object=f"channel:{channel}",
        channel=ChannelName(channel),
        comment=by.comment,
        detail=detail,
    )
    await note_activity(client, act)


async def _check_known(client: Client, name: str) -> None:
    known = await known_channels(client)
    if name not in known:
        raise MonitorError(f"no alert was ever queued for a channel {name!r}{_meant(name, known)}")


def _meant(name: str, names: Collection[ChannelName]) -> str:
    meant = nearest(name, names)
    return f"; did you mean {meant!r}?" if meant else ""
