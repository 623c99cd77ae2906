"""The real collector and store against a zoo of misbehaving feeds: each is named, nobody holds up another."""

from __future__ import annotations

import asyncio
import io
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from rich.console import Console

from monitor.cli.feeds.health import show
from monitor.clock import now
from monitor.collect.collector import Collector
from monitor.collect.fetch.http import Http
from monitor.collect.fetch.limits import Limits
from monitor.collect.parse.parser import Parser
from monitor.desk.query.feed_reports import made
from monitor.desk.shapes.feeds import FeedReportShape
from monitor.model.ids import FeedId
from monitor.model.news.feed import Feed
from monitor.model.news.visit import Visit
from monitor.model.notice import Notice
from monitor.store.connection.client import Client
from monitor.store.queues.feed_schedule import FeedSchedule
from monitor.store.queues.feed_states import feeds
from monitor.store.records.counts import counts
from tests.flow.zoo import Zoo, open_zoo

pytestmark = pytest.mark.gate

LIMITS = Limits(total=3.0, connect=1.5, read=2.0)


@dataclass
class Keeper:
    """Visits the animals as the daemon does, until they are known."""

    zoo: Zoo
    client: Client
    configured: dict[FeedId, Feed]
    collector: Collector
    notices: list[Notice] = field(default_factory=list)

    async def look(self) -> dict[str, FeedReportShape]:
        return {report.feed: report for report in made(self.configured, await feeds(self.client), at=now())}

    async def visit_until(self, *, seconds: float) -> dict[str, FeedReportShape]:
        """Until each animal is judged as it ought to be, or the time is over."""
        expected = {animal.name: animal.state for animal in self.zoo.animals}
        schedule = FeedSchedule(self.client, lease=timedelta(seconds=30))
        await schedule.reconcile(self.configured, first_visits=self.collector.first_visits())
        found: dict[str, FeedReportShape] = {}
        async with asyncio.timeout(seconds + 10), asyncio.TaskGroup() as group:
            deadline = asyncio.get_running_loop().time() + seconds
            while asyncio.get_running_loop().time() < deadline:
                for one in await schedule.claim(limit=64):
                    group.create_task(self._visit(schedule, one))
                await asyncio.sleep(0.05)
                found = await self.look()
                if {name: report.state for name, report in found.items()} == expected:
                    break
        return found

    async def _visit(self, schedule: FeedSchedule, one: Visit) -> None:
        poll = await self.collector.collect(one)
        await schedule.save(one, poll)
        self.notices += poll.notices


@asynccontextmanager
async def keeper(client: Client) -> AsyncIterator[Keeper]:
    async with open_zoo() as zoo, Http(contact=None, limits=LIMITS) as http, Parser() as parser:
        configured = {
            FeedId(animal.name): Feed(
                id=FeedId(animal.name),
                url=zoo.urls[animal.name],
                title=animal.name,
                every=timedelta(seconds=0.3),
                allow_private=animal.private,
                group=animal.name,  # what one asks for is not the others' business
            )
            for animal in zoo.animals
        }
        collector = Collector(feeds=configured, http=http, parser=parser, now=now, rng=random.Random(1))
        yield Keeper(zoo, client, configured, collector)


async def test_everybody_in_the_zoo_is_called_by_name_and_the_healthy_go_on(client: Client) -> None:
    async with keeper(client) as zoo_keeper:
        found = await zoo_keeper.visit_until(seconds=90)
        visits = zoo_keeper.zoo.visits
    animals = zoo_keeper.zoo.animals
    assert {name: report.state for name, report in found.items()} == {one.name: one.state for one in animals}
    for animal in animals:
        says = " ".join(finding.says for finding in found[animal.name].findings)
        assert animal.words in says, animal.name
        assert all(finding.do for finding in found[animal.name].findings), animal.name
    assert sum(one.state != "well" for one in animals) >= 40
    assert all(visits[f"/healthy-{name}"] >= 3 for name in ("rss", "atom", "json"))
    assert visits["/too-many"] == visits["/maintenance"] == visits["/gone"] == 1

    told = {tuple(notice.key.split(":")[1:3]) for notice in zoo_keeper.notices}
    assert {("gone", "gone"), ("captcha", "no feed"), ("silent", "silent"), ("moved", "moved")} <= told
    assert not {name for name, _ in told} & {"healthy-rss", "guid-churner", "broken-server", "wrong-clock"}
    assert (await counts(client))["overruns"] >= 1
    assert all(report.next_visit_at for report in found.values()), "nobody is given up"

    page = io.StringIO()
    show(Console(file=page, width=200), list(found.values()), everything=False)
    lines = page.getvalue().splitlines()
    assert lines[0].startswith("gone ")
    assert lines[1].strip().startswith("→ Take it out of feeds.yaml.")
    assert lines[-1].startswith(f"{len(animals)} feeds: 10 well, 1 gone, ")


async def test_guids_that_change_at_every_visit_bring_nothing_new(client: Client) -> None:
    async with keeper(client) as zoo_keeper:
        zoo_keeper.zoo.animals[:] = [one for one in zoo_keeper.zoo.animals if one.name == "guid-churner"]
        only = zoo_keeper.configured[FeedId("guid-churner")]
        zoo_keeper.collector.feeds = zoo_keeper.configured = {only.id: only}
        while zoo_keeper.zoo.visits.get("/guid-churner", 0) < 4:
            await zoo_keeper.visit_until(seconds=0.5)
    counted = await counts(client)
    assert (counted["new"], counted["baseline"]) == (5, 5)
    assert counted["known"] >= 15
