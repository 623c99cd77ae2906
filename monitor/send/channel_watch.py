"""Whether a channel works: what its failures mean, who is notified of them, and when it works again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

import structlog

from monitor.clock import Now
from monitor.model.ids import AlertId, ChannelName, Severity
from monitor.model.notice import Notice
from monitor.model.sending.alert import Alert, Reason, copy_id
from monitor.model.sending.channel_health import ChannelHealth, Trouble
from monitor.model.sending.queued import Queued
from monitor.send.policy import ChannelPolicy
from monitor.send.ports import Outbox

_HAND_OVER_EVERY = 5.0
"""Seconds between two looks for alerts that go to the fallback while the channel does not work."""
_AT_ONCE = 500
"""Alerts of each part of the outbox that are handed over at a look."""

log = structlog.get_logger("monitor")


class ChannelWatch:
    """Judges one channel by its attempts.

    An alert that fails while others are accepted is to blame itself. Several that fail with none accepted between
    them, and any that fails for long, say that the channel does not work.
    """

    def __init__(
        self,
        *,
        name: ChannelName,
        outbox: Outbox,
        policy: ChannelPolicy,
        now: Now,
        notify: Callable[[Notice], None] | None,
    ) -> None:
        self._name = name
        self._outbox = outbox
        self._policy = policy
        self._now = now
        self._notify = notify
        self._health: ChannelHealth | None = None
        self._suspects: set[AlertId] = set()
        self._to_blame: set[AlertId] = set()
        self._accepted_at = float("-inf")
        self._looked_at = float("-inf")
        self._handed_over: set[AlertId] = set()
        self.failures = 0
        """Attempts in a row that failed, but for those that are to blame themselves."""

    async def open(self) -> None:
        """Read how the channel was before this process, and have what failed tried at once."""
        self._health = await self._outbox.health(self._name)
        await self._outbox.lift(self._name)

    @property
    def failing(self) -> bool:
        """Whether the channel itself seems not to work: more than one alert has failed since one was accepted."""
        return len(self._suspects) > 1

    def is_suspect(self, alert: AlertId) -> bool:
        """Whether a message with this alert failed, and none was accepted since."""
        return alert in self._suspects

    def is_to_blame(self, alerts: Sequence[AlertId]) -> bool:
        """Whether a message with these alerts fails while others are accepted."""
        return not self._to_blame.isdisjoint(alerts)

    async def answered(self, alerts: Sequence[AlertId], *, accepted: bool) -> None:
        """The service accepted a message, or refused this one permanently: either way it works. If it did not
        before, what failed is due at once."""
        self._accepted_at = _clock()
        self._to_blame.difference_update(alerts)
        if self._suspects or self._health is not None:
            await self._outbox.lift(self._name)
        self._to_blame |= self._suspects.difference(alerts)
        self._suspects.clear()
        self.failures = 0
        if self._health is not None:
            await self._outbox.note_health(self._name, None)
            health, self._health = self._health, None
            self._handed_over.clear()
            if health.announced and accepted:
                self._say_that_it_works(health)

    async def failed(self, alerts: Sequence[AlertId], *, trouble: Trouble, detail: str, began: float) -> None:
        """An attempt at one message with these alerts failed, which began at this instant of the loop's clock."""
        if trouble is Trouble.FAILING:
            if self._accepted_at >= began:
                self._to_blame.update(alerts)
            if self.is_to_blame(alerts):
                return
            self._suspects.add(alerts[0])
        self.failures += 1
        health = self._health or ChannelHealth(trouble=trouble, since=self._now(), detail=detail)
        changed = replace(health, trouble=trouble, detail=detail)
        if changed != self._health:
            await self._keep(changed)
        if trouble is Trouble.REFUSED and not changed.announced:
            await self._keep(replace(changed, announced=True))
            self._say_that_it_is_refused(detail)

    async def look(self) -> None:
        """Once the channel has not worked for long enough, notify, and hand what waits to the fallback."""
        health = self._health
        if health is None:
            return
        if not health.announced:
            if self._now() - health.since < self._policy.fallback_after:
                return
            health = replace(health, announced=True)
            await self._keep(health)
            self._say_that_it_fails(health)
        if _clock() - self._looked_at >= _HAND_OVER_EVERY:
            self._looked_at = _clock()
            await self._hand_over(health)

    async def hand_over_one(self, alert: Alert, detail: str) -> None:
        """The fallback gets an alert that fails for long although the channel works."""
        late = self._now() - max(alert.decided_at, alert.not_before or alert.decided_at)
        if late < self._policy.fallback_after or alert.reason in (Reason.ALSO, Reason.NOTICE):
            return
        if self._policy.fallback is not None:
            await self._outbox.pass_on(fallback_alert(alert, to=self._policy.fallback, detail=detail))
        where = f", and went to {self._policy.fallback}" if self._policy.fallback is not None else ""
        self._say(
            Notice(
                key=f"stuck {self._name} {self._now():%Y-%m-%d %H}",
                title=f"an alert does not get through on the channel {self._name}",
                detail=f"{alert.story.headline}: {detail}. Others do; it is tried again beside them{where}.",
                severity=Severity.HIGH,
            )
        )

    async def sent_by_fallback(self, queued: Queued) -> bool:
        """Whether the fallback has sent an alert in the channel's place; then it is taken off, and not sent."""
        fallback = self._policy.fallback
        if fallback is None or self._policy.repeat_after_fallback:
            return False
        copy = copy_id(queued.alert.id, to=fallback)
        return await self._outbox.sent_by_fallback(queued, copy=copy, fallback=fallback)

    async def withdraw(self, alerts: Sequence[Alert]) -> None:
        """The fallback need not send any more what the channel has sent itself."""
        if self._policy.fallback is None:
            return
        for alert in alerts:
            copy = copy_id(alert.id, to=self._policy.fallback)
            await self._outbox.withdraw(copy, story=alert.story.id, fallback=self._policy.fallback)

    async def _hand_over(self, health: ChannelHealth) -> None:
        if self._policy.fallback is None:
            return
        put = 0
        for alert in await self._outbox.undelivered(self._name, limit=_AT_ONCE):
            if alert.id in self._handed_over or alert.reason is Reason.ALSO:
                continue
            detail = {
                Trouble.REFUSED: "its credentials are refused",
                Trouble.BUSY: "its service asks to wait",
            }.get(health.trouble, "it is failing")
            put += await self._outbox.pass_on(fallback_alert(alert, to=self._policy.fallback, detail=detail))
            self._handed_over.add(alert.id)
        if put:
            await self._keep(replace(health, handed_over=health.handed_over + put))

    async def _keep(self, health: ChannelHealth) -> None:
        self._health = health
        await self._outbox.note_health(self._name, health)

    def _say_that_it_is_refused(self, detail: str) -> None:
        to_fallback = f", and go to {self._policy.fallback}" if self._policy.fallback is not None else ""
        what = f"fix its entry in channels.yaml; its alerts are kept{to_fallback}"
        log.error(f"the channel's credentials are refused: {what}", channel=self._name, because=detail)
        self._say(
            Notice(
                # once a day while it lasts, however often the monitor is started meanwhile
                key=f"unauthorised {self._name} {self._now():%Y-%m-%d}",
                title=f"the channel {self._name} does not accept the monitor's credentials",
                detail=f"{detail}. The channel is paused: {what}. A reload, a restart or `monitor alerts replay` "
                "tries it at once.",
                severity=Severity.HIGH,
            )
        )

    def _say_that_it_fails(self, health: ChannelHealth) -> None:
        fallback = self._policy.fallback
        where = f"go to {fallback}" if fallback is not None else "wait; it has no fallback in channels.yaml"
        self._say(
            Notice(
                key=f"failing {self._name} {health.since:%Y-%m-%d %H:%M:%S}",
                title=f"the channel {self._name} has not worked for {_roughly(self._now() - health.since)}",
                detail=f"{health.detail}. It is tried again at least every half minute. Its alerts {where}.",
                severity=Severity.HIGH,
            )
        )

    def _say_that_it_works(self, health: ChannelHealth) -> None:
        gone = f" {health.handed_over} alerts went to {self._policy.fallback}." if health.handed_over else ""
        self._say(
            Notice(
                key=f"works again {self._name} {health.since:%Y-%m-%d %H:%M:%S}",
                title=f"the channel {self._name} works again",
                detail=f"It did not work for {_roughly(self._now() - health.since)}: {health.detail}.{gone}",
            )
        )

    def _say(self, notice: Notice) -> None:
        if self._notify is not None:
            self._notify(notice)


def _roughly(span: timedelta) -> str:
    """A duration as a person would say it: '2 min', '5 h'."""
    seconds = round(span.total_seconds())
    if seconds < 120:
        return f"{seconds} s"
    return f"{round(seconds / 60)} min" if seconds < 7_200 else f"{round(seconds / 3_600)} h"


def fallback_alert(alert: Alert, *, to: ChannelName, detail: str) -> Alert:
    """The alert as another channel gets it."""
    return replace(
        alert.held(None),
        id=copy_id(alert.id, to=to),
        channel=to,
        explanation=f"{alert.explanation}; {alert.channel} does not take it: {detail}",
        escalate=None,
    )


def _clock() -> float:
    return asyncio.get_running_loop().time()
