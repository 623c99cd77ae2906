"""What the monitor says of itself, as an alert: with the outbox, retries and dead letters of any other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from monitor.model.ids import AlertId, ChannelName, FeedId, ItemId, RuleId, Severity, StoryId, content_id
from monitor.model.matching.match import Match
from monitor.model.matching.rule_hit import RuleHit
from monitor.model.news.item import Item
from monitor.model.sending.alert import Alert, Reason
from monitor.model.story import Story

_SELF = "monitor"


def own_alert(
    reason: Reason,
    *key: str,
    channel: ChannelName,
    title: str,
    detail: str,
    explanation: str,
    at: datetime,
    severity: Severity = Severity.INFO,
    digest_lines: Sequence[str] = (),
) -> Alert:
    """A notice or a report. `key` says which: with the same key it is the same alert, however often it is made."""
    item = Item(
        id=ItemId(content_id(reason.value, *key)),
        feed=FeedId(_SELF),
        source=_SELF,
        url="",
        title=title,
        summary=detail,
        first_seen_at=at,
    )
    story = Story(
        id=StoryId(item.id),
        headline=title,
        items=(item.id,),
        sources=(_SELF,),
        rules=(),
        severity=severity,
        opened_at=at,
        updated_at=at,
    )
    rule = RuleHit(rule=RuleId(_SELF), title=reason.value, severity=severity)
    return Alert(
        id=AlertId(content_id(story.id, channel, reason.value)),
        channel=channel,
        reason=reason,
        explanation=explanation,
        story=story,
        match=Match(item=item, rules=(rule,)),
        decided_at=at,
        digest_lines=tuple(digest_lines),
    )
