"""Acknowledge stories: no more reminders, no escalation."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.clock import now
from monitor.errors import MonitorError
from monitor.model.ids import StoryId
from monitor.store.connection.client import Client
from monitor.store.records.acknowledgements import Acknowledgements, was_notified_of


async def acknowledge(client: Client, ids: Sequence[str]) -> None:
    """Acknowledge the stories with these ids, or that the alerts with these ids are about.

    All or none: raises MonitorError if an id is unknown.
    """
    records = Acknowledgements(client)
    known = {name: await _story(records, client, name) for name in ids}
    if unknown := [name for name, story in known.items() if story is None]:
        raise MonitorError(f"no alert and no story {', '.join(unknown)}; `monitor why` shows their ids")
    for story in known.values():
        assert story is not None, "the unknown ones were refused"
        await records.acknowledge(story, at=now())


async def _story(records: Acknowledgements, client: Client, name: str) -> StoryId | None:
    about = await records.about(name)
    if about is not None:
        return about.story
    return StoryId(name) if await was_notified_of(client, StoryId(name)) else None
