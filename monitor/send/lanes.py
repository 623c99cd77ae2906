"""The attempts of one channel that are under way: at most one for each story."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Coroutine, Sequence
from typing import Any

from monitor.model.ids import StoryId
from monitor.model.sending.queued import Queued


class Lanes:
    """Attempts under way: those of one story one after the other, those of different stories side by side."""

    def __init__(self) -> None:
        self._tasks: dict[asyncio.Task[None], frozenset[StoryId]] = {}
        self._entries: dict[asyncio.Task[None], int] = {}

    def __len__(self) -> int:
        return len(self._tasks)

    @property
    def tasks(self) -> Collection[asyncio.Task[None]]:
        """The attempts under way, and those that ended and were not looked at."""
        return tuple(self._tasks)

    @property
    def alerts(self) -> int:
        """How many alerts are under way."""
        return sum(self._entries.values())

    def free(self, waiting: Sequence[Queued]) -> list[Queued]:
        """Those of these alerts, in their order, of whose story nothing is under way."""
        busy = {story for stories in self._tasks.values() for story in stories}
        return [queued for queued in waiting if queued.alert.story.id not in busy]

    def start(self, bundle: Sequence[Queued], attempt: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Begin an attempt at these alerts."""
        task = asyncio.create_task(attempt)
        self._tasks[task] = frozenset(queued.alert.story.id for queued in bundle)
        self._entries[task] = len(bundle)
        return task

    def settle(self) -> None:
        """Forget what has ended. Raises what an attempt has raised."""
        failure: BaseException | None = None
        for task in self.tasks:
            if task.done():
                del self._tasks[task], self._entries[task]
                failure = failure or (None if task.cancelled() else task.exception())
        if failure is not None:
            raise failure

    async def wait(self, seconds: float) -> None:
        """Wait until an attempt ends, for so many seconds at most; without any attempt, for all of them."""
        if self._tasks:
            await asyncio.wait(self.tasks, timeout=max(seconds, 0), return_when=asyncio.FIRST_COMPLETED)
        else:
            await asyncio.sleep(max(seconds, 0))

    async def finish(self) -> None:
        """Wait until all attempts have ended; if this is cancelled, cut them off. Raises what one has raised."""
        try:
            if self._tasks:
                await asyncio.wait(self.tasks)
        except asyncio.CancelledError:
            while running := [task for task in self.tasks if not task.done()]:
                for task in running:  # again and again, because a client library may swallow a cancellation
                    task.cancel()
                await asyncio.wait(running, timeout=1)
            raise
        self.settle()
