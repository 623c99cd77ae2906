"""From the outbox to the channel: one alert at a time, in order, each until it is told or given up.

The order of every attempt: note that it begins (a write that must succeed), send, note how it ended. A death
in between leaves the note of the beginning, so the next sender marks the message as a possible repeat.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Coroutine
from contextlib import suppress
from datetime import timedelta, tzinfo
from enum import Enum, auto
from typing import Any, TypeVar, assert_never

import structlog

from monitor.clock import Now
from monitor.errors import MonitorError
from monitor.handover import Queued
from monitor.model import ChannelName, Delivery, Outcome
from monitor.send.backoff import backoff
from monitor.send.channels import Channel
from monitor.send.message import Message, compose_message
from monitor.send.outcome import Ambiguous, Attempt, Permanent, RateLimited, Sent, Transient, Unauthorised
from monitor.send.ports import Outbox

BATCH = 10
GIVE_UP_AFTER = timedelta(hours=24)
"""Age of an alert at which a channel that is down costs it its place."""
UNAUTHORISED_PAUSE = timedelta(minutes=5)
RENEWAL = 1.0
"""Seconds between renewals of the lease while a message is being sent.

Renewing, rather than sending within the lease: a mail server may take longer than any lease should last."""
LONG_ROUND = 2.0
"""Seconds after which a round begins no further attempt: a slow channel's sender is asked to end in between."""
REST = 1.0
"""Seconds, at most, that a round without work waits before it ends."""

log = structlog.get_logger("monitor")
T = TypeVar("T")


class _After(Enum):
    """What follows an attempt."""

    GO_ON = auto()
    PAUSED = auto()
    NOT_OURS = auto()
    """There was none: the lease has passed on, or the channel was told already."""


class Sender:
    """Tells one channel."""

    def __init__(
        self,
        *,
        name: ChannelName,
        channel: Channel,
        outbox: Outbox,
        holder: str,
        now: Now,
        tz: tzinfo,
        rng: random.Random,
        observe: Callable[[Delivery], None] | None = None,
    ) -> None:
        self._name = name
        self._channel = channel
        self._outbox = outbox
        self._holder = holder
        self._now = now
        self._tz = tz
        self._rng = rng
        self._observe = observe
        self._failures = 0
        self._refused_us = False

    async def send(self) -> int:
        """One round: send what waits, until the channel fails; the number of attempts.

        Takes up to about a second when there is nothing to do: no alert, the channel is paused, or another
        sender holds it. If it is cancelled, it first finishes the attempt that it is in, so that an orderly end
        makes no repeats. Raises StoreUnavailableError and StoreRefusedError; nothing is lost by them.
        """
        token = await self._outbox.hold(self._name, self._holder)
        if token is None:
            await asyncio.sleep(REST)
            return 0
        paused_until = await self._outbox.not_before(self._name)
        if paused_until is not None and (left := (paused_until - self._now()).total_seconds()) > 0:
            await asyncio.sleep(min(left, REST))
            return 0
        attempts = 0
        clock = asyncio.get_running_loop().time
        end = clock() + LONG_ROUND
        for queued in await self._outbox.waiting(self._name, limit=BATCH, token=token):
            after = await _to_the_end(self._tell(queued, token=token))
            attempts += after is not _After.NOT_OURS
            if after is _After.PAUSED or clock() >= end:
                break
        return attempts

    async def _tell(self, queued: Queued, *, token: int) -> _After:
        """One attempt at one alert, and its consequences."""
        if not await self._outbox.begin(queued, token=token):
            return _After.NOT_OURS
        attempt = await self._send(compose_message(queued.alert, tz=self._tz, repeat=queued.repeat))
        return await self._settle(queued, attempt)

    async def _send(self, message: Message) -> Attempt:
        keeper = asyncio.create_task(self._keep_lease())
        try:
            return await self._channel.send(message)
        finally:
            keeper.cancel()
            await asyncio.wait({keeper})
            if not keeper.cancelled():
                keeper.result()  # it ends by itself only for a bug

    async def _keep_lease(self) -> None:
        while True:
            await asyncio.sleep(RENEWAL)
            with suppress(MonitorError):  # the message is on its way; noting how it ended will raise it again
                await self._outbox.hold(self._name, self._holder)

    async def _settle(self, queued: Queued, attempt: Attempt) -> _After:
        """Note how an attempt ended, and pause the channel if it is the channel that failed."""
        self._failures = 0 if isinstance(attempt, Sent | Permanent) else self._failures + 1
        match attempt:
            case Sent():
                self._refused_us = False
                delivery = self._delivery(queued, Outcome.SENT, message_id=attempt.message_id)
                await self._outbox.sent(queued, delivery)
                self._note(delivery)
                return _After.GO_ON
            case Permanent():
                return await self._give_up(queued, attempt.detail)
            case RateLimited():
                wait = attempt.wait if attempt.wait is not None else backoff(self._failures, rng=self._rng)
                return await self._again(queued, Outcome.RETRY, attempt.detail, wait=wait)
            case Unauthorised():
                self._warn_once(attempt.detail)
                return await self._again(queued, Outcome.RETRY, attempt.detail, wait=UNAUTHORISED_PAUSE)
            case Transient() | Ambiguous():
                if self._now() - queued.alert.decided_at > GIVE_UP_AFTER:
                    return await self._give_up(queued, f"still failing after a day: {attempt.detail}")
                outcome = Outcome.UNKNOWN if isinstance(attempt, Ambiguous) else Outcome.RETRY
                wait = backoff(self._failures, rng=self._rng)
                return await self._again(queued, outcome, attempt.detail, wait=wait)
            case _:
                assert_never(attempt)

    async def _again(self, queued: Queued, outcome: Outcome, detail: str, *, wait: timedelta) -> _After:
        delivery = self._delivery(queued, outcome, detail)
        await self._outbox.again(queued, delivery, due=delivery.at + wait, pause=True)
        self._note(delivery)
        return _After.PAUSED

    async def _give_up(self, queued: Queued, detail: str) -> _After:
        delivery = self._delivery(queued, Outcome.REFUSED, detail)
        await self._outbox.dead(queued, delivery)
        log.warning("an alert was given up", channel=self._name, alert=queued.alert.id, because=detail)
        self._note(delivery)
        return _After.GO_ON

    def _delivery(self, queued: Queued, outcome: Outcome, detail: str = "", *, message_id: str = "") -> Delivery:
        return Delivery(
            alert=queued.alert.id,
            channel=self._name,
            outcome=outcome,
            at=self._now(),
            detail=detail,
            message_id=message_id,
        )

    def _note(self, delivery: Delivery) -> None:
        if self._observe is not None:
            self._observe(delivery)

    def _warn_once(self, detail: str) -> None:
        if not self._refused_us:
            self._refused_us = True
            log.error(
                "the channel's credentials are refused: mend its entry in channels.yaml; its alerts are kept",
                channel=self._name,
                because=detail,
            )


async def _to_the_end(step: Coroutine[Any, Any, T]) -> T:
    """Run a step that being cancelled does not interrupt; the cancellation goes on after it."""
    task = asyncio.ensure_future(step)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        with suppress(MonitorError):
            await task
        raise
