"""The daemon's life: start, reload, drain, end."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Awaitable, Callable, Collection

import structlog

from monitor.app.archiving.archiver import Archiver
from monitor.app.archiving.reporting import not_archived
from monitor.app.assembly.build import Components
from monitor.app.assembly.roles import Role
from monitor.app.assembly.running import build_detector
from monitor.app.daemon.config_loader import ConfigLoader
from monitor.app.daemon.garbage import settle, settle_again
from monitor.app.daemon.loops import Stop, collecting, repeat
from monitor.app.daemon.orphan_watch import OrphanWatch
from monitor.app.daemon.release_memory import release_memory
from monitor.app.daemon.reload import Reloader
from monitor.app.daemon.sender_loops import SenderLoops
from monitor.app.daemon.silence_watch import SilenceWatch
from monitor.app.daemon.supervisor import Supervisor
from monitor.app.store_watch.unreadable_values import UnreadableValues
from monitor.app.telemetry import logs
from monitor.clock import now
from monitor.config.configuration import Configuration
from monitor.store.queues.channel_states import lift
from monitor.store.records.ruleset_state import RulesetStore
from monitor.store.records.stream_retention import forget_old

log = structlog.get_logger("monitor")

VISITS_AT_ONCE = 256


class Daemon:
    """One process of the monitor, with the roles that it takes on."""

    def __init__(
        self,
        parts: Components,
        configuration: Configuration,
        *,
        roles: Collection[Role],
        loader: ConfigLoader | None,
    ) -> None:
        """`loader` reads the folder whose edits are applied; None for a configuration that stays."""
        self._parts = parts
        self._configuration = configuration
        self._roles = frozenset(roles)
        self._loader = loader
        self._reloading: Reloader | None = None
        self._senders: SenderLoops | None = None
        self._supervisor: Supervisor | None = None
        self._orphans = OrphanWatch(parts.client, parts.pipeline, now=now, notify=parts.notices.give)
        logs.redact(configuration.secrets)

    async def run(self, stop: Stop) -> None:
        """Work until asked to stop; then let the steps under way end, for at most a few seconds."""
        supervisor = self._supervisor = Supervisor(stop)
        try:
            self._start(supervisor, stop)
            settle()
            await stop.event.wait()
            if self._senders is not None:
                self._senders.request_stop()
            await supervisor.end(grace=self._parts.timing.drain.total_seconds())
        finally:
            for channel in self._parts.pipeline.running.channels.values():
                await channel.close()

    def _start(self, supervisor: Supervisor, stop: Stop) -> None:
        """All that this process does, each in a loop of its own."""
        parts = self._parts
        pipeline, watch, timing = parts.pipeline, parts.watch, parts.timing

        def loop(step: Callable[[], Awaitable[int]], *, stage: str, idle: float = 0.0) -> None:
            supervisor.start(repeat(step, stage=stage, stop=stop, watch=watch, idle=idle), name=stage)

        if Role.COLLECT in self._roles:
            loop(self._reconcile, stage="schedule", idle=timing.reconcile_every.total_seconds())
            visits = collecting(
                pipeline,
                stop=stop,
                watch=watch,
                report=parts.notices.give,
                at_once=VISITS_AT_ONCE,
                idle=timing.claim_every.total_seconds(),
                renewal=timing.visit_renewal.total_seconds(),
                longest=timing.longest_visit.total_seconds(),
            )
            supervisor.start(visits, name="collect")
        if Role.DETECT in self._roles:
            loop(pipeline.detect, stage="detect")
        if Role.DECIDE in self._roles:
            loop(pipeline.decide, stage="decide", idle=timing.decide_every.total_seconds())
            silences = SilenceWatch(
                parts.client, settled=timing.silences_every, now=now, notify=parts.notices.give
            )
            loop(silences.step, stage="silences", idle=timing.silences_every.total_seconds())
        loop(self._tidy, stage="housekeeping", idle=timing.tidy_every.total_seconds())
        loop(release_memory, stage="memory", idle=timing.release_memory_every.total_seconds())
        unreadable = UnreadableValues(client=parts.client, report=parts.notices.give)
        loop(unreadable.step, stage="unreadable values", idle=timing.unreadable_every.total_seconds())
        if parts.store_watch is not None:
            if self._loader is not None:
                parts.store_watch.when_forgotten(self._loader.keep)
            loop(parts.store_watch.step, stage="signs of life", idle=timing.sign_of_life_every.total_seconds())
        loop(parts.notices.flush, stage="notices", idle=timing.notices_every.total_seconds())
        if parts.archiver is not None:
            supervisor.start(self._archive(parts.archiver, stop), name="archive")
        if self._loader is not None:
            self._reloading = self._reload(self._loader, stop)
            supervisor.start(self._reloading.watch(), name="watching the rules")
            supervisor.start(self._reloading.listen(), name="requests to reload")
        if Role.SEND in self._roles:
            loop(parts.escalator.step, stage="follow-ups", idle=timing.follow_up_every.total_seconds())
            loop(self._orphans.step, stage="orphans", idle=timing.reconcile_every.total_seconds())
            loop(self._report, stage="reports", idle=timing.reports_every.total_seconds())
            self._senders = SenderLoops(
                pipeline,
                supervisor=supervisor,
                watch=watch,
                timing=timing,
            )
            self._senders.follow()

    def _reload(self, loader: ConfigLoader, stop: Stop) -> Reloader:
        loader.report_to(self._parts.notices.give)
        return Reloader(loader, RulesetStore(self._parts.client), stop=stop, apply=self._apply)

    async def _reconcile(self) -> int:
        await self._parts.pipeline.visiting.reconcile()
        return 0

    async def _report(self) -> int:
        return await self._parts.reporter.step(self._parts.pipeline.running.reports.values())

    async def _tidy(self) -> int:
        keep, follows = self._configuration.settings.history, self._parts.archive.follows
        forgotten = await forget_old(self._parts.client, keep=keep, follows=follows)
        if forgotten.lost:
            self._parts.notices.give(not_archived(forgotten.lost, at=now()))
        return 0

    async def _archive(self, archiver: Archiver, stop: Stop) -> None:
        idle = self._parts.timing.archive_every.total_seconds()
        await repeat(archiver.step, stage="archive", stop=stop, watch=self._parts.watch, idle=idle)
        await archiver.finish()

    def ask_to_reload(self) -> None:
        """Read the configuration again (SIGHUP)."""
        if self._reloading is not None and self._supervisor is not None:
            self._supervisor.start(self._reloading.read(always=True), name="reload")

    async def _apply(self, found: Configuration) -> None:
        """Run another configuration from now on."""
        logs.redact(found.secrets | self._configuration.secrets)
        detector = await asyncio.to_thread(build_detector, found)  # seconds, for many thousands of rules
        parts = self._parts
        parts.apply(parts.builder.build(found, detector=detector, before=parts.pipeline.running))
        self._configuration = found
        if self._senders is not None:
            self._senders.follow()
            for name in found.channels:  # whoever reloads may have corrected what a channel failed for
                await lift(parts.client, name)
        settle_again()


def stop_on_signals(stop: Stop, daemon: Daemon) -> None:
    """SIGTERM and Ctrl-C end the daemon; SIGHUP makes it read its configuration again."""
    loop = asyncio.get_running_loop()
    if sys.platform == "win32":  # its event loop takes no signal handlers, and there is no SIGHUP
        signal.signal(signal.SIGINT, lambda *_: loop.call_soon_threadsafe(stop.request))
        return
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.request)
    loop.add_signal_handler(signal.SIGHUP, daemon.ask_to_reload)
