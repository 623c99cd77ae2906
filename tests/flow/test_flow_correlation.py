"""Rules with `when`, from the feed to the outbox on a real store: rung once, whatever dies on the way."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from monitor.clock import now
from monitor.config.configuration import load_configuration
from monitor.desk.query.audit import balances
from monitor.detect.detector import Detector
from monitor.model.ids import ChannelName, FeedId, ItemId, RuleId, content_id
from monitor.model.news.feed import Feed
from monitor.model.news.item import Item
from monitor.model.news.visit import Poll
from monitor.model.news.visit import PollState as FeedMemory
from monitor.model.sending.alert import Alert
from monitor.model.sending.decision import Silence
from monitor.route.recent_alerts import RecentAlerts
from monitor.route.router import Router
from monitor.route.routes import Route
from monitor.store.base import keys
from monitor.store.base.codec import decode
from monitor.store.connection.client import Client, connect
from monitor.store.queues.feed_schedule import FeedSchedule
from monitor.store.queues.item_queue import ItemQueue
from monitor.store.records.counts import counts, queues
from monitor.store.records.history import History
from monitor.store.records.silences import Silences
from tests.fakes import SOMEBODY
from tests.flow.test_flow_crash_anywhere import Fuse, Killed, fused
from tests.pipelines import a_pipeline
from tests.store.deciding import deciding

SOON = timedelta(milliseconds=30)
LONG = timedelta(seconds=60)
LIMIT = 30.0
"""Seconds for what must come about; it takes a fraction of one."""
DESK = ChannelName("desk")
RULES = """\
rules:
  kursk: [Kursk]
  burst: {title: Burst, when: {rules: [ku*]}, count: {at_least: 3, distinct: source, within: 1h}}
"""
WATCHING = """\
rules:
  kursk: [Kursk]
  silent: {title: Silent, when: {where: {feeds: [kcna]}}, absent: {for: 1s, unless: feed_down}}
"""
NEWS = ["Bridge near Kursk reopens after repairs", "Choir from Kursk wins a contest", "Kursk market is closed"]
BURST = "Burst: 3 of 3 sources within 1 h"


class Newsroom:
    """A store, and a process that may die; the feeds are read by the test."""

    def __init__(self, client: Client, folder: Path, rules: str = RULES) -> None:
        (folder / "packs").mkdir(parents=True, exist_ok=True)
        (folder / "feeds.yaml").write_text("feeds: {kcna: 'https://kcna.example/rss'}\n", encoding="utf-8")
        (folder / "channels.yaml").write_text("channels:\n  desk: {type: console}\n", encoding="utf-8")
        (folder / "packs" / "p.yaml").write_text(rules, encoding="utf-8")
        self.client = client
        self.schedule = FeedSchedule(client, lease=LONG)
        self.detector = Detector(load_configuration(folder).require().rules, now=now)
        self._starts = 0
        self.start()

    def start(self, fuse: Fuse | None = None) -> None:
        """A new process, with nothing in memory but the rules."""
        self._starts += 1
        holder = f"process-{self._starts}"
        decisions = deciding(self.client, holder=holder, lease=SOON, timeout=SOON)
        if fuse is not None:
            decisions = fused(decisions, fuse)
        memory = RecentAlerts(span=timedelta(hours=72))
        router = Router(
            routes=[Route(to=(DESK,))],
            updates=(),
            notifications=decisions.notifications,
            silences=Silences(self.client),
            memory=memory,
            now=now,
        )
        self.pipeline = a_pipeline(
            schedule=self.schedule, collector=NOBODY, items=ItemQueue(self.client, consumer=holder, timeout=SOON),
            detector=self.detector, deciding=decisions, router=router, recent=memory,
        )  # fmt: skip

    async def publishes(self, source: str, *titles: str) -> None:
        """An outlet has news; its feed is visited well."""
        feed = Feed(id=FeedId(source), url=f"https://{source}.example", title=source)
        await self.schedule.reconcile({}, first_visits={})
        await self.schedule.reconcile({feed.id: feed}, first_visits={feed.id: now() - LONG})
        items = tuple(
            Item(
                id=ItemId(content_id(source, title)), feed=feed.id, source=source, title=title,
                url=f"https://{source}.example/{content_id(title)}", guid=title, first_seen_at=now(),
            )
            for title in titles
        )  # fmt: skip
        for visit in await self.schedule.claim(limit=10):
            poll = Poll(feed=visit.feed, items=items, memory=FeedMemory(known=True), next_visit_at=now() + LONG)
            await self.schedule.save(visit, poll)

    async def works(self) -> None:
        """Until nothing waits."""
        async with asyncio.timeout(LIMIT):
            while (waiting := await queues(self.client))["items"] or waiting["matches"]:
                await self.pipeline.detect()
                await self.pipeline.decide()

    async def until(self, holds: Callable[[list[str]], bool]) -> None:
        """Go on until this holds of what rang."""
        async with asyncio.timeout(LIMIT):
            while not holds(await self.rang()):
                await self.pipeline.detect()
                await self.pipeline.decide()

    async def alerts(self) -> list[Alert]:
        """What the desk is to be told."""
        entries = await self.client.read("XRANGE", self.client.key(keys.channel(DESK, "out")), "-", "+")
        return [decode(fields[b"v"], Alert) for _, fields in entries]

    async def rang(self) -> list[str]:
        """Its titles."""
        return [alert.match.item.title for alert in await self.alerts()]


class _Nobody:
    def matched(self, feeds: Any) -> None:
        """Not asked."""


NOBODY: Any = _Nobody()


async def a_day(newsroom: Newsroom, fuse: Fuse) -> Counter[str]:
    """Three outlets report, with one death at the third; what rang."""
    for number, title in enumerate(NEWS[:2]):
        await newsroom.publishes(f"outlet-{number}", title)
    await newsroom.works()
    newsroom.start(fuse)
    await newsroom.publishes("outlet-2", NEWS[2])
    with suppress(Killed):
        await newsroom.works()
    newsroom.start()
    await newsroom.until(lambda rang: BURST in rang)
    await newsroom.works()
    return Counter(await newsroom.rang())


@pytest.mark.gate
@pytest.mark.parametrize("after", [False, True], ids=["before the call", "after the call, before its answer"])
async def test_a_crash_anywhere_neither_rings_twice_nor_forgets(
    after: bool, valkey_url: str, tmp_path: Path
) -> None:
    cuts = 0
    for calls in count(1):
        fuse = Fuse(calls=calls, after=after)
        client = await connect(valkey_url, prefix=f"{tmp_path.name}-{calls}:")
        try:
            rang = await a_day(Newsroom(client, tmp_path), fuse)
            found = {
                balance.of: balance.missing for balance in balances(await counts(client), await queues(client))
            }
        finally:
            await client.aclose()
        assert rang == Counter([*NEWS, BURST]), f"killed at {fuse.place}"
        assert set(found.values()) == {0}, f"killed at {fuse.place}"
        if not fuse.place:
            break
        cuts += 1
    assert cuts > 8


async def test_the_alert_says_why_and_its_trail_is_told(client: Client, tmp_path: Path) -> None:
    newsroom = Newsroom(client, tmp_path)
    for number, title in enumerate(NEWS):
        await newsroom.publishes(f"outlet-{number}", title)
    await newsroom.until(lambda rang: BURST in rang)
    [alert] = [alert for alert in await newsroom.alerts() if alert.match.trigger is not None]
    assert alert.explanation == "3 of 3 sources within 1 h: outlet-0, outlet-1, outlet-2"
    trail = await History(client).trail(alert.match.item.id)
    assert trail is not None
    assert trail.decisions[0].match.trigger == alert.match.trigger
    of_last = await History(client).trail(ItemId(content_id("outlet-2", NEWS[2])))
    assert of_last is not None
    assert of_last.decisions[0].state_change.descriptions == ("burst: 3 of 3 sources within 1 h: it fires",)


async def test_the_window_goes_on_where_another_process_left_it(client: Client, tmp_path: Path) -> None:
    newsroom = Newsroom(client, tmp_path)
    for number, title in enumerate(NEWS):
        await newsroom.publishes(f"outlet-{number}", title)
        await newsroom.works()
        newsroom.start()
    await newsroom.until(lambda rang: BURST in rang)


async def test_a_muted_rule_counts_and_does_not_ring(client: Client, tmp_path: Path) -> None:
    newsroom = Newsroom(client, tmp_path)
    mute = Silence(id="m", rule=RuleId("burst"), until=now() + timedelta(hours=1), made_at=now(), by="desk")
    await Silences(client).add(mute, at=now(), by=SOMEBODY)
    for number, title in enumerate(NEWS):
        await newsroom.publishes(f"outlet-{number}", title)
    await newsroom.works()
    assert sorted(await newsroom.rang()) == sorted(NEWS)
    assert (await counts(client))["silenced"] == 1


async def test_an_edit_of_what_is_counted_begins_anew_and_the_old_tally_waits_to_be_wanted_again(
    client: Client, tmp_path: Path
) -> None:
    newsroom = Newsroom(client, tmp_path)
    for number, title in enumerate(NEWS[:2]):
        await newsroom.publishes(f"outlet-{number}", title)
    await newsroom.works()
    for rules in (RULES.replace("1h", "2h"), RULES):
        newsroom = Newsroom(client, tmp_path, rules)
        await newsroom.pipeline.decide()
    await newsroom.publishes("outlet-2", NEWS[2])
    await newsroom.until(lambda rang: BURST in rang)


async def test_a_feed_that_falls_silent_rings_once_and_again_only_after_it_spoke(
    client: Client, tmp_path: Path
) -> None:
    newsroom = Newsroom(client, tmp_path, WATCHING)

    async def visited_until(times: int) -> None:
        async with asyncio.timeout(LIMIT):
            while len(await newsroom.rang()) < times:
                await newsroom.publishes("kcna")
                await newsroom.pipeline.decide()
                newsroom.start()  # and a restart at every moment rings no second time
                await asyncio.sleep(SOON.total_seconds())

    await newsroom.publishes("kcna", "The last word of the day")
    await newsroom.works()
    await visited_until(1)
    [alert] = await newsroom.alerts()
    assert alert.explanation.startswith("nothing for 1 s: the last came at ")
    await newsroom.publishes("kcna", "A word again")
    await newsroom.works()
    await visited_until(2)
    assert (await counts(client))["correlated"] == 2
    first, second = await newsroom.alerts()
    assert first.match.item.id != second.match.item.id


async def test_a_feed_that_is_down_does_not_ring_as_silent(client: Client, tmp_path: Path) -> None:
    newsroom = Newsroom(client, tmp_path, WATCHING)
    await newsroom.publishes("kcna", "The last word of the day")
    await newsroom.works()
    tallies = await deciding(client, holder="").log.states()
    [tally] = tallies.values()
    async with asyncio.timeout(LIMIT):
        while now() < tally.seen[-1].at + 3 * timedelta(seconds=1):
            await newsroom.pipeline.decide()
            await asyncio.sleep(SOON.total_seconds())
    assert await newsroom.rang() == []
