"""The sign of life, against a real server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from aiohttp import web

from monitor.desk.query.figures import Liveness, Status
from monitor.web.heartbeat import Heartbeat


@dataclass
class Watcher:
    """A dead man's switch that counts the signs of life."""

    beats: int = 0
    url: str = ""
    status: int = 200

    async def beat(self, _: web.Request) -> web.Response:
        self.beats += 1
        return web.Response(status=self.status)

    async def until(self, beats: int) -> None:
        async with asyncio.timeout(20):
            while self.beats < beats:
                await asyncio.sleep(0.01)


@dataclass
class Patient:
    """A monitor that may stop working."""

    stalled: list[str] = field(default_factory=list)
    looks: int = 0

    async def figures(self) -> Status:
        raise NotImplementedError

    def liveness(self) -> Liveness:
        self.looks += 1
        return Liveness(stages={}, stalled=self.stalled)

    async def until(self, looks: int) -> None:
        async with asyncio.timeout(20):
            while self.looks < looks:
                await asyncio.sleep(0.01)


@pytest.fixture
async def watcher() -> AsyncIterator[Watcher]:
    made = Watcher()
    application = web.Application()
    application.router.add_get("/ping", made.beat)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}/ping"
    yield made
    await runner.cleanup()


async def test_it_beats_as_long_as_the_work_goes_on(watcher: Watcher) -> None:
    patient = Patient()
    beating = asyncio.create_task(Heartbeat(patient, watcher.url, every=timedelta(milliseconds=10)).beat())
    await watcher.until(3)

    patient.stalled.append("detect: no step has ended for 70 s")
    await patient.until(patient.looks + 2)  # a beat that was on its way has ended by then
    before = watcher.beats
    await patient.until(patient.looks + 10)
    assert watcher.beats == before

    patient.stalled.clear()
    await watcher.until(before + 2)
    beating.cancel()


async def test_an_address_that_answers_with_errors_is_tried_again(watcher: Watcher) -> None:
    watcher.status = 500
    beating = asyncio.create_task(Heartbeat(Patient(), watcher.url, every=timedelta(milliseconds=10)).beat())

    await watcher.until(3)
    beating.cancel()
