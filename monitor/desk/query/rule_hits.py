"""How often each rule matched lately."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from monitor.clock import now
from monitor.store.connection.client import Client
from monitor.store.decisions.decision_log import DecisionLog

DAYS = 7


async def rule_hits(client: Client) -> tuple[Counter[str], int]:
    """How many items of the last week each rule matched, and over how many days there were any."""
    matches: Counter[str] = Counter()
    first = today = now()
    async for decision in DecisionLog(client).replay(since=today - timedelta(days=DAYS)):
        first = min(first, decision.match.item.first_seen_at)
        matches.update(hit.rule for hit in decision.match.rules)
    return matches, min(DAYS, (today - first).days + 1)
