"""The rules that run on a store, as whoever runs them keeps them there."""

from __future__ import annotations

import os
from pathlib import Path

from monitor.config.configuration import Configuration
from monitor.config.snapshot import load_snapshot
from monitor.errors import MonitorError
from monitor.store.connection.client import Client
from monitor.store.records.ruleset_state import RulesetStore


async def running_rules(client: Client) -> Configuration:
    """The configuration that ran last on this store. Raises MonitorError if none ever did."""
    files = await RulesetStore(client).files()
    if not files:
        raise MonitorError(
            "no rules run on this store, and none did: start `monitor run`, or name a folder to compare with"
            " (--against DIR)"
        )
    return load_snapshot(files, directory=Path("running"), environment=os.environ)
