"""Who may ask which servers now: a few requests at a time for each group of feeds, with a pause between them.

Waiting is bounded. Who would wait for long is put off to a later visit, so that forty feeds of one slow host
never fill the places in which the others are visited.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

TIMEOUT = 5.0
"""Seconds that a visit may wait for its turn."""
WAITING = 4
"""Visits of one group that may wait for a free place."""
SHORTEST, LONGEST = 0.2, 60.0
"""Seconds for which a visit is put off that finds so many others waiting."""
_UNKNOWN = 0.5  # seconds that a request is taken to last before one has ended
_SWEEP_FROM = 5_000  # groups beyond which those that are idle are forgotten


@dataclass(slots=True)
class _Lane:
    """One group's place in time. Times are those of the event loop."""

    places: asyncio.Semaphore
    next_start: float = 0.0
    booked: float = 0.0
    """Until when every start is spoken for."""
    users: int = 0
    took: float = _UNKNOWN
    """How long the last request took."""
    moved_at: float = 0.0
    """When a request ended last, or the first came."""


@dataclass(slots=True)
class HostLimiter:
    """The lanes of all groups."""

    at_once: int = 2
    _lanes: dict[str, _Lane] = field(default_factory=dict, init=False)
    _booked: set[str] = field(default_factory=set, init=False)

    def put_off(self, group: str, *, visitor: str, gap: float) -> timedelta | None:
        """None if the visitor may come now, or how long to stay away, which keeps its place in the queue.

        `gap` is in seconds.
        """
        lane, now = self._lane(group), asyncio.get_running_loop().time()
        if lane.users >= self.at_once + WAITING:
            each = max(lane.took, gap, now - lane.moved_at)
            return timedelta(seconds=min(max(each * lane.users / self.at_once, SHORTEST), LONGEST))
        if visitor in self._booked:
            self._booked.discard(visitor)
            return None
        start = max(lane.booked, now)
        lane.booked = start + gap
        if start - now <= TIMEOUT:
            return None
        self._booked.add(visitor)
        return timedelta(seconds=start - now)

    @asynccontextmanager
    async def turn(self, group: str, *, gap: float) -> AsyncIterator[None]:
        """Wait for a place in the group, and until `gap` seconds after the start of the request before."""
        lane, loop = self._lane(group), asyncio.get_running_loop()
        if not lane.users:
            lane.moved_at = loop.time()
        lane.users += 1
        try:
            async with lane.places:
                now = loop.time()
                start = max(lane.next_start, now)
                lane.next_start = start + gap
                if start > now:
                    await asyncio.sleep(start - now)
                try:
                    yield
                finally:
                    lane.moved_at = loop.time()
                    lane.took = lane.moved_at - start
        finally:
            lane.users -= 1

    def _lane(self, group: str) -> _Lane:
        lane = self._lanes.get(group)
        if lane is None:
            if len(self._lanes) >= _SWEEP_FROM:
                self._sweep()
            lane = self._lanes[group] = _Lane(asyncio.Semaphore(self.at_once))
        return lane

    def _sweep(self) -> None:
        now = asyncio.get_running_loop().time()
        for group, lane in tuple(self._lanes.items()):
            if not lane.users and max(lane.next_start, lane.booked) < now:
                del self._lanes[group]
