"""How the cost of one grows with the number of all: rules, feeds, items in the window. Draws growth.svg beside it.

    python -m tests.bench.growth [FILE.svg]

CPU time: an item against more and more rules, beside a loop of expressions and the bare automaton; a visit that
brings nothing with more and more feeds in the schedule, of this process and the store's; grouping an item with
more and more items in the window.
"""

from __future__ import annotations

import asyncio
import os
import platform
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from monitor.clock import now
from monitor.detect.detector import Detector
from monitor.group.grouper import Grouper
from monitor.model.ids import FeedId
from monitor.model.matching.match import Match
from monitor.model.matching.rule_hit import Merge
from monitor.model.news.feed import Feed
from monitor.model.news.visit import Poll, PollState
from monitor.store.connection.client import Client, connect
from monitor.store.queues.feed_schedule import FeedSchedule
from monitor.store.server.embedded import EmbeddedServer
from tests.bench import rules as rules_bench
from tests.bench import synthetic_news
from tests.bench.growth_plot import Curve, Plot, svg
from tests.bench.stories import matches_of, rows_of
from tests.bench.story_scale import stream

RULES = (100, 300, 1_000, 3_000, 10_000)
FEEDS = (100, 300, 1_000, 3_000, 10_000)
ITEMS = (300, 1_000, 3_000, 10_000)
VISITS = 2_000
TIMED_ITEMS = 500
STORIES = Path(__file__).parent.parent / "data" / "stories" / "games-2024.jsonl"
SOME_TIME = datetime(2000, 1, 1, tzinfo=UTC)


def over_rules() -> Plot:
    """An item of 80 words, from its raw text to the rules that match."""
    items = synthetic_news.items(rules_bench.ITEMS, seed=5)
    few = items[: rules_bench.ITEMS_IN_THE_LOOP]
    costs: dict[str, list[tuple[float, float]]] = {"monitor": [], "a loop of re": [], "bare automaton": []}
    for count in RULES:
        rules = synthetic_news.rules(count)
        detector = Detector(rules, now=lambda: SOME_TIME)
        for item in items:
            detector.detect(item)
        loop = rules_bench.loop_of(rules.rules)
        took = rules_bench.timed(loop, few, rounds=rules_bench.ROUNDS_OF_THE_LOOP)
        floor = rules_bench.floor_of(rules.rules)["ahocorasick_rs"]
        costs["monitor"].append((count, rules_bench.timed(detector.detect, items)))
        costs["a loop of re"].append((count, took))
        costs["bare automaton"].append((count, rules_bench.timed(floor, items)))
    curves = [Curve(name=name, points=points) for name, points in costs.items()]
    return Plot(title="An item against all rules", amount="rules", curves=curves)


async def over_feeds() -> Plot:
    """Claiming a visit and saving that it brought nothing."""
    here, there = [], []
    with tempfile.TemporaryDirectory(prefix="bench-", dir="/tmp") as data:
        server = EmbeddedServer(Path(data))
        url = await server.start()
        try:
            for count in FEEDS:
                client = await connect(url, prefix=f"growth{count}:")
                ours, theirs = await _visits(client, feeds=count)
                here.append((count, ours))
                there.append((count, theirs))
                await client.aclose()
        finally:
            await server.stop()
    curves = [Curve(name="monitor", points=here), Curve(name="its store", points=there)]
    return Plot(title="A visit that brings nothing, in the store", amount="feeds", curves=curves)


async def _visits(client: Client, *, feeds: int) -> tuple[float, float]:
    schedule = FeedSchedule(client, lease=timedelta(minutes=5))
    names = [FeedId(f"feed-{number}") for number in range(feeds)]
    await schedule.reconcile({name: Feed(id=name, url="https://news.example", title="") for name in names},
                             first_visits={})  # fmt: skip
    memory = PollState(etag='"1"', known=True)

    async def visit() -> int:
        claimed = await schedule.claim(limit=50)
        polls = [Poll(feed=one.feed, modified=False, memory=memory, next_visit_at=now()) for one in claimed]
        await asyncio.gather(*map(schedule.save, claimed, polls))
        return len(claimed)

    for _ in range(feeds // 50 + 1):  # every feed once, so that all of them are remembered
        await visit()
    server, began, done = await _server_cpu(client), time.process_time(), 0
    while done < VISITS:
        done += await visit()
    took = time.process_time() - began
    return took / done * 1e6, (await _server_cpu(client) - server) / done * 1e6


async def _server_cpu(client: Client) -> float:
    info = await client.read("INFO", "cpu")
    return float(info["used_cpu_user"]) + float(info["used_cpu_sys"])


def over_items() -> Plot:
    """Joining an item to a story, or opening one."""
    matches = matches_of(rows_of(STORIES), merge=Merge.NORMAL)
    curve = Curve(name="monitor", points=[(count, _grouping(matches, window=count)) for count in ITEMS])
    return Plot(title="An item among those of the window", amount="items in 72 hours", curves=[curve])


def _grouping(matches: Sequence[Match], *, window: int) -> float:
    grouper = Grouper()
    items = list(stream(matches, window))
    for match in items[:-TIMED_ITEMS]:
        grouper.group(match)
    timed = items[-TIMED_ITEMS:]
    began = time.process_time()
    for match in timed:
        grouper.group(match)
    return (time.process_time() - began) / len(timed) * 1e6


def main() -> None:
    """Measure, print and draw."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "growth.svg"
    plots = [over_rules(), asyncio.run(over_feeds()), over_items()]
    for plot in plots:
        print(plot.title)
        for curve in plot.curves:
            costs = "  ".join(f"{amount:,.0f}: {cost:,.0f} us" for amount, cost in curve.points)
            print(f"  {curve.name:16} {costs}; grows {curve.points[-1][1] / curve.points[0][1]:.1f}x")
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    note = f"CPU time. {machine}, {now():%Y-%m-%d}"
    target.write_text(svg(plots, note=note), encoding="utf-8")


if __name__ == "__main__":
    main()
