"""Alerts, dead letters and silences as answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from monitor.desk.shapes.base import Shape, severity_word, zoned
from monitor.model.sending.decision import Silence
from monitor.route.gate import describe_silence
from monitor.store.queues.dead_letters import DeadLetter


class DeadLetterShape(Shape, frozen=True, kw_only=True, tag="dead_letter"):
    """An alert that could not be delivered."""

    id: str
    channel: str
    story: str
    headline: str
    severity: str
    reason: str
    """Why it was an alert: first, changed, escalated, reminder."""
    at: datetime
    """When the last attempt failed."""
    detail: str
    """What the service answered."""


class OutboxesShape(Shape, frozen=True, kw_only=True, tag="outboxes"):
    """What waits in the outboxes, and what could not be delivered."""

    dead_letters: tuple[DeadLetterShape, ...]
    queues: Mapping[str, int]
    """The number of entries in each queue: `CHANNEL out`, `CHANNEL urgent`, …"""
    without_sender: Mapping[str, int]
    """How many alerts wait for each channel that is not in channels.yaml."""


class SilenceShape(Shape, frozen=True, kw_only=True, tag="silence"):
    """A silence in force."""

    id: str
    says: str
    """All of it in words."""
    rule: str | None
    tag: str | None
    source: str | None
    story: str | None
    up_to: str | None
    """The gravest severity that it silences."""
    by: str
    comment: str
    made_at: datetime
    until: datetime


class EndedSilenceShape(Shape, frozen=True, kw_only=True, tag="ended_silence"):
    """A silence that has ended, and what it kept back as far as the log of 7 days reaches."""

    id: str
    kept_back: int
    """Alerts; each channel's counts."""
    stories: tuple[str, ...]
    """The headlines of their stories, in the order in which they were first kept back."""
    says: str
    """What it kept back, in words; empty if nothing."""


def dead_letter_shape(letter: DeadLetter) -> DeadLetterShape:
    """A dead letter as an answer."""
    alert = letter.alert
    return DeadLetterShape(
        id=letter.id,
        channel=alert.channel,
        story=alert.story.id,
        headline=alert.story.headline,
        severity=severity_word(alert.story.severity),
        reason=alert.reason,
        at=zoned(letter.delivery.at),
        detail=letter.delivery.detail,
    )


def silence_shape(silence: Silence) -> SilenceShape:
    """A silence as an answer."""
    return SilenceShape(
        id=silence.id,
        says=describe_silence(silence),
        rule=silence.rule,
        tag=silence.tag,
        source=silence.source,
        story=silence.story,
        up_to=severity_word(silence.up_to) if silence.up_to is not None else None,
        by=silence.by,
        comment=silence.comment,
        made_at=zoned(silence.made_at),
        until=zoned(silence.until),
    )
