"""An alert in words: what a person reads on a lock screen, most important first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum
from urllib.parse import urlsplit

from monitor.model import Alert, Item, Reason
from monitor.send.excerpt import excerpt
from monitor.send.plain import line, neutralise, shorten

TITLE_LIMIT = 250
BODY_LIMIT = 3_500
"""Telegram takes 4,096 code points, title and escaping included: the tightest of the common services."""
_REPEAT = "may be a repeat: the answer to an earlier attempt was lost"
_NAMES = 8
_OLD = timedelta(hours=1)
"""News that was published longer ago than this when it was first seen says so."""


class Part(StrEnum):
    """The lines of a body, in their order."""

    REPEAT = "repeat"
    BECAUSE = "because"
    EXCERPT = "excerpt"
    SOURCE = "source"
    LINK = "link"
    ALSO = "also"
    STORY = "story"
    RULES = "rules"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """An alert as plain text. Nothing in it is markup, and no text of a feed has a line break of its own."""

    alert: Alert
    title: str
    """Severity and headline, up to 250 code points."""
    body: str
    """All parts that there are, a line each, up to 3,500 code points."""
    repeat: bool
    """Whether the channel may have been told this already."""
    headline: str
    parts: Mapping[Part, str]
    """The lines of the body, for channels that lay them out themselves."""


def compose_message(alert: Alert, *, tz: tzinfo, repeat: bool) -> Message:
    """The message for an alert, with its times in this time zone."""
    headline = _headline(alert)
    reason = "" if alert.reason is Reason.FIRST else f", {alert.reason}"
    title = f"{alert.severity.name}{reason}: {headline}"
    parts = {part: text for part, text in _lines(alert, headline, tz=tz, repeat=repeat).items() if text}
    return Message(
        alert=alert,
        title=shorten(title, limit=TITLE_LIMIT),
        body=shorten("\n".join(parts.values()), limit=BODY_LIMIT),
        repeat=repeat,
        headline=headline,
        parts=parts,
    )


def _headline(alert: Alert) -> str:
    item = alert.match.item
    for text in (item.title, alert.story.headline, item.summary, item.body, item.url):
        if headline := line(text, limit=TITLE_LIMIT):
            return headline
    return "(no title)"


def _lines(alert: Alert, headline: str, *, tz: tzinfo, repeat: bool) -> dict[Part, str]:
    """Every line of the body, in order; those that this alert has no use for are empty."""
    item, story = alert.match.item, alert.story
    others = [source for source in story.sources if source != item.source]
    opening = line(story.headline, limit=TITLE_LIMIT)
    rules = dict.fromkeys(hit.title or hit.rule for hit in alert.match.rules)
    return {
        Part.REPEAT: _REPEAT if repeat else "",
        Part.BECAUSE: "" if alert.reason is Reason.FIRST else line(alert.because, limit=300),
        Part.EXCERPT: excerpt(alert.match),
        Part.SOURCE: _source(item, tz=tz),
        Part.LINK: _link(item.url),
        Part.ALSO: f"also reported by: {_names(others)}" if others else "",
        Part.STORY: f"story: {opening}" if opening not in {"", headline} else "",
        Part.RULES: f"rules: {_names(rules)}" if rules else "",
    }


def _names(names: Iterable[str]) -> str:
    """The names in a row; when there are many, the first and how many more."""
    shown = [line(name, limit=60) for name in names]
    more = f" and {len(shown) - _NAMES} more" if len(shown) > _NAMES else ""
    return ", ".join(shown[:_NAMES]) + more


def _source(item: Item, *, tz: tzinfo) -> str:
    seen = _local(item.first_seen_at, tz=tz)
    published = item.published_at
    old = published is not None and item.first_seen_at - published > _OLD
    late = f" (published {_local(published, tz=tz)})" if published is not None and old else ""
    return f"{line(item.source or item.feed, limit=80)}, {seen}{late}"


def _local(instant: datetime, *, tz: tzinfo) -> str:
    try:
        local = instant.astimezone(tz)
    except OverflowError:  # a feed may say the year 1
        local = instant
    return f"{local:%Y-%m-%d %H:%M %Z}".strip()


def _link(url: str) -> str:
    """The link if it is one that a reader may follow, else nothing: half a link is worse than none."""
    try:
        scheme = urlsplit(url).scheme
    except ValueError:
        return ""
    clean = scheme in {"http", "https"} and url == neutralise(url) and " " not in url
    return url if clean and len(url) <= 1_000 else ""
