"""Each sender, and each channel whose readers can answer, in a loop of its own; replaced one by one at an edit."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial

import structlog

from monitor.app.assembly.timing import Timing
from monitor.app.daemon.loops import Stop, repeat
from monitor.app.daemon.supervisor import Supervisor
from monitor.app.pipeline.action_handler import Interactive
from monitor.app.pipeline.pipeline import Pipeline
from monitor.app.telemetry.telemetry import Telemetry
from monitor.errors import StoreRefusedError, StoreUnavailableError
from monitor.model.ids import ChannelName
from monitor.send.channel import Channel
from monitor.send.sender import Sender

log = structlog.get_logger("monitor")


@dataclass(slots=True, kw_only=True)
class _Line:
    """A sender at work."""

    sender: Sender
    stop: Stop
    task: asyncio.Task[None]


@dataclass(slots=True, kw_only=True)
class _Listener:
    """A channel that is listened to."""

    channel: Interactive
    stop: Stop = field(default_factory=Stop)


class SenderLoops:
    """The senders of one process."""

    def __init__(self, pipeline: Pipeline, *, supervisor: Supervisor, watch: Telemetry, timing: Timing) -> None:
        self._pipeline = pipeline
        self._supervisor = supervisor
        self._watch = watch
        self._timing = timing
        self._lines: dict[ChannelName, _Line] = {}
        self._listeners: dict[ChannelName, _Listener] = {}

    def follow(self) -> None:
        """Do as the pipeline's configuration says: senders that stay the same go on as they are.

        One that is replaced or removed ends after the attempts that it is in; its successor begins then. Nobody
        waits for another's service.
        """
        running = self._pipeline.running
        for name in self._lines.keys() - running.senders.keys():
            self._lines.pop(name).stop.request()
        for name, sender in running.senders.items():
            before = self._lines.get(name)
            if before is None or before.sender is not sender:
                if before is not None:
                    before.stop.request()
                self._lines[name] = self._start(name, sender, running.channels[name], after=before)
        for name, listener in list(self._listeners.items()):
            if running.listening.get(name) is not listener.channel:
                self._listeners.pop(name).stop.request()
        for name, channel in running.listening.items():
            if name not in self._listeners:
                self._listeners[name] = self._listen(name, channel)

    def request_stop(self) -> None:
        """End all after the attempts that they are in."""
        for stop in [line.stop for line in self._lines.values()] + [
            listener.stop for listener in self._listeners.values()
        ]:
            stop.request()

    def _start(self, name: ChannelName, sender: Sender, channel: Channel, *, after: _Line | None) -> _Line:
        stop = Stop()
        work = self._send(name, sender, channel, stop=stop, after=after.task if after is not None else None)
        return _Line(sender=sender, stop=stop, task=self._supervisor.start(work, name=f"send to {name}"))

    async def _send(
        self, name: ChannelName, sender: Sender, channel: Channel, *, stop: Stop, after: asyncio.Task[None] | None
    ) -> None:
        try:
            if after is not None and not after.done():
                _, stuck = await asyncio.wait({after}, timeout=self._timing.longest_attempt.total_seconds())
                if stuck:  # as on a terminal that nobody reads
                    log.warning("does not end; it is left to itself", of=f"the earlier sender to {name}")
            step = partial(self._pipeline.send, name)
            await self._repeat(
                step, stage=f"send to {name}", stop=stop, idle=self._timing.send_every.total_seconds()
            )
            with suppress(StoreUnavailableError, StoreRefusedError):  # then the lease runs out by itself
                await sender.finish()
        finally:
            await channel.close()

    def _listen(self, name: ChannelName, channel: Interactive) -> _Listener:
        listener = _Listener(channel=channel)

        async def step() -> int:
            return await self._pipeline.running.actions.step(name, channel, stop=listener.stop.event)

        listening = self._repeat(
            step, stage=f"listen to {name}", stop=listener.stop, idle=self._timing.listen_every.total_seconds()
        )
        self._supervisor.start(listening, name=f"listen to {name}")
        return listener

    async def _repeat(self, step: Callable[[], Awaitable[int]], *, stage: str, stop: Stop, idle: float) -> None:
        await repeat(step, stage=stage, stop=stop, watch=self._watch, idle=idle)
