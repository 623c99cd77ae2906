"""What a webhook gets of an alert, as JSON. `monitor channels schema` prints its JSON Schema."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from monitor.language.display import neutralise
from monitor.model.news.item import Field
from monitor.send.message.compose import Message, MessagePart


@dataclass(frozen=True, slots=True, kw_only=True)
class NotifiedItem:
    """The item that made it alert."""

    id: str
    source: str
    url: str
    """Empty if the feed gave none that is safe to follow."""
    title: str
    summary: str
    lang: str | None
    published_at: datetime | None
    """What the feed says; not to be trusted."""
    first_seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NotifiedWord:
    """A word that fired."""

    term: str
    """As the rule or the entity writes it."""
    field: Field


@dataclass(frozen=True, slots=True, kw_only=True)
class NotifiedRule:
    """A rule that the item satisfies."""

    id: str
    title: str
    severity: str
    tags: tuple[str, ...]
    words: tuple[NotifiedWord, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotifiedStory:
    """The story that the item belongs to, as it was when the alert was decided."""

    id: str
    headline: str
    sources: tuple[str, ...]
    independent: int
    opened_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """The body. Keys may be added within a version; none is renamed, removed or given another meaning."""

    version: Literal[1] = 1
    id: str
    """The alert's: the same alert has the same id."""
    channel: str
    reason: str
    """first, changed, escalated, reminder, digest, also reported, notice, or report."""
    because: str
    severity: str
    """INFO, LOW, MEDIUM, HIGH or CRITICAL."""
    repeat: bool
    """Whether this alert may have been accepted before."""
    test: bool
    """Whether it only tests the channel, and is about nothing."""
    decided_at: datetime
    title: str
    """For a person, in one line."""
    body: str
    """For a person, in a few lines."""
    listed: tuple[str, ...]
    """The stories of a digest, a line each."""
    story: NotifiedStory
    item: NotifiedItem
    rules: tuple[NotifiedRule, ...]


def notification(message: Message) -> Notification:
    """The alert of a message as others see it."""
    alert = message.alert
    item, story = alert.match.item, alert.story
    return Notification(
        id=alert.id,
        channel=alert.channel,
        reason=alert.reason.value,
        because=_text(alert.explanation),
        severity=alert.severity.name,
        repeat=message.repeat,
        test=message.test,
        decided_at=alert.decided_at,
        title=message.title,
        body=message.body,
        listed=tuple(map(_text, alert.digest_lines)),
        story=NotifiedStory(
            id=story.id,
            headline=_text(story.headline),
            sources=tuple(map(_text, story.sources)),
            independent=story.independent,
            opened_at=story.opened_at,
            updated_at=story.updated_at,
        ),
        item=NotifiedItem(
            id=item.id,
            source=_text(item.source),
            url=message.parts.get(MessagePart.LINK, ""),
            title=_text(item.title),
            summary=_text(item.summary),
            lang=item.lang,
            published_at=item.published_at,
            first_seen_at=item.first_seen_at,
        ),
        rules=tuple(
            NotifiedRule(
                id=rule.rule,
                title=_text(rule.title),
                severity=rule.severity.name,
                tags=rule.tags,
                words=tuple(NotifiedWord(term=_text(hit.term), field=hit.field) for hit in rule.hits),
            )
            for rule in alert.match.rules
        ),
    )


def _text(text: str) -> str:
    """A feed's text, whole, on one line, without control characters."""
    return neutralise(text).strip()
