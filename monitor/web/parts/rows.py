"""A story as a row of a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from monitor.desk.query.entity_names import entity_name
from monitor.desk.shapes.base import severity_word
from monitor.desk.shelf.entries import ShelvedAlert, ShelvedItem
from monitor.desk.shelf.story import ShelvedStory
from monitor.desk.words import reason_word
from monitor.model.sending.alert import Reason
from monitor.model.sending.delivery import Outcome
from monitor.web.parts.charts import spark
from monitor.web.parts.desk import Desk
from monitor.web.parts.times import span_words

_NAMES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelLine:
    """What became of an alert on its channel."""

    channel: str
    kind: str
    """sent, waiting or failed."""
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryRow:
    """What a row shows."""

    id: str
    state: str
    """open (nobody has acknowledged it), acknowledged, or quiet (nobody was to be notified)."""
    at: datetime
    severity: str
    why: str
    latest: str
    """What its last alert brought, where it is not the first."""
    headline: ShelvedItem
    original: ShelvedItem | None
    """The first report, where the headline is another."""
    sources: int
    independent: int
    langs: Sequence[str]
    entities: Sequence[tuple[str, str]]
    """Ids and names."""
    spark: Markup
    channels: Sequence[ChannelLine]
    note: str
    """Who acknowledged it, or why nobody was notified."""

    @property
    def is_open(self) -> bool:
        """Whether a person should acknowledge it."""
        return self.state == "open"


def story_row(story: ShelvedStory, desk: Desk) -> StoryRow:
    """The row of a story."""
    rules = desk.configuration().rules
    headline = story.headline(desk.langs)
    last = story.last_alert
    state = "open" if story.is_open else "quiet" if last is None else "acknowledged"
    alerting = story.alerting
    return StoryRow(
        id=story.id,
        state=state,
        at=story.alerted_at or story.updated_at,
        severity=severity_word(story.severity),
        why=_why(story),
        latest=last[1].explanation if last is not None and last[1].reason is not Reason.FIRST else "",
        headline=headline,
        original=story.items[0] if story.items[0] is not headline else None,
        sources=len(story.sources),
        independent=story.independent,
        langs=story.langs,
        entities=[(str(name), entity_name(name, rules)) for name in story.entities[:_NAMES]],
        spark=spark([item.at for item in story.items], [item.at for item in alerting]),
        channels=channel_lines(story, last[0].alerts) if last is not None else (),
        note=_note(story, desk),
    )


def channel_lines(story: ShelvedStory, alerts: Sequence[ShelvedAlert]) -> Sequence[ChannelLine]:
    """What became of some alerts of a story."""
    return [_line(story, alert) for alert in alerts]


def _line(story: ShelvedStory, alert: ShelvedAlert) -> ChannelLine:
    record = story.sent_to(alert)
    if record is None:
        held = f"held until {alert.held_until:%H:%M} UTC" if alert.held_until is not None else "waiting"
        return ChannelLine(channel=alert.channel, kind="waiting", says=held)
    if record.outcome is Outcome.SENT:
        instead = f" instead of {alert.channel}" if record.channel != alert.channel else ""
        return ChannelLine(channel=record.channel, kind="sent", says=span_words(record.took) + instead)
    if record.outcome is Outcome.REFUSED:
        return ChannelLine(channel=alert.channel, kind="failed", says=f"not sent: {record.detail}")
    return ChannelLine(channel=alert.channel, kind="waiting", says=f"tried again: {record.detail}")


def _why(story: ShelvedStory) -> str:
    times = len(story.alerting)
    if not times:
        return "not alerted"
    return "first report" if times == 1 else f"alerted {times}×"


def _note(story: ShelvedStory, desk: Desk) -> str:
    act = story.acknowledged
    if act is not None:
        by = act.person if act.way in ("web", "cli") else f"{act.person} ({act.way})"
        said = f"acknowledged by {by} {act.at.astimezone(desk.zone):%H:%M}"
        comment = f": “{act.comment}”" if act.comment else ""
        return said + comment + ("" if story.is_acknowledged else ", before the last alert")
    if story.last_alert is None and (reason := story.suppression) is not None:
        word = reason_word(reason.reason)
        return f"not sent: {word}, {reason.detail}" if reason.detail else f"not sent: {word}"
    return ""
