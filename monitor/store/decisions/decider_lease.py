"""The right to decide: one process has it at a time, because joining a story reads before it writes."""

from __future__ import annotations

from datetime import timedelta

from monitor.model.ids import ChannelName
from monitor.store.base import keys
from monitor.store.base.known_channels import known_channels
from monitor.store.base.lease import hold, release
from monitor.store.base.server_epoch import epoch_changed, server_epoch
from monitor.store.connection.client import Client

LEASE = timedelta(seconds=5)
"""How long a decider may be silent before another takes over."""


class DeciderLease:
    """The deciding loop's place. Of all that offer themselves, one at a time holds it."""

    def __init__(self, client: Client, *, holder: str, span: timedelta = LEASE) -> None:
        self._client = client
        self._holder = holder
        self._span = span
        self._token: int | None = None
        self._epochs: dict[ChannelName, bytes] = {}
        """For each channel the life of its server from which on decisions are made with this token."""

    async def hold(self) -> int | None:
        """Take or renew the lease; its fencing token, or None while another holds it.

        A token other than the last one means that another may have decided in between, or that the server may have
        forgotten decisions: replay the log.
        """
        lease, fence = self._client.key(keys.DECIDER_LEASE), self._client.key(keys.DECIDER_FENCE)
        token = await hold(self._client, lease=lease, fence=fence, holder=self._holder, span=self._span)
        if token != self._token:
            self._epochs = {channel: await self._now(channel) for channel in await known_channels(self._client)}
        self._token = token
        return token

    async def release(self) -> None:
        """Give the lease back, so that another need not wait for it to run out."""
        await release(self._client, lease=self._client.key(keys.DECIDER_LEASE), holder=self._holder)

    async def epoch(self, channel: ChannelName) -> bytes:
        """The life of the channel's server in which decisions are made with the present token; empty without one.

        Raises StoreUnavailableError if the token is no longer the newest.
        """
        if self._token is None:
            return b""
        if channel not in self._epochs:
            self._epochs[channel] = await self._now(channel)
            token = self._token
            if await self.hold() != token:
                raise epoch_changed()
        return self._epochs[channel]

    def doubt(self) -> None:
        """Something went wrong between two steps: the next to hold the lease learns all epochs again."""
        self._token = None

    async def _now(self, channel: ChannelName) -> bytes:
        return await server_epoch(self._client, self._client.key(keys.channel(channel, "queued")))
