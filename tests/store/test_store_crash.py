"""A day of news goes through every step of the store, and each call is cut off in turn.

A call is cut off before it reaches the server, or after, so that only its answer is lost. Then everything
starts anew, with nothing but what the store holds.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from monitor.errors import StoreUnavailableError
from monitor.model.ids import StoryId
from monitor.model.sending.alert import Alert, Reason, Suppression
from monitor.store.base import scripts
from monitor.store.connection.client import Client
from monitor.store.queues.feed_schedule import FeedSchedule
from monitor.store.queues.item_queue import ItemQueue
from monitor.store.queues.outbox import ChannelOutbox
from monitor.store.records.counts import counts, queues
from tests.store.deciding import deciding
from tests.store.store_news import (
    ANTARA,
    DESK,
    LONG_AGO,
    alert,
    collected,
    decision,
    delivery,
    feed,
    item,
    match,
    poll,
    silence,
)

NAMES = ("a", "b", "c")
"""The first two tell of one story, the third matches no rule."""
STORY = StoryId(item("a").id)
SHORT = timedelta(milliseconds=1)


class Cut(BaseException):
    """The process is gone."""


@dataclass
class CutClient:
    """A client whose calls are counted, and cut off at a number. It keeps what the phone was told."""

    client: Client
    cut_at: int
    answered: bool
    """Whether the call that is cut off takes effect."""
    error: Callable[[], BaseException] = Cut
    calls: int = 0
    rang: list[str] = field(default_factory=list)

    @property
    def fails_over(self) -> bool:
        """It is one server."""
        return False

    def key(self, name: str) -> str:
        return self.client.key(name)

    async def run(self, *args: Any, **kwargs: Any) -> Any:
        return await self._counted(lambda: self.client.run(*args, **kwargs))

    async def read(self, *args: Any, **kwargs: Any) -> Any:
        return await self._counted(lambda: self.client.read(*args, **kwargs))

    async def read_group(self, *args: Any, **kwargs: Any) -> Any:
        return await self._counted(lambda: self.client.read_group(*args, **kwargs))

    async def _counted(self, call: Callable[[], Awaitable[Any]]) -> Any:
        self.calls += 1
        if self.calls != self.cut_at:
            return await call()
        if self.answered:
            await call()
        raise self.error()


async def news_day(client: Any, rang: list[str], *, plain: Client) -> None:
    """Everything that is to be done, from the feed to the phone. The plain client tells when it is."""
    schedule = FeedSchedule(client, lease=SHORT)
    await schedule.reconcile({ANTARA: feed()}, first_visits={ANTARA: LONG_AGO})
    for claimed in await schedule.claim(limit=1):
        await schedule.save(claimed, poll(*map(item, NAMES)))
    items = ItemQueue(client, consumer="one", min_idle=timedelta(0), timeout=SHORT)
    while (await queues(plain))["items"]:
        works = await items.take(2)
        hits = [match(name) for name in "ab" if item(name).id in {work.value.id for work in works}]
        await items.detected(works, hits)
    await decide_all(client, plain=plain)
    await send_all(client, rang, plain=plain)


async def decide_all(client: Any, *, plain: Client) -> None:
    decisions = deciding(client, holder="one", timeout=SHORT, update_every=timedelta(0))
    token = await decisions.lease.hold()
    assert token is not None
    while (await queues(plain))["matches"]:
        for work in await decisions.matches.take(10, token=token):
            name = "a" if work.value.item.id == item("a").id else "b"
            outcomes: list[Alert | Suppression] = [alert("a")]
            if await decisions.notifications.last_notified(STORY, [DESK]):
                outcomes = [silence(work.value), alert(name, reason=Reason.ALSO, story=STORY)]
            await decisions.alerts.queue([one for one in outcomes if isinstance(one, Alert)])
            assert await decisions.log.append(work, decision(work.value, *outcomes), token=token)
    await decisions.lease.release()


async def send_all(client: Any, rang: list[str], *, plain: Client) -> None:
    outbox = ChannelOutbox(client, timeout=SHORT)
    token = await outbox.hold(DESK, "one")
    assert token is not None
    while any((await queues(plain)).values()):
        for queued in await outbox.waiting(DESK, limit=10, token=token):
            if await outbox.begin(queued, token=token):
                if queued.alert.reason is not Reason.ALSO:
                    rang.append("again" if queued.repeat else "first")
                await outbox.sent(queued, delivery(queued.alert))
    await outbox.release(DESK, "one")


async def after_a_cut(client: Client, *, cut_at: int, answered: bool) -> list[str] | None:
    """What the phone was told in all, if there is a call of that number."""
    cut = CutClient(client, cut_at=cut_at, answered=answered)
    try:
        await news_day(cut, cut.rang, plain=client)
    except Cut:
        await asyncio.sleep(0.01)  # longer than a right to visit lasts here
        await news_day(client, cut.rang, plain=client)
        return cut.rang
    return None


@pytest.mark.parametrize("answered", [False, True], ids=["before", "after"])
async def test_a_crash_at_any_call_loses_nothing_and_doubles_only_what_was_on_its_way(
    client: Client, *, answered: bool
) -> None:
    cut_at = 0
    prefix = client.prefix
    while True:
        cut_at += 1
        client.prefix = f"{prefix}{cut_at}:"
        rang = await after_a_cut(client, cut_at=cut_at, answered=answered)
        if rang is None:
            break
        assert rang in (["first"], ["again"], ["first", "again"]), f"call {cut_at}: a repeat is marked as one"
        found, left = await counts(client), await queues(client)
        assert found["new"] == found["examined"] == 3, f"call {cut_at}"
        assert (found["matched"], found["told"], found["folded"], found["vanished"]) == (2, 1, 1, 0), (
            f"call {cut_at}"
        )
        assert not any(left.values()), f"call {cut_at}"
    assert cut_at > 20


class DoublingClient(CutClient):
    """A client that runs each script once more if it says that this is safe."""

    async def run(self, script: Any, **kwargs: Any) -> Any:
        reply = await self.client.run(script, **kwargs)
        if script.repeatable and script is not scripts.CLAIM:  # a right to visit that lasts a millisecond here
            await self.client.run(script, **kwargs)
        return reply


async def test_scripts_that_may_run_twice_do_twice_what_they_do_once(client: Client) -> None:
    doubling = DoublingClient(client, cut_at=0, answered=True)
    await news_day(doubling, doubling.rang, plain=client)

    found, left = await counts(client), await queues(client)
    assert doubling.rang == ["first"]
    once = {"new": 3, "examined": 3, "matched": 2, "told": 1, "folded": 1, "vanished": 0}
    assert {name: found[name] for name in once} == once
    assert not any(left.values())


async def test_items_whose_reply_was_lost_come_with_the_next_call(client: Client) -> None:
    await collected(client, *NAMES)
    # The first call reads what is pending, the second looks for what others left, the third takes new items.
    cut: Any = CutClient(
        client, cut_at=3, answered=True, error=lambda: StoreUnavailableError("the reply was lost")
    )
    items = ItemQueue(cut, consumer="one", timeout=SHORT)
    with pytest.raises(StoreUnavailableError):
        await items.take(10)
    assert [work.value.id for work in await items.take(10)] == [item(name).id for name in NAMES]
