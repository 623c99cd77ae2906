"""What keeps a ring back: doubt, mutes, graver news, throttles, hours. Each rule is judged by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from monitor.model.matching.match import Match
from monitor.model.matching.rule_hit import Hours, Outside, RuleHit
from monitor.model.sending.alert import Alert, SuppressionReason
from monitor.model.sending.decision import Silence
from monitor.model.story import Story, StoryAssignment
from monitor.route.hours import opens_at
from monitor.route.recent_alerts import Inhibition, RecentAlerts
from monitor.route.routes import Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """It may ring, but only from an instant on."""

    until: datetime
    gathered: bool
    """Whether in one digest with the others."""
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppressed:
    """It may not ring."""

    because: SuppressionReason
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """All that may keep a ring back, at one instant."""

    at: datetime
    mutes: Sequence[Silence]
    inhibitions: Sequence[Inhibition]
    memory: RecentAlerts
    tz: tzinfo
    """For hours that name no time zone."""


def judge(
    match: Match, assignment: StoryAssignment, target: Target, now: Circumstances
) -> Hold | Suppressed | None:
    """What keeps the channel from being told at once, or None. One rule that may ring is enough; of those that
    are held, the first to open counts. Then the hours of the route must be open as well."""
    verdict = _rules(match, assignment, target, now)
    hours = target.manner.hours
    if hours is None or isinstance(verdict, Suppressed):
        return verdict
    quiet = _outside(hours, f"the route to {target.channel}", assignment, now)
    if verdict is None or isinstance(quiet, Suppressed):
        return quiet
    return max(verdict, quiet, key=lambda hold: hold.until) if quiet is not None else verdict


def _rules(
    match: Match, assignment: StoryAssignment, target: Target, now: Circumstances
) -> Hold | Suppressed | None:
    verdicts = [_rule(match, assignment, target, hit, now) for hit in target.rules]
    if any(verdict is None for verdict in verdicts):
        return None
    held = [verdict for verdict in verdicts if isinstance(verdict, Hold)]
    if held:
        return min(held, key=lambda hold: hold.until)
    blocks = [verdict for verdict in verdicts if isinstance(verdict, Suppressed)]
    return Suppressed(because=blocks[0].because, why="; ".join(dict.fromkeys(block.why for block in blocks)))


def _rule(
    match: Match, assignment: StoryAssignment, target: Target, hit: RuleHit, now: Circumstances
) -> Hold | Suppressed | None:
    story = assignment.story
    needed = hit.story.min_independent
    if story.independent < needed:
        why = f"rule {hit.rule} asks for {needed} independent sources, and the story has {story.independent}"
        return Suppressed(because=SuppressionReason.UNCONFIRMED, why=why)
    for mute in now.mutes:
        if mute.until > now.at and _mutes(mute, match, story, hit):
            return Suppressed(because=SuppressionReason.MUTED, why=f"{describe_silence(mute)} (silence {mute.id})")
    graver = now.memory.inhibited_by(now.inhibitions, match, story=story.id, severity=story.severity, at=now.at)
    if graver is not None:
        return Suppressed(
            because=SuppressionReason.INHIBITED, why=f"graver news on {graver[0]} is under way: {graver[1]}"
        )
    rang_at = now.memory.rang_at(match, hit, story=story.id, channel=target.channel, at=now.at)
    if rang_at is not None and hit.throttle is not None:
        limit = f"once in {hit.throttle.every} per {hit.throttle.per}"
        why = f"rule {hit.rule} alerted at {_utc(rang_at)}, and alerts {limit}"
        return Suppressed(because=SuppressionReason.THROTTLED, why=why)
    return _outside(hit.hours, f"rule {hit.rule}", assignment, now) if hit.hours is not None else None


def _outside(
    hours: Hours, whose: str, assignment: StoryAssignment, now: Circumstances
) -> Hold | Suppressed | None:
    if hours.passes is not None and assignment.story.severity >= hours.passes:
        return None
    opens = opens_at(hours, now.at, tz=ZoneInfo(hours.timezone) if hours.timezone else now.tz)
    if opens == now.at:
        return None
    if opens is None or hours.outside is Outside.DROP:
        return Suppressed(
            because=SuppressionReason.OUT_OF_HOURS, why=f"{whose} drops what comes outside its hours"
        )
    why = f"held until {_utc(opens)}, when the hours of {whose} begin"
    return Hold(until=opens, gathered=hours.outside is Outside.DIGEST, why=why)


def silenced(alert: Alert, mutes: Sequence[Silence], *, at: datetime) -> bool:
    """Whether somebody does not want to hear of any rule of an alert that rang already."""
    lasting = [mute for mute in mutes if mute.until > at]
    return all(any(_mutes(mute, alert.match, alert.story, hit) for mute in lasting) for hit in alert.match.rules)


def _mutes(mute: Silence, match: Match, story: Story, hit: RuleHit) -> bool:
    item = match.item
    return (
        (mute.rule is None or mute.rule == hit.rule)
        and (mute.tag is None or mute.tag in hit.tags or mute.tag in item.tags)
        and (mute.source is None or mute.source in (item.source, item.via, item.feed))
        and (mute.story is None or mute.story == story.id)
        and (mute.up_to is None or story.severity <= mute.up_to)
    )


def describe_silence(mute: Silence) -> str:
    """A mute as `rule=kursk, severity<=medium until …, by whom: why`."""
    named = [f"{name}={value}" for name in ("rule", "tag", "source", "story") if (value := getattr(mute, name))]
    if mute.up_to is not None:
        named.append(f"severity<={mute.up_to.name.lower()}")
    comment = f": {mute.comment}" if mute.comment else ""
    return f"{', '.join(named)} until {_utc(mute.until)}, by {mute.by}{comment}"


def _utc(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d %H:%M:%S} UTC"
