"""From the outbox to the channel: each alert until it is sent or a dead letter; the alerts of one story in their
order.

The order of every attempt: note that it begins (a write that must succeed), send, note how it ended. A death
in between leaves the note of the beginning, so the next sender marks the message as a possible duplicate. A digest
is one message for several alerts, each of which is noted by itself.

A service that answers fast gets one message after the other. While one is slow, messages of other stories go
beside it, as many as the channel's type allows. A message that fails waits for its next attempt beside the others.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import tzinfo

from monitor.clock import Now
from monitor.errors import MonitorError, StoreRefusedError, StoreUnavailableError
from monitor.model.ids import ChannelName, Severity
from monitor.model.notice import Notice
from monitor.model.sending.alert import Reason
from monitor.model.sending.delivery import Delivery
from monitor.model.sending.queued import Queued
from monitor.send.attempt import Attempt, Permanent, Sent
from monitor.send.channel import Channel
from monitor.send.channel_watch import ChannelWatch
from monitor.send.digest import bundled, digest_of
from monitor.send.lanes import Lanes
from monitor.send.message.buttons import buttons_for
from monitor.send.message.compose import Message, compose_message
from monitor.send.outcome_handler import OutcomeHandler
from monitor.send.policy import DEFAULT_POLICY, ChannelPolicy
from monitor.send.ports import Outbox, RateLimiterPort
from monitor.send.rate_limits import digest_threshold, slow_threshold

BATCH = 100
"""Alerts looked at in a round: enough to see a storm, and to fill a digest."""
RENEWAL = 1.0
"""Seconds between renewals of the lease while a message is being sent.

Renewing, rather than sending within the lease: a mail server may take longer than any lease should last."""
LONG_ROUND = 2.0
"""Seconds after which a round begins no further attempt: a slow channel's sender is asked to end in between."""
REST = 1.0
"""Seconds, at most, that a round without work waits before it ends."""
HEAD_START = 0.25
"""Seconds that an attempt has for itself before one of another story begins beside it."""
LOOK_EVERY = 0.1
"""Seconds between two looks for new alerts while an attempt is under way."""
NOTE_TIMEOUT = 10.0
"""Seconds for which a store that is away is asked again to note how an attempt ended."""
LEAST_REST = 0.02
"""Seconds, at least, that a pause is waited for."""


class Sender:
    """Sends to one channel."""

    def __init__(
        self,
        *,
        name: ChannelName,
        channel: Channel,
        outbox: Outbox,
        rate_limits: RateLimiterPort,
        holder: str,
        now: Now,
        tz: tzinfo,
        rng: random.Random,
        policy: ChannelPolicy = DEFAULT_POLICY,
        observe: Callable[[Delivery], None] | None = None,
        notify: Callable[[Notice], None] | None = None,
        note_timeout: float = NOTE_TIMEOUT,
        rest: float = REST,
    ) -> None:
        """`observe` gets every attempt, `notify` what the people who run the monitor must know. `rest` is for how
        many seconds, at most, a round without work waits before it ends."""
        self._name = name
        self._channel = channel
        self._outbox = outbox
        self._rate_limits = rate_limits
        self._holder = holder
        self._now = now
        self._tz = tz
        self._limits = policy.limits
        self._in_flight = policy.in_flight
        self._storm = digest_threshold(policy.limits)
        self._note_timeout = note_timeout
        self._rest = rest
        self._buttons = bool(policy.users) and bool(getattr(channel, "actions", False))
        self._lanes = Lanes()
        self._opened = False
        self._paused = False
        self._attempts = 0
        self._answer_time = 0.0
        """Seconds that the service took lately to accept a message."""
        self._watch = ChannelWatch(name=name, outbox=outbox, policy=policy, now=now, notify=notify)
        self._outcomes = OutcomeHandler(
            name=name,
            outbox=outbox,
            rate_limits=rate_limits,
            limits=policy.limits,
            fallback=policy.fallback,
            watch=self._watch,
            now=now,
            rng=rng,
            observe=observe,
            notify=notify,
        )

    async def send(self) -> int:
        """One round: send what waits, until the channel fails or has had enough; the number of attempts begun.

        Takes up to about a second when there is nothing to do: no alert, the channel is paused, or another
        sender holds it. Attempts that take longer go on when the round is over; see `finish`. Raises
        StoreUnavailableError and StoreRefusedError, also those of an earlier round's attempts; nothing is lost.
        """
        self._lanes.settle()
        token = await self._outbox.hold(self._name, self._holder)
        if token is None:
            await self._lanes.wait(self._rest)
            return 0
        if not self._opened:
            await self._watch.open()
            self._opened = True
        paused_until = await self._outbox.not_before(self._name)
        if paused_until is not None:  # by the store's clock; ours may be wrong, and only says how long to rest
            await self._watch.look()
            left = (paused_until - self._now()).total_seconds()
            await self._lanes.wait(min(max(left, LEAST_REST), self._rest))
            return 0
        before = self._attempts
        if not await self._round(token) and self._lanes:
            await self._lanes.wait(LOOK_EVERY)
            self._lanes.settle()
        await self._watch.look()
        return self._attempts - before

    async def finish(self) -> None:
        """Wait until the attempts under way have ended, and give the lease back.

        If this is cancelled, they are cut off: the service may have accepted them, so that they are sent again as
        possible duplicates. Raises StoreUnavailableError and StoreRefusedError.
        """
        await self._lanes.finish()
        await self._outbox.release(self._name, self._holder)

    async def _round(self, token: int) -> bool:
        """Begin what can be begun; whether that was anything."""
        clock = asyncio.get_running_loop().time
        end = clock() + LONG_ROUND
        self._paused = False
        if len(self._lanes) >= self._in_flight:
            return False
        waiting = list(await self._outbox.waiting(self._name, limit=BATCH + self._lanes.alerts, token=token))
        waiting.sort(key=lambda one: (one.alert.severity is not Severity.CRITICAL, one.alert.in_storm))
        began, probe = False, self._watch.failing
        if probe:
            waiting = self._probing(waiting)
        while clock() < end and not self._paused and (free := self._lanes.free(waiting)):
            wait = await self._rate_limits.take(self._limits)
            if wait:
                await self._lanes.wait(min(wait.total_seconds(), self._rest))
                return True
            bundle = bundled(free, storm=None if probe else self._digest_from(), alone=self._outcomes.alone)
            probe = False
            entries = {queued.entry for queued in bundle}
            waiting = [queued for queued in waiting if queued.entry not in entries]
            attempt = self._lanes.start(bundle, self._attempt(bundle, token=token))
            began = True
            await self._head_start(attempt, end=end)
            self._lanes.settle()
        return began

    def _probing(self, waiting: list[Queued]) -> list[Queued]:
        """What waits for a channel that seems not to work: first the newest alert that has not failed yet.

        Messages that always fail would keep all others waiting if they alone were tried again. Each story keeps
        its order.
        """
        firsts = {one.alert.story.id: one for one in reversed(waiting)}
        fresh = [one for one in firsts.values() if not self._watch.is_suspect(one.alert.id)]
        newest = max(fresh, key=lambda one: one.alert.decided_at, default=None)
        return waiting if newest is None else [newest, *(one for one in waiting if one is not newest)]

    async def _head_start(self, attempt: asyncio.Task[None], *, end: float) -> None:
        """Wait until another attempt may begin."""
        clock = asyncio.get_running_loop().time
        begun = clock()
        while not self._paused:
            under_way = sum(not task.done() for task in self._lanes.tasks)
            room = under_way < self._in_flight
            left = (min(begun + HEAD_START, end) if room else end) - clock()
            if left <= 0 or (room and attempt.done()):
                return
            tasks = [attempt] if room else [task for task in self._lanes.tasks if not task.done()]
            await asyncio.wait(tasks, timeout=left, return_when=asyncio.FIRST_COMPLETED)

    def _digest_from(self) -> int | None:
        """How many waiting alerts make a digest; None if any number is sent one by one."""
        limits = [
            limit
            for limit in (self._storm, slow_threshold(self._answer_time, self._in_flight))
            if limit is not None
        ]
        return min(limits, default=None)

    async def _attempt(self, bundle: Sequence[Queued], *, token: int) -> None:
        """One attempt at one message, and its consequences."""
        begun = [
            queued
            for queued in bundle
            if not await self._watch.sent_by_fallback(queued) and await self._outbox.begin(queued, token=token)
        ]
        if not begun:
            return
        self._attempts += 1
        clock = asyncio.get_running_loop().time
        began = clock()
        if begun[0].alert.reason is Reason.ALSO and not self._channel.updates:
            attempt: Attempt = Permanent("this channel does not show updates")
        else:
            attempt = await self._send(await self._message(begun))
        if isinstance(attempt, Sent):
            took = clock() - began
            self._answer_time = took if not self._answer_time else 0.7 * self._answer_time + 0.3 * took
        if await self._settled(begun, attempt, began=began):
            self._paused = True

    async def _settled(self, begun: Sequence[Queued], attempt: Attempt, *, began: float) -> bool:
        """Note how the attempt ended, also if the store is away for a moment: what is sent but not noted is sent
        once more. Whether the channel must pause."""
        clock = asyncio.get_running_loop().time
        end = clock() + self._note_timeout
        while True:
            try:
                return await self._outcomes.settle(begun, attempt, began=began)
            except (StoreUnavailableError, StoreRefusedError):
                if clock() >= end:
                    raise
                await asyncio.sleep(0.1)

    async def _message(self, begun: Sequence[Queued]) -> Message:
        repeat = any(queued.repeat for queued in begun)
        if len(begun) > 1:
            digest = digest_of([queued.alert for queued in begun])
            return compose_message(digest, tz=self._tz, repeat=repeat)
        queued = await self._outbox.answering(begun[0])
        message = compose_message(queued.alert, tz=self._tz, repeat=repeat, thread=queued.thread)
        return replace(message, buttons=buttons_for(queued.alert)) if self._buttons else message

    async def _send(self, message: Message) -> Attempt:
        ended = asyncio.Event()
        holder = asyncio.create_task(self._keep_lease(ended))
        try:
            return await self._channel.send(message)
        finally:
            # Asked, not cancelled: a client library may swallow a cancellation, and this would wait for ever.
            ended.set()
            await holder

    async def _keep_lease(self, ended: asyncio.Event) -> None:
        while not ended.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(RENEWAL):
                    await ended.wait()
                    return
            with suppress(MonitorError):  # the message is on its way; noting how it ended will raise it again
                await self._outbox.hold(self._name, self._holder)
