"""The senders of a process, followed through an edit of channels.yaml."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import cast

from monitor.app.assembly.timing import Timing
from monitor.app.daemon.loops import Stop
from monitor.app.daemon.sender_loops import SenderLoops
from monitor.app.daemon.supervisor import Supervisor
from monitor.app.pipeline.pipeline import Pipeline
from monitor.app.telemetry.telemetry import Telemetry
from monitor.model.ids import ChannelName

SLOW, QUICK = ChannelName("slow"), ChannelName("quick")


class FakeSender:
    """A sender that has nothing to finish."""

    async def finish(self) -> None:
        """Nothing is under way."""


class FakeService:
    """A channel that knows whether it was closed."""

    def __init__(self) -> None:
        self.closed = asyncio.Event()

    async def close(self) -> None:
        self.closed.set()


@dataclass
class FakePipeline:
    """What the loops ask of the pipeline. The service of the slow channel answers when it is told to."""

    senders: dict[ChannelName, FakeSender] = field(default_factory=dict)
    channels: dict[ChannelName, FakeService] = field(default_factory=dict)
    listening: dict[ChannelName, object] = field(default_factory=dict)
    answers: asyncio.Event = field(default_factory=asyncio.Event)
    asked: list[ChannelName] = field(default_factory=list)

    @property
    def running(self) -> FakePipeline:
        return self

    def configure(self, *names: ChannelName) -> None:
        for name in names:
            self.senders[name], self.channels[name] = FakeSender(), FakeService()

    async def send(self, name: ChannelName) -> int:
        self.asked.append(name)
        if name == SLOW:
            await self.answers.wait()
        return 0


async def test_an_edit_of_one_channel_replaces_its_sender_alone_while_anothers_service_hangs() -> None:
    stop, pipeline = Stop(), FakePipeline()
    crew = Supervisor(stop)
    loops = SenderLoops(cast("Pipeline", pipeline), supervisor=crew, watch=Telemetry(), timing=Timing())
    pipeline.configure(SLOW, QUICK)
    slow, before = pipeline.channels[SLOW], pipeline.channels[QUICK]
    loops.follow()
    async with asyncio.timeout(30):
        while set(pipeline.asked) != {SLOW, QUICK}:
            await asyncio.sleep(0)
        pipeline.configure(QUICK)
        pipeline.asked.clear()

        loops.follow()

        await before.closed.wait()
        while QUICK not in pipeline.asked:
            await asyncio.sleep(0)
        pipeline.answers.set()
        while SLOW not in pipeline.asked:
            await asyncio.sleep(0)
    assert not slow.closed.is_set(), "it goes on as it is"
    loops.request_stop()
    stop.request()
    await crew.end(grace=30)
    assert slow.closed.is_set()
    assert pipeline.channels[QUICK].closed.is_set()
