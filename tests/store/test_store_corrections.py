from __future__ import annotations

import pytest

from monitor.clock import now
from monitor.model.activity import Deed
from monitor.model.ids import ItemId, StoryId
from monitor.model.story import Correction, TitlePair
from monitor.store.connection.client import Client
from tests.fakes import SOMEBODY
from tests.store.deciding import deciding

PAIR = TitlePair(one="Fire at Oakfield mill", other="Fire at Hartwell mill", lang="en")
SPLIT = Correction(story=StoryId("a"), into=StoryId("b"), items=(ItemId("b"),), examples=(PAIR,))
MERGE = Correction(story=StoryId("b"), into=StoryId("a"))


@pytest.fixture
def client(any_client: Client) -> Client:
    """Each test runs on Valkey and on Redis."""
    return any_client


async def test_corrections_come_back_in_order(client: Client) -> None:
    decisions = deciding(client, holder="one")
    assert await decisions.log.corrections() == []
    for correction in (SPLIT, MERGE, SPLIT):
        await decisions.log.correct(correction, Deed.SPLIT, at=now(), by=SOMEBODY)
    assert await decisions.log.corrections() == [SPLIT, MERGE, SPLIT]


async def test_a_correction_said_twice_in_a_row_is_written_once(client: Client) -> None:
    decisions = deciding(client, holder="one")
    await decisions.log.correct(SPLIT, Deed.SPLIT, at=now(), by=SOMEBODY)
    mark = await decisions.log.corrected()
    await decisions.log.correct(SPLIT, Deed.SPLIT, at=now(), by=SOMEBODY)
    assert await decisions.log.corrections() == [SPLIT]
    assert await decisions.log.corrected() == mark


async def test_the_mark_changes_with_every_correction(client: Client) -> None:
    decisions = deciding(client, holder="one")
    marks = [await decisions.log.corrected()]
    for correction in (SPLIT, MERGE):
        await decisions.log.correct(correction, Deed.SPLIT, at=now(), by=SOMEBODY)
        marks.append(await decisions.log.corrected())
    assert marks[0] == ""
    assert len(set(marks)) == 3
