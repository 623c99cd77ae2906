"""Entries that somebody fell over: counted, and in the end set aside, so that the others go on.

Only a bug makes anybody stumble. A store that is away or full, a channel that is down, a process that is killed do
not: what they hold up waits for as long as it takes.
"""

from __future__ import annotations

import secrets

from monitor.store import keys, scripts
from monitor.store.client import Client

TOO_OFTEN = 3
"""How many times an entry is tried. The process ends after the others, in case it was the process that was ill."""


async def stumbled(
    client: Client, entry: str, *, stream: str, group: str, counts: str, why: str, too_often: int = TOO_OFTEN
) -> bool:
    """Note that this entry of a stream could not be dealt with, and why; whether it is set aside now.

    `stream` and `counts` are names without the prefix.
    """
    names = (stream, keys.stumbles(stream), keys.aside(stream), counts)
    done = await client.run(
        scripts.STUMBLE,
        keys=[client.key(name) for name in names],
        args=(group, entry, too_often, why, secrets.token_hex(4)),
    )
    return bool(done)
