"""The whole of one decision."""

from __future__ import annotations

from monitor.model.sending.decision import Decision
from monitor.store.connection.client import Client
from monitor.store.decisions.decision_log import DecisionLog


async def decision_of(client: Client, entry: str) -> Decision | None:
    """The decision of an entry of the log; None if it is not kept any more."""
    return await DecisionLog(client).entry(entry)
