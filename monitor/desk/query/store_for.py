"""The store for a command that looks at it: the running daemon's, or one opened for the moment."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from monitor.config.configuration import load_settings
from monitor.store.connection.client import Client
from monitor.store.open import open_store
from monitor.store.server.embedded import running_at

__all__ = ["Client", "store_for"]


@asynccontextmanager
async def store_for(address: str | None, *, data: Path, directory: Path) -> AsyncIterator[Client]:
    """The store at an address, or the one that monitor.yaml in the folder of rules names; else the embedded
    one, whether or not a daemon runs it now."""
    running = address or load_settings(directory).store or running_at(data)
    async with open_store(running, data=data) as client:
        yield client
