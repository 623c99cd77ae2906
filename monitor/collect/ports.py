"""What collecting needs of the store."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from monitor.model.ids import FeedId, ItemId
from monitor.model.news.feed import Feed
from monitor.model.news.visit import Poll, SaveResult, Visit


class Schedule(Protocol):
    """When each feed is due; lives in the store, and is reconciled from the configuration."""

    async def reconcile(
        self, feeds: Mapping[FeedId, Feed], *, first_visits: Mapping[FeedId, datetime]
    ) -> Mapping[str, datetime]:
        """Make the schedule hold exactly these feeds. New ones are due at their first visit.

        Gives the groups of feeds that nobody may visit, with the end of their pause.
        """

    async def visited(self) -> Collection[FeedId]:
        """The feeds that were ever visited."""

    async def addresses(self) -> Mapping[FeedId, str]:
        """Which address of each feed was visited last, as `Memory.address` has it."""

    async def bring_forward(self, feed: FeedId) -> None:
        """Bring the feed's next visit forward to now, or to a moment after the last one."""

    async def claim(self, *, limit: int) -> Sequence[Visit]:
        """Take up to `limit` feeds that are due. Each is due again by itself if no poll is saved."""

    async def keep(self, visits: Sequence[Visit]) -> None:
        """Go on with these visits, which would else be due for another before long."""

    async def unknown(self, poll: Poll) -> Collection[ItemId]:
        """Those of a poll's items that were never put, or not with this wording."""

    async def save(self, visit: Visit, poll: Poll) -> SaveResult:
        """Put the new items, remember the validators, set the next visit: all in one step."""
