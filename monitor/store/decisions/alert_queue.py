"""From a decision to the outboxes: alerts are queued, each once, and updates gathered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from monitor.errors import StoreUnavailableError
from monitor.model.sending.alert import Alert, Reason
from monitor.store.base import keys, scripts
from monitor.store.base.codec import encode
from monitor.store.connection.client import Client
from monitor.store.decisions.decider_lease import DeciderLease
from monitor.store.queues.enqueue import emit, refresh


class AlertQueue:
    """Puts alerts into the outboxes of their channels.

    With a `lease`, what is queued rests on decisions made under it: a server that restarted since refuses it.
    `update_every` is the time between the first news for an update (`Reason.ALSO`) and the update.
    """

    def __init__(
        self,
        client: Client,
        *,
        lease: DeciderLease | None = None,
        update_every: timedelta = timedelta(seconds=60),
    ) -> None:
        self._client = client
        self._lease = lease
        self._update_every = update_every

    async def queue(self, alerts: Sequence[Alert]) -> None:
        """Put the alerts into their channels' outboxes, each once. May be repeated.

        Raises StoreUnavailableError if the server restarted since the right to decide was taken.
        """
        if not alerts:
            return
        channels = {alert.channel for alert in alerts}
        await self._client.run(scripts.REGISTER, keys=[self._client.key(keys.CHANNELS)], args=sorted(channels))
        for alert in alerts:
            if alert.reason is Reason.ALSO:
                await self._update(alert)
            else:
                await self._emit(alert)

    async def _emit(self, alert: Alert) -> None:
        if self._lease is None or alert.reason.is_own:  # it rests on no decision
            await emit(self._client, alert)
            return
        try:
            await emit(self._client, alert, life=await self._lease.epoch(alert.channel))
        except StoreUnavailableError:
            self._lease.doubt()
            raise

    async def _update(self, alert: Alert) -> None:
        if await refresh(self._client, alert):
            return
        names = ("updates", "update_body")
        await self._client.run(
            scripts.UPDATE,
            keys=[self._client.key(keys.channel(alert.channel, name)) for name in names],
            args=(alert.story.id, encode(alert), keys.milliseconds(self._update_every)),
        )
