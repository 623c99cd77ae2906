"""The store for a command that looks at it: the running daemon's, or one opened for the moment."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from monitor.config.configuration import load_settings
from monitor.store.connection.client import Client
from monitor.store.open import open_store
from monitor.store.server.embedded import is_attended, is_kept_in, running_at

__all__ = ["Client", "may_be_attended", "store_for"]


def may_be_attended(address: str | None, *, data: Path, directory: Path) -> bool:
    """Whether a daemon may work on the store that `store_for` opens: false for an embedded one that no process
    holds, also if its server outlives a daemon that was killed. To be asked before it is opened."""
    return bool(address or load_settings(directory).store) or is_attended(data)


@asynccontextmanager
async def store_for(
    address: str | None, *, data: Path, directory: Path, writes: bool = False
) -> AsyncIterator[Client]:
    """The store at an address, or the one that monitor.yaml in the folder of rules names; else the embedded
    one, whether or not a daemon runs it now.

    Where no monitor has run yet, whoever only looks gets an empty store that leaves nothing behind. Raises
    MonitorError if the store cannot be used, and StoreRefusedError for whoever `writes` where there is none.
    """
    running = address or load_settings(directory).store or running_at(data)
    if running is not None or writes or is_kept_in(data):
        async with open_store(running, data=data, create=False) as client:
            yield client
    else:
        with TemporaryDirectory(prefix="monitor-", ignore_cleanup_errors=True) as nothing:
            async with open_store(None, data=Path(nothing)) as client:
                yield client
