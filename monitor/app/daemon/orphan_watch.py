"""Alerts that wait for a channel which is no longer configured: found, handed to its fallback, and reported."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from monitor.app.pipeline.pipeline import Pipeline
from monitor.clock import Now
from monitor.model.ids import ChannelName, Severity
from monitor.model.notice import Notice
from monitor.store.connection.client import Client
from monitor.store.queues.channel_states import fallback_of, keep_fallback
from monitor.store.queues.orphans import move, orphans


class OrphanWatch:
    """Looks for outboxes that nobody sends from."""

    def __init__(self, client: Client, pipeline: Pipeline, *, now: Now, notify: Callable[[Notice], None]) -> None:
        self._client = client
        self._pipeline = pipeline
        self._now = now
        self._notify = notify
        self._kept: dict[ChannelName, ChannelName | None] = {}

    async def step(self) -> int:
        """Look once; how many alerts were moved. Raises StoreUnavailableError and StoreRefusedError."""
        configured = self._pipeline.running.settings
        await self._keep_fallbacks()
        moved = 0
        for name, waiting in (await orphans(self._client, configured=configured.keys())).items():
            fallback = await fallback_of(self._client, name)
            if fallback is None or fallback not in configured:
                self._notify(_stranded(name, waiting, at=self._now()))
                continue
            if put := await move(self._client, name, fallback):
                self._notify(_moved(name, put, fallback, at=self._now()))
            moved += put
        return moved

    async def _keep_fallbacks(self) -> None:
        """Remember whom to ask when a channel is gone, for its entry is gone with it."""
        for name, settings in self._pipeline.running.settings.items():
            fallback = settings.terms.fallback
            if name not in self._kept or self._kept[name] != fallback:
                await keep_fallback(self._client, name, fallback)
                self._kept[name] = fallback


def _stranded(name: ChannelName, waiting: int, *, at: datetime) -> Notice:
    return Notice(
        key=f"orphan {name} {at:%Y-%m-%d}",
        title=f"alerts wait for the channel {name}, which is not in channels.yaml",
        detail=f"Nobody sends them: {waiting} so far. Send them elsewhere: `monitor alerts move {name} CHANNEL`; "
        f"or drop them: `monitor alerts drop --waiting --channel {name}`.",
        severity=Severity.HIGH,
    )


def _moved(name: ChannelName, moved: int, fallback: ChannelName, *, at: datetime) -> Notice:
    return Notice(
        key=f"orphan moved {name} {at:%Y-%m-%d %H:%M}",
        title=f"alerts for the channel {name}, which is not in channels.yaml, go to {fallback}",
        detail=f"{moved} alerts waited. {fallback} was its fallback.",
    )
