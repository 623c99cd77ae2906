"""Items whose words change: which of them go to detection once more, and how often."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from hashlib import blake2b

import pytest

from monitor.collect.items.wording import print_of
from monitor.model.ids import ItemId
from monitor.model.news.item import Item
from monitor.model.news.visit import Poll, SaveResult
from monitor.store.base import keys
from monitor.store.base.seen import MARK, RECORD, mark
from monitor.store.connection.client import Client
from monitor.store.queues.feed_schedule import FeedSchedule
from monitor.store.queues.item_queue import ItemQueue
from monitor.store.records.counts import counts
from tests.store.store_news import ANTARA, as_admin, everything, item, poll, visit

LIMITS = (b"figures", b"words", b"hour")
OLD_RECORD = 7
"""Bytes of a mark and its day in versions before 0.2, which had two for each item."""


@pytest.fixture
def client(any_client: Client) -> Client:
    """Each test runs on Valkey and on Redis."""
    return any_client


@pytest.fixture
def schedule(client: Client) -> FeedSchedule:
    return FeedSchedule(client, lease=timedelta(minutes=1))


def says(name: str, title: str) -> Item:
    return replace(item(name), title=title)


def showing(*items: Item, baseline: bool = False, as_found: bool = False) -> Poll:
    """A poll that found these items, with the prints of what they say."""
    prints = {each.id: print_of(each) for each in items}
    return replace(poll(*items, baseline=baseline), shown=len(items), prints=prints, as_found=as_found)


async def shows(schedule: FeedSchedule, *items: Item, baseline: bool = False) -> SaveResult:
    return await schedule.save(await visit(schedule), showing(*items, baseline=baseline))


async def pass_by(client: Client, time: timedelta) -> None:
    """Date what is known of edits as if it had been noted so much earlier: the store has its own clock."""
    name = client.key(keys.edits(ANTARA))
    for field, value in (await client.read("HGETALL", name)).items():
        if field in LIMITS or len(field) != MARK:  # an item that waits has its field's name behind a letter
            continue
        last, day, rest = value.split(b" ", 2)
        earlier = int(last) - time // timedelta(milliseconds=1)
        dated = f"{earlier} {int(day) - time.days} ".encode() + rest
        await as_admin(client, "HSET", name, field, dated)


async def titles(client: Client) -> Sequence[str]:
    works = await ItemQueue(client, consumer="test", timeout=timedelta(milliseconds=1)).take(500)
    return [work.value.title for work in works]


async def test_an_item_that_says_something_else_goes_to_detection_once_more(
    client: Client, schedule: FeedSchedule
) -> None:
    await shows(schedule, says("a", "Placeholder"), says("b", "Calm"), baseline=True)
    assert await shows(schedule, says("a", "Tsunami"), says("b", "Calm")) == SaveResult(new=0, known=2, edited=1)
    (work,) = await ItemQueue(client, consumer="test").take(10)
    assert (work.value.id, work.value.title) == (item("a").id, "Tsunami")
    assert work.value.edition == work.entry
    assert work.value.key == f"{item('a').id}@{work.entry}"
    assert await shows(schedule, says("a", "Tsunami"), says("b", "Calm")) == SaveResult(new=0, known=2)
    assert (await counts(client))["edited"] == 1


async def test_a_poll_that_is_saved_again_after_a_lost_reply_edits_nothing_twice(
    client: Client, schedule: FeedSchedule
) -> None:
    await shows(schedule, says("a", "Placeholder"), baseline=True)
    claimed = await visit(schedule)
    first = await schedule.save(claimed, showing(says("a", "Tsunami")))
    before = await everything(client)
    assert await schedule.save(claimed, showing(says("a", "Tsunami"))) == first
    assert await everything(client) == before


async def test_a_second_edit_waits_for_a_minute_and_is_not_lost(client: Client, schedule: FeedSchedule) -> None:
    await shows(schedule, says("a", "One"))
    assert (await shows(schedule, says("a", "Two"))).edited == 1
    assert (await shows(schedule, says("a", "Three"))).edited == 0
    claimed = await visit(schedule)
    assert claimed.last is not None
    assert claimed.last.soon == 1
    await schedule.save(claimed, showing(says("a", "Three")))
    await pass_by(client, timedelta(minutes=1))
    assert (await shows(schedule, says("a", "Three"))).edited == 1
    assert await titles(client) == ["One", "Two", "Three"]


async def test_a_second_edit_of_an_item_that_leaves_its_feed_is_not_lost(
    client: Client, schedule: FeedSchedule
) -> None:
    await shows(schedule, says("a", "One"), says("b", "Calm"))
    await shows(schedule, says("a", "Two"), says("b", "Calm"))
    assert (await shows(schedule, says("a", "Three"), says("b", "Calm"))).edited == 0
    assert (await shows(schedule, says("b", "Calm"))).edited == 0, "its minute is not over"
    await pass_by(client, timedelta(minutes=1))
    assert (await schedule.save(await visit(schedule), replace(poll(), modified=False))).edited == 1
    assert await titles(client) == ["One", "Calm", "Two", "Three"]
    assert (await shows(schedule, says("a", "Three"), says("b", "Calm"))).edited == 0, "as it was last"
    assert (await shows(schedule, says("b", "Calm"))).edited == 0
    assert (await counts(client))["edited"] == 2


async def test_a_second_edit_that_is_taken_back_is_not_looked_at(client: Client, schedule: FeedSchedule) -> None:
    await shows(schedule, says("a", "One"))
    await shows(schedule, says("a", "Two"))
    await shows(schedule, says("a", "Three"))
    await shows(schedule, says("a", "Two"))
    await pass_by(client, timedelta(minutes=1))
    assert (await shows(schedule)).edited == 0
    assert await titles(client) == ["One", "Two"]


async def test_items_that_wait_for_their_minute_are_no_feed_that_always_changes(
    client: Client, schedule: FeedSchedule
) -> None:
    for title in ("One", "Two", "Three"):
        await shows(schedule, *(says(name, f"{title} {name}") for name in "abc"))
    for _ in range(5):
        assert (await shows(schedule, *(says(name, f"Three {name}") for name in "abc"))).edited == 0
    await pass_by(client, timedelta(minutes=1))
    assert (await shows(schedule, *(says(name, f"Three {name}") for name in "abc"))).edited == 3


async def test_an_item_is_looked_at_again_twenty_times_a_day(client: Client, schedule: FeedSchedule) -> None:
    await shows(schedule, says("a", "Zero"))
    edits = 0
    for number in range(30):
        edits += (await shows(schedule, says("a", f"Word{number}x"))).edited
        await pass_by(client, timedelta(minutes=1))
    assert edits == 20
    await pass_by(client, timedelta(days=1))
    assert (await shows(schedule, says("a", "Next day"))).edited == 1


async def test_words_that_come_back_are_not_looked_at_again(client: Client, schedule: FeedSchedule) -> None:
    await shows(schedule, says("a", "Storm"))
    assert (await shows(schedule, says("a", "Storm kills"))).edited == 1
    for title in ("Storm", "Storm kills", "Storm"):
        await pass_by(client, timedelta(minutes=1))
        assert (await shows(schedule, says("a", title))).edited == 0


async def test_a_feed_has_sixty_items_an_hour_looked_at_again(client: Client, schedule: FeedSchedule) -> None:
    many = [says(str(number), f"Title {word(number)}") for number in range(200)]
    await shows(schedule, *many)
    few = [replace(each, title=f"{each.title} changed") for each in many[:90]]
    assert (await shows(schedule, *few, *many[90:])).edited == 60


def word(number: int) -> str:
    """A word for each number, without figures."""
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))


async def test_figures_that_change_in_most_items_are_no_edits(schedule: FeedSchedule) -> None:
    for views in range(6):
        found = await shows(schedule, *(says(word(n), f"News {word(n)} ({n * 7 + views})") for n in range(5)))
        assert found.edited == 0
    toll = [says(word(n), f"News {word(n)} ({n * 7 + 5})") for n in range(4)]
    assert (await shows(schedule, *toll, says(word(4), "News e: hundreds missing"))).edited == 1


async def test_figures_that_change_in_some_items_at_every_visit_are_no_edits(
    client: Client, schedule: FeedSchedule
) -> None:
    edits = []
    for clock in range(6):
        found = [says(word(n), f"Match {word(n)}: {clock if n < 3 else n} to nil") for n in range(10)]
        edits.append((await shows(schedule, *found)).edited)
        await pass_by(client, timedelta(minutes=1))
    assert edits == [0, 3, 3, 0, 0, 0]


async def test_words_that_change_in_most_items_at_every_visit_are_no_edits_until_the_feed_is_quiet(
    client: Client, schedule: FeedSchedule
) -> None:
    edits = []
    for advertisement in "ABCDEF":
        found = await shows(schedule, *(says(word(n), f"News {word(n)}, by {advertisement}") for n in range(6)))
        edits.append(found.edited)
        await pass_by(client, timedelta(minutes=1))
    assert edits == [0, 6, 6, 0, 0, 0]
    still = [says(word(n), f"News {word(n)}, by F") for n in range(6)]
    assert (await shows(schedule, *still)).edited == 0
    assert (await shows(schedule, *still[:5], says("f", "News f: tsunami"))).edited == 1


async def test_what_was_read_another_way_is_kept_as_it_is(schedule: FeedSchedule) -> None:
    await shows(schedule, says("a", "One"))
    changed = showing(says("a", "Two"), as_found=True)
    assert await schedule.save(await visit(schedule), changed) == SaveResult(new=0, known=1)
    assert (await shows(schedule, says("a", "Two"))).edited == 0
    assert (await shows(schedule, says("a", "Three"))).edited == 1


def old_marks(*items: Item) -> bytes:
    """What 0.1 kept of items: a mark of the id and one of what it says, each with a day."""
    says_ = ("\0".join((each.url, each.title, each.summary)) for each in items)
    digests = [blake2b(text.encode(), digest_size=6).digest() for text in says_]
    return b"".join(digest + b"\x01" for digest in (*(mark(each.id) for each in items), *digests))


async def test_the_marks_of_the_first_version_count(client: Client, schedule: FeedSchedule) -> None:
    known = [item("a"), item("b"), item("c")]
    await as_admin(client, "SET", client.key(keys.old_marks(ANTARA)), old_marks(*known))
    renamed = replace(known[1], id=ItemId("other"), guid="other")
    upgraded = showing(replace(known[0], title="Read better"), renamed, item("new"), as_found=True)
    assert await schedule.save(await visit(schedule), upgraded) == SaveResult(new=1, known=2)
    assert await client.read("TTL", client.key(keys.old_marks(ANTARA))) > 0
    assert (await shows(schedule, replace(known[0], title="Edited"), known[2])) == SaveResult(
        new=0, known=2, edited=1
    )


async def test_an_item_is_known_by_what_it_was_before_its_feed_lost_its_trust(schedule: FeedSchedule) -> None:
    await shows(schedule, item("a"), item("b"))
    renamed = replace(item("a"), id=ItemId("by link"), url="https://example.org/elsewhere")
    other = replace(item("b"), id=ItemId("another"), title="Another that had the link")
    changed = replace(showing(renamed, other), former={renamed.id: item("a").id, other.id: item("b").id})
    assert await schedule.save(await visit(schedule), changed) == SaveResult(new=1, known=1)
    assert (await shows(schedule, replace(renamed, title="Edited"))).edited == 1


async def test_an_item_takes_no_more_than_half_as_much_again_however_often_it_changes(
    client: Client, schedule: FeedSchedule
) -> None:
    many = [says(str(number), f"Title {word(number)}") for number in range(50)]
    await shows(schedule, *many)
    for number in range(5):
        await shows(schedule, *(replace(each, title=f"{each.title} {word(number)}") for each in many))
        await pass_by(client, timedelta(minutes=1))
    size = len(await client.read("GET", client.key(keys.seen(ANTARA))))
    assert size == len(many) * RECORD
    assert RECORD <= 1.5 * 2 * OLD_RECORD


async def test_an_item_whose_wording_is_not_compared_is_known_whatever_it_says(
    client: Client, schedule: FeedSchedule
) -> None:
    """As those of a page: also after a version that did compare it."""
    await shows(schedule, says("a1", "Office closed on Monday"), baseline=True)
    for title in ("Office closed on Mondays", "Office closed for ever"):
        found = replace(showing(says("a1", title)), reworded=True)
        assert await schedule.unknown(found) == frozenset()
        saved = await schedule.save(await visit(schedule), found)
        assert (saved.new, saved.edited, saved.known) == (0, 0, 1)
