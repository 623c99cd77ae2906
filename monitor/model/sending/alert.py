"""The decision to notify a channel, or not to."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from monitor.model.ids import AlertId, ChannelName, ItemId, Severity, StoryId, content_id
from monitor.model.matching.match import Match
from monitor.model.story import Story
from monitor.model.written import written


class Reason(StrEnum):
    """Why an alert is sent."""

    FIRST = "first"
    CHANGED = "changed"
    ESCALATED = "escalated"
    REMINDER = "reminder"
    DIGEST = "digest"
    ALSO = "also reported"
    """Brings the sources of a story that was sent up to date, where a channel can. Notifies nobody."""
    NOTICE = "notice"
    """The monitor's own news, for whoever runs it: a blind feed, a broken rule file, a refused token."""
    REPORT = "report"
    """What alerted in a stretch of time, sent by a timetable."""

    @property
    def is_own(self) -> bool:
        """Whether it is the monitor's own: about no story, and resting on no decision."""
        return self in OWN_REASONS


OWN_REASONS = frozenset({Reason.NOTICE, Reason.REPORT})
"""Reasons of alerts that are the monitor's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalation:
    """Whom to notify if nobody acknowledges."""

    after: timedelta
    to: tuple[ChannelName, ...]


class HoldKind(StrEnum):
    """What an alert waits for."""

    HOURS = "hours"
    """The hours of its rules, or of its route, are not open yet."""
    GROUP_WAIT = "group wait"
    """Further sources may report the story at first."""
    GROUP_INTERVAL = "group interval"
    """The story alerted a short while ago."""
    STORM = "storm"
    """Its rules alert more often than they may: it waits for the next digest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """An alert is sent, but not before an instant."""

    kind: HoldKind | None
    """None for an alert that an earlier version decided."""
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A decision to notify one channel of a story. The same decision has the same id."""

    id: AlertId
    channel: ChannelName
    reason: Reason
    explanation: str = field(metadata=written("because"))
    """The reason in words."""
    story: Story
    match: Match
    """The match that made it alert."""
    decided_at: datetime
    not_before: datetime | None = None
    """Until when it is held; None to send it at once. `hold` says why as well."""
    held_by: HoldKind | None = None
    """What it is held for, if it is; of several reasons, the last to end."""
    in_digest: bool = field(default=False, metadata=written("gathered"))
    """Whether it is sent in one digest with the others that are held until then."""
    digest_lines: tuple[str, ...] = field(default=(), metadata=written("listed"))
    """A digest's stories, one line each."""
    in_storm: bool = False
    """Whether its rules alert more often than they may: it goes into a digest, which need not list all stories."""
    repeat: timedelta | None = None
    """How often it is sent again until somebody acknowledges it; None for once."""
    escalate: Escalation | None = None
    """What follows if nobody acknowledges it."""

    @property
    def hold(self) -> Hold | None:
        """What it waits for, and until when; None if it is sent at once."""
        return Hold(kind=self.held_by, until=self.not_before) if self.not_before is not None else None

    def held(self, hold: Hold | None, *, in_digest: bool = False) -> Alert:
        """The same alert with this hold and no other; `in_digest`: sent in one digest with the others."""
        return replace(
            self,
            not_before=hold.until if hold is not None else None,
            held_by=hold.kind if hold is not None else None,
            in_digest=in_digest,
        )

    @property
    def severity(self) -> Severity:
        """The story's severity when the alert was decided."""
        return self.story.severity


class SuppressionReason(StrEnum):
    """Why an alert is suppressed."""

    FOLDED = "folded"
    """The channel was notified of the story already and this item brings nothing new."""
    NO_ROUTE = "no route"
    """No rule and no route names a channel for it."""
    UNCONFIRMED = "unconfirmed"
    """Fewer independent sources than its rules ask for have reported it so far."""
    SILENCED = "muted"
    """A person does not want it for a while."""
    INHIBITED = "inhibited"
    """A graver story on the same entity is under way."""
    THROTTLED = "throttled"
    """Its rules alerted not long ago."""
    OUT_OF_HOURS = "out of hours"
    """Its rules drop what comes at this time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppression:
    """A decision not to notify: counted, shown and explained like an alert."""

    story: StoryId
    item: ItemId
    channel: ChannelName | None
    reason: SuppressionReason = field(metadata=written("because"))
    detail: str


def copy_id(alert: AlertId, *, to: ChannelName) -> AlertId:
    """The id of an alert's copy on its channel's fallback."""
    return AlertId(content_id(alert, "instead", to))


def moved_id(alert: AlertId, *, to: ChannelName) -> AlertId:
    """The id of an alert that a person has moved to another channel."""
    return AlertId(content_id(alert, "moved", to))
