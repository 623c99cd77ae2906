"""The stories in memory are those of the store, whenever somebody looks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.clock import now
from monitor.desk.edit.acknowledgements import acknowledge, take_back
from monitor.desk.edit.forget import forget, forget_request
from monitor.desk.query.stories import read_stories
from monitor.desk.shelf.shelf import Shelf
from monitor.model.activity import Deed, Doer
from monitor.model.ids import AlertId, ChannelName, ItemId, StoryId
from monitor.model.sending.alert import Alert, copy_id, moved_id
from monitor.model.sending.delivery import Outcome
from monitor.model.story import Correction
from monitor.store.connection.client import Client
from monitor.store.decisions.decision_log import DecisionLog
from monitor.store.queues.outbox import ChannelOutbox
from tests.desk.newsroom import Newsroom
from tests.store.deciding import deciding
from tests.store.store_news import DESK, delivery

PAGER = ChannelName("pager")
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
        assert one.changed_since(seen) == frozenset([story])
        assert one.changed_since(one.position + 1) == frozenset()


async def test_every_listener_hears_of_a_change_whoever_looked(room: Newsroom, shelf: Shelf) -> None:
    heard: list[frozenset[StoryId]] = []
    shelf.on_change(heard.append)
    story = await room.alerts("a")
    await shelf.refresh()
    await shelf.refresh()
    assert heard == [{story}]


async def test_what_is_not_relevant_is_acknowledged(room: Newsroom, shelf: Shelf, client: Client) -> None:
    story = await room.alerts("a")
    await acknowledge(client, [story], by=BY, silenced=timedelta(hours=1))
    await shelf.refresh()
    assert not shelf.stories[story].is_open


async def test_a_correction_changes_the_stories_that_it_concerns_and_no_other(
    room: Newsroom, shelf: Shelf, client: Client
) -> None:
    await room.alerts("a")
    await room.alerts("b")
    other = await room.alerts("c")
    await shelf.refresh()
    seen, touched = shelf.position, shelf.stories[other].touched_ms
    await DecisionLog(client).correct(
        Correction(story=room.id("b"), into=room.id("a")), Deed.MERGE, at=now(), by=BY
    )
    assert await shelf.refresh() == {room.id("a"), room.id("b")}
    assert room.id("b") not in shelf.stories
    assert shelf.stories[other].touched_ms == touched
    assert shelf.changed_since(seen - 1) is None, "a page of then still shows the story that is gone"


async def test_what_a_person_had_forgotten_is_forgotten_here_too(
    room: Newsroom, shelf: Shelf, client: Client, tmp_path: Path
) -> None:
    gone = await room.alerts("a", title="Jonathan Privatus is seen in Kursk")
    kept = await room.alerts("b")
    await shelf.refresh()
    assert "Privatus" in shelf.stories[gone].headline([]).title
    await forget(client, forget_request(text="privatus", by=BY), folder=tmp_path)
    assert gone in await shelf.refresh()
    assert [
        item.title for story in shelf.stories.values() for item in story.items if "Privatus" in item.title
    ] == []
    assert kept in shelf.stories


@pytest.mark.parametrize("named", [copy_id, moved_id])
async def test_an_alert_that_another_channel_has_sent_is_not_waiting(
    room: Newsroom, shelf: Shelf, client: Client, named: Callable[..., AlertId]
) -> None:
    story = await room.alerts("a")
    outbox = ChannelOutbox(client)
    [queued] = await outbox.waiting(DESK, limit=1, token=await outbox.hold(DESK, "sender") or 0)
    await outbox.dead(queued, delivery(queued.alert, Outcome.REFUSED))
    copied: Alert = replace(queued.alert, id=named(queued.alert.id, to=PAGER), channel=PAGER)
    await deciding(client).alerts.queue([copied])
    [copy] = await outbox.waiting(PAGER, limit=1, token=await outbox.hold(PAGER, "sender") or 0)
    await outbox.sent(copy, delivery(copied))
    await shelf.refresh()
    _, alert = shelf.stories[story].last_alert or pytest.fail("it alerted")
    sent = shelf.stories[story].sent_to(alert)
    assert sent is not None
    assert (sent.channel, sent.outcome) == (PAGER, Outcome.SENT)


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
