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
from monitor.model.sending.alert import OWN_REASONS, SuppressionReason
from monitor.store.connection.client import Client

_COUNTED = ("hits", "alerts", "suppressed", "folded", "acknowledged", "not_relevant")
_FOLDED = SuppressionReason.FOLDED.value


@dataclass(slots=True)
class _RuleCounts:
    by_day: dict[date, Counter[str]] = field(default_factory=dict)
    """How often each of `_COUNTED` was seen on each day."""
    by_reason: Counter[str] = field(default_factory=Counter)

    def of(self, day: date) -> Counter[str]:
        return self.by_day.setdefault(day, Counter())

    def shape(self, rule: str) -> RuleStatsShape:
        total = sum(self.by_day.values(), Counter())
        return RuleStatsShape(
            rule=rule,
            by_reason=dict(sorted(self.by_reason.items())),
            days=tuple(RuleDayShape(day=day, **_numbers(self.by_day[day])) for day in sorted(self.by_day)),
            **_numbers(total),
        )


def _numbers(counts: Counter[str]) -> dict[str, int]:
    return {name: counts[name] for name in _COUNTED}


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
            counts.by_reason.update(match.suppressed)
            seen = {"hits": 1, "suppressed": len(match.suppressed), "folded": match.suppressed.count(_FOLDED)}
            counts.of(day).update(seen)
    for alert in sent:
        if alert.reason in OWN_REASONS:
            continue
        day = alert.at.astimezone(zone).date()
        for rule in alert.rules:
            seen = {
                "alerts": 1,
                "acknowledged": int(alert.acknowledged is not None),
                "not_relevant": int(alert.not_relevant),
            }
            found.setdefault(rule, _RuleCounts()).of(day).update(seen)
    made = [counts.shape(rule) for rule, counts in found.items()]
    return tuple(sorted(made, key=lambda one: (-one.alerts, -one.hits, one.rule)))
