"""Who may work alone, until when: a lease with a fencing token."""

from __future__ import annotations

from datetime import timedelta

from monitor.store.base import keys, scripts
from monitor.store.connection.client import Client


async def hold(client: Client, *, lease: str, fence: str, holder: str, span: timedelta) -> int | None:
    """Take or renew a lease, given its two full keys. The token, or None while another holds it.

    The token changes only when the holder does: who takes the lease back before another came keeps it.
    """
    args = (holder, keys.milliseconds(span), int(client.fails_over))
    names = [lease, fence, client.key(keys.DOUBT)]
    token: int | None = await client.run(scripts.HOLD, keys=names, args=args)
    return token


async def release(client: Client, *, lease: str, holder: str) -> None:
    """Give a lease back, if this holder has it."""
    await client.run(scripts.RELEASE, keys=[lease], args=[holder])
