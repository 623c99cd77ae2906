"""Correct what grouping did: split a story, or merge two. What was sent stays sent."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.clock import now
from monitor.desk.story_log import StoryRecord
from monitor.errors import MonitorError
from monitor.model.activity import Doer
from monitor.model.ids import ItemId, StoryId
from monitor.model.story import Correction
from monitor.store.connection.client import Client
from monitor.store.decisions.decision_log import DecisionLog


async def split(client: Client, record: StoryRecord, items: Sequence[ItemId], *, by: Doer) -> StoryId | None:
    """Take items out of a story: together they are a story of their own, whose id is returned.

    None if they are all its items, so that there is nothing to split. Raises MonitorError for the item that
    opened the story, because the story bears its id.
    """
    leaving = tuple(dict.fromkeys(items))
    if len(leaving) == len(record.items):
        return None
    if ItemId(record.id) in leaving:
        raise MonitorError(
            f"{record.id} opened the story, which bears its id; name the items that do not belong to it instead"
        )
    into = StoryId(leaving[0])
    await DecisionLog(client).correct(Correction(story=record.id, into=into, items=leaving), at=now(), by=by)
    return into


async def merge(client: Client, moved: StoryRecord, kept: StoryRecord, *, by: Doer) -> bool:
    """Every item of one story belongs to the other from now on; False if they are one story already."""
    if moved.id == kept.id:
        return False
    await DecisionLog(client).correct(Correction(story=moved.id, into=kept.id), at=now(), by=by)
    return True
