"""What each rule did, by day: hits, alerts, what was suppressed and why, what was acknowledged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from pathlib import Path

from monitor.desk.query.past.decided import DecidedMatch, decided_between
from monitor.desk.query.past.sent import SentScope, sent_alerts
from monitor.desk.shapes.rule_stats import RuleDayShape, RulesStatsShape, RuleStatsShape
from monitor.desk.shapes.sent import SentAlertShape
from monitor.model.sending.alert import Reason
from monitor.store.connection.client import Client


@dataclass(slots=True, kw_only=True)
class _RuleCounts:
    hits: Counter[date] = field(default_factory=Counter)
    alerts: Counter[date] = field(default_factory=Counter)
    suppressed: Counter[date] = field(default_factory=Counter)
    acknowledged: Counter[date] = field(default_factory=Counter)
    by_reason: Counter[str] = field(default_factory=Counter)

    def shape(self, rule: str) -> RuleStatsShape:
        days = sorted({*self.hits, *self.alerts, *self.suppressed})
        return RuleStatsShape(
            rule=rule,
            hits=self.hits.total(),
            alerts=self.alerts.total(),
            suppressed=self.suppressed.total(),
            acknowledged=self.acknowledged.total(),
            by_reason=dict(sorted(self.by_reason.items())),
            days=tuple(
                RuleDayShape(
                    day=day,
                    hits=self.hits[day],
                    alerts=self.alerts[day],
                    suppressed=self.suppressed[day],
                    acknowledged=self.acknowledged[day],
                )
                for day in days
            ),
        )


async def rules_stats(
    client: Client, since: datetime, until: datetime, *, zone: tzinfo, archive: Path, only: Collection[str] = ()
) -> RulesStatsShape:
    """What each rule did in a stretch of time, or only these did, by the days of a zone. Raises MonitorError if
    the archive cannot be read."""
    decided = await decided_between(client, since, until, archive=archive)
    sent = await sent_alerts(client, SentScope(since=since, until=until), archive=archive)
    found = by_rule(decided.matches, sent.alerts, zone=zone)
    return RulesStatsShape(
        since=since,
        until=until,
        rules=tuple(one for one in found if not only or one.rule in only),
        unreadable=tuple(dict.fromkeys((*decided.unreadable, *sent.unreadable))),
    )


def by_rule(
    matches: Iterable[DecidedMatch], sent: Iterable[SentAlertShape], *, zone: tzinfo
) -> tuple[RuleStatsShape, ...]:
    """What each rule did. An alert with several rules counts for each of them; a notice has none."""
    found: dict[str, _RuleCounts] = {}
    for match in matches:
        day = match.at.astimezone(zone).date()
        for rule in match.rules:
            counts = found.setdefault(rule, _RuleCounts())
            counts.hits[day] += 1
            counts.by_reason.update(match.suppressed)
            if match.suppressed:
                counts.suppressed[day] += len(match.suppressed)
    for alert in sent:
        if alert.reason == Reason.NOTICE:
            continue
        day = alert.at.astimezone(zone).date()
        for rule in alert.rules:
            counts = found.setdefault(rule, _RuleCounts())
            counts.alerts[day] += 1
            if alert.acknowledged is not None:
                counts.acknowledged[day] += 1
    made = [counts.shape(rule) for rule, counts in found.items()]
    return tuple(sorted(made, key=lambda one: (-one.alerts, -one.hits, one.rule)))
