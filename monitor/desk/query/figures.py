"""The figures that metrics and health checks show, from the store and from this process."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from monitor.clock import Now
from monitor.desk.query.past.archive import ArchiveState, archive_state
from monitor.desk.query.past.time_to_alert import recent_times
from monitor.desk.shapes.report import TimeToAlertShape
from monitor.model.ids import FeedId
from monitor.store.connection.client import Client
from monitor.store.queues.feed_states import feeds
from monitor.store.records.counts import counts, queues
from monitor.store.records.ruleset_state import RulesetStore, RulesState


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedFigures:
    """How polling one feed goes."""

    feed: FeedId
    failures: int
    """Failed visits since the last good one."""
    failure: str
    """The class of the last failure; empty if the last visit went well."""
    good_at: datetime | None
    next_visit_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """The state of the monitor at one moment, as the store and this process know it."""

    at: datetime
    counts: Mapping[str, int]
    """How many of each there have been since the store is in use: see `monitor audit`."""
    queues: Mapping[str, int]
    """How much waits in each stream."""
    feeds: Sequence[FeedFigures]
    store_memory: int
    """Bytes that the store uses."""
    store_limit: int
    """Bytes that it may use; 0 without a limit."""
    ruleset: str
    """The generation of rules that this process runs."""
    rules: int
    problems: int
    """What blocks in the rule files as they are; an earlier version of these files runs."""
    times: Sequence[TimeToAlertShape] = ()
    """How long alerting took in the last hour: in all, then by feed, the slowest first."""
    archive: ArchiveState | None = None
    """How writing the archive goes; None if nobody ever wrote one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Liveness:
    """Whether this process does its work."""

    stages: Mapping[str, float]
    """Seconds since each loop last ended a step."""
    stalled: Sequence[str]
    """What does not go on, in words; empty if all is well."""

    @property
    def well(self) -> bool:
        """Whether everything goes on."""
        return not self.stalled


class StatusSource(Protocol):
    """Whoever knows the state."""

    async def figures(self) -> Status:
        """The figures now. Raises StoreUnavailableError and StoreRefusedError."""

    def liveness(self) -> Liveness:
        """Whether the work goes on. Asks nobody, so that it answers also when the store does not."""


STALLED_AFTER = 60.0
"""Seconds without an ended step after which a stage counts as stalled: a step waits about a second for work."""
_FRESH = 1.0
"""Seconds for which figures are given again, so that a busy dashboard does not load the store."""
_TIMES_FRESH = 30.0
"""Likewise for the times to alert, for which everything sent in an hour is read."""
_TIMES_OF = timedelta(hours=1)


@dataclass(slots=True)
class Steps:
    """When each loop of this process last ended a step."""

    clock: Callable[[], float] = time.monotonic
    _ended: dict[str, float] = field(default_factory=dict)

    def ended(self, stage: str) -> None:
        """A step has ended well."""
        self._ended[stage] = self.clock()

    def over(self, stage: str) -> None:
        """A loop has ended and does not start again."""
        self._ended.pop(stage, None)

    def idle(self) -> dict[str, float]:
        """Seconds since the last step of each stage."""
        return {stage: self.clock() - ended for stage, ended in self._ended.items()}


class StoreFigures:
    """Figures of the store and of this process."""

    def __init__(self, client: Client, steps: Steps, *, timeout: Mapping[str, float], now: Now) -> None:
        """`patience` is how many seconds a step of a stage may take, where that is more than a minute."""
        self._client = client
        self._steps = steps
        self._timeout = timeout
        self._now = now
        self._last: tuple[float, Status] | None = None
        self._times: tuple[float, Sequence[TimeToAlertShape]] | None = None

    async def figures(self) -> Status:
        """The figures now, or those of a moment ago."""
        if self._last is not None and self._steps.clock() - self._last[0] < _FRESH:
            return self._last[1]
        info = await self._client.server_info()
        rules = await RulesetStore(self._client).state() or RulesState(
            ruleset="", since=self._now(), rules=0, feeds=0
        )
        found = Status(
            at=self._now(),
            counts=await counts(self._client),
            queues=await queues(self._client),
            feeds=[
                FeedFigures(
                    feed=state.feed,
                    failures=state.failures,
                    failure=state.failure,
                    good_at=state.good_at,
                    next_visit_at=state.next_visit_at,
                )
                for state in await feeds(self._client)
            ],
            store_memory=info.used_memory,
            store_limit=info.maxmemory,
            ruleset=rules.ruleset,
            rules=rules.rules,
            problems=len(rules.problems),
            times=await self._times_to_alert(),
            archive=await archive_state(self._client),
        )
        self._last = (self._steps.clock(), found)
        return found

    async def _times_to_alert(self) -> Sequence[TimeToAlertShape]:
        if self._times is None or self._steps.clock() - self._times[0] >= _TIMES_FRESH:
            self._times = self._steps.clock(), await recent_times(self._client, _TIMES_OF)
        return self._times[1]

    def liveness(self) -> Liveness:
        """Whether every loop of this process has ended a step lately."""
        idle = self._steps.idle()
        stalled = [
            f"{stage}: no step has ended for {seconds:.0f} s"
            for stage, seconds in idle.items()
            if seconds > max(STALLED_AFTER, self._timeout.get(stage, 0.0))
        ]
        return Liveness(stages=idle, stalled=stalled)
