"""An alert in words: what a person reads on a lock screen, most important first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum
from urllib.parse import urlsplit

from monitor.language.display import isolate, line, neutralise
from monitor.model.ids import Severity
from monitor.model.matching.correlation import Trigger
from monitor.model.news.item import Item
from monitor.model.sending.alert import Alert, Reason
from monitor.model.story import Story
from monitor.send.message.excerpt import excerpt

TITLE_LIMIT = 250
BODY_LIMIT = 3_500
"""Telegram takes 4,096 units, title and escaping included: the tightest of the common services."""
MARKS = {
    Severity.INFO: "⚪",
    Severity.LOW: "🔵",
    Severity.MEDIUM: "🟡",
    Severity.HIGH: "🟠",
    Severity.CRITICAL: "🔴",
}
"""The severity at a glance, for services that show colours only so."""
_REPEAT = "possible duplicate: the reply to an earlier attempt was lost"
_NAMES = 8
_OLD = timedelta(hours=1)
"""News that was published longer ago than this when it was first seen says so."""


class MessagePart(StrEnum):
    """The parts of a body, in their order. Each is a line, but the list of a digest, which is a line a story."""

    REPEAT = "repeat"
    BECAUSE = "because"
    LISTED = "listed"
    EXCERPT = "excerpt"
    SOURCE = "source"
    LINK = "link"
    ALSO = "also"
    STORY = "story"
    RULES = "rules"


@dataclass(frozen=True, slots=True)
class Button:
    """Something that a reader may answer with one touch, where the channel has buttons."""

    label: str
    action: str
    """What comes back when it is touched: at most 64 bytes, and no secret."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """An alert as plain text. Nothing in it is markup, and no text of a feed has a line break of its own."""

    alert: Alert
    title: str
    """Severity and headline, up to 250 code points."""
    body: str
    """All parts that there are, up to 3,500 code points."""
    repeat: bool
    """Whether the channel may have accepted this already."""
    headline: str
    parts: Mapping[MessagePart, str]
    """The parts of the body, whole, for channels that lay them out themselves."""
    thread: str = ""
    """The service's name for the first message that this channel got of the story; empty if there is none.
    `Reason.ALSO` changes that message where the service can; any other reason answers to it."""
    buttons: tuple[Button, ...] = ()
    test: bool = False
    """Whether it is a test of the channel, and about nothing."""


def compose_message(
    alert: Alert,
    *,
    tz: tzinfo,
    repeat: bool,
    thread: str = "",
    buttons: tuple[Button, ...] = (),
    test: bool = False,
) -> Message:
    """The message for an alert, with its times in this time zone. The title of a test says so."""
    headline = _headline(alert)
    parts = {part: text for part, text in _parts(alert, headline, tz=tz, repeat=repeat).items() if text}
    return Message(
        alert=alert,
        title=_title(alert, headline, test=test),
        body=fit_lines("\n".join(parts.values()).split("\n"), limit=BODY_LIMIT),
        repeat=repeat,
        headline=headline,
        parts=parts,
        thread=thread,
        buttons=buttons,
        test=test,
    )


def _headline(alert: Alert) -> str:
    if alert.reason is Reason.DIGEST and alert.digest_lines:
        count = len(alert.digest_lines)
        return f"{count} stories" if count > 1 else "1 story"
    item, story = alert.match.item, alert.story
    # an update stands in for the first message, which is headed by the story
    first = story.headline if alert.reason is Reason.ALSO else item.title
    texts = (first, item.title, story.headline, item.summary, item.body, item.url)
    return next((found for text in texts if (found := line(text, limit=TITLE_LIMIT))), "(no title)")


def _title(alert: Alert, headline: str, *, test: bool) -> str:
    match alert.reason:
        case Reason.NOTICE:
            before = "monitor: "
        case Reason.REPORT:
            before = ""
        case Reason.FIRST | Reason.ALSO:
            before = f"{alert.severity.name}: "
        case _:
            before = f"{alert.severity.name}, {alert.reason}: "
    if test:
        before = f"TEST {before}"
    return before + isolate(line(headline, limit=TITLE_LIMIT - len(before) - 2))


def _parts(alert: Alert, headline: str, *, tz: tzinfo, repeat: bool) -> dict[MessagePart, str]:
    """Every part of the body, in order; those that this alert has no use for are empty."""
    marked = {MessagePart.REPEAT: _REPEAT if repeat else ""}
    item, story = alert.match.item, alert.story
    if alert.reason is Reason.REPORT:
        return marked | {
            MessagePart.BECAUSE: isolate(line(alert.explanation, limit=300)),
            MessagePart.LISTED: _listed(alert),
            MessagePart.EXCERPT: isolate(line(item.summary, limit=1_000)),
        }
    if alert.reason is Reason.NOTICE:
        return marked | {
            MessagePart.EXCERPT: isolate(line(item.summary, limit=1_000)),
            MessagePart.SOURCE: _source(item, tz=tz),
        }
    because = "" if alert.reason in {Reason.FIRST, Reason.ALSO} else line(alert.explanation, limit=300)
    if alert.reason is Reason.DIGEST:
        return marked | {MessagePart.BECAUSE: isolate(because), MessagePart.LISTED: _listed(alert)}
    if (trigger := alert.match.trigger) is not None:
        because = "; ".join(text for text in (because, line(trigger.text, limit=300)) if text)
        return marked | {
            MessagePart.BECAUSE: isolate(because),
            MessagePart.LISTED: _contributions(trigger, tz=tz),
            MessagePart.SOURCE: _source(item, tz=tz),
            MessagePart.LINK: _link(item.url),
        }
    opening = line(story.headline, limit=TITLE_LIMIT)
    rules = dict.fromkeys(hit.title or hit.rule for hit in alert.match.rules)
    return marked | {
        MessagePart.BECAUSE: isolate(because),
        MessagePart.EXCERPT: excerpt(alert.match),
        MessagePart.SOURCE: ("latest: " if alert.reason is Reason.ALSO else "") + _source(item, tz=tz),
        MessagePart.LINK: _link(item.url),
        MessagePart.ALSO: _also(alert),
        MessagePart.STORY: f"story: {isolate(opening)}" if opening not in {"", headline} else "",
        MessagePart.RULES: f"rules: {_names(rules)}" if rules else "",
    }


def _listed(alert: Alert) -> str:
    return "\n".join(f"• {isolate(line(text, limit=300))}" for text in alert.digest_lines)


def _contributions(trigger: Trigger, *, tz: tzinfo) -> str:
    """What came together, the newest last, each with its time, its outlet and its title."""
    listed = (
        f"{_local(one.at, tz=tz)}, {isolate(line(one.source, limit=80))}: {isolate(line(one.title, limit=200))}"
        for one in trigger.contributions[-_NAMES:]
    )
    return "\n".join(f"• {text}" for text in listed)


def _also(alert: Alert) -> str:
    """The other sources of the story, and how many of all have an account of their own."""
    story = alert.story
    own = story.sources[0] if alert.reason is Reason.ALSO and story.sources else alert.match.item.source
    others = [source for source in story.sources if source != own]
    return f"also reported by: {_names(others)} ({source_line(story)})" if others else ""


def source_line(story: Story) -> str:
    """How many sources a story has: '7 sources, 3 independent'; '7 sources' if they all are."""
    count = len(story.sources)
    if count == 1:
        return "1 source"
    return f"{count} sources" + (f", {story.independent} independent" if story.independent < count else "")


def _names(names: Iterable[str]) -> str:
    """The names in a row; when there are many, the first and how many more."""
    shown = [isolate(line(name, limit=60)) for name in names]
    more = f" and {len(shown) - _NAMES} more" if len(shown) > _NAMES else ""
    return ", ".join(shown[:_NAMES]) + more


def _source(item: Item, *, tz: tzinfo) -> str:
    seen = _local(item.first_seen_at, tz=tz)
    published = item.published_at
    old = published is not None and item.first_seen_at - published > _OLD
    late = f" (published {_local(published, tz=tz)})" if published is not None and old else ""
    return f"{isolate(line(item.source or item.feed, limit=80))}, {seen}{late}"


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


def fit_lines(lines: Sequence[str], *, limit: int) -> str:
    """The lines, whole, as many as fit; the last then says how many are missing."""
    text = "\n".join(lines)
    if len(text) <= limit:
        return text
    room, kept = limit - len("\n… and 10000 more lines"), 0
    for written in lines:
        room -= len(written) + 1
        if room < 0:
            break
        kept += 1
    return "\n".join((*lines[:kept], f"… and {len(lines) - kept} more lines"))
