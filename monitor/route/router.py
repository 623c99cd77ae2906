"""Match and StoryAssignment -> Alerts and Suppressions: one decision for each channel."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo

from monitor.clock import Now
from monitor.model.ids import ChannelName, Severity
from monitor.model.matching.match import Match
from monitor.model.sending.alert import Alert, Hold, HoldKind, Suppression, SuppressionReason
from monitor.model.sending.decision import NotificationRecord
from monitor.model.story import StoryAssignment
from monitor.route.decide import decide, folded_into, no_route, update_alert
from monitor.route.gate import Circumstances, Held, Suppressed, judge
from monitor.route.ports import NotificationPort, SilencePort
from monitor.route.recent_alerts import Inhibition, RecentAlerts
from monitor.route.routes import Route, RouteOptions, Target, targets_for

STORM_DIGEST_EVERY = timedelta(minutes=10)


class Router:
    """Decides for each channel by what that channel was sent, not by what was seen."""

    def __init__(
        self,
        *,
        routes: Sequence[Route],
        updates: Collection[ChannelName],
        notifications: NotificationPort,
        silences: SilencePort,
        memory: RecentAlerts,
        now: Now,
        inhibitions: Sequence[Inhibition] = (),
        tz: tzinfo = UTC,
        ceiling: int | None = None,
    ) -> None:
        """`updates` are the channels that can bring an alert up to date after it was sent; `memory` is what
        alerted lately, kept by whoever logs the decisions; `tz` is for hours that name no time zone; `ceiling` is
        how many alerts an hour a rule may make before it is a storm, None for any number."""
        self._routes = tuple(routes)
        self._updates = frozenset(updates)
        self._notifications = notifications
        self._silences = silences
        self._memory = memory
        self._now = now
        self._inhibitions = tuple(inhibitions)
        self._tz = tz
        self._ceiling = ceiling

    async def route(self, match: Match, assignment: StoryAssignment) -> tuple[Alert | Suppression, ...]:
        """One alert or one silence for each channel, in the order of the channels; a silence may be followed
        by an update (`Reason.ALSO`). Without any channel, one silence that belongs to none."""
        targets = targets_for(self._routes, match)
        if not targets:
            return (no_route(match, assignment),)
        notifications = await self._notifications.last_notified(
            assignment.story.id, [target.channel for target in targets]
        )
        now = Circumstances(
            at=self._now(),
            silences=await self._silences.silences(),
            inhibitions=self._inhibitions,
            memory=self._memory,
            tz=self._tz,
        )
        outcomes: list[Alert | Suppression] = []
        for target in targets:
            last = notifications.get(target.channel)
            decision = decide(match, assignment, channel=target.channel, last=last, at=now.at)
            if isinstance(decision, Alert):
                decision = await self._gated(decision, assignment, target, last, now)
            outcomes.append(decision)
            if isinstance(decision, Suppression) and last is not None:
                outcomes += self._update(match, assignment, target.channel, last, at=now.at)
        return tuple(outcomes)

    async def _gated(
        self,
        alert: Alert,
        assignment: StoryAssignment,
        target: Target,
        last: NotificationRecord | None,
        now: Circumstances,
    ) -> Alert | Suppression:
        """The alert as it may be sent, at once or later; or the silence in its place."""
        verdict = judge(alert.match, assignment, target, now)
        if isinstance(verdict, Suppressed):
            silence = _silence(alert, verdict.because, verdict.why)
            return alert if await self._notifications.queued(alert) else silence
        waits = verdict is not None
        if last is not None and _joins_held(last, target.options, alert=alert, waits=waits, at=now.at):
            silence = _silence(alert, SuppressionReason.FOLDED, folded_into(alert, last))
            return alert if await self._notifications.queued(alert) else silence
        decided = _with_options(alert, target.options, last=last, quiet=verdict, at=now.at)
        return self._guarded(decided, target, at=now.at)

    def _guarded(self, alert: Alert, target: Target, *, at: datetime) -> Alert:
        """The alert, in the next digest of its storm if all rules that lead there are in one."""
        if self._ceiling is None or alert.severity >= Severity.CRITICAL:
            return alert
        fired = {hit.rule: self._memory.alerts_of(hit.rule, at=at) for hit in target.rules}
        if min(fired.values(), default=0) < self._ceiling:
            return alert
        rule, number = max(fired.items(), key=lambda one: one[1])
        because = (
            f"{alert.explanation}; rule {rule} made {number} alerts within an hour, so that it goes into a digest"
        )
        storm = Hold(kind=HoldKind.STORM, until=storm_digest_at(at))
        hold = max(filter(None, (alert.hold, storm)), key=lambda hold: hold.until)
        stormy = replace(alert, explanation=because, in_storm=True, repeat=None, escalate=None)
        return stormy.held(hold, in_digest=alert.in_digest)

    def _update(
        self,
        match: Match,
        assignment: StoryAssignment,
        channel: ChannelName,
        last: NotificationRecord,
        *,
        at: datetime,
    ) -> Sequence[Alert]:
        held = last.held_until is not None and last.held_until > at
        if not held and channel not in self._updates:
            return ()
        update = update_alert(match, assignment, channel=channel, at=at, always=held)
        return (update,) if update is not None else ()


def _with_options(
    alert: Alert, options: RouteOptions, *, last: NotificationRecord | None, quiet: Held | None, at: datetime
) -> Alert:
    holds = [quiet.hold] if quiet is not None else []
    if alert.severity < Severity.CRITICAL:
        if last is None:
            wait = Hold(kind=HoldKind.GROUP_WAIT, until=at + options.group_wait)
        else:
            wait = Hold(kind=HoldKind.GROUP_INTERVAL, until=last.at + options.group_interval)
        holds += [wait] if wait.until > at else []
    explanation = f"{alert.explanation}; {quiet.why}" if quiet is not None else alert.explanation
    hold = max(holds, key=lambda hold: hold.until, default=None)
    alert = replace(alert, explanation=explanation, repeat=options.repeat, escalate=options.escalate)
    return alert.held(hold, in_digest=quiet is not None and quiet.in_digest)


def _joins_held(
    last: NotificationRecord, options: RouteOptions, *, alert: Alert, waits: bool, at: datetime
) -> bool:
    """Whether the channel is sent it with what is held for the same story; `waits`: its own hours are not open."""
    held_until = last.held_until
    if held_until is None or held_until <= at:
        return False
    if waits:
        return True
    return alert.severity < Severity.CRITICAL and held_until - at <= max(
        options.group_wait, options.group_interval
    )


def storm_digest_at(at: datetime) -> datetime:
    """When the next digest of the storms goes out: at each tenth minute."""
    start = at.replace(minute=0, second=0, microsecond=0)
    return start + ((at - start) // STORM_DIGEST_EVERY + 1) * STORM_DIGEST_EVERY


def _silence(alert: Alert, because: SuppressionReason, detail: str) -> Suppression:
    return Suppression(
        story=alert.story.id, item=alert.match.item.id, channel=alert.channel, reason=because, detail=detail
    )
