"""The way of an item, wherever it is kept: in the store, in the archive, in both."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.cli.rules.trail import in_words
from monitor.clock import now
from monitor.desk.edit.acknowledgements import acknowledge
from monitor.desk.query.past.trail import Trail, find_trail
from monitor.model.activity import Doer
from monitor.store.base import keys
from monitor.store.connection.client import Client
from monitor.store.queues.outbox import ChannelOutbox
from monitor.store.records.acknowledgements import Acknowledgements
from tests.archive.archive_stand import Stand, news
from tests.store.deciding import deciding
from tests.store.store_news import DESK, alert, as_admin, decide, delivery, held, item, matched


@pytest.fixture
async def stand(client: Client, tmp_path: Path) -> Stand:
    """Of item a everything is known, up to an attempt to send; of b only that it was fetched."""
    stand = Stand(client=client, folder=tmp_path / "archive")
    await matched(client, "a")
    decisions = deciding(client)
    token = await held(decisions)
    [work] = await decisions.matches.take(1, token=token)
    await decide(decisions, work, alert("a"), token=token)
    outbox = ChannelOutbox(client)
    sender = await outbox.hold(DESK, "sender")
    assert sender is not None
    [queued] = await outbox.waiting(DESK, limit=1, token=sender)
    await outbox.sent(queued, delivery(alert("a")))
    await news(client, "b")
    return stand


async def trail(stand: Stand, sought: str) -> Trail | None:
    return await find_trail(stand.client, sought, archive=stand.folder)


async def forget(stand: Stand) -> None:
    """The store has nothing of the past any more."""
    for name in (keys.HISTORY, keys.LOG, keys.channel(DESK, "events")):
        await as_admin(stand.client, "DEL", stand.client.key(name))


SOUGHT = {
    "id": item("a").id,
    "address": item("a").url,
    "guid": item("a").guid,
    "headline": item("a").title,
    "headline in capitals": f"“{item('a').title.upper()}!”",
    "address as shared": f"<{item('a').url}&utm_source=share&utm_medium=social#top>",
    "address without scheme": item("a").url.removeprefix("https://"),
    "address with the other scheme": item("a").url.replace("https://", "http://"),
    "beginning of the id": item("a").id[:8],
    "alert": alert("a").id,
    "beginning of the alert's id": alert("a").id[:10],
}


@pytest.mark.parametrize("sought", SOUGHT.values(), ids=SOUGHT.keys())
async def test_the_archive_knows_what_the_store_has_forgotten(stand: Stand, sought: str) -> None:
    before = await trail(stand, sought)
    assert before is not None
    assert (len(before.decisions), len(before.deliveries)) == (1, 1)
    await stand.step()
    both = await trail(stand, sought)
    await forget(stand)

    assert both == before, "what both have is there once"
    assert await trail(stand, sought) == before


async def test_who_acknowledged_a_story_is_part_of_the_way_of_its_items(stand: Stand) -> None:
    story = alert("a").story.id
    by = Doer(person="night-desk", way="cli", comment="on it")
    await acknowledge(stand.client, [story], by=by)
    await stand.step()
    for forgets in (False, True):
        if forgets:
            await forget(stand)
        found = await trail(stand, item("a").id)
        assert found is not None
        [act] = found.acknowledged
        assert (act.person, act.way, act.comment, act.story) == ("night-desk", "cli", "on it", story)
        assert any("by night-desk (cli): on it" in line for line in in_words(found))
    await Acknowledgements(stand.client).take_back(story, at=now(), by=by)
    found = await trail(stand, item("a").id)
    assert found is not None
    assert found.acknowledged == ()


async def test_what_nobody_knows_is_unknown(stand: Stand) -> None:
    await stand.step()
    await forget(stand)
    for sought in (
        "nobody",
        "0123456789ab",
        item("a").id[:7],
        "example.org",
        "https://example.org/nowhere",
        "Pasukan Korea Utara",
        "…",
        "",
    ):
        assert await trail(stand, sought) is None


async def test_an_item_that_no_rule_hit_is_found_in_the_archive(stand: Stand) -> None:
    await stand.step()
    await forget(stand)
    found = await trail(stand, item("b").url)
    assert found is not None
    assert (found.examined, found.matched, found.decisions, found.deliveries) == (True, False, (), ())
    assert abs((found.item.first_seen_at - now()).total_seconds()) < 600


async def test_decisions_that_are_not_archived_yet_come_from_the_store(stand: Stand) -> None:
    await stand.step()
    await as_admin(stand.client, "DEL", stand.client.key(keys.HISTORY))
    for file in (stand.folder / "decisions").glob("*.parquet"):
        file.unlink()
    found = await trail(stand, item("a").id)
    assert found is not None
    assert len(found.decisions) == 1


async def test_without_an_archive_the_store_is_asked(stand: Stand) -> None:
    assert await trail(stand, item("a").id) is not None
    assert await trail(stand, "nobody") is None
