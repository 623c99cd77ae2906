"""An alert of no news, to see what a channel makes of it."""

from __future__ import annotations

from datetime import datetime, timedelta

from monitor.model.ids import AlertId, ChannelName, FeedId, ItemId, RuleId, Severity, StoryId, content_id
from monitor.model.matching.match import Match
from monitor.model.matching.rule_hit import Hit, RuleHit
from monitor.model.news.item import Field, Item
from monitor.model.sending.alert import Alert, Reason
from monitor.model.story import Story

_TITLE = "Dockers walk out in three harbours of the strait"
_SUMMARY = (
    "The walkout began at dawn. Ferries stand still on both shores, the harbour union said, and four tankers "
    "wait off the cape; the ministry of transport calls it illegal."
)
_SOURCES = ("Harbour Wire", "Warta Sagara", "松石晚報", "صدى المرسى")
_BECAUSE = {
    Reason.FIRST: "",
    Reason.CHANGED: "new number: four tankers (was two)",
    Reason.ESCALATED: "severity up: high (was medium)",
    Reason.REMINDER: "not acknowledged for 30 minutes",
    Reason.DIGEST: "held until now",
    Reason.ALSO: "",
    Reason.NOTICE: "a test",
    Reason.REPORT: "",
}


def sample_alert(reason: Reason, *, channel: ChannelName, at: datetime) -> Alert:
    """An alert of this kind about a story of invented outlets."""
    first = reason is Reason.FIRST or reason.is_own
    item = _item(at)
    if reason is Reason.NOTICE:
        item = _notice(channel, at)
    story = Story(
        id=StoryId(item.id),
        headline=item.title,
        items=(item.id,),
        sources=_SOURCES[:1] if first else _SOURCES,
        independent=1 if first else 3,
        rules=(RuleId("harbour-strike"),),
        severity=Severity.INFO if reason.is_own else Severity.HIGH,
        opened_at=at,
        updated_at=at,
    )
    return Alert(
        id=AlertId(content_id("sample", channel, reason, at.isoformat())),
        channel=channel,
        reason=reason,
        explanation=_BECAUSE[reason],
        story=story,
        match=Match(item=item, rules=(_rule(),)),
        decided_at=at,
        digest_lines=_LISTED if reason in {Reason.DIGEST, Reason.REPORT} else (),
    )


def test_alert(severity: Severity, *, channel: ChannelName, at: datetime) -> Alert:
    """An alert about nothing that a channel shows like any other of this severity."""
    item = _notice(channel, at)
    story = Story(
        id=StoryId(item.id),
        headline=item.title,
        items=(item.id,),
        sources=(item.source,),
        rules=(),
        severity=severity,
        opened_at=at,
        updated_at=at,
    )
    return Alert(
        id=AlertId(content_id("test", channel, at.isoformat())),
        channel=channel,
        reason=Reason.FIRST,
        explanation="a test of the channel",
        story=story,
        match=Match(item=item, rules=()),
        decided_at=at,
    )


_LISTED = tuple(
    f"HIGH {headline} ({source})"
    for headline, source in zip(
        (_TITLE, "Pelabuhan lumpuh sejak fajar", "海峽三港碼頭工人罷工", "إضراب عمال الموانئ في المضيق"),
        _SOURCES,
        strict=True,
    )
)


def _item(at: datetime) -> Item:
    return Item(
        id=ItemId(content_id("sample", at.isoformat())),
        feed=FeedId("harbour-wire"),
        source=_SOURCES[0],
        url="https://harbour-wire.example/strait/walkout",
        title=_TITLE,
        summary=_SUMMARY,
        published_at=at - timedelta(minutes=4),
        first_seen_at=at,
    )


def _notice(channel: ChannelName, at: datetime) -> Item:
    return Item(
        id=ItemId(content_id("sample notice", at.isoformat())),
        feed=FeedId("monitor"),
        source="monitor",
        url="",
        title=f"a test of the channel {channel}",
        summary="If you can read this, alerts reach you here. Nothing has happened.",
        first_seen_at=at,
    )


def _rule() -> RuleHit:
    hits = tuple(
        Hit(term=term, field=Field.SUMMARY, start=start, end=start + len(term))
        for term in ("walkout", "harbour")
        if (start := _SUMMARY.find(term)) >= 0
    )
    return RuleHit(
        rule=RuleId("harbour-strike"),
        title="Strike in a harbour",
        severity=Severity.HIGH,
        tags=("sea", "labour"),
        hits=hits,
    )
