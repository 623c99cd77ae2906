"""When the rules are read again: after an edit, on SIGHUP, and when `monitor reload` asks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import structlog
from watchfiles import awatch

from monitor.app.daemon.config_loader import ConfigLoader
from monitor.app.daemon.loops import Stop
from monitor.config.configuration import Configuration
from monitor.config.snapshot import signature
from monitor.errors import MonitorError, StoreRefusedError, StoreUnavailableError
from monitor.store.records.ruleset_state import ReloadRequest, RulesetStore

log = structlog.get_logger("monitor")

_LOOK_EVERY = 2_000
"""Milliseconds between looks at a folder that the kernel does not speak of: a network drive, a replaced folder."""
_DEBOUNCE = 500
_ASK_EVERY = 1.0
_TRY_AGAIN = 30.0


class Reloader:
    """Keeps the daemon's configuration as the folder has it."""

    def __init__(
        self,
        loader: ConfigLoader,
        ruleset_store: RulesetStore,
        *,
        stop: Stop,
        apply: Callable[[Configuration], Awaitable[None]],
    ) -> None:
        """`apply` makes a new configuration the one that runs."""
        self._stop = stop
        self._loader = loader
        self._ruleset_store = ruleset_store
        self._apply = apply
        self._reading = asyncio.Lock()

    async def watch(self) -> None:
        """Read the folder again after every edit, until asked to stop."""
        async for _ in _edits(self._loader.directory, self._stop):
            await self.read(always=False)

    async def listen(self) -> None:
        """Carry out the requests that come through the store, until asked to stop."""
        done = await self._asked()
        while not self._stop.requested:
            await self._stop.pause(_ASK_EVERY)
            request = await self._asked()
            if request is not None and request != done:
                done = request
                await self.read(always=True, confirmed=request.confirmed, answered=request.id)

    async def read(self, *, always: bool, confirmed: bool = False, answered: str = "") -> None:
        """Read the folder again now, and apply what is new."""
        async with self._reading:
            while not self._stop.requested:
                try:
                    found = await self._loader.read(always=always, confirmed=confirmed)
                    if found is not None:
                        await self._apply(found)
                    if answered:
                        await self._loader.report(answered=answered)
                except (StoreUnavailableError, StoreRefusedError):  # the other loops say that it is away
                    always = True
                    await self._stop.pause(_ASK_EVERY)
                except MonitorError as error:
                    log.error("the rules cannot be read now; those before go on", why=str(error))
                    always = True
                    await self._stop.pause(_TRY_AGAIN)
                else:
                    return

    async def _asked(self) -> ReloadRequest | None:
        try:
            return await self._ruleset_store.asked()
        except (StoreUnavailableError, StoreRefusedError):
            return None  # the other loops say that the store is away


async def _edits(directory: Path, stop: Stop) -> AsyncIterator[None]:
    """One value after every change of the folder. Changes within half a second are one."""
    before = signature(directory)
    while not stop.requested:
        watched = _inode(directory)
        if watched is None:  # between `mv rules old` and `mv new rules`
            await stop.pause(_LOOK_EVERY / 1_000)
            continue
        async for _ in awatch(
            directory,
            watch_filter=None,
            debounce=_DEBOUNCE,
            stop_event=stop.event,
            rust_timeout=_LOOK_EVERY,
            yield_on_timeout=True,
        ):
            now = await asyncio.to_thread(signature, directory)
            if now != before:
                before = now
                yield
            if _inode(directory) != watched:
                break  # another folder has its name now: watch that one


def _inode(directory: Path) -> int | None:
    try:
        return directory.stat().st_ino
    except OSError:
        return None
