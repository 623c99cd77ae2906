"""Names are looked up in threads of their own, and nobody else waits for them."""

from __future__ import annotations

import asyncio
import re
import socket
import threading
from pathlib import Path

import pytest

from monitor.collect.fetch.resolver import PooledResolver

MONITOR = Path(__file__).parents[2] / "monitor"


async def test_two_hundred_look_ups_that_hang_hold_up_no_other_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    released = threading.Event()

    def hang(*_: object, **__: object) -> list[object]:
        released.wait(60)
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    resolver = PooledResolver()
    hanging = [asyncio.create_task(resolver.resolve(f"h{number}.example", 443)) for number in range(200)]
    try:
        await asyncio.sleep(0)  # every one of them has begun
        async with asyncio.timeout(30):
            assert await asyncio.to_thread(lambda: "well") == "well"
        assert not any(task.done() for task in hanging)
    finally:
        released.set()
        for failed in await asyncio.gather(*hanging, return_exceptions=True):
            assert isinstance(failed, OSError)
        await resolver.close()


async def test_a_name_gives_its_addresses() -> None:
    resolver = PooledResolver(threads=1)
    found = await resolver.resolve("127.0.0.1", 80, socket.AF_UNSPEC)
    assert [(one["host"], one["port"], one["family"]) for one in found] == [("127.0.0.1", 80, socket.AF_INET)]
    with pytest.raises(OSError):
        await resolver.resolve("no.such.name.invalid", 80)
    await resolver.close()


def test_nobody_replaces_the_default_executor() -> None:
    for path in MONITOR.rglob("*.py"):
        assert not re.search(r"set_default_executor\(", path.read_text("utf-8")), path
