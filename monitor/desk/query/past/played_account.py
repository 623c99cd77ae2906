"""What decisions of a backtest come to: alerts, and counts by rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from monitor.desk.query.past.difference import ComparedAlert
from monitor.desk.query.past.plays import TimedDecision
from monitor.desk.shapes.backtest import BacktestAlertShape, BacktestRuleShape
from monitor.desk.shapes.base import severity_word, zoned
from monitor.model.matching.match import Match
from monitor.model.sending.alert import Alert, HoldKind, Reason, Suppression, SuppressionReason


@dataclass(slots=True, kw_only=True)
class PlayedAccount:
    """Counts what is of the time since an instant; what is before only leads up to it."""

    since: datetime
    rules: Collection[str]
    """Only decisions of one of these rules count; empty for all."""
    matches: int = 0
    suppressed: Counter[str] = field(default_factory=Counter)
    _alerts: list[tuple[BacktestAlertShape, frozenset[str]]] = field(default_factory=list)
    _matched: Counter[str] = field(default_factory=Counter)
    _silenced: Counter[str] = field(default_factory=Counter)

    def add(self, taken: Iterable[TimedDecision]) -> None:
        """Count some decisions."""
        for one in taken:
            match = one.decision.match
            names = [hit.rule for hit in match.rules if not self.rules or hit.rule in self.rules]
            if not names:
                continue
            if one.at >= self.since:
                self.matches += 1
                self._matched.update(names)
            for outcome in one.decision.outcomes:
                if isinstance(outcome, Suppression):
                    self._suppress(outcome, names, at=one.at)
                elif outcome.reason is not Reason.ALSO:
                    shape = _shape(outcome, match, at=one.at)
                    self._alerts.append((shape, frozenset(outcome.story.items)))

    def alerts(self, until: datetime) -> tuple[BacktestAlertShape, ...]:
        """Those that leave before an instant, by time."""
        found = [one for one, _ in self._alerts if self.since <= one.at < until]
        return tuple(sorted(found, key=lambda one: (one.at, one.id)))

    def held(self, until: datetime) -> int:
        """How many alerts leave only later."""
        return sum(one.at >= until for one, _ in self._alerts)

    def compared(self, until: datetime) -> list[ComparedAlert]:
        """Every alert, as it is compared."""
        return [
            ComparedAlert(shape=one, counts=self.since <= one.at < until, items=items)
            for one, items in self._alerts
        ]

    def by_rule(self, until: datetime) -> tuple[BacktestRuleShape, ...]:
        """What each rule did, those with the most alerts first."""
        first: Counter[str] = Counter()
        changed: Counter[str] = Counter()
        for one in self.alerts(until):
            (first if one.reason == Reason.FIRST else changed).update(
                rule for rule in one.rules if not self.rules or rule in self.rules
            )
        found = [
            BacktestRuleShape(
                rule=rule,
                matches=self._matched[rule],
                first=first[rule],
                changed=changed[rule],
                suppressed=self._silenced[rule],
            )
            for rule in {*self._matched, *first, *changed}
        ]
        return tuple(sorted(found, key=lambda one: (-one.alerts, -one.matches, one.rule)))

    def _suppress(self, outcome: Suppression, names: Collection[str], *, at: datetime) -> None:
        if at >= self.since:
            self.suppressed[outcome.reason.value] += 1
            self._silenced.update(names)


def _shape(alert: Alert, match: Match, *, at: datetime) -> BacktestAlertShape:
    hold = alert.hold
    hours = hold is not None and hold.kind is HoldKind.HOURS
    return BacktestAlertShape(
        id=alert.id,
        at=zoned(max(at, hold.until) if hold is not None else at),
        channel=alert.channel,
        reason=alert.reason.value,
        because=alert.explanation,
        severity=severity_word(alert.severity),
        rules=tuple(hit.rule for hit in match.rules),
        words=tuple(dict.fromkeys(hit.term for rule in match.rules for hit in rule.hits)),
        headline=match.item.title,
        source=match.item.source,
        url=match.item.url,
        item=match.item.id,
        story=alert.story.id,
        held_for=SuppressionReason.OUT_OF_HOURS.value if hours else str((hold and hold.kind) or ""),
    )
