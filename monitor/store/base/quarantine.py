"""Entries that somebody fell over: counted, and in the end set aside, so that the others go on.

Only a bug makes anybody stumble. A store that is away or full, a channel that is down, a process that is killed do
not: what they hold up waits for as long as it takes.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from monitor.store.base import keys, scripts
from monitor.store.connection.client import Client

TOO_OFTEN = 3
"""How many times an entry is tried. The process ends after the others, in case it was the process that was ill."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamPlace:
    """A work stream, by names without the prefix."""

    stream: str
    group: str
    counts: str
    """Where what is set aside is counted."""


async def record_failure(
    client: Client, entry: str, *, at: StreamPlace, why: str, too_often: int = TOO_OFTEN
) -> bool:
    """Note that an entry could not be dealt with, and why; whether it is set aside now."""
    names = (at.stream, keys.failures(at.stream), keys.quarantine(at.stream), at.counts)
    done = await client.run(
        scripts.RECORD_FAILURE,
        keys=[client.key(name) for name in names],
        args=(at.group, entry, too_often, why, secrets.token_hex(4)),
    )
    return bool(done)
