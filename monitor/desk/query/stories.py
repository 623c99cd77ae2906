"""The running stories and their timelines."""

from __future__ import annotations

from datetime import timedelta

from monitor.clock import now
from monitor.desk.story_log import StoryLog
from monitor.store.connection.client import Client
from monitor.store.decisions.decision_log import DecisionLog


async def read_stories(client: Client, *, hours: int) -> StoryLog:
    """Every story of the last hours, with the corrections that people made."""
    log = DecisionLog(client)
    made = [decision async for decision in log.replay(since=now() - timedelta(hours=hours))]
    return StoryLog(made, await log.corrections())
