"""The report of a stretch of time: what alerted, and what whoever comes next must know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

from monitor.clock import now
from monitor.desk.query.alerts import list_dead_letters
from monitor.desk.query.channel_troubles import channel_troubles
from monitor.desk.query.feed_reports import made
from monitor.desk.query.past.decided import DecidedMatch, decided_between
from monitor.desk.query.past.report_stories import report_stories
from monitor.desk.query.past.rule_stats import by_rule
from monitor.desk.query.past.sent import SentScope, sent_alerts
from monitor.desk.query.past.time_to_alert import times_to_alert
from monitor.desk.shapes.report import ReportShape
from monitor.desk.shapes.sent import SentAlertShape
from monitor.group.corrections import Corrections
from monitor.model.ids import ChannelName, FeedId
from monitor.model.news.feed import Feed
from monitor.model.sending.alert import OWN_REASONS, Reason
from monitor.model.sending.delivery import Outcome
from monitor.store.connection.client import Client
from monitor.store.decisions.decision_log import DecisionLog
from monitor.store.queues.feed_states import feeds as feed_states
from monitor.store.records.counts import queues

_RULES = 10
"""How many rules are listed."""
_EARLIER = timedelta(days=1)
"""How long before it is sent an alert may have been decided: it is held, or waits for its channel."""
_WAITING = ("urgent", "out", "delayed")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportScope:
    """What a report is about."""

    since: datetime
    until: datetime
    zone: tzinfo
    feeds: Mapping[FeedId, Feed]
    """Those of feeds.yaml."""
    channels: Collection[ChannelName] | None
    """Those of channels.yaml; None if nobody knows."""


async def report(
    client: Client, scope: ReportScope, *, archive: Path | None, apart: Executor | None = None
) -> ReportShape:
    """What alerted in a stretch of time, from the store and the archive, and how channels and feeds are now.

    Without an `archive` from the store alone. The archive is read in `apart`, else in a thread. Raises
    MonitorError if it cannot be read.
    """
    decided = await decided_between(client, scope.since - _EARLIER, scope.until, archive=archive, apart=apart)
    every = SentScope(since=scope.since, until=scope.until, outcome=None)
    log = await sent_alerts(client, every, archive=archive, apart=apart)
    corrections = Corrections(await DecisionLog(client).corrections())
    sent = [one for one in log.alerts if one.outcome == Outcome.SENT and one.reason not in OWN_REASONS]
    stories = report_stories(sent, decided.matches, corrections=corrections)
    within = [one for one in decided.matches if one.at >= scope.since]
    at = now()
    return ReportShape(
        since=scope.since,
        until=scope.until,
        made_at=at,
        stories=stories,
        alerts=len(sent),
        unacknowledged=sum(not story.acknowledged for story in stories),
        matches=len(within),
        suppressed=_suppressed(within),
        notices=_notices(log.alerts),
        failed=tuple(one for one in log.alerts if one.outcome != Outcome.SENT),
        dead_letters=await list_dead_letters(client),
        waiting=await _waiting(client),
        channels=await channel_troubles(client, configured=scope.channels),
        feeds=tuple(one for one in made(scope.feeds, await feed_states(client), at=at) if one.findings),
        rules=by_rule(within, sent, zone=scope.zone)[:_RULES],
        times=times_to_alert(sent),
        unreadable=tuple(dict.fromkeys((*decided.unreadable, *log.unreadable))),
    )


def _suppressed(matches: Iterable[DecidedMatch]) -> Mapping[str, int]:
    found = Counter(reason for match in matches for reason in match.suppressed)
    return dict(found.most_common())


def _notices(alerts: Iterable[SentAlertShape]) -> tuple[SentAlertShape, ...]:
    """Each notice once, whichever channels it went to."""
    sent = (one for one in alerts if one.reason == Reason.NOTICE and one.outcome == Outcome.SENT)
    return tuple({one.story: one for one in sent}.values())


async def _waiting(client: Client) -> Mapping[str, int]:
    found: Counter[str] = Counter()
    for name, length in (await queues(client)).items():
        channel, _, part = name.rpartition(" ")
        if part in _WAITING and length:
            found[channel] += length
    return dict(sorted(found.items()))
