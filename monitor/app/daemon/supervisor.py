"""The tasks of a daemon, which end together: a bug in one of them ends all, loudly."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import structlog

from monitor.app.daemon.loops import Stop

log = structlog.get_logger("monitor")

_INSIST = 1.0
"""Seconds between two cancellations of a task that has not noticed the first: client libraries swallow some, and a
group of tasks of the standard library would then wait for ever, without a word of what went wrong."""


class Supervisor:
    """Tasks that work until asked to stop."""

    def __init__(self, stop: Stop) -> None:
        """`stop` is requested when a task fails; a request by anybody else means an orderly end."""
        self._stop = stop
        self._tasks: set[asyncio.Task[None]] = set()
        self._bug: BaseException | None = None

    def start(self, work: Coroutine[Any, Any, None], *, name: str) -> asyncio.Task[None]:
        """Let it work beside the others."""
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    async def end(self, *, grace: float) -> None:
        """Wait until all have ended, for so many seconds, then cut off the rest. Raises what a task has raised."""
        await self._wait(grace)
        if self._tasks:
            log.info("steps still under way are cut off; they are done again at the next start")
        while self._tasks:
            for task in tuple(self._tasks):
                task.cancel()
            await self._wait(_INSIST)
        if self._bug is not None:
            raise self._bug

    async def _wait(self, seconds: float) -> None:
        if self._tasks:
            await asyncio.wait(tuple(self._tasks), timeout=seconds)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if task.cancelled() or (error := task.exception()) is None:
            return
        log.critical("an unforeseen error ends the daemon", of=task.get_name(), exc_info=error)
        self._bug = self._bug or error
        self._stop.request()
