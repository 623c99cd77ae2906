"""A folder of rules and the store that it is for, opened for a daemon."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from monitor.app.daemon.config_loader import ConfigLoader
from monitor.clock import now
from monitor.config.configuration import Configuration
from monitor.store.connection.client import Client
from monitor.store.open import open_store
from monitor.store.records.ruleset_state import RulesetStore


@asynccontextmanager
async def open_folder(
    directory: Path, address: str | None, *, data: Path
) -> AsyncIterator[tuple[Client, ConfigLoader, Configuration]]:
    """The store at an address, or the embedded one in `data`; the loader of the folder, and what it has loaded.

    Raises MonitorError if the store cannot be used, or if the folder was never good.
    """
    async with open_store(address, data=data) as client:
        loader = ConfigLoader(directory, RulesetStore(client), now=now)
        yield client, loader, await loader.open()
