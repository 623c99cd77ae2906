"""The loops that drive the pipeline: they wait out a lost store, and end when asked to."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

import structlog

from monitor.app.pipeline.pipeline import Pipeline
from monitor.app.telemetry.telemetry import Telemetry
from monitor.errors import StoreRefusedError, StoreUnavailableError
from monitor.model.news.visit import Visit
from monitor.model.notice import Notice

log = structlog.get_logger("monitor")

LONGEST_PAUSE = 5.0
"""Seconds between tries while the store is away."""


@dataclass(slots=True)
class Stop:
    """A request to end, seen by every loop."""

    event: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def requested(self) -> bool:
        """Whether the loops must end after the step that they are in."""
        return self.event.is_set()

    def request(self) -> None:
        """End the loops."""
        self.event.set()

    async def pause(self, seconds: float) -> None:
        """Sleep, but not past the end."""
        try:
            async with asyncio.timeout(seconds):
                await self.event.wait()
        except TimeoutError:
            pass


async def repeat(
    step: Callable[[], Awaitable[int]], *, stage: str, stop: Stop, watch: Telemetry, idle: float = 0.0
) -> None:
    """Run a step again and again. `idle` is how many seconds a step that found nothing to do takes at least: one
    that waited for work by itself is followed by the next at once, so that what comes then is not left lying."""
    pause = 0.1
    clock = asyncio.get_running_loop().time
    while not stop.requested:
        began = clock()
        try:
            done = await step()
        except (StoreUnavailableError, StoreRefusedError) as error:
            watch.store_lost(stage, str(error))
            await stop.pause(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
            continue
        watch.stepped(stage)
        pause = 0.1
        if not done and (rest := began + idle - clock()) > 0:
            await stop.pause(rest)
    watch.steps.over(stage)


async def collecting(
    pipeline: Pipeline,
    *,
    stop: Stop,
    watch: Telemetry,
    report: Callable[[Notice], None],
    at_once: int,
    idle: float,
    renewal: float,
    longest: float,
) -> None:
    """Visit feeds as they come due, up to `at_once` at the same time.

    Every `renewal` seconds the right to the visits under way is renewed, unless they take longer than `longest`.
    """
    visits = _Visits()
    clock = asyncio.get_running_loop().time
    renewed_at = clock()

    async def visit(one: Visit) -> None:
        try:
            poll, saved = await pipeline.collect(one)
        except (StoreUnavailableError, StoreRefusedError) as error:
            watch.store_lost("collect", str(error))  # the visit runs out, and the feed is due again
        else:
            watch.polled(poll, saved)
            for notice in poll.notices:
                report(notice)

    async def claim() -> int:
        nonlocal renewed_at
        visits.raise_bugs()
        if clock() >= renewed_at + renewal:
            if lasting := visits.begun_after(clock() - longest):
                await pipeline.visiting.keep(lasting)
            renewed_at = clock()
        if not watch.first_visits.begun:
            watch.first_visits.expect(await pipeline.visiting.unvisited())
        places = at_once - len(visits.tasks)
        due = await pipeline.visiting.due(limit=places) if places > 0 else ()
        for one in due:
            visits.start(one, visit(one), at=clock())
        return len(due)

    await repeat(claim, stage="collect", stop=stop, watch=watch, idle=idle)
    if visits.tasks:
        await asyncio.wait(visits.tasks, timeout=3)
    for task in tuple(visits.tasks):
        task.cancel()


@dataclass(slots=True)
class _Visits:
    """The visits under way."""

    tasks: dict[asyncio.Task[None], tuple[Visit, float]] = field(default_factory=dict)
    """Each with what it visits, and when it began."""
    _bugs: list[BaseException] = field(default_factory=list)

    def start(self, visit: Visit, work: Coroutine[Any, Any, None], *, at: float) -> None:
        """Run the visit as a task, which ends by itself."""
        task = asyncio.create_task(work)
        self.tasks[task] = visit, at
        task.add_done_callback(self._ended)

    def begun_after(self, instant: float) -> list[Visit]:
        """The visits that were begun after an instant of the loop's clock."""
        return [visit for visit, at in self.tasks.values() if at > instant]

    def raise_bugs(self) -> None:
        """A visit that failed for a reason nobody foresaw ends the daemon loudly."""
        if self._bugs:
            raise self._bugs[0]

    def _ended(self, task: asyncio.Task[None]) -> None:
        del self.tasks[task]
        if not task.cancelled() and (error := task.exception()) is not None:
            self._bugs.append(error)
