"""The composition root: the only place that chooses concrete classes and hands them to one another."""

from __future__ import annotations

import os
import socket
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import partial
from pathlib import Path

from monitor.app.archiving.archiver import Archiver
from monitor.app.assembly.archive_plan import NO_ARCHIVE, ArchivePlan
from monitor.app.assembly.decisions import groupers
from monitor.app.assembly.report_maker import ReportMaker
from monitor.app.assembly.roles import Role
from monitor.app.assembly.running import JITTER, RunningBuilder, build_detector
from monitor.app.assembly.timing import Timing
from monitor.app.pipeline.correlation_states import CorrelationTracker
from monitor.app.pipeline.decider import Decider
from monitor.app.pipeline.deciding import DecidingLoop
from monitor.app.pipeline.detecting import DetectingLoop
from monitor.app.pipeline.escalator import Escalator
from monitor.app.pipeline.notices import Notices, ops_of
from monitor.app.pipeline.pipeline import Pipeline
from monitor.app.pipeline.reporter import Reporter
from monitor.app.pipeline.running import Running
from monitor.app.pipeline.visiting import Visiting
from monitor.app.store_watch.known_store import KnownStores
from monitor.app.store_watch.store_watch import StoreWatch
from monitor.app.telemetry.first_visits import FirstVisits
from monitor.app.telemetry.telemetry import Telemetry
from monitor.clock import now
from monitor.collect.collector import Collector
from monitor.collect.discovery.hubs import is_signed
from monitor.collect.fetch.http import Http
from monitor.collect.parse.parser import Parser
from monitor.config.configuration import Configuration
from monitor.config.files.settings import Settings
from monitor.desk.edit.forget import finish_forgetting
from monitor.desk.query.past.archive_place import archive_folder
from monitor.errors import StoreRefusedError, StoreUnavailableError
from monitor.model.matching.match import Match
from monitor.route.recent_alerts import RecentAlerts
from monitor.store.connection.client import Client
from monitor.store.decisions.alert_queue import AlertQueue
from monitor.store.decisions.decider_lease import DeciderLease
from monitor.store.decisions.decision_log import DecisionLog
from monitor.store.decisions.match_queue import MatchQueue
from monitor.store.queues.earlier_version import escalate_what_waits
from monitor.store.queues.feed_schedule import FeedSchedule
from monitor.store.queues.item_queue import ItemQueue
from monitor.store.queues.outbox import ChannelOutbox
from monitor.store.records.acknowledgements import Acknowledgements
from monitor.store.records.archived_streams import ArchivedStreams
from monitor.store.records.counts import waiting_alerts
from monitor.store.records.follow_ups import FollowUps
from monitor.store.records.identity import Process, StoreRecord
from monitor.store.records.report_times import ReportTimes
from monitor.store.records.silences import Silences
from monitor.store.records.subscriptions import Subscriptions
from monitor.web.websub import Subscriber


@dataclass(frozen=True, slots=True, kw_only=True)
class Components:
    """What a running monitor is made of, as far as its life cycle must know."""

    client: Client
    pipeline: Pipeline
    notices: Notices
    watch: Telemetry
    escalator: Escalator
    reporter: Reporter
    subscriber: Subscriber | None
    """Asks hubs to push, and takes what they push; None if no hub can reach us."""
    builder: RunningBuilder
    timing: Timing
    store_watch: StoreWatch | None
    """Recognises a store that has forgotten; None for one that is taken as it is."""
    archiver: Archiver | None
    """Writes the archive; None if this process does not."""
    archive: ArchivePlan

    def apply(self, running: Running) -> None:
        """Work by another configuration from the next step of each loop on."""
        self.pipeline.apply(running)
        self.notices.apply(ops_of(running.channels))


@asynccontextmanager
async def open_parts(
    configuration: Configuration,
    *,
    client: Client,
    timezone: tzinfo,
    timing: Timing | None = None,
    first_visits: FirstVisits | None = None,
    roles: Collection[Role] = tuple(Role),
    data: Path | None = None,
    archive: ArchivePlan = NO_ARCHIVE,
    files: Callable[[], str] = lambda: "",
) -> AsyncIterator[Components]:
    """Everything wired to the store, in the order of need: whoever is handed something gets it whole.

    What is known of the store is remembered in `data`; without it, the store is taken as it is, and there is no
    archive, whatever `archive` says. `files` is a digest of the folder of rules as it is now, by which monitors
    with other rules are noticed. Raises StoreRefusedError if a newer version of the monitor has written the store.
    """
    timing = timing or Timing()
    settings = configuration.settings
    holder = f"{socket.gethostname()}-{os.getpid()}-{uuid.uuid4().hex[:8]}"
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(Http(contact=settings.contact))
        parser = await stack.enter_async_context(Parser())
        lease = DeciderLease(client, holder=holder, span=timing.decider_lease)
        alerts = AlertQueue(client, lease=lease, update_every=timing.update_every)
        notices = Notices(alerts, now=now, channel=ops_of(configuration.channels))
        watch = Telemetry(report=notices.give, first_visits=first_visits or FirstVisits())
        recent = RecentAlerts(span=timing.story_window)
        builder = RunningBuilder(
            client=client,
            holder=holder,
            timing=timing,
            timezone=settings.timezone or timezone,
            recent=recent,
            observe=watch.delivered,
            notify=notices.give,
        )
        running = builder.build(configuration, detector=build_detector(configuration))
        record = StoreRecord(client)
        collector = Collector(feeds=running.feeds, http=http, parser=parser, now=now, rng=JITTER)
        subscriber = _subscriber(settings, client=client, http=http)
        log = DecisionLog(client, renews=timing.decider_lease)
        decider = Decider(
            grouper=groupers(settings, timing),
            router=running.router,
            states=CorrelationTracker(log, now, tick_every=timing.tick_every, kept=timing.states_kept),
            recent=recent,
        )
        pipeline = Pipeline(
            visiting=Visiting(
                schedule=FeedSchedule(client, lease=timing.visit_lease, record=record),
                collector=collector,
                hubs=subscriber,
            ),
            detecting=DetectingLoop(
                items=ItemQueue(client, consumer=holder, min_idle=timing.item_takeover),
                matched=partial(_note_matches, collector),
                examined=watch.examined,
                report=notices.give,
            ),
            deciding=DecidingLoop(
                lease=lease,
                matches=MatchQueue(client),
                log=log,
                alerts=alerts,
                decider=decider,
                replay_span=timing.replay_span,
                now=now,
                report=notices.give,
            ),
            running=running,
        )
        watching = None
        if data is not None:
            watching = StoreWatch(
                record,
                KnownStores(data, store=f"{client.store} {client.prefix}"),
                holder=holder,
                process=partial(
                    _process, pipeline, configuration.directory, tuple(roles), files, started_at=now()
                ),
                feeds=lambda: pipeline.running.feeds,
                waiting=partial(waiting_alerts, client),
                look_back=timing.look_back,
                report=notices.give,
                now=now,
            )
            await escalate_what_waits(client)
            await watching.recognise()
        archiver = None
        if data is not None and archive.folder is not None:
            archiver = Archiver(
                ArchivedStreams(client, holder=holder),
                folder=archive.folder,
                keep=archive.keep,
                max_size=archive.max_size,
                store=lambda: record.id,
                finish_forgetting=partial(_finish_forgetting, client, archive.folder),
                notify=notices.give,
                now=now,
                timing=timing.archive,
            )
        yield Components(
            client=client,
            pipeline=pipeline,
            notices=notices,
            watch=watch,
            escalator=Escalator(
                followups=FollowUps(client),
                readers=Acknowledgements(client),
                silences=Silences(client),
                outboxes=ChannelOutbox(client, lease=timing.sender_lease),
                remind_for=timing.remind_for,
                now=now,
            ),
            reporter=_reporter(
                client, pipeline, alerts=alerts, settings=settings, timezone=timezone, timing=timing, data=data
            ),
            subscriber=subscriber,
            builder=builder,
            timing=timing,
            store_watch=watching,
            archiver=archiver,
            archive=archive,
        )
        with suppress(StoreUnavailableError, StoreRefusedError):  # the lease runs out by itself
            await lease.release()


def _reporter(
    client: Client,
    pipeline: Pipeline,
    *,
    alerts: AlertQueue,
    settings: Settings,
    timezone: tzinfo,
    timing: Timing,
    data: Path | None,
) -> Reporter:
    zone = settings.timezone or timezone
    maker = ReportMaker(
        client=client,
        running=lambda: pipeline.running,
        zone=zone,
        archive=archive_folder(settings, data=data) if data is not None else None,
        in_store=timing.in_store,
        now=now,
    )
    return Reporter(
        times=ReportTimes(client),
        alerts=alerts,
        make=maker.make,
        zone=zone,
        longest_gap=timing.report_gap,
        late_after=timing.report_late,
        now=now,
    )


def _process(
    pipeline: Pipeline, folder: Path, roles: tuple[Role, ...], files: Callable[[], str], *, started_at: datetime
) -> Process:
    """What this process says of itself now."""
    running = pipeline.running
    return Process(
        pid=os.getpid(),
        host=socket.gethostname(),
        started_at=started_at,
        roles=tuple(role.value for role in roles),
        folder=str(folder.resolve()),
        ruleset=running.detector.ruleset,
        files=files(),
        channels=tuple(running.channels),
    )


async def _finish_forgetting(client: Client, folder: Path, go_on: Callable[[], Awaitable[bool]]) -> bool:
    return await finish_forgetting(client, folder=folder, go_on=go_on)


def _note_matches(collector: Collector, matches: Iterable[Match]) -> None:
    """Visits are spent where rules match."""
    collector.matched(match.item.feed for match in matches if match.rules)


def _subscriber(settings: Settings, *, client: Client, http: Http) -> Subscriber | None:
    if settings.web is None or settings.websub is None:
        return None
    return Subscriber(Subscriptions(client), http, is_signed=is_signed, callback=settings.websub, now=now)
