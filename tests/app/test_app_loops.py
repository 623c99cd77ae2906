"""The collecting loop, among feeds that answer late."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from monitor.app.daemon.loops import Stop, collecting
from monitor.app.telemetry.telemetry import Telemetry
from monitor.model.ids import FeedId
from monitor.model.news.visit import Poll, PollState, SaveResult, Visit

SLOW = Visit(feed=FeedId("slow"), token=1, memory=PollState())


@dataclass
class SlowFeed:
    """As much of the pipeline as the loop uses; its one feed answers when it is told to."""

    answers: asyncio.Event = field(default_factory=asyncio.Event)
    rounds: int = 0
    kept: list[int] = field(default_factory=list)
    """The rounds in which the visit was kept."""

    async def unvisited(self) -> Sequence[FeedId]:
        return ()

    @property
    def visiting(self) -> SlowFeed:
        return self

    async def due(self, *, limit: int) -> Sequence[Visit]:
        self.rounds += 1
        return [SLOW] if self.rounds == 1 else []

    async def keep(self, visits: Sequence[Visit]) -> None:
        assert visits == [SLOW]
        self.kept.append(self.rounds)

    async def collect(self, visit: Visit) -> tuple[Poll, SaveResult]:
        await self.answers.wait()
        at = datetime(2030, 1, 1, tzinfo=UTC)
        return Poll(feed=visit.feed, memory=PollState(), next_visit_at=at), SaveResult(new=0, known=0)


@asynccontextmanager
async def visited(feed: SlowFeed, *, longest: float) -> AsyncIterator[None]:
    stop = Stop()
    loop = asyncio.create_task(
        collecting(
            feed,  # type: ignore[arg-type]  # has what the loop uses
            stop=stop, watch=Telemetry(), report=lambda _: None, at_once=5, idle=0.1, renewal=0.0, longest=longest,
        )
    )  # fmt: skip
    async with asyncio.timeout(60):
        try:
            yield
        finally:
            feed.answers.set()
            stop.request()
            await loop


async def after_rounds(feed: SlowFeed, more: int) -> None:
    wanted = feed.rounds + more
    while feed.rounds < wanted:
        await asyncio.sleep(0.01)


async def test_a_visit_is_kept_for_as_long_as_the_feed_takes_to_answer() -> None:
    feed = SlowFeed()
    async with visited(feed, longest=60):
        await after_rounds(feed, 4)
        assert len(feed.kept) >= 2
        feed.answers.set()
        await after_rounds(feed, 2)
        kept = len(feed.kept)
        await after_rounds(feed, 3)
        assert len(feed.kept) == kept


async def test_a_visit_that_hangs_is_left_to_others() -> None:
    feed = SlowFeed()
    async with visited(feed, longest=0.3):
        await asyncio.sleep(0.4)
        await after_rounds(feed, 2)
        kept = len(feed.kept)
        await after_rounds(feed, 5)
        assert len(feed.kept) == kept
