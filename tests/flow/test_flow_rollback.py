"""The store forgets what it had confirmed, as after a power cut, while the processes remember: nothing is lost.

Every script is a step. Before one of them, the store goes back to how it was some steps ago, and the step is done
on that: whoever called has no way to know. Afterwards the feeds, which still show everything, are read again.
"""

from __future__ import annotations

import random
import secrets
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.clock import now
from monitor.config.configuration import load_configuration
from monitor.desk.query.audit import balances
from monitor.detect.detector import Detector
from monitor.errors import StoreUnavailableError
from monitor.model.ids import ChannelName, FeedId, ItemId, content_id
from monitor.model.news.feed import Feed
from monitor.model.news.item import Item
from monitor.model.news.visit import Poll, Visit
from monitor.model.news.visit import PollState as FeedMemory
from monitor.route.recent_alerts import RecentAlerts
from monitor.route.router import Router
from monitor.route.routes import Route
from monitor.send.sender import Sender
from monitor.store.connection.client import Client, Script, Value, connect
from monitor.store.queues.feed_schedule import FeedSchedule
from monitor.store.queues.item_queue import ItemQueue
from monitor.store.queues.outbox import ChannelOutbox
from monitor.store.records.counts import counts, queues
from monitor.store.records.rate_limits import RateLimiter
from monitor.store.records.silences import Silences
from tests.flow.harness.server import StoreServer
from tests.flow.test_flow_crash_anywhere import Phone
from tests.pipelines import a_pipeline
from tests.store.deciding import deciding

SOON = timedelta(milliseconds=20)
LONG = timedelta(hours=1)
PHONE = ChannelName("phone")
NEWS = {
    "alpha": ["Bridge near Kursk reopens after long repairs", "Choir from Kursk wins a singing contest"],
    "beta": ["Bridge near Kursk reopens after long repairs", "Orchard owners in Kursk fear a late frost"],
}
"""What each feed shows; one text is in both."""
RULES = """\
pack: {id: test, owner: desk}
rules:
  kursk: {title: Kursk, any: [Kursk], severity: high}
"""
STORIES = {title for titles in NEWS.values() for title in titles}


@dataclass(frozen=True)
class Lapse:
    """When the store forgets, and how much."""

    step: int
    back: int
    seen: bool
    """Whether the caller of the step is told that the store was away; else it just takes a little longer."""


class SteppingClient:
    """A client of the store that sees every script as a step, and knows when the store is to forget."""

    def __init__(self, client: Client, server: StoreServer, lapse: Lapse | None) -> None:
        self._client = client
        self._server = server
        self._lapse = lapse
        self._written: list[int] = []
        self.steps: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    async def run(self, script: Script, *, keys: Sequence[str], args: Sequence[Value] = ()) -> Any:
        """One step."""
        self.steps.append(script.name)
        self._written.append(self._server.written())
        lapse = self._lapse
        if lapse is not None and len(self.steps) == lapse.step:
            self._server.kill()
            self._server.cut_to(self._written[-1 - lapse.back])
            await self._server.start()
            if lapse.seen:
                raise StoreUnavailableError("the store was away")
        return await self._client.run(script, keys=keys, args=args)


class Process:
    """Everything that remembers, on a store that forgets."""

    def __init__(self, client: SteppingClient, phone: Phone, rules: Path) -> None:
        store: Any = client
        self.client = store
        self.schedule = FeedSchedule(store, lease=LONG)
        decisions = deciding(store, holder="decider", lease=LONG, timeout=SOON)
        memory = RecentAlerts(span=timedelta(hours=72))
        router = Router(
            routes=[Route(to=(PHONE,))],
            updates=(),
            notifications=decisions.notifications,
            silences=Silences(store),
            memory=memory,
            now=now,
        )
        sender = Sender(
            name=PHONE, channel=phone, outbox=ChannelOutbox(store, lease=LONG, timeout=SOON),
            rate_limits=RateLimiter(store),
            holder="sender", now=now, tz=UTC, rng=random.Random(1),
        )  # fmt: skip
        items = ItemQueue(store, consumer="detector", min_idle=SOON, timeout=SOON)
        detector = Detector(load_configuration(rules).require().rules, now=now)
        self.pipeline = a_pipeline(
            schedule=self.schedule, collector=NoCollector(), detector=detector, items=items, deciding=decisions,
            router=router, recent=memory, senders={PHONE: sender},
        )  # fmt: skip

    async def read_feeds(self, *names: str) -> None:
        """Visit these feeds; what they show is put."""
        feeds = {FeedId(name): Feed(id=FeedId(name), url=f"https://{name}.example", title=name) for name in NEWS}
        await self.schedule.reconcile({}, first_visits={})
        await self.schedule.reconcile(feeds, first_visits=dict.fromkeys(feeds, now() - LONG))
        visits = {visit.feed: visit for visit in await self.schedule.claim(limit=10)}
        for name in names:
            visit = visits.get(FeedId(name))
            if visit is not None:
                await self.schedule.save(visit, _poll(visit))

    async def work(self) -> None:
        """Until nothing is left to do."""
        while any((await queues(self.client)).values()):
            for step in (self.pipeline.detect, self.pipeline.decide):
                with suppress(StoreUnavailableError):
                    await step()
            with suppress(StoreUnavailableError):
                await self.pipeline.send(PHONE)


def write_rules(folder: Path) -> Path:
    """Everything about Kursk rings on the phone."""
    (folder / "packs").mkdir(parents=True, exist_ok=True)
    (folder / "feeds.yaml").write_text("feeds: {}\n")
    (folder / "channels.yaml").write_text("channels:\n  phone: {type: console}\n")
    (folder / "packs" / "test.yaml").write_text(RULES)
    return folder


class NoCollector:
    """Nobody: the feeds are read by the test."""

    def matched(self, feeds: Any) -> None:
        """Not asked."""


def _poll(visit: Visit) -> Poll:
    items = tuple(
        Item(
            id=ItemId(content_id(visit.feed, title)), feed=visit.feed, source=visit.feed, title=title,
            url=f"https://{visit.feed}.example/{number}", guid=title, first_seen_at=now(),
        )
        for number, title in enumerate(NEWS[visit.feed])
    )  # fmt: skip
    return Poll(feed=visit.feed, items=items, memory=FeedMemory(known=True), next_visit_at=now() + LONG)


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[StoreServer]:
    """A store whose file is as long as what it has confirmed."""
    made = StoreServer(tmp_path / "store", fsync="no")
    await made.start()
    yield made
    made.kill()


@dataclass
class Day:
    """What became of the news."""

    rang: Counter[str]
    uneven: dict[str, int]
    steps: list[str]


async def a_day(server: StoreServer, lapse: Lapse | None) -> Day:
    """Both feeds are read, then each once more, the second first."""
    client = await connect(f"redis://127.0.0.1:{server.port}/0", prefix=f"{secrets.token_hex(6)}:")
    try:
        phone, store = Phone(), SteppingClient(client, server, lapse)
        process = Process(store, phone, write_rules(server.directory.parent / "rules"))
        for names in (("alpha", "beta"), ("beta",), ("alpha",)):
            with suppress(StoreUnavailableError):
                await process.read_feeds(*names)
            await process.work()
        found = balances(await counts(client), await queues(client))
        uneven = {balance.of: balance.missing for balance in found if balance.missing}
        return Day(Counter(phone.rang), uneven, store.steps)
    finally:
        await client.aclose()


async def test_a_store_that_forgets_nothing_is_the_measure(server: StoreServer) -> None:
    day = await a_day(server, None)

    assert day.rang == Counter(STORIES)
    assert not day.uneven
    assert len(day.steps) > 30


async def sweep(server: StoreServer, lapses: Iterable[Lapse]) -> None:
    """A day for each lapse, after which nothing is lost and everything is accounted for."""
    for lapse in lapses:
        day = await a_day(server, lapse)
        forgotten = day.steps[lapse.step - 1 - lapse.back : lapse.step]
        assert set(day.rang) == STORIES, f"{lapse}, {forgotten}: only {day.rang}"
        assert not day.uneven, f"{lapse}, {forgotten}: {day.uneven}"


@pytest.mark.parametrize("seen", [False, True], ids=["nobody notices", "the caller is told"])
async def test_what_is_forgotten_in_the_middle_of_a_step_is_done_again(server: StoreServer, seen: bool) -> None:
    steps = (await a_day(server, None)).steps
    places = [steps.index(name) + 1 for name in ("done", "register", "emit", "decided", "begin", "sent")]

    await sweep(server, [Lapse(step, 1, seen) for step in places])


@pytest.mark.parametrize("name", ["emit", "waiting", "begin", "sent"])
async def test_stories_that_were_forgotten_are_told_anew_in_another_order(server: StoreServer, name: str) -> None:
    steps = (await a_day(server, None)).steps
    step, first_save = steps.index(name) + 1, steps.index("save") + 1

    await sweep(server, [Lapse(step, step - first_save - missing, seen=True) for missing in (0, 1)])


@pytest.mark.slow
async def test_a_store_may_forget_anything_at_any_step(server: StoreServer) -> None:
    """Every third of the ways to do so: they are alike."""
    steps = (await a_day(server, None)).steps

    await sweep(
        server,
        [
            Lapse(step, back, seen)
            for seen in (False, True)
            for step in range(2, len(steps) + 1)
            for back in range(1 + step % 3, step, 3)
        ],
    )
