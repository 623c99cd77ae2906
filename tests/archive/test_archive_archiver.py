"""From the store to files: what comes is on disk once, and nothing goes before it is."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from monitor.archive.tables import TableName
from monitor.clock import now
from monitor.model.activity import Activity, Deed
from monitor.model.sending.delivery import Outcome
from monitor.store.base import keys
from monitor.store.base.codec import encode
from monitor.store.connection.client import Client
from monitor.store.queues.outbox import ChannelOutbox
from monitor.store.records.acknowledgements import Acknowledgements
from monitor.store.records.archived_streams import archive_of
from monitor.store.records.stream_retention import Follows, forget_old
from tests.archive.archive_stand import Stand, news
from tests.fakes import SOMEBODY
from tests.store.deciding import deciding
from tests.store.store_news import DESK, alert, as_admin, collected, decide, delivery, held, item, matched, silence

AT_ONCE = timedelta(seconds=-1)


@pytest.fixture
def stand(client: Client, tmp_path: Path) -> Stand:
    return Stand(client=client, folder=tmp_path / "archive")


async def length(client: Client, name: str) -> int:
    found: int = await client.read("XLEN", client.key(name))
    return found


async def aged(client: Client) -> None:
    """Forget what may be forgotten, as if all of it were old: the store's clock cannot be turned."""
    await forget_old(client, keep=AT_ONCE, follows=Follows.YES)


async def test_items_are_on_disk_as_they_were(stand: Stand) -> None:
    await collected(stand.client, "a", "b")
    await stand.step()

    found = stand.items()
    assert [one.id for one in found] == [item("a").id, item("b").id]
    assert [(one.url, one.guid, one.title) for one in found] == [
        (item(name).url, item(name).guid, item(name).title) for name in ("a", "b")
    ]
    assert abs(found[0].first_seen_at - now()) < timedelta(minutes=10)


@pytest.mark.gate
async def test_every_entry_is_there_once_over_many_steps_and_processes(stand: Stand) -> None:
    for number in range(6):
        await news(stand.client, f"n{number}")
        if number % 2:
            stand.begin()
        await stand.step()

    assert [one.id for one in stand.items()] == [item(f"n{number}").id for number in range(6)]


async def test_decisions_deliveries_and_acts_are_on_disk(stand: Stand) -> None:
    client = stand.client
    await matched(client, "a")
    decisions = deciding(client)
    token = await held(decisions)
    [work] = await decisions.matches.take(1, token=token)
    told = alert("a")
    await decide(decisions, work, told, silence(work.value), token=token)
    outbox = ChannelOutbox(client)
    sender = await outbox.hold(DESK, "sender")
    assert sender is not None
    [queued] = await outbox.waiting(DESK, limit=1, token=sender)
    await outbox.sent(queued, delivery(told))
    await Acknowledgements(client).acknowledge(told.story.id, at=now(), by=SOMEBODY)
    await stand.step()

    [decided] = stand.rows(TableName.DECISIONS, "item", "story", "rules", "severity", "outcomes")
    assert decided[:4] == (item("a").id, told.story.id, ["kursk"], "high")
    sent, suppressed = decided[4]
    assert (sent["alerted"], sent["alert"], sent["reason"]) == (True, told.id, "first")
    assert (suppressed["alerted"], suppressed["reason"], suppressed["channel"]) == (False, "folded", "desk")
    columns = ("channel", "alert", "outcome", "story", "item", "rules", "headline", "url", "detail")
    assert stand.rows(TableName.DELIVERIES, *columns) == [
        (
            "desk", told.id, Outcome.SENT.value, told.story.id, item("a").id, ["kursk"], told.story.headline,
            item("a").url, "as the phone said",
        )
    ]  # fmt: skip
    assert stand.rows(TableName.ACTIVITY, "person", "way", "action", "object") == [
        ("somebody", "cli", "acknowledge", f"story:{told.story.id}")
    ]


async def test_nothing_goes_before_it_is_on_disk(stand: Stand) -> None:
    client = stand.client
    await news(client, "a", "b", "c")
    await aged(client)
    assert await length(client, keys.HISTORY) == 3

    await stand.step()
    await news(client, "d")
    await aged(client)
    assert await length(client, keys.HISTORY) == 4, "an archived item stays for an hour"


async def test_what_is_archived_goes_after_an_hour_but_for_the_newest(stand: Stand) -> None:
    client = stand.client
    for number in range(4):
        await news(client, f"n{number}", entry=f"{1_000_000 + number}-0")
    await stand.step()
    await news(client, "new", entry="2000000-0")
    await aged(client)

    entries = [entry for entry, _ in await client.read("XRANGE", client.key(keys.HISTORY), "-", "+")]
    assert entries == [b"1000003-0", b"2000000-0"]


async def test_without_an_archive_items_go_by_their_age_alone(client: Client) -> None:
    await news(client, "a", entry="1000-0")
    await forget_old(client, keep=timedelta(days=30), follows=Follows.MAYBE)
    assert await length(client, keys.HISTORY) == 0


async def test_another_process_keeps_what_a_followed_stream_has(stand: Stand) -> None:
    await news(stand.client, "a", entry="1000-0")
    await stand.step()
    await news(stand.client, "b", entry="2000-0")
    await forget_old(stand.client, keep=timedelta(days=30), follows=Follows.MAYBE)
    assert await length(stand.client, keys.HISTORY) == 2


async def test_two_processes_do_not_write_at_a_time(stand: Stand) -> None:
    other = Stand(client=stand.client, folder=stand.folder, holder="another")
    await news(stand.client, "a")
    await stand.step()
    await news(stand.client, "b")
    assert await other.step() == 0
    await stand.archiver.finish()
    await news(stand.client, "c")
    await other.step()

    assert [one.id for one in stand.items()] == [item(name).id for name in "abc"]


async def test_the_end_of_a_process_takes_the_rest_to_disk(stand: Stand) -> None:
    await stand.step()
    await news(stand.client, "a")
    await stand.archiver.finish()

    assert [one.id for one in stand.items()] == [item("a").id]


async def test_a_store_that_has_forgotten_its_newest_is_read_again_and_nothing_is_there_twice(
    stand: Stand,
) -> None:
    client = stand.client
    for number in range(1, 6):
        await news(client, f"n{number}", entry=f"{number * 1000}-0")
    await stand.step()
    await as_admin(client, "DEL", client.key(keys.HISTORY))
    for number, entry in ((1, 1000), (2, 2000), (4, 4400), (6, 4500)):  # 4 was polled again, behind a slow clock
        await news(client, f"n{number}", entry=f"{entry}-0")
    stand.begin()
    await stand.step()
    await news(client, "n7")
    await stand.step()

    assert sorted(one.id for one in stand.items()) == sorted(
        item(f"n{number}").id for number in (1, 2, 3, 4, 5, 6, 7)
    )


async def test_a_folder_that_cannot_be_written_is_reported_and_tried_again(stand: Stand) -> None:
    stand.folder.parent.mkdir(exist_ok=True)
    stand.folder.write_text("in the way")
    await news(stand.client, "a")
    assert await stand.step() == 0
    assert len(stand.told) == 1
    assert "cannot be written" in stand.told[0].title
    _, state = await archive_of(stand.client)
    assert state is not None
    assert "archive" in state.trouble

    stand.folder.unlink()
    await stand.step()
    assert [one.id for one in stand.items()] == [item("a").id]
    _, state = await archive_of(stand.client)
    assert state is not None
    assert state.trouble == ""


async def test_another_archive_is_not_written_over(stand: Stand) -> None:
    await news(stand.client, "a")
    await stand.step()
    moved = Stand(client=stand.client, folder=stand.folder.with_name("empty"))
    await stand.archiver.finish()
    await moved.step()

    assert "monitor archive adopt" in moved.told[0].detail
    assert not moved.folder.exists()


async def test_a_bug_in_the_archive_ends_nothing(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken() -> bytes:
        raise ZeroDivisionError

    monkeypatch.setattr(stand.streams, "epoch", broken)
    assert await stand.step() == 0
    assert "ZeroDivisionError" in stand.told[0].detail


async def test_acts_that_are_on_disk_are_left_out_when_the_store_is_read_again(stand: Stand) -> None:
    client = stand.client
    key = client.key(keys.ACTIVITY)

    async def act(number: int) -> None:
        one = Activity(at=now(), person=f"p{number}", way="cli", action=Deed.SPLIT, object="story:s")
        await as_admin(client, "XADD", key, f"{number * 1000}-0", "v", encode(one))

    for number in (1, 2, 3):
        await act(number)
    await stand.step()
    await as_admin(client, "DEL", key)
    for number in (1, 2, 4):
        await act(number)
    stand.begin()
    await stand.step()

    assert stand.rows(TableName.ACTIVITY, "person") == [("p1",), ("p2",), ("p3",), ("p4",)]
