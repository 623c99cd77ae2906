"""Tasks that end together."""

from __future__ import annotations

import asyncio

import pytest

from monitor.app.daemon.loops import Stop
from monitor.app.daemon.supervisor import Supervisor


async def works_until_told(stop: Stop) -> None:
    await stop.event.wait()


async def deaf_once() -> None:
    """Work that swallows a cancellation, as some client libraries do."""
    for _ in range(2):
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            continue


async def fails() -> None:
    await asyncio.sleep(0)
    raise LookupError("nobody foresaw this")


async def test_all_end_in_order_when_they_are_told() -> None:
    stop = Stop()
    crew = Supervisor(stop)
    tasks = [crew.start(works_until_told(stop), name=str(number)) for number in range(3)]

    stop.request()
    await crew.end(grace=1)

    assert all(task.done() and not task.cancelled() for task in tasks)


async def test_a_bug_in_one_ends_all_and_is_raised_although_another_is_deaf() -> None:
    stop = Stop()
    crew = Supervisor(stop)
    crew.start(works_until_told(stop), name="works")
    crew.start(deaf_once(), name="deaf")
    crew.start(fails(), name="fails")

    async with asyncio.timeout(30):
        await stop.event.wait()
        with pytest.raises(LookupError, match="nobody foresaw this"):
            await crew.end(grace=0.05)


async def test_what_does_not_end_in_time_is_cut_off() -> None:
    stop = Stop()
    crew = Supervisor(stop)
    task = crew.start(asyncio.sleep(60), name="long")

    stop.request()
    await crew.end(grace=0.01)

    assert task.cancelled()
