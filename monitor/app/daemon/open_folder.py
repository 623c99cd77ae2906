"""A folder of rules and the store that it is for, opened for a daemon."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import structlog

from monitor.app.daemon.config_loader import ConfigLoader
from monitor.app.daemon.early_notices import EarlyNotices
from monitor.clock import now
from monitor.config.configuration import Configuration
from monitor.store.connection.client import Client
from monitor.store.open import open_store
from monitor.store.records.ruleset_state import RulesetStore
from monitor.store.server.embedded import is_kept_in

log = structlog.get_logger("monitor")


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedFolder:
    """A folder of rules, read, and its store, open."""

    client: Client
    loader: ConfigLoader
    configuration: Configuration
    early: EarlyNotices
    """What people must know of the store, from its start on."""


@asynccontextmanager
async def open_folder(directory: Path, address: str | None, *, data: Path) -> AsyncIterator[OpenedFolder]:
    """The folder, and the store at an address or the embedded one in `data`, which is made if need be.

    Raises MonitorError if the store cannot be used, or if the folder was never good.
    """
    early = EarlyNotices()
    if address is None and not is_kept_in(data):
        log.info("no store was kept here yet: beginning with an empty one", data=str(data))
    async with open_store(address, data=data, report=early.give) as client:
        loader = ConfigLoader(directory, RulesetStore(client), now=now)
        configuration = await loader.open()
        yield OpenedFolder(client=client, loader=loader, configuration=configuration, early=early)
