"""What follows from how an attempt ended: noted, tried again later, given up, or told to others."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never

import structlog

from monitor.clock import Now
from monitor.model.ids import AlertId, ChannelName, Severity, content_id
from monitor.model.notice import Notice
from monitor.model.sending.alert import Alert, Reason
from monitor.model.sending.delivery import Delivery, Outcome, RateLimit
from monitor.model.sending.queued import Queued
from monitor.send.attempt import Ambiguous, Attempt, Permanent, RateLimited, Sent, Transient, Unauthorised
from monitor.send.backoff import backoff
from monitor.send.ports import Outbox, RateLimiterPort

GIVE_UP_AFTER = timedelta(hours=24)
"""Age of an alert at which a channel that is down costs it its place."""
UNAUTHORISED_PAUSE = timedelta(minutes=5)

log = structlog.get_logger("monitor")


class OutcomeHandler:
    """Notes the attempts of one channel, and knows how often it has failed."""

    def __init__(
        self,
        *,
        name: ChannelName,
        outbox: Outbox,
        paces: RateLimiterPort,
        limits: Sequence[RateLimit],
        fallback: ChannelName | None,
        now: Now,
        rng: random.Random,
        observe: Callable[[Delivery], None] | None,
        notify: Callable[[Notice], None] | None,
    ) -> None:
        self._name = name
        self._outbox = outbox
        self._paces = paces
        self._limits = limits
        self._fallback = fallback
        self._now = now
        self._rng = rng
        self._observe = observe
        self._notify = notify
        self._failures = 0
        self._refused_us = False
        self.alone: set[AlertId] = set()
        """Alerts of digests that were refused, until they are told or given up: each must be told by itself."""

    async def settle(self, told: Sequence[Queued], attempt: Attempt) -> bool:
        """Note how an attempt at one message ended, for every alert in it; whether the channel must pause."""
        self._failures = 0 if isinstance(attempt, Sent | Permanent) else self._failures + 1
        match attempt:
            case Sent():
                await self._sent(told, attempt)
                return False
            case Permanent() if len(told) > 1:  # one may be what is refused, and must not take the others with it
                self.alone.update(queued.alert.id for queued in told)
                why = f"{attempt.detail}; each is sent separately"
                await self._again(told, Outcome.RETRY, why, wait=timedelta(0), pause=False)
                return False
            case Permanent():
                await self._give_up(told, attempt.detail)
                return False
            case RateLimited():
                wait = attempt.wait if attempt.wait is not None else backoff(self._failures, rng=self._rng)
                await self._paces.slow_down(self._limits, wait=wait)
                await self._again(told, Outcome.RETRY, attempt.detail, wait=wait)
            case Unauthorised():
                self._warn_once(attempt.detail)
                await self._again(told, Outcome.RETRY, attempt.detail, wait=UNAUTHORISED_PAUSE)
            case Transient() | Ambiguous():
                return await self._failed(told, attempt)
            case _:
                assert_never(attempt)
        return True

    async def hand_over(self, waiting: Sequence[Queued]) -> None:
        """While the credentials are refused, the fallback hears of all that waits; it is kept here as well."""
        if not self._refused_us or self._fallback is None:
            return
        for queued in waiting:
            if queued.alert.reason is not Reason.ALSO:
                copy = fallback_alert(queued.alert, to=self._fallback, detail="its credentials are refused")
                await self._outbox.pass_on(copy)

    async def _sent(self, told: Sequence[Queued], attempt: Sent) -> None:
        self._refused_us = False
        if attempt.notice is not None:
            self._tell(attempt.notice)
        if len(told) == 1:
            deliveries = [self._delivery(told[0], Outcome.SENT, message_id=attempt.message_id)]
            await self._outbox.sent(told[0], deliveries[0])
        else:
            # without the message's name: a digest is nothing that a later one of a story could change or answer to
            detail = f"in a digest of {len(told)}"
            deliveries = [self._delivery(queued, Outcome.SENT, detail) for queued in told]
            await self._outbox.sent_together(list(zip(told, deliveries, strict=True)))
        for delivery in deliveries:
            self.alone.discard(delivery.alert)
            self._note(delivery)

    async def _failed(self, told: Sequence[Queued], attempt: Transient | Ambiguous) -> bool:
        """Try again, all but what is too old for it; whether there is anything to try again."""
        old = [queued for queued in told if self._now() - _since(queued.alert) > GIVE_UP_AFTER]
        await self._give_up(old, f"still failing after a day: {attempt.detail}")
        young = [queued for queued in told if queued not in old]
        outcome = Outcome.UNKNOWN if isinstance(attempt, Ambiguous) else Outcome.RETRY
        await self._again(young, outcome, attempt.detail, wait=backoff(self._failures, rng=self._rng))
        return bool(young)

    async def _again(
        self, told: Sequence[Queued], outcome: Outcome, detail: str, *, wait: timedelta, pause: bool = True
    ) -> None:
        for queued in told:
            delivery = self._delivery(queued, outcome, detail)
            await self._outbox.again(queued, delivery, due=delivery.at + wait, pause=pause)
            self._note(delivery)

    async def _give_up(self, told: Sequence[Queued], detail: str) -> None:
        for queued in told:
            delivery = self._delivery(queued, Outcome.REFUSED, detail)
            if queued.alert.reason is not Reason.ALSO:
                await self._lost(queued.alert, detail)
            await self._outbox.dead(queued, delivery)
            self.alone.discard(queued.alert.id)
            self._note(delivery)

    async def _lost(self, alert: Alert, detail: str) -> None:
        """Have somebody hear of an alert that this channel will never tell."""
        log.warning("an alert became a dead letter", channel=self._name, alert=alert.id, because=detail)
        if self._fallback is not None:
            await self._outbox.pass_on(fallback_alert(alert, to=self._fallback, detail=detail))
        if alert.reason is not Reason.NOTICE:
            instead_of_it = f"It went to {self._fallback} instead. " if self._fallback is not None else ""
            remedy = "See `monitor alerts list`; `monitor alerts replay` sends them again."
            self._tell(
                Notice(
                    key=f"dead letter {self._name} {self._now():%Y-%m-%d %H}",
                    title=f"the channel {self._name} refuses alerts",
                    detail=f"{detail}. {instead_of_it}{remedy}",
                    severity=Severity.HIGH,
                )
            )

    def _delivery(self, queued: Queued, outcome: Outcome, detail: str = "", *, message_id: str = "") -> Delivery:
        alert, at = queued.alert, self._now()
        seen = alert.match.item.first_seen_at
        return Delivery(
            alert=alert.id,
            channel=self._name,
            outcome=outcome,
            at=at,
            detail=detail,
            message_id=message_id,
            took=max(at - max(seen, alert.not_before or seen), timedelta(0)),
        )

    def _note(self, delivery: Delivery) -> None:
        if self._observe is not None:
            self._observe(delivery)

    def _tell(self, notice: Notice) -> None:
        if self._notify is not None:
            self._notify(notice)

    def _warn_once(self, detail: str) -> None:
        if self._refused_us:
            return
        self._refused_us = True
        meanwhile = f" and go to {self._fallback} as well" if self._fallback is not None else ""
        what = f"fix its entry in channels.yaml; its alerts are kept{meanwhile}"
        log.error(f"the channel's credentials are refused: {what}", channel=self._name, because=detail)
        self._tell(
            Notice(
                # once a day while it lasts, however often the monitor is started meanwhile
                key=f"unauthorised {self._name} {self._now():%Y-%m-%d}",
                title=f"the channel {self._name} does not accept the monitor's credentials",
                detail=f"{detail}. The channel is paused: {what}.",
                severity=Severity.HIGH,
            )
        )


def fallback_alert(alert: Alert, *, to: ChannelName, detail: str) -> Alert:
    """The alert as another channel is told it."""
    return replace(
        alert,
        id=AlertId(content_id(alert.id, "instead", to)),
        channel=to,
        because=f"{alert.because}; {alert.channel} does not take it: {detail}",
        not_before=None,
        gathered=False,
    )


def _since(alert: Alert) -> datetime:
    return max(alert.decided_at, alert.not_before or alert.decided_at)
