"""Which channels are paused, do not work, or are gone although alerts wait for them."""

from __future__ import annotations

from collections.abc import Collection

from monitor.clock import utc_minute_text
from monitor.desk.shapes.base import zoned
from monitor.desk.shapes.channels import ChannelTroubleShape
from monitor.model.ids import ChannelName
from monitor.model.sending.channel_health import Trouble
from monitor.store.connection.client import Client
from monitor.store.queues.channel_states import ChannelState, channel_states
from monitor.store.queues.orphans import orphans

_WHAT = {
    Trouble.FAILING: "does not work",
    Trouble.REFUSED: "refuses the credentials",
    Trouble.BUSY: "asks to wait",
}


async def channel_troubles(
    client: Client, *, configured: Collection[ChannelName] | None
) -> tuple[ChannelTroubleShape, ...]:
    """What is wrong with the channels, by name. None for `configured` if nobody knows which there should be."""
    found = [_of_state(name, state) for name, state in (await channel_states(client)).items()]
    if configured is not None:
        gone = await orphans(client, configured=configured)
        found = [one for one in found if one.channel in configured]
        found += [_of_orphan(name, waiting) for name, waiting in gone.items()]
    return tuple(sorted(found, key=lambda one: one.channel))


def _of_state(name: ChannelName, state: ChannelState) -> ChannelTroubleShape:
    health, until = state.health, state.paused_until
    what = f"{_WHAT[health.trouble]} since {utc_minute_text(health.since)} ({health.detail})" if health else ""
    pause = f"paused until {until:%H:%M:%S} UTC" if until is not None else ""
    refused = health is not None and health.trouble is Trouble.REFUSED
    return ChannelTroubleShape(
        channel=name,
        says=f"channel {name}: {'; '.join(text for text in (what, pause) if text)}",
        fix=f"correct its entry, see `monitor channels test {name}`; then `monitor reload`" if refused else "",
        gone=False,
        since=zoned(health.since) if health is not None else None,
        paused_until=zoned(until) if until is not None else None,
        waiting=0,
    )


def _of_orphan(name: ChannelName, waiting: int) -> ChannelTroubleShape:
    alerts = f"{waiting} alert{'s' if waiting > 1 else ''}"
    return ChannelTroubleShape(
        channel=name,
        says=f"channel {name}: not in channels.yaml, but {alerts} wait{'' if waiting > 1 else 's'} for it",
        fix=f"monitor alerts move {name} CHANNEL, or: monitor alerts drop --waiting --channel {name}",
        gone=True,
        since=None,
        paused_until=None,
        waiting=waiting,
    )
