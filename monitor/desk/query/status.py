"""The state of the monitor at one moment."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, timedelta, tzinfo
from types import MappingProxyType

from monitor.clock import now
from monitor.config.files.reports import ReportSettings
from monitor.desk.query.channel_troubles import channel_troubles
from monitor.desk.query.due_reports import due_reports
from monitor.desk.query.feed_reports import made
from monitor.desk.query.past.archive import ArchiveState, archive_state
from monitor.desk.query.past.time_to_alert import recent_times
from monitor.desk.query.silences import in_force
from monitor.desk.query.store_events import Process, StoreEvent, daemons, mixed_up, store_events
from monitor.desk.shapes.alerts import SilenceShape
from monitor.desk.shapes.channels import ChannelTroubleShape
from monitor.desk.shapes.feeds import FeedReportShape
from monitor.desk.shapes.report import DueReportShape, TimeToAlertShape
from monitor.model.ids import ChannelName, FeedId
from monitor.model.news.feed import Feed
from monitor.model.news.visit import FeedState
from monitor.store.connection.client import Client
from monitor.store.connection.server_info import ServerInfo, advice
from monitor.store.queues.feed_states import feeds
from monitor.store.records.counts import counts, queues
from monitor.store.records.ruleset_state import RulesetStore, RulesState

LATE = timedelta(minutes=2)
"""How long after its time a feed counts as overdue."""
_TOO_LONG = timedelta(minutes=2)
"""How long a channel may not work until a person is needed."""
_NEWS_OF_THE_STORE = timedelta(days=1)
"""How long it is of interest here that the store has forgotten something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """The state of the monitor at one moment."""

    store: ServerInfo
    advice: list[str]
    counts: Mapping[str, int]
    queues: Mapping[str, int]
    feeds: Sequence[FeedState]
    ailing: Sequence[FeedReportShape]
    """The feeds that something is wrong with, the worst first; `monitor feeds health` says what to do."""
    archive: ArchiveState | None
    """How writing the archive goes; None if nobody ever wrote one."""
    rules: RulesState | None
    """How reading the rules went last; None before the first daemon."""
    channels: Sequence[ChannelTroubleShape]
    """The channels that are paused, do not work, or are gone although alerts wait for them."""
    silences: Sequence[SilenceShape]
    """What does not alert now because somebody wished so, the first to end first."""
    reports: Sequence[DueReportShape]
    """The reports of the timetable, the next first."""
    times: Sequence[TimeToAlertShape]
    """How long alerting took of late: in all, then by feed, the slowest first; empty if nobody asked."""
    late: int
    """Overdue feeds: more than a few mean that no collector runs."""
    daemons: Sequence[Process]
    """The daemons that run now."""
    last_daemon: Process | None
    """The one that gave the last sign of life; None if none ever did."""
    mixed_up: Sequence[Process]
    """The daemons that run, if they were given different rules or channels."""
    forgotten: Sequence[StoreEvent]
    """What the store was found to have forgotten in the last day."""

    @property
    def needs_a_person(self) -> bool:
        """Whether something does not get well by itself."""
        rules = self.rules
        blocked = rules is not None and bool(rules.problems or rules.held)
        not_archived = self.archive is not None and bool(self.archive.trouble)
        silent = any(one.gone or one.fix or _lasts(one) for one in self.channels)
        forgot = bool(self.mixed_up or self.forgotten)
        return bool(self.late or blocked or silent or self.dead_letters or forgot or not_archived)

    @property
    def dead_letters(self) -> int:
        """How many alerts could not be delivered and are kept for a person."""
        return sum(length for name, length in self.queues.items() if name.endswith(" dead"))


def _lasts(trouble: ChannelTroubleShape) -> bool:
    return trouble.since is not None and now() - trouble.since > _TOO_LONG


async def store_info(client: Client) -> tuple[ServerInfo, list[str]]:
    """The store's server, and what its settings should be instead."""
    info = await client.server_info()
    return info, advice(info)


async def overview(
    client: Client,
    *,
    configured: Mapping[FeedId, Feed],
    channels: Collection[ChannelName] | None = None,
    reports: Mapping[str, ReportSettings] = MappingProxyType({}),
    zone: tzinfo = UTC,
    attended: bool = True,
    times_of: timedelta | None = None,
) -> Overview:
    """The state now. `configured` is what feeds.yaml names; `channels` is what channels.yaml does, if known;
    `reports` are due in `zone`.

    `attended` is false if it is known that no daemon works on the store, whatever its last sign of life was.
    `times_of` is of how long back the times to alert are wanted.
    """
    info, warnings = await store_info(client)
    states = await feeds(client)
    at = now()
    running, last = await daemons(client, attended=attended)
    return Overview(
        store=info,
        advice=warnings,
        counts=await counts(client),
        queues=await queues(client),
        feeds=states,
        ailing=[report for report in made(configured, states, at=at) if report.findings],
        archive=await archive_state(client),
        rules=await RulesetStore(client).state(),
        channels=await channel_troubles(client, configured=channels),
        silences=await in_force(client),
        reports=await due_reports(client, reports, zone=zone),
        times=await recent_times(client, times_of) if times_of is not None else (),
        late=sum(at - state.next_visit_at > LATE for state in states),
        daemons=running,
        last_daemon=last,
        mixed_up=mixed_up(running),
        forgotten=[
            event for event in await store_events(client) if event.at and at - event.at < _NEWS_OF_THE_STORE
        ],
    )
