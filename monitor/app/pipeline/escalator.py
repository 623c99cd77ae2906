"""What happens when nobody acknowledges: the same channel is reminded, or others are notified."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from monitor.clock import Now, utc_minute_text
from monitor.model.ids import AlertId, StoryId, content_id
from monitor.model.sending.alert import Alert, Reason
from monitor.model.sending.queued import FollowUp
from monitor.route.gate import silenced
from monitor.route.ports import SilencePort

_AT_ONCE = 100

log = structlog.get_logger("monitor")


class FollowUpPort(Protocol):
    """The follow-ups that the store keeps."""

    async def due(self, *, at: datetime, limit: int) -> Sequence[FollowUp]:
        """Those whose time has come."""

    async def done(self, followup: FollowUp) -> None:
        """It was followed up, or need not be."""


class AcknowledgementPort(Protocol):
    """What somebody knows of."""

    async def acknowledged_at(self, story: StoryId) -> datetime | None:
        """When the story was last acknowledged; None if it was not."""


class ReminderPort(Protocol):
    """Where alerts wait for their channels."""

    async def pass_on(self, alert: Alert) -> bool:
        """Put an alert that no match asked for into its channel's outbox, once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalator:
    """Follows up what is due. Any number of processes may: the same follow-up makes the same alerts.

    Whoever silences the story knows of it, as if it were acknowledged.
    """

    followups: FollowUpPort
    readers: AcknowledgementPort
    silences: SilencePort
    outboxes: ReminderPort
    remind_for: timedelta
    """Age of an item after which nobody is reminded of it any more."""
    now: Now

    async def step(self) -> int:
        """Follow up all that is due; how many. The alerts are put first, and the follow-up forgotten last."""
        at = self.now()
        due = await self.followups.due(at=at, limit=_AT_ONCE)
        silences = await self.silences.silences() if due else ()
        for followup in due:
            notified_at = followup.due - _span(followup)
            acknowledged_at = await self.readers.acknowledged_at(followup.alert.story.id)
            known = acknowledged_at is not None and acknowledged_at >= notified_at
            if not known and not silenced(followup.alert, silences, at=at):
                for alert in self._alerts(followup, notified_at=notified_at, at=at):
                    await self.outboxes.pass_on(alert)
            await self.followups.done(followup)
        return len(due)

    def _alerts(self, followup: FollowUp, *, notified_at: datetime, at: datetime) -> Sequence[Alert]:
        """The alerts of a follow-up: a reminder to the same channel, or one for each of the others."""
        alert = followup.alert
        if at - alert.match.item.first_seen_at > self.remind_for and not followup.escalates:
            log.info("not acknowledged for a day; no further reminders", alert=alert.id)
            return ()
        explanation = f"not acknowledged on {alert.channel} since {utc_minute_text(notified_at)}"
        plain = replace(alert.held(None), explanation=explanation, decided_at=at, escalate=None)
        if not followup.escalates:
            return (replace(plain, id=AlertId(content_id(alert.id, "reminder")), reason=Reason.REMINDER),)
        assert alert.escalate is not None, "only what escalates has such a follow-up"
        return [
            replace(
                plain,
                id=AlertId(content_id(alert.id, "unacknowledged", channel)),
                channel=channel,
                reason=Reason.ESCALATED,
                repeat=None,
            )
            for channel in alert.escalate.to
        ]


def _span(followup: FollowUp) -> timedelta:
    """How long after the alert the follow-up is due."""
    alert = followup.alert
    after = alert.escalate.after if alert.escalate is not None else None
    span = after if followup.escalates else alert.repeat
    assert span is not None, "an alert has the follow-ups that it asks for"
    return span
