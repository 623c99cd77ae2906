"""How long news took from its publisher to the channel: the middle, and the slow end."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from monitor.clock import now
from monitor.desk.query.past.sent import SentScope, sent_alerts
from monitor.desk.shapes.report import SpansShape, TimeToAlertShape
from monitor.desk.shapes.sent import SentAlertShape
from monitor.model.sending.alert import Reason
from monitor.model.sending.delivery import Outcome
from monitor.store.connection.client import Client

_CAUSED_BY_AN_ITEM = (Reason.FIRST, Reason.CHANGED)
"""Other alerts leave when a clock says so: reminders, digests, escalations."""


@dataclass(slots=True)
class _Spans:
    published_to_seen: list[float] = field(default_factory=list)
    seen_to_sent: list[float] = field(default_factory=list)
    published_to_sent: list[float] = field(default_factory=list)

    def take(self, alert: SentAlertShape) -> None:
        seen, published = alert.first_seen_at, alert.published_at
        if seen is not None:
            self.seen_to_sent.append(max((alert.at - seen).total_seconds(), 0.0))
        if published is not None:
            self.published_to_sent.append(max((alert.at - published).total_seconds(), 0.0))
        if published is not None and seen is not None:
            self.published_to_seen.append(max((seen - published).total_seconds(), 0.0))

    def shape(self, feed: str | None) -> TimeToAlertShape:
        return TimeToAlertShape(
            feed=feed,
            published_to_seen=spans(self.published_to_seen),
            seen_to_sent=spans(self.seen_to_sent),
            published_to_sent=spans(self.published_to_sent),
        )


async def recent_times(client: Client, last: timedelta) -> tuple[TimeToAlertShape, ...]:
    """How long alerting took of late, from what the store keeps: at most three days."""
    scope = SentScope(since=now() - last, until=now())
    return times_to_alert((await sent_alerts(client, scope, archive=None)).alerts)


def times_to_alert(sent: Iterable[SentAlertShape]) -> tuple[TimeToAlertShape, ...]:
    """How long alerting took: in all, then by feed, the slowest first; empty if nothing was sent.

    A date in the future counts as now.
    """
    total, by_feed = _Spans(), dict[str, _Spans]()
    for alert in sent:
        if alert.outcome != Outcome.SENT or alert.reason not in _CAUSED_BY_AN_ITEM:
            continue
        total.take(alert)
        if alert.feed:
            by_feed.setdefault(alert.feed, _Spans()).take(alert)
    if not total.seen_to_sent:
        return ()
    feeds = [of_feed.shape(feed) for feed, of_feed in by_feed.items()]
    return (total.shape(None), *sorted(feeds, key=lambda one: (-_slowest(one), one.feed)))


def spans(seconds: Sequence[float]) -> SpansShape:
    """The middle and the slow end of some spans: each is one of them (nearest rank)."""
    return SpansShape(count=len(seconds), p50_s=_quantile(seconds, 0.5), p95_s=_quantile(seconds, 0.95))


def _quantile(seconds: Sequence[float], share: float) -> float | None:
    if not seconds:
        return None
    return round(sorted(seconds)[math.ceil(share * len(seconds)) - 1], 3)


def _slowest(times: TimeToAlertShape) -> float:
    return times.published_to_sent.p95_s or times.seen_to_sent.p95_s or 0.0
