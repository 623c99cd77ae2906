"""What the shelf keeps of a decision: what a list of stories shows, and where the whole of it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from monitor.model.ids import AlertId, ChannelName, EntityId, ItemId, RuleId, Severity, StoryId
from monitor.model.sending.alert import Alert, HoldKind, Reason, SuppressionReason
from monitor.model.sending.decision import Decision

ALERTING = frozenset({Reason.FIRST, Reason.CHANGED, Reason.ESCALATED})
"""The reasons that an item can give for an alert."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelvedAlert:
    """An alert that was decided."""

    id: AlertId
    channel: ChannelName
    reason: Reason
    explanation: str
    at: datetime
    held_until: datetime | None
    held_by: HoldKind | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelvedSuppression:
    """An alert that was decided against."""

    channel: ChannelName | None
    reason: SuppressionReason
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelvedItem:
    """An item and what was decided about it."""

    entry: str
    """That of the decision in its stream, where the whole of it can be read."""
    id: ItemId
    edition: str
    story: StoryId
    """As it was decided; people may have corrected it since."""
    at: datetime
    source: str
    lang: str
    title: str
    url: str
    tier: str
    score: float
    explanation: str
    development: str
    account: str
    severity: Severity
    rules: tuple[RuleId, ...]
    entities: tuple[EntityId, ...]
    runner_up: StoryId | None
    runner_up_score: float
    alerts: tuple[ShelvedAlert, ...]
    suppressions: tuple[ShelvedSuppression, ...]

    @property
    def alerted(self) -> bool:
        """Whether it is why somebody was to be notified."""
        return bool(self.alerts)

    @property
    def is_copy(self) -> bool:
        """Whether it repeats the account of another source."""
        return bool(self.account) and self.account != self.source


def shelved(entry: str, decision: Decision) -> ShelvedItem:
    """A decision as the shelf keeps it."""
    item, assignment = decision.match.item, decision.assignment
    return ShelvedItem(
        entry=entry,
        id=item.id,
        edition=item.edition,
        story=assignment.story.id,
        at=item.first_seen_at,
        source=item.source,
        lang=item.lang or "",
        title=item.title,
        url=item.url,
        tier=assignment.tier,
        score=assignment.score,
        explanation=assignment.explanation,
        development=assignment.development,
        account=assignment.account,
        severity=assignment.story.severity,
        rules=tuple(dict.fromkeys(hit.rule for hit in decision.match.rules)),
        entities=decision.match.entities,
        runner_up=assignment.runner_up,
        runner_up_score=assignment.runner_up_score,
        alerts=tuple(
            ShelvedAlert(
                id=one.id,
                channel=one.channel,
                reason=one.reason,
                explanation=one.explanation,
                at=one.decided_at,
                held_until=one.not_before,
                held_by=one.held_by,
            )
            for one in decision.outcomes
            if isinstance(one, Alert) and one.reason in ALERTING
        ),
        suppressions=tuple(
            ShelvedSuppression(channel=one.channel, reason=one.reason, detail=one.detail)
            for one in decision.outcomes
            if not isinstance(one, Alert)
        ),
    )
