"""Make the running daemon read its rules again."""

from __future__ import annotations

import asyncio
import uuid

from monitor.store.connection.client import Client
from monitor.store.records.ruleset_state import ReloadRequest, RulesetStore, RulesState

__all__ = ["TIMEOUT", "RulesState", "reload"]

TIMEOUT = 30
"""Seconds for the daemon to read, compile and answer."""


async def reload(client: Client, *, confirmed: bool) -> RulesState | None:
    """Ask for a reload and wait for what came of it; None if no daemon answers in time.

    `confirmed` also applies an edit that waits because it removes much.
    """
    rulesets = RulesetStore(client)
    request = ReloadRequest(id=uuid.uuid4().hex, confirmed=confirmed)
    await rulesets.ask(request)
    for _ in range(TIMEOUT * 5):
        await asyncio.sleep(0.2)
        state = await rulesets.state()
        if state is not None and state.answered == request.id:
            return state
    return None
