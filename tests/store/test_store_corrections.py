from __future__ import annotations

import pytest

from monitor.model.ids import ItemId, StoryId
from monitor.model.story import Correction
from monitor.store.connection.client import Client
from monitor.store.queues.decision_log import Decisions

SPLIT = Correction(story=StoryId("a"), into=StoryId("b"), items=(ItemId("b"),))
MERGE = Correction(story=StoryId("b"), into=StoryId("a"))


@pytest.fixture
def client(any_client: Client) -> Client:
    """Each test runs on Valkey and on Redis."""
    return any_client


async def test_corrections_come_back_in_order(client: Client) -> None:
    decisions = Decisions(client, holder="one")
    assert await decisions.corrections() == []
    for correction in (SPLIT, MERGE, SPLIT):
        await decisions.correct(correction)
    assert await decisions.corrections() == [SPLIT, MERGE, SPLIT]


async def test_a_correction_said_twice_in_a_row_is_written_once(client: Client) -> None:
    decisions = Decisions(client, holder="one")
    await decisions.correct(SPLIT)
    mark = await decisions.corrected()
    await decisions.correct(SPLIT)
    assert await decisions.corrections() == [SPLIT]
    assert await decisions.corrected() == mark


async def test_the_mark_changes_with_every_correction(client: Client) -> None:
    decisions = Decisions(client, holder="one")
    marks = [await decisions.corrected()]
    for correction in (SPLIT, MERGE):
        await decisions.correct(correction)
        marks.append(await decisions.corrected())
    assert marks[0] == ""
    assert len(set(marks)) == 3
