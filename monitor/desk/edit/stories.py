"""Correct what grouping did: split a story, merge two, or keep two apart. What was sent stays sent.

With the correction goes what it was about, a few titles, as an example for grouping.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import islice

from monitor.clock import now
from monitor.desk.story_log import StoryRecord
from monitor.errors import MonitorError
from monitor.model.activity import Deed, Doer
from monitor.model.ids import ItemId, StoryId
from monitor.model.news.item import Item
from monitor.model.story import Correction, TitlePair
from monitor.store.connection.client import Client
from monitor.store.decisions.decision_log import DecisionLog

_EXAMPLES = 4
"""Titles of one story for which the likest of the other is looked for."""
_COMPARED = 64
_LONGEST = 300
"""Characters of a title that can be an example."""


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
    gone = [item for item in _items(record) if item.id in leaving]
    stay = [item for item in _items(record) if item.id not in leaving]
    correction = Correction(story=record.id, into=into, items=leaving, examples=_examples(stay, gone))
    await DecisionLog(client).correct(correction, Deed.SPLIT, at=now(), by=by)
    return into


async def keep_apart(client: Client, one: StoryRecord, other: StoryRecord, *, by: Doer) -> bool:
    """Write down that two stories are not the same, and what follows in them neither; False if they are one."""
    if one.id == other.id:
        return False
    examples = _examples(_items(one), _items(other))
    correction = Correction(story=one.id, into=other.id, items=(ItemId(other.id),), examples=examples)
    await DecisionLog(client).correct(correction, Deed.KEEP_APART, at=now(), by=by)
    return True


async def merge(client: Client, moved: StoryRecord, kept: StoryRecord, *, by: Doer) -> bool:
    """Every item of one story belongs to the other from now on; False if they are one story already."""
    if moved.id == kept.id:
        return False
    examples = _examples(_items(kept), _items(moved))
    correction = Correction(story=moved.id, into=kept.id, examples=examples)
    await DecisionLog(client).correct(correction, Deed.MERGE, at=now(), by=by)
    return True


def _items(record: StoryRecord) -> list[Item]:
    return [made.match.item for made in record.decisions]


def _examples(some: Sequence[Item], others: Sequence[Item]) -> tuple[TitlePair, ...]:
    """For each of a few titles of the others the likest of the first in the same language."""
    return tuple(dict.fromkeys(islice(_likest(some, others), _EXAMPLES)))


def _likest(some: Sequence[Item], others: Sequence[Item]) -> Iterator[TitlePair]:
    for item in others:
        comparable = [
            one.title
            for one in some[:_COMPARED]
            if one.lang == item.lang and max(len(one.title), len(item.title)) <= _LONGEST
        ]
        if comparable:
            likest = max(comparable, key=lambda title: SequenceMatcher(None, title, item.title).ratio())
            yield TitlePair(one=likest, other=item.title, lang=item.lang)
