"""The stories in memory are those of the store, whenever somebody looks."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.clock import now
from monitor.desk.edit.acknowledgements import acknowledge, take_back
from monitor.desk.query.stories import read_stories
from monitor.desk.shelf.shelf import Shelf
from monitor.model.activity import Deed, Doer
from monitor.model.ids import ItemId
from monitor.model.story import Correction
from monitor.store.connection.client import Client
from monitor.store.decisions.decision_log import DecisionLog
from tests.desk.newsroom import Newsroom

BY = Doer(person="editor", way="web")


@pytest.fixture
def room(client: Client) -> Newsroom:
    return Newsroom(client)


@pytest.fixture
def shelf(client: Client) -> Shelf:
    return Shelf(client, now=now)


async def test_a_look_brings_what_is_new_and_only_that(room: Newsroom, shelf: Shelf) -> None:
    story = await room.alerts("a")
    assert await shelf.refresh() == {story}
    assert await shelf.refresh() == frozenset()
    await room.sends()
    assert await shelf.refresh() == {story}
    await room.is_suppressed("b", story="a")
    assert await shelf.refresh() == {story}
    assert [item.id for item in shelf.stories[story].items] == [ItemId(room.id("a")), ItemId(room.id("b"))]
    assert len(shelf.deliveries) == 1


async def test_it_has_the_stories_that_the_log_has(room: Newsroom, shelf: Shelf, client: Client) -> None:
    await room.alerts("a")
    await shelf.refresh()
    await room.alerts("b")
    await room.is_suppressed("c", story="a")
    await room.is_suppressed("d", story="b")
    log = DecisionLog(client)
    split = Correction(story=room.id("a"), into=room.id("c"), items=(ItemId(room.id("c")),))
    await log.correct(split, Deed.SPLIT, at=now(), by=BY)
    await shelf.refresh()
    await log.correct(Correction(story=room.id("b"), into=room.id("c")), Deed.MERGE, at=now(), by=BY)
    changed = await shelf.refresh()

    asked = {record.id: set(record.items) for record in (await read_stories(client, hours=1)).newest()}
    assert {story.id: {item.id for item in story.items} for story in shelf.stories.values()} == asked
    assert {room.id("b"), room.id("c")} <= changed
    assert [story.id for story in shelf.find(room.id("b"))] == [room.id("c")], "by an item that it has now"


async def test_a_story_is_acknowledged_until_it_alerts_again(room: Newsroom, shelf: Shelf, client: Client) -> None:
    story = await room.alerts("a")
    await room.sends()
    await shelf.refresh()
    assert not shelf.stories[story].is_acknowledged
    await acknowledge(client, [story], by=BY)
    assert await shelf.refresh() == {story}
    assert shelf.stories[story].is_acknowledged
    await take_back(client, story, by=BY)
    assert await shelf.refresh() == {story}
    assert not shelf.stories[story].is_acknowledged


async def test_whoever_was_away_learns_what_changed_meanwhile(
    room: Newsroom, shelf: Shelf, client: Client
) -> None:
    story = await room.alerts("a")
    await shelf.refresh()
    seen = shelf.position
    await room.sends()
    await shelf.refresh()
    another = Shelf(client, now=now)  # a daemon that has started since
    await another.refresh()
    for one in (shelf, another):
        assert story in one.changed_since(seen)
        assert story not in one.changed_since(one.position + 1)


async def test_what_is_too_old_is_let_go(room: Newsroom, client: Client) -> None:
    clock = [now()]
    shelf = Shelf(client, now=lambda: clock[0], span=timedelta(hours=72))
    await room.alerts("a")
    await room.sends()
    await shelf.refresh()
    clock[0] += timedelta(hours=71)
    await shelf.refresh()
    assert len(shelf.stories) == 1
    clock[0] += timedelta(hours=2)
    await shelf.refresh()
    assert not shelf.stories
    assert not shelf.deliveries
