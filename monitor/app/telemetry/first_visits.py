"""How the first visits to many feeds come along, from the first to the last."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from monitor import clock
from monitor.clock import Now
from monitor.model.ids import FeedId
from monitor.model.news.visit import Poll

MANY = 20
"""Feeds from which on their first visits take long enough to be watched."""
EVERY = timedelta(seconds=5)
_AT_FIRST = timedelta(seconds=1)  # a rate of less says nothing

log = structlog.get_logger("monitor")


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far it is."""

    done: int
    total: int
    failed: int
    rate: float
    """Visits a second, on average so far."""
    left: timedelta | None
    """How long the rest takes at this rate; None while that is not known."""


def say(progress: Progress) -> None:
    """A line in the log."""
    log.info(
        "first visits",
        done=f"{progress.done:,} of {progress.total:,}",
        rate=f"{progress.rate:.1f}/s",
        failed=progress.failed,
        left="?" if progress.left is None else f"{progress.left.total_seconds():.0f} s",
    )


@dataclass(slots=True)
class FirstVisits:
    """Counts the first visits, and shows how far they are, every few seconds and at the end."""

    now: Now = clock.now
    show: Callable[[Progress], None] = say
    every: timedelta = EVERY
    begun: bool = field(default=False, init=False)
    _waiting: set[FeedId] = field(default_factory=set, init=False)
    _total: int = field(default=0, init=False)
    _failed: int = field(default=0, init=False)
    _began: datetime | None = field(default=None, init=False)
    _shown: datetime | None = field(default=None, init=False)

    def expect(self, feeds: Collection[FeedId]) -> None:
        """These were never visited. A few of them are visited without further words."""
        self.begun = True
        if len(feeds) >= MANY:
            self._waiting = set(feeds)
            self._total = len(feeds)
            self._began = self._shown = self.now()

    def polled(self, poll: Poll) -> None:
        """A visit has ended."""
        if poll.put_off or poll.feed not in self._waiting or self._began is None or self._shown is None:
            return
        self._waiting.discard(poll.feed)
        self._failed += poll.failure is not None
        now = self.now()
        if now - self._shown >= self.every or not self._waiting:
            self._shown = now
            self.show(self._progress(now - self._began))

    def _progress(self, passed: timedelta) -> Progress:
        done = self._total - len(self._waiting)
        rate = done / max(passed, timedelta(milliseconds=1)).total_seconds()
        return Progress(
            done=done,
            total=self._total,
            failed=self._failed,
            rate=rate,
            left=timedelta(seconds=len(self._waiting) / rate) if passed >= _AT_FIRST else None,
        )
