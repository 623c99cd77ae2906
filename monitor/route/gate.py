"""What suppresses or holds an alert: doubt, silences, graver news, throttles, hours. Each rule is judged by
itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from monitor.clock import utc_text
from monitor.model.matching.match import Match
from monitor.model.matching.rule_hit import Hours, Outside, RuleHit
from monitor.model.sending.alert import Alert, Hold, HoldKind, SuppressionReason
from monitor.model.sending.decision import Silence
from monitor.model.story import Story, StoryAssignment
from monitor.route.hours import opens_at
from monitor.route.recent_alerts import Inhibition, RecentAlerts
from monitor.route.routes import Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """It may alert, but only from an instant on."""

    hold: Hold
    in_digest: bool
    """Whether in one digest with the others."""
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppressed:
    """It may not alert."""

    because: SuppressionReason
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """All that may suppress or hold an alert, at one instant."""

    at: datetime
    silences: Sequence[Silence]
    inhibitions: Sequence[Inhibition]
    memory: RecentAlerts
    tz: tzinfo
    """For hours that name no time zone."""


def judge(
    match: Match, assignment: StoryAssignment, target: Target, now: Circumstances
) -> Held | Suppressed | None:
    """What keeps the channel from being notified at once, or None. One rule that may alert is enough; of those
    that are held, the first to open counts. Then the hours of the route must be open as well."""
    verdict = _rules(match, assignment, target, now)
    hours = target.options.hours
    if hours is None or isinstance(verdict, Suppressed):
        return verdict
    quiet = _outside(hours, f"the route to {target.channel}", assignment, now)
    if verdict is None or isinstance(quiet, Suppressed):
        return quiet
    return max(verdict, quiet, key=lambda held: held.hold.until) if quiet is not None else verdict


def _rules(
    match: Match, assignment: StoryAssignment, target: Target, now: Circumstances
) -> Held | Suppressed | None:
    verdicts = [_rule(match, assignment, target, hit, now) for hit in target.rules]
    if any(verdict is None for verdict in verdicts):
        return None
    held = [verdict for verdict in verdicts if isinstance(verdict, Held)]
    if held:
        return min(held, key=lambda held: held.hold.until)
    blocks = [verdict for verdict in verdicts if isinstance(verdict, Suppressed)]
    return Suppressed(because=blocks[0].because, why="; ".join(dict.fromkeys(block.why for block in blocks)))


def _rule(
    match: Match, assignment: StoryAssignment, target: Target, hit: RuleHit, now: Circumstances
) -> Held | Suppressed | None:
    story = assignment.story
    needed = hit.story.min_independent
    if story.independent < needed:
        why = f"rule {hit.rule} asks for {needed} independent sources, and the story has {story.independent}"
        return Suppressed(because=SuppressionReason.UNCONFIRMED, why=why)
    for silence in now.silences:
        if silence.until > now.at and _silences(silence, match, story, hit):
            return Suppressed(
                because=SuppressionReason.SILENCED, why=f"{describe_silence(silence)} {silence.mark}"
            )
    graver = now.memory.inhibited_by(now.inhibitions, match, story=story.id, severity=story.severity, at=now.at)
    if graver is not None:
        return Suppressed(
            because=SuppressionReason.INHIBITED, why=f"graver news on {graver[0]} is under way: {graver[1]}"
        )
    last_alert_at = now.memory.last_alert_at(match, hit, story=story.id, channel=target.channel, at=now.at)
    if last_alert_at is not None and hit.throttle is not None:
        limit = f"once in {hit.throttle.every} per {hit.throttle.per}"
        why = f"rule {hit.rule} alerted at {utc_text(last_alert_at)}, and alerts {limit}"
        return Suppressed(because=SuppressionReason.THROTTLED, why=why)
    return _outside(hit.hours, f"rule {hit.rule}", assignment, now) if hit.hours is not None else None


def _outside(
    hours: Hours, whose: str, assignment: StoryAssignment, now: Circumstances
) -> Held | Suppressed | None:
    if hours.passes is not None and assignment.story.severity >= hours.passes:
        return None
    opens = opens_at(hours, now.at, tz=ZoneInfo(hours.timezone) if hours.timezone else now.tz)
    if opens == now.at:
        return None
    if opens is None or hours.outside is Outside.DROP:
        return Suppressed(
            because=SuppressionReason.OUT_OF_HOURS, why=f"{whose} drops what comes outside its hours"
        )
    why = f"held until {utc_text(opens)}, when the hours of {whose} begin"
    return Held(hold=Hold(kind=HoldKind.HOURS, until=opens), in_digest=hours.outside is Outside.DIGEST, why=why)


def silenced(alert: Alert, silences: Sequence[Silence], *, at: datetime) -> bool:
    """Whether somebody does not want any rule of an alert that was sent already."""
    lasting = [silence for silence in silences if silence.until > at]
    return all(
        any(_silences(silence, alert.match, alert.story, hit) for silence in lasting) for hit in alert.match.rules
    )


def _silences(silence: Silence, match: Match, story: Story, hit: RuleHit) -> bool:
    item = match.item
    return (
        (silence.rule is None or silence.rule == hit.rule)
        and (silence.tag is None or silence.tag in hit.tags or silence.tag in item.tags)
        and (silence.source is None or silence.source in (item.source, item.via, item.feed))
        and (silence.story is None or silence.story == story.id)
        and (silence.up_to is None or story.severity <= silence.up_to)
    )


def describe_silence(silence: Silence) -> str:
    """A silence as `rule=kursk, severity<=medium until …, by whom: why`."""
    named = [f"{name}={value}" for name in ("rule", "tag", "source", "story") if (value := getattr(silence, name))]
    if silence.up_to is not None:
        named.append(f"severity<={silence.up_to.name.lower()}")
    comment = f": {silence.comment}" if silence.comment else ""
    return f"{', '.join(named)} until {utc_text(silence.until)}, by {silence.by}{comment}"
