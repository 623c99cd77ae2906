"""The daemon's life: start, reload, drain, end."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Awaitable, Callable, Collection
from functools import partial

import structlog

from monitor.app.assembly.components import Components, Role, build_detector
from monitor.app.daemon.config_loader import ConfigLoader
from monitor.app.daemon.loops import Stop, collecting, repeat
from monitor.app.daemon.release_memory import release_memory
from monitor.app.daemon.reload import Reloader
from monitor.app.daemon.supervisor import Supervisor
from monitor.app.telemetry import logs
from monitor.config.configuration import Configuration
from monitor.store.records.history import History
from monitor.store.records.ruleset_state import RulesetStore

log = structlog.get_logger("monitor")

DRAIN = 4.0
"""Seconds that the steps under way are given to end by themselves."""
LONGEST_ATTEMPT = 90.0
"""Seconds after which a sender that was told to end is not waited for: a channel answers within a minute."""
RECONCILE_EVERY = 5.0
TIDY_EVERY = 600.0
GIVE_BACK_EVERY = 30.0
VISITS_AT_ONCE = 256


class Daemon:
    """One process of the monitor, with the roles that it takes on."""

    def __init__(
        self,
        parts: Components,
        configuration: Configuration,
        *,
        roles: Collection[Role],
        keeper: ConfigLoader | None,
    ) -> None:
        """`keeper` reads the folder whose edits are taken over; None for a configuration that stays."""
        self._parts = parts
        self._configuration = configuration
        self._roles = frozenset(roles)
        self._keeper = keeper
        self._reloading: Reloader | None = None
        self._sending: list[tuple[Stop, asyncio.Task[None]]] = []
        self._crew: Supervisor | None = None
        logs.redact(configuration.secrets)

    async def run(self, stop: Stop) -> None:
        """Work until told to stop; then let the steps under way end, for at most a few seconds."""
        crew = self._crew = Supervisor(stop)
        try:
            self._start(crew, stop)
            await stop.event.wait()
            self._tell_senders_to_stop()
            await crew.end(patience=DRAIN)
        finally:
            for channel in self._parts.channels.values():
                await channel.close()

    def _start(self, crew: Supervisor, stop: Stop) -> None:
        """All that this process does, each in a loop of its own."""
        parts = self._parts
        pipeline, watch = parts.pipeline, parts.watch

        def loop(step: Callable[[], Awaitable[int]], *, stage: str, idle: float = 0.0) -> None:
            crew.start(repeat(step, stage=stage, stop=stop, watch=watch, idle=idle), name=stage)

        if Role.COLLECT in self._roles:
            loop(self._reconcile, stage="schedule", idle=RECONCILE_EVERY)
            visits = collecting(pipeline, stop=stop, watch=watch, tell=parts.notices.give, at_once=VISITS_AT_ONCE)
            crew.start(visits, name="collect")
        if Role.DETECT in self._roles:
            loop(pipeline.detect, stage="detect")
        if Role.DECIDE in self._roles:
            loop(pipeline.decide, stage="decide", idle=0.2)
        loop(self._tidy, stage="housekeeping", idle=TIDY_EVERY)
        loop(release_memory, stage="memory", idle=GIVE_BACK_EVERY)
        loop(parts.notices.flush, stage="notices", idle=0.5)
        if self._keeper is not None:
            self._reloading = self._reload(self._keeper, stop)
            crew.start(self._reloading.watch(), name="watching the rules")
            crew.start(self._reloading.listen(), name="requests to reload")
        if Role.SEND in self._roles:
            loop(parts.following_up.step, stage="follow-ups", idle=1.0)
            self._start_senders()

    def _reload(self, keeper: ConfigLoader, stop: Stop) -> Reloader:
        keeper.tell_to(self._parts.notices.give)
        return Reloader(keeper, RulesetStore(self._parts.client), stop=stop, take_over=self._take_over)

    async def _reconcile(self) -> int:
        await self._parts.pipeline.reconcile()
        return 0

    async def _tidy(self) -> int:
        await History(self._parts.client).trim(self._configuration.settings.history)
        return 0

    async def _replace_channels(self, configuration: Configuration) -> None:
        """End the senders after the attempt that they are in, and start those of the new channels."""
        earlier = self._parts.channels
        await self._stop_senders()
        self._parts.open_channels(configuration.channels)
        for channel in earlier.values():
            await channel.close()
        if Role.SEND in self._roles:
            self._start_senders()

    def _tell_senders_to_stop(self) -> None:
        for stop, _ in self._sending:
            stop.tell()

    async def _stop_senders(self) -> None:
        self._tell_senders_to_stop()
        if self._sending:
            _, stuck = await asyncio.wait([task for _, task in self._sending], timeout=LONGEST_ATTEMPT)
            for task in stuck:  # as on a terminal that nobody reads; the others must go on
                log.warning("does not end; it is left to itself", of=task.get_name())
        self._sending.clear()

    def _start_senders(self) -> None:
        parts = self._parts
        for name in parts.pipeline.senders:
            self._start_sending(partial(parts.pipeline.send, name), stage=f"send to {name}", stop=Stop(), idle=0.2)
        for name, channel in parts.listening.items():
            stop = Stop()
            listen = partial(parts.acting.step, name, channel, stop=stop.event)
            self._start_sending(listen, stage=f"listen to {name}", stop=stop, idle=1.0)

    def _start_sending(self, step: Callable[[], Awaitable[int]], *, stage: str, stop: Stop, idle: float) -> None:
        assert self._crew is not None, "senders are started by the daemon at work"
        sending = repeat(step, stage=stage, stop=stop, watch=self._parts.watch, idle=idle)
        task = self._crew.start(sending, name=stage)
        self._sending.append((stop, task))

    def ask_to_reload(self) -> None:
        """Read the configuration again (SIGHUP)."""
        if self._reloading is not None and self._crew is not None:
            self._crew.start(self._reloading.read(always=True), name="reload")

    async def _take_over(self, found: Configuration) -> None:
        """Run another configuration from now on."""
        logs.redact(found.secrets | self._configuration.secrets)
        detector = await asyncio.to_thread(build_detector, found)  # seconds, for many thousands of rules
        if dict(found.channels) != dict(self._configuration.channels):
            await self._replace_channels(found)
        self._parts.configure(found, detector=detector)
        self._configuration = found


def stop_on_signals(stop: Stop, daemon: Daemon) -> None:
    """SIGTERM and Ctrl-C end the daemon; SIGHUP makes it read its configuration again."""
    loop = asyncio.get_running_loop()
    if sys.platform == "win32":  # its event loop takes no signal handlers, and there is no SIGHUP
        signal.signal(signal.SIGINT, lambda *_: loop.call_soon_threadsafe(stop.tell))
        return
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.tell)
    loop.add_signal_handler(signal.SIGHUP, daemon.ask_to_reload)
