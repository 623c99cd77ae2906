"""Whether one channel is notified of a match, and why, or why not. Pure."""

from __future__ import annotations

from datetime import datetime

from monitor.clock import utc_text
from monitor.model.ids import AlertId, ChannelName, Severity, content_id
from monitor.model.matching.match import Match
from monitor.model.sending.alert import Alert, Reason, Suppression, SuppressionReason
from monitor.model.sending.decision import NotificationRecord
from monitor.model.story import StoryAssignment, Tier

_NOTHING_NEW = (Tier.SAME_ITEM, Tier.NEAR_DUPLICATE)
"""Copies: whatever they seem to bring was reported with the text that they copy. An edited item copies nothing."""


def decide(
    match: Match,
    assignment: StoryAssignment,
    *,
    channel: ChannelName,
    last: NotificationRecord | None,
    at: datetime,
) -> Alert | Suppression:
    """The decision for one channel, which was last notified of the story by `last`.

    Deciding again after a crash never alerts twice. The item that opened the story is always its first alert,
    and one that brings a development always that development's: both ids come from the content, so that it
    does not matter whether the first attempt got as far as the outbox.
    """
    key: tuple[str, ...]
    development = assignment.development if assignment.tier not in _NOTHING_NEW or match.item.edition else ""
    if development:
        reason, because, key = Reason.CHANGED, development, ("changed", match.item.key)
        if last is None:
            # An own id rather than the story's "first": sent once more, it would be this change again.
            reason = Reason.FIRST
    elif last is None or assignment.tier is Tier.OPENED:
        reason, because, key = Reason.FIRST, _first(match), ("first",)
    elif assignment.story.severity > last.severity:
        severity = assignment.story.severity
        because = f"severity rose from {_name(last.severity)} to {_name(severity)}"
        reason, key = Reason.ESCALATED, ("escalated", severity.name)
    else:
        return _folded(match, assignment, channel=channel, last=last)
    return _alert(match, assignment, channel=channel, reason=reason, because=because, key=key, at=at)


def update_alert(
    match: Match, assignment: StoryAssignment, *, channel: ChannelName, at: datetime, always: bool = False
) -> Alert | None:
    """The update that shows a new source on a story already sent, if the item brings one, or `always`."""
    sources = assignment.story.sources
    if not always and (len(sources) < 2 or sources[-1] != match.item.source or match.item.edition):
        return None
    because = f"also reported by {match.item.source}"
    return _alert(match, assignment, channel=channel, reason=Reason.ALSO, because=because, key=("also",), at=at)


def folded_into(alert: Alert, last: NotificationRecord) -> str:
    """The detail of a silence for what the channel gets together with an alert that is still held."""
    assert last.held_until is not None, "only what is held can be joined"
    until = utc_text(last.held_until)
    return f"sent together with the alert held until {until} ({alert.explanation})"


def no_route(match: Match, assignment: StoryAssignment) -> Suppression:
    """The silence of a match that nobody is notified of."""
    rules = ", ".join(hit.rule for hit in match.rules)
    return Suppression(
        story=assignment.story.id,
        item=match.item.id,
        channel=None,
        reason=SuppressionReason.NO_ROUTE,
        detail=f"no channel is named by the rules ({rules}), and no route fits severity "
        f"{_name(match.severity)} and tags {', '.join(match.tags) or 'none'}",
    )


def _name(severity: Severity) -> str:
    return severity.name.lower()


def _first(match: Match) -> str:
    if match.trigger is not None:
        return match.trigger.text
    return f"first report of the story; rules: {', '.join(hit.title for hit in match.rules)}"


def _folded(
    match: Match, assignment: StoryAssignment, *, channel: ChannelName, last: NotificationRecord
) -> Suppression:
    state = "sent at" if last.accepted else "queued since"
    return Suppression(
        story=assignment.story.id,
        item=match.item.id,
        channel=channel,
        reason=SuppressionReason.FOLDED,
        detail=f"{state} {utc_text(last.at)}, nothing new ({assignment.tier}: {assignment.explanation})",
    )


def _alert(
    match: Match,
    assignment: StoryAssignment,
    *,
    channel: ChannelName,
    reason: Reason,
    because: str,
    key: tuple[str, ...],
    at: datetime,
) -> Alert:
    return Alert(
        id=AlertId(content_id(assignment.story.id, channel, *key)),
        channel=channel,
        reason=reason,
        explanation=because,
        story=assignment.story,
        match=match,
        decided_at=at,
    )
