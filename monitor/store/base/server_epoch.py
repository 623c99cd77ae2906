"""Which life of the server it is: one that starts again may have forgotten what it had confirmed.

A power cut takes the end of the append-only file, a failover what had not reached the replica. Whoever put
something in one life and would forget its input in the next loses it; so scripts that forget are given the life
in which the work began, and do nothing in any other.
"""

from __future__ import annotations

from monitor.errors import StoreUnavailableError
from monitor.store.base import scripts
from monitor.store.connection.client import Client


async def server_epoch(client: Client, key: str) -> bytes:
    """The life of the server that has this key, given in full."""
    life: bytes = await client.run(scripts.LIFE, keys=[key])
    return life


def epoch_changed() -> StoreUnavailableError:
    """What is raised where a script did nothing because the server restarted: everything is taken up again."""
    return StoreUnavailableError("the store restarted during a step; the step will be repeated")
