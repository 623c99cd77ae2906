"""What alerted lately, as far as throttles and inhibitions must know: rebuilt from the log of decisions."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never

from monitor.model.ids import ChannelName, EntityId, RuleId, Severity, StoryId
from monitor.model.matching.match import Match
from monitor.model.matching.rule_hit import Per, RuleHit, Throttle
from monitor.model.sending.alert import Alert, Reason
from monitor.model.sending.decision import Decision

_HOUR = timedelta(hours=1)
_ThrottleKey = tuple[ChannelName, RuleId, Per, str]
"""What a throttle counts: a channel, a rule, and one story, source or entity."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inhibition:
    """While a grave story is under way, lesser ones on the same entity do not alert."""

    when: frozenset[Severity]
    """How grave it must be."""
    silences: frozenset[Severity]
    """What does not alert then. What is as grave, or graver, alerts all the same."""
    span: timedelta
    """How long after its last alert a story counts as under way."""


@dataclass(frozen=True, slots=True)
class _Grave:
    story: StoryId
    headline: str
    severity: Severity
    at: datetime


class RecentAlerts:
    """The alerts of the last `span`. Each decision is remembered once, in order, live or from the log."""

    def __init__(self, *, span: timedelta) -> None:
        self._span = span
        self._last_alerts: dict[_ThrottleKey, datetime] = {}
        self._alerted: dict[RuleId, deque[datetime]] = {}
        """When each rule alerted within the last hour, oldest first."""
        self._grave: dict[EntityId, dict[StoryId, _Grave]] = {}
        self._swept_at: datetime | None = None

    def forget(self) -> None:
        """Start empty, to be rebuilt from the log."""
        self._last_alerts.clear()
        self._alerted.clear()
        self._grave.clear()

    def remember(self, decision: Decision) -> None:
        """Take note of what a decision alerts."""
        match = decision.match
        self._count(decision)
        for outcome in decision.outcomes:
            if not isinstance(outcome, Alert) or outcome.reason is Reason.ALSO:
                continue
            for hit in match.rules:
                if hit.throttle is not None and (not hit.notify or outcome.channel in hit.notify):
                    for key in _throttle_keys(
                        match, hit, hit.throttle, story=outcome.story.id, channel=outcome.channel
                    ):
                        self._last_alerts[key] = outcome.decided_at
            grave = _Grave(outcome.story.id, outcome.story.headline, outcome.severity, outcome.decided_at)
            for entity in match.entities:
                self._grave.setdefault(entity, {})[grave.story] = grave
            self._sweep(outcome.decided_at)

    def alerts_of(self, rule: RuleId, *, at: datetime) -> int:
        """How many stories and developments a rule has alerted of within the hour before `at`, on any channel."""
        times = self._alerted.get(rule, deque())
        while times and at - times[0] >= _HOUR:
            times.popleft()
        return len(times)

    def _count(self, decision: Decision) -> None:
        sent = [one for one in decision.outcomes if isinstance(one, Alert) and one.reason is not Reason.ALSO]
        if sent:
            for hit in decision.match.rules:
                times = self._alerted.setdefault(hit.rule, deque())
                times.append(sent[0].decided_at)
                self.alerts_of(hit.rule, at=sent[0].decided_at)

    def last_alert_at(
        self, match: Match, hit: RuleHit, *, story: StoryId, channel: ChannelName, at: datetime
    ) -> datetime | None:
        """When the rule alerted last for the same, if that is too lately for its throttle; else None.

        Per entity, one that has not alerted lately lets it alert.
        """
        throttle = hit.throttle
        if throttle is None:
            return None
        times = [
            self._last_alerts.get(key)
            for key in _throttle_keys(match, hit, throttle, story=story, channel=channel)
        ]
        lately = [time for time in times if time is not None and at - time < throttle.every]
        return max(lately) if len(lately) == len(times) else None

    def inhibited_by(
        self, inhibitions: Sequence[Inhibition], match: Match, *, story: StoryId, severity: Severity, at: datetime
    ) -> tuple[EntityId, str] | None:
        """The entity, and the headline of the graver story on it that keeps this one from alerting."""
        for inhibition in inhibitions:
            if severity not in inhibition.silences:
                continue
            for entity in match.entities:
                for grave in self._grave.get(entity, {}).values():
                    if (
                        grave.story != story
                        and grave.severity in inhibition.when
                        and grave.severity > severity
                        and at - grave.at < inhibition.span
                    ):
                        return entity, grave.headline
        return None

    def _sweep(self, at: datetime) -> None:
        """Forget what is older than the span, once in a while."""
        if self._swept_at is not None and at - self._swept_at < self._span / 20:
            return
        self._swept_at = at
        oldest = at - self._span
        self._last_alerts = {key: time for key, time in self._last_alerts.items() if time >= oldest}
        for entity, stories in list(self._grave.items()):
            kept = {name: grave for name, grave in stories.items() if grave.at >= oldest}
            if kept:
                self._grave[entity] = kept
            else:
                del self._grave[entity]


def _throttle_keys(
    match: Match, hit: RuleHit, throttle: Throttle, *, story: StoryId, channel: ChannelName
) -> Iterator[_ThrottleKey]:
    per = throttle.per
    match per:
        case Per.RULE:
            yield channel, hit.rule, per, ""
        case Per.STORY:
            yield channel, hit.rule, per, story
        case Per.SOURCE:
            yield channel, hit.rule, per, match.item.source
        case Per.ENTITY:
            named = dict.fromkeys(found.entity for found in hit.hits if found.entity is not None)
            for entity in named or match.entities or (EntityId(""),):
                yield channel, hit.rule, per, entity
        case _:
            assert_never(per)
