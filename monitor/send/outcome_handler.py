"""What follows from how an attempt ended: noted, tried again later, made a dead letter, or sent elsewhere."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import assert_never

import structlog

from monitor.clock import Now
from monitor.model.ids import AlertId, ChannelName, Severity
from monitor.model.notice import Notice
from monitor.model.sending.alert import Alert, Reason
from monitor.model.sending.channel_health import Trouble
from monitor.model.sending.delivery import Delivery, Outcome, RateLimit
from monitor.model.sending.queued import Queued
from monitor.send.attempt import Ambiguous, Attempt, Permanent, RateLimited, Sent, Transient, Unauthorised
from monitor.send.backoff import CHANNEL, MESSAGE, backoff
from monitor.send.channel_watch import ChannelWatch, fallback_alert
from monitor.send.policy import GIVE_UP_AFTER
from monitor.send.ports import Outbox, RateLimiterPort

UNAUTHORISED_PAUSE = timedelta(minutes=5)

log = structlog.get_logger("monitor")


class OutcomeHandler:
    """Notes the attempts of one channel."""

    def __init__(
        self,
        *,
        name: ChannelName,
        outbox: Outbox,
        rate_limits: RateLimiterPort,
        limits: Sequence[RateLimit],
        fallback: ChannelName | None,
        watch: ChannelWatch,
        now: Now,
        rng: random.Random,
        observe: Callable[[Delivery], None] | None,
        notify: Callable[[Notice], None] | None,
    ) -> None:
        self._name = name
        self._outbox = outbox
        self._rate_limits = rate_limits
        self._limits = limits
        self._fallback = fallback
        self._watch = watch
        self._now = now
        self._rng = rng
        self._observe = observe
        self._notify = notify
        self.alone: set[AlertId] = set()
        """Alerts of digests that were refused, until they are sent or dead letters: each must be sent by
        itself."""

    async def settle(self, batch: Sequence[Queued], attempt: Attempt, *, began: float) -> bool:
        """Note how an attempt at one message ended, for every alert in it; whether the channel must pause.

        It began at this instant of the loop's clock.
        """
        match attempt:
            case Sent():
                await self._sent(batch, attempt)
                return False
            case Permanent() if len(batch) > 1:  # one may be what is refused, and must not take the others with it
                self.alone.update(queued.alert.id for queued in batch)
                await self._again(
                    batch, Outcome.RETRY, f"{attempt.detail}; each is sent separately", wait=timedelta(0)
                )
                return False
            case Permanent():
                await self._give_up(batch, attempt.detail)
                if batch[0].alert.reason is not Reason.ALSO:
                    await self._watch.answered(_ids(batch), accepted=False)
                return False
            case RateLimited():
                await self._watch.failed(_ids(batch), trouble=Trouble.BUSY, detail=attempt.detail, began=began)
                asked = attempt.wait is not None
                wait = attempt.wait if attempt.wait is not None else self._channel_backoff()
                await self._rate_limits.slow_down(self._limits, wait=wait)
                await self._again(batch, Outcome.RETRY, attempt.detail, wait=wait, pause=wait, asked=asked)
                return True
            case Unauthorised():
                await self._watch.failed(_ids(batch), trouble=Trouble.REFUSED, detail=attempt.detail, began=began)
                wait = UNAUTHORISED_PAUSE
                await self._again(batch, Outcome.RETRY, attempt.detail, wait=wait, pause=wait)
                return True
            case Transient() | Ambiguous():
                return await self._failed(batch, attempt, began=began)
            case _:
                assert_never(attempt)

    async def _sent(self, batch: Sequence[Queued], attempt: Sent) -> None:
        if attempt.notice is not None:
            self._give(attempt.notice)
        await self._watch.withdraw([queued.alert for queued in batch])
        if len(batch) == 1:
            deliveries = [self._delivery(batch[0], Outcome.SENT, message_id=attempt.message_id)]
            await self._outbox.sent(batch[0], deliveries[0])
        else:
            # without the message's name: a digest is nothing that a later one of a story could change or answer to
            detail = f"in a digest of {len(batch)}"
            deliveries = [self._delivery(queued, Outcome.SENT, detail) for queued in batch]
            await self._outbox.sent_together(list(zip(batch, deliveries, strict=True)))
        for delivery in deliveries:
            self.alone.discard(delivery.alert)
            self._note(delivery)
        await self._watch.answered(_ids(batch), accepted=True)

    async def _failed(self, batch: Sequence[Queued], attempt: Transient | Ambiguous, *, began: float) -> bool:
        """Try again, all but what is too old for it; whether the channel must pause."""
        old = [queued for queued in batch if self._now() - _since(queued.alert) > GIVE_UP_AFTER]
        await self._give_up(old, f"still failing after a day: {attempt.detail}")
        young = [queued for queued in batch if queued not in old]
        if not young:
            return False
        await self._watch.failed(_ids(young), trouble=Trouble.FAILING, detail=attempt.detail, began=began)
        to_blame = self._watch.is_to_blame(_ids(young))
        if to_blame and len(young) > 1:  # one is to blame, and must not hold up the others
            self.alone.update(_ids(young))
        failures = max(queued.attempts for queued in young) + 1
        wait = backoff(failures, rng=self._rng, longest=MESSAGE if to_blame else CHANNEL)
        pause = self._channel_backoff() if self._watch.failing and not to_blame else None
        outcome = Outcome.UNKNOWN if isinstance(attempt, Ambiguous) else Outcome.RETRY
        await self._again(young, outcome, attempt.detail, wait=max(wait, pause or wait), pause=pause)
        if to_blame and len(young) == 1:
            await self._watch.hand_over_one(young[0].alert, attempt.detail)
        return pause is not None

    def _channel_backoff(self) -> timedelta:
        return backoff(max(self._watch.failures, 1), rng=self._rng, longest=CHANNEL)

    async def _again(
        self,
        batch: Sequence[Queued],
        outcome: Outcome,
        detail: str,
        *,
        wait: timedelta,
        pause: timedelta | None = None,
        asked: bool = False,
    ) -> None:
        for queued in batch:
            delivery = self._delivery(queued, outcome, detail)
            until = delivery.at + pause if pause is not None else None
            await self._outbox.again(queued, delivery, due=delivery.at + wait, pause=until, asked=asked)
            self._note(delivery)

    async def _give_up(self, batch: Sequence[Queued], detail: str) -> None:
        for queued in batch:
            delivery = self._delivery(queued, Outcome.REFUSED, detail)
            if queued.alert.reason is not Reason.ALSO:
                await self._lost(queued.alert, detail)
            await self._outbox.dead(queued, delivery)
            self.alone.discard(queued.alert.id)
            self._note(delivery)

    async def _lost(self, alert: Alert, detail: str) -> None:
        """Notify somebody of an alert that this channel will never send."""
        log.warning("an alert became a dead letter", channel=self._name, alert=alert.id, because=detail)
        if self._fallback is not None:
            await self._outbox.pass_on(fallback_alert(alert, to=self._fallback, detail=detail))
        if alert.reason is not Reason.NOTICE:
            instead_of_it = f"It went to {self._fallback} instead. " if self._fallback is not None else ""
            remedy = "See `monitor alerts list`; `monitor alerts replay` sends them again."
            self._give(
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

    def _give(self, notice: Notice) -> None:
        if self._notify is not None:
            self._notify(notice)


def _ids(batch: Sequence[Queued]) -> list[AlertId]:
    return [queued.alert.id for queued in batch]


def _since(alert: Alert) -> datetime:
    return max(alert.decided_at, alert.not_before or alert.decided_at)
