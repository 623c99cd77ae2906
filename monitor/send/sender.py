"""From the outbox to the channel: one message at a time, in order, each until it is told or given up.

The order of every attempt: note that it begins (a write that must succeed), send, note how it ended. A death
in between leaves the note of the beginning, so the next sender marks the message as a possible repeat. A digest
is one message for several alerts, each of which is noted by itself.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import tzinfo
from enum import Enum, auto
from typing import Any, TypeVar

from monitor.clock import Now
from monitor.errors import MonitorError, StoreRefusedError, StoreUnavailableError
from monitor.model.ids import ChannelName
from monitor.model.notice import Notice
from monitor.model.sending.alert import Reason
from monitor.model.sending.delivery import Delivery, RateLimit
from monitor.model.sending.queued import Queued
from monitor.send.attempt import Attempt, Permanent
from monitor.send.channel import Channel
from monitor.send.digest import bundled, digest_of
from monitor.send.message.buttons import buttons_for
from monitor.send.message.compose import Message, compose_message
from monitor.send.outcome_handler import OutcomeHandler
from monitor.send.ports import Outbox, RateLimiterPort
from monitor.send.rate_limits import digest_threshold

BATCH = 100
"""Alerts looked at in a round: enough to see a storm, and to fill a digest."""
RENEWAL = 1.0
"""Seconds between renewals of the lease while a message is being sent.

Renewing, rather than sending within the lease: a mail server may take longer than any lease should last."""
LONG_ROUND = 2.0
"""Seconds after which a round begins no further attempt: a slow channel's sender is asked to end in between."""
REST = 1.0
"""Seconds, at most, that a round without work waits before it ends."""
NOTE_PATIENCE = 10.0
"""Seconds for which a store that is away is asked again to note how an attempt ended."""
LEAST_REST = 0.02
"""Seconds, at least, that a pause is waited for."""

T = TypeVar("T")


class _After(Enum):
    """What follows an attempt."""

    GO_ON = auto()
    PAUSED = auto()
    NOT_OURS = auto()
    """There was none: the lease has passed on, or the channel was told already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelPolicy:
    """What a channel's user says of it, beside the options of its type."""

    limits: tuple[RateLimit, ...] = ()
    fallback: ChannelName | None = None
    """The channel that is told what this one refuses for good, and all while its credentials are refused."""
    users: frozenset[str] = frozenset()
    """Who may answer with buttons; empty for nobody."""


DEFAULT_POLICY = ChannelPolicy()


class Sender:
    """Tells one channel."""

    def __init__(
        self,
        *,
        name: ChannelName,
        channel: Channel,
        outbox: Outbox,
        paces: RateLimiterPort,
        holder: str,
        now: Now,
        tz: tzinfo,
        rng: random.Random,
        terms: ChannelPolicy = DEFAULT_POLICY,
        observe: Callable[[Delivery], None] | None = None,
        notify: Callable[[Notice], None] | None = None,
        note_patience: float = NOTE_PATIENCE,
    ) -> None:
        """`observe` hears of every attempt, `notify` of what the people who run the monitor must hear of."""
        self._name = name
        self._channel = channel
        self._outbox = outbox
        self._paces = paces
        self._holder = holder
        self._now = now
        self._tz = tz
        self._limits = terms.limits
        self._storm = digest_threshold(terms.limits)
        self._note_patience = note_patience
        self._buttons = bool(terms.users) and bool(getattr(channel, "actions", False))
        self._settling = OutcomeHandler(
            name=name,
            outbox=outbox,
            paces=paces,
            limits=terms.limits,
            fallback=terms.fallback,
            now=now,
            rng=rng,
            observe=observe,
            notify=notify,
        )

    async def send(self) -> int:
        """One round: send what waits, until the channel fails or has had enough; the number of attempts.

        Takes up to about a second when there is nothing to do: no alert, the channel is paused, or another
        sender holds it. If it is cancelled, it first finishes the attempt that it is in, so that an orderly end
        makes no repeats. Raises StoreUnavailableError and StoreRefusedError; nothing is lost by them.
        """
        token = await self._outbox.hold(self._name, self._holder)
        if token is None:
            await asyncio.sleep(REST)
            return 0
        paused_until = await self._outbox.not_before(self._name)
        if paused_until is not None:  # by the store's clock; ours may be wrong, and only says how long to rest
            left = (paused_until - self._now()).total_seconds()
            await asyncio.sleep(min(max(left, LEAST_REST), REST))
            return 0
        attempts = 0
        clock = asyncio.get_running_loop().time
        end = clock() + LONG_ROUND
        waiting = list(await self._outbox.waiting(self._name, limit=BATCH, token=token))
        while waiting and clock() < end:
            wait = await self._paces.take(self._limits)
            if wait:
                await asyncio.sleep(min(wait.total_seconds(), REST))
                break
            bundle = bundled(waiting, storm=self._storm, alone=self._settling.alone)
            after = await _to_the_end(self._tell(bundle, token=token))
            attempts += after is not _After.NOT_OURS
            if after is _After.PAUSED:
                await self._settling.hand_over(waiting)
                break
            entries = {queued.entry for queued in bundle}
            waiting = [queued for queued in waiting if queued.entry not in entries]
        return attempts

    async def _tell(self, bundle: Sequence[Queued], *, token: int) -> _After:
        """One attempt at one message, and its consequences."""
        begun = [queued for queued in bundle if await self._outbox.begin(queued, token=token)]
        if not begun:
            return _After.NOT_OURS
        first = begun[0]
        if first.alert.reason is Reason.ALSO and not self._channel.updates:
            attempt: Attempt = Permanent("this channel does not show updates")
        else:
            attempt = await self._send(self._message(begun))
        pause = await self._settled(begun, attempt)
        return _After.PAUSED if pause else _After.GO_ON

    async def _settled(self, begun: Sequence[Queued], attempt: Attempt) -> bool:
        """Note how the attempt ended, also if the store is away for a moment: what is told but not noted is told
        once more. Whether the channel must pause."""
        clock = asyncio.get_running_loop().time
        end = clock() + self._note_patience
        while True:
            try:
                return await self._settling.settle(begun, attempt)
            except (StoreUnavailableError, StoreRefusedError):
                if clock() >= end:
                    raise
                await asyncio.sleep(0.1)

    def _message(self, begun: Sequence[Queued]) -> Message:
        repeat = any(queued.repeat for queued in begun)
        if len(begun) > 1:
            digest = digest_of([queued.alert for queued in begun])
            return compose_message(digest, tz=self._tz, repeat=repeat)
        [queued] = begun
        message = compose_message(queued.alert, tz=self._tz, repeat=repeat, thread=queued.thread)
        return replace(message, buttons=buttons_for(queued.alert)) if self._buttons else message

    async def _send(self, message: Message) -> Attempt:
        ended = asyncio.Event()
        keeper = asyncio.create_task(self._keep_lease(ended))
        try:
            return await self._channel.send(message)
        finally:
            # Told, not cancelled: a client library may swallow a cancellation, and this would wait for ever.
            ended.set()
            await keeper

    async def _keep_lease(self, ended: asyncio.Event) -> None:
        while not ended.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(RENEWAL):
                    await ended.wait()
                    return
            with suppress(MonitorError):  # the message is on its way; noting how it ended will raise it again
                await self._outbox.hold(self._name, self._holder)


async def _to_the_end(step: Coroutine[Any, Any, T]) -> T:
    """Run a step that being cancelled does not interrupt; the cancellation goes on after it."""
    task = asyncio.ensure_future(step)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        with suppress(MonitorError):
            await task
        raise
