"""The silences in force."""

from __future__ import annotations

from monitor.clock import now
from monitor.desk.shapes.alerts import SilenceShape, silence_shape
from monitor.store.connection.client import Client
from monitor.store.records.silences import Silences


async def in_force(client: Client) -> tuple[SilenceShape, ...]:
    """The silences that have not ended, the first to end first."""
    at = now()
    return tuple(silence_shape(silence) for silence in await Silences(client).silences() if silence.until > at)
