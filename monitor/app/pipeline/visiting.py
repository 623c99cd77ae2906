"""Feeds -> items: which feeds are due, and saving what a visit brings."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from monitor.app.pipeline.ports import HubPort
from monitor.collect.collector import Collector
from monitor.collect.ports import Schedule
from monitor.collect.schedule.host_backoff import address_of
from monitor.errors import StoreUnavailableError
from monitor.model.ids import FeedId
from monitor.model.news.feed import Feed
from monitor.model.news.visit import Poll, SaveResult, Visit

SAVE_TIMEOUT = 30.0
"""Seconds for which a store that is away is asked again to save what a visit brought."""


@dataclass(slots=True, kw_only=True)
class Visiting:
    """The collector on its schedule."""

    schedule: Schedule
    collector: Collector
    hubs: HubPort | None = None
    """Asks the hubs that feeds name to push at once; None if no hub can reach us."""
    _reconciled: Mapping[FeedId, Feed] | None = field(default=None, init=False)

    async def reconcile(self) -> None:
        """The configuration is the truth about which feeds there are; the store follows it."""
        feeds = self.collector.feeds
        self.collector.pause(await self.schedule.reconcile(feeds, first_visits=self.collector.first_visits()))
        if feeds is not self._reconciled:
            for feed in _edited(feeds, before=self._reconciled or {}, visited=await self.schedule.addresses()):
                await self.schedule.bring_forward(feed)
        self._reconciled = feeds

    async def unvisited(self) -> Collection[FeedId]:
        """The feeds that were never visited."""
        return self.collector.feeds.keys() - set(await self.schedule.visited())

    async def due(self, *, limit: int) -> Sequence[Visit]:
        """The feeds to visit now."""
        if self._reconciled is None:  # nobody is visited before it is known who wants to be left alone
            await self.reconcile()
        return await self.schedule.claim(limit=limit)

    async def keep(self, visits: Sequence[Visit]) -> None:
        """These visits still go on."""
        await self.schedule.keep(visits)

    async def visit(self, visit: Visit) -> tuple[Poll, SaveResult]:
        """Visit one feed; its new items and its validators are saved in one step."""
        poll = await self.collector.collect(visit)
        if self.collector.wants_articles(poll):
            new = await self.schedule.unknown(poll)
            poll = await self.collector.with_articles(poll, new=new)
        saved = await self._saved(visit, poll)
        feed = self.collector.feeds.get(poll.feed)
        if self.hubs is not None and poll.hub is not None and feed is not None and not saved.stale:
            await self.hubs.hub_found(feed, poll.hub)
        return poll, saved

    async def _saved(self, visit: Visit, poll: Poll) -> SaveResult:
        """Save a poll, also if the store fails over in between: else the document would be fetched once more."""
        clock = asyncio.get_running_loop().time
        end = clock() + SAVE_TIMEOUT
        while True:
            try:
                return await self.schedule.save(visit, poll)
            except StoreUnavailableError:
                if clock() >= end:
                    raise
                await asyncio.sleep(0.5)


def _edited(
    feeds: Mapping[FeedId, Feed], *, before: Mapping[FeedId, Feed], visited: Mapping[FeedId, str]
) -> list[FeedId]:
    """The feeds of which a person has changed something, and wants to see now what comes of it."""
    return [
        feed.id
        for feed in feeds.values()
        if feed != before.get(feed.id, feed) or visited.get(feed.id, "") not in ("", address_of(feed))
    ]
