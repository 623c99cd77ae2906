"""Acknowledge stories: no more reminders, no escalation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from monitor.clock import now
from monitor.desk.edit.silences import NOT_RELEVANT, silence_of_story
from monitor.errors import MonitorError
from monitor.model.activity import Doer
from monitor.model.ids import StoryId
from monitor.store.connection.client import Client
from monitor.store.records.acknowledgements import About, Acknowledgements, was_notified_of
from monitor.store.records.silences import Silences


async def acknowledge(client: Client, ids: Sequence[str], *, by: Doer, silenced: timedelta | None = None) -> None:
    """Acknowledge the stories with these ids, or that the alerts with these ids are about.

    With `silenced` they should not have alerted: they are marked as not relevant, and silenced for so long.
    All or none: raises MonitorError if an id is unknown.
    """
    records = Acknowledgements(client)
    known = {name: await _meant(records, client, name) for name in ids}
    if unknown := [name for name, (story, _) in known.items() if story is None]:
        raise MonitorError(f"no alert and no story {', '.join(unknown)}; `monitor why` shows their ids")
    at = now()
    for story, about in known.values():
        assert story is not None, "the unknown ones were refused"
        await records.acknowledge(story, at=at, by=by, about=about, relevant=silenced is None)
        if silenced is not None:
            silence = silence_of_story(story, at=at, lasting=silenced, by=by.person, comment=NOT_RELEVANT)
            await Silences(client).add(silence, at=at, by=by)


async def _meant(records: Acknowledgements, client: Client, name: str) -> tuple[StoryId | None, About | None]:
    about = await records.about(name)
    if about is not None:
        return about.story, about
    return (StoryId(name) if await was_notified_of(client, StoryId(name)) else None), None


async def take_back(client: Client, story: str, *, by: Doer) -> bool:
    """Nobody has acknowledged a story after all; whether somebody had."""
    return await Acknowledgements(client).take_back(StoryId(story), at=now(), by=by)
