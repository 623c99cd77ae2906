"""An item that brings out a bug ends the process, twice; then it is set aside, and the others go on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from monitor.app.pipeline.pipeline import Pipeline
from monitor.clock import now
from monitor.desk.query.audit import balances
from monitor.detect.match.text.steps import StepLimitError
from monitor.model.matching.match import Match
from monitor.model.news.item import Item
from monitor.model.notice import Notice
from monitor.model.sending.decision import Decision
from monitor.route.recent_alerts import RecentAlerts
from monitor.store.base import keys
from monitor.store.connection.client import Client
from monitor.store.queues.item_queue import ItemQueue
from monitor.store.records.counts import counts, queues
from tests.pipelines import a_pipeline
from tests.store.deciding import deciding
from tests.store.store_news import as_admin, collected, match, matched

SOON = timedelta(milliseconds=20)


class Rules:
    """Rules that every item satisfies, with a bug."""

    watching = ()

    def __init__(self, falls_over: str, bug: Exception) -> None:
        self._falls_over = falls_over
        self._bug = bug

    def detect(self, item: Item) -> Match:
        """The item's match, if it does not bring out the bug."""
        if item.title.endswith(self._falls_over):
            raise self._bug
        return match(item.title.split()[-1])


class Router:
    """A router with a bug."""

    def __init__(self, falls_over: str) -> None:
        self._falls_over = falls_over

    async def route(self, found: Match, _: Any) -> tuple[()]:
        """Nobody is told, if the match does not bring out the bug."""
        if found.item.title.endswith(self._falls_over):
            raise KeyError("no such channel")
        return ()


class Collector:
    """Nobody."""

    def matched(self, feeds: Any) -> None:
        """Not asked."""


def started(
    client: Client, *, told: list[Notice], detect: str = "-", route: str = "-", bug: Exception | None = None
) -> Pipeline:
    """A process, newly started."""
    return a_pipeline(
        collector=Collector(),
        detector=Rules(detect, bug or ZeroDivisionError("division by zero")),
        router=Router(route),
        items=ItemQueue(client, consumer="detector", timeout=SOON),
        deciding=deciding(client, holder="decider", timeout=SOON),
        recent=RecentAlerts(span=timedelta(hours=72)),
        report=told.append,
    )


async def uneven(client: Client) -> list[str]:
    found = balances(await counts(client), await queues(client))
    return [balance.of for balance in found if balance.missing]


async def test_an_item_that_the_rules_fall_over_is_set_aside_at_the_third_time(client: Client) -> None:
    await collected(client, "a", "poison", "c")
    told: list[Notice] = []
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            await started(client, told=told, detect="poison").detect()
    assert (await queues(client))["matches"] == 2, "the others are not held up"
    assert not told

    await started(client, told=told, detect="poison").detect()
    [notice] = told
    assert "https://example.org/poison" in notice.detail
    assert "ZeroDivisionError" in notice.detail
    found = await counts(client)
    assert (found["examined"], found["aside_items"], (await queues(client))["items"]) == (2, 1, 0)
    assert await uneven(client) == []


async def test_an_item_that_takes_the_rules_too_long_is_set_aside_at_once(client: Client) -> None:
    await collected(client, "a", "endless", "c")
    told: list[Notice] = []
    process = started(client, told=told, detect="endless", bug=StepLimitError(10, "my-rule"))
    assert await process.detect() == 3
    [notice] = told
    assert notice.title == "an item was quarantined: the rules take too long for it"
    assert notice.detail.startswith("https://example.org/endless")
    assert "the rules take more than 10 steps for this item; stopped at rule 'my-rule'" in notice.detail
    found = await counts(client)
    assert (found["examined"], found["aside_items"], (await queues(client))["items"]) == (2, 1, 0)
    assert await uneven(client) == []


async def test_a_match_that_deciding_falls_over_is_set_aside_at_the_third_time(client: Client) -> None:
    await matched(client, "a", "poison", "c")
    told: list[Notice] = []
    for _ in range(2):
        with pytest.raises(KeyError):
            await started(client, told=told, route="poison").decide()

    last = started(client, told=told, route="poison")
    await last.decide()
    await last.decide()
    found = await counts(client)
    assert (found["decided"], found["aside_matches"], (await queues(client))["matches"]) == (2, 1, 0)
    assert len(told) == 1
    assert await uneven(client) == []
    logged = [decision async for decision in last.deciding.log.replay(since=now() - timedelta(hours=1))]
    assert [decision.match.item.title[-1] for decision in logged if isinstance(decision, Decision)] == ["a", "c"]


@pytest.mark.parametrize("stream", [keys.ITEMS, keys.MATCHES])
async def test_an_entry_that_nobody_can_read_is_set_aside_at_once(client: Client, stream: str) -> None:
    await as_admin(client, "XADD", client.key(stream), "*", "v", '{"from": "another version"}')
    pipeline = started(client, told=[])
    await pipeline.detect()
    await pipeline.decide()

    [(_, fields)] = await client.read("XRANGE", client.key(keys.UNREADABLE), "-", "+")
    assert fields[b"v"] == b'{"from": "another version"}'
    assert b"missing required field" in fields[b"why"]
    assert (await client.read("XLEN", client.key(stream))) == 0


async def test_a_store_that_is_away_makes_nobody_stumble(client: Client) -> None:
    await collected(client, "a")
    pipeline = started(client, told=[])
    works = await pipeline.detecting.items.take(limit=1)
    for _ in range(5):  # taken again and again, and never done
        works = await started(client, told=[]).detecting.items.take(limit=1)
    assert [work.value.title[-1] for work in works] == ["a"]
