"""How much memory a thousand feeds and a thousand rules take: the daemon, its workers and its store.

    python -m tests.bench.memory [FEEDS] [SECONDS]

The daemon runs as a process of its own on feeds of twenty items each that another process serves, with rules of
three names each, until every item has passed through, and for some seconds more. A process counts with the memory
that only it has, and its part of what it shares with others (PSS, as the kernel reckons it).
"""

from __future__ import annotations

import asyncio
import os
import platform
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from monitor.store.base import keys
from monitor.store.connection.client import Client, connect
from monitor.store.server.embedded import running_at
from tests.bench.polling_monitor import RULES, write_rules
from tests.bench.processes import children

REACH_PROCESS = 150
"""MB that the daemon itself may take."""
REACH_FEED = 1024
"""Bytes that a feed may take in the store, beside its items in the history."""
TIMEOUT = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """MB of each kind of process."""

    daemon: float
    workers: list[float]
    store: float


def pss(pid: int) -> float:
    """MB of a process; 0 if it is gone."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)


def sizes(pid: int) -> Sizes:
    """Of the daemon and everything that it started."""
    found = {child: Path(f"/proc/{child}/cmdline").read_bytes() for child in children(pid)}
    store = [child for child, command in found.items() if b"valkey" in command]
    workers = [pss(child) for child in found if child not in store]
    return Sizes(daemon=pss(pid), workers=workers, store=sum(map(pss, store)))


async def visited(client: Client, *, feeds: int) -> None:
    """Wait until every feed was visited and everything has passed through."""
    async with asyncio.timeout(TIMEOUT):
        while (
            int(await client.read("HLEN", client.key(keys.MEMORY))) < feeds
            or int(await client.read("XLEN", client.key(keys.ITEMS))) > 0
        ):
            await asyncio.sleep(0.5)


async def of_a_feed(client: Client, *, feeds: int) -> tuple[float, float]:
    """Bytes in the store for each feed: its schedule and marks, and its items in the history."""
    history = client.key(keys.HISTORY)
    tag = history.removesuffix("history")  # what is kept for each feed lies beside it
    size, cursor = 0, b"0"
    while True:
        cursor, names = await client.read("SCAN", cursor, "MATCH", f"{tag}*", "COUNT", 500)
        for name in names:
            if name.decode() != history:
                size += int(await client.read("MEMORY", "USAGE", name, "SAMPLES", 0) or 0)
        if int(cursor) == 0:
            break
    items = int(await client.read("MEMORY", "USAGE", history, "SAMPLES", 0) or 0)
    return size / feeds, items / feeds


async def main(feeds: int, seconds: float) -> None:
    """Run the daemon and print what it takes."""
    with tempfile.TemporaryDirectory(prefix="bench-", dir="/tmp") as name:
        rules, data = Path(name, "rules"), Path(name, "data")
        rules.mkdir()
        command = [sys.executable, "-m", "tests.bench.polling_server", str(feeds)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
            assert server.stdout is not None
            write_rules(rules, port=int(server.stdout.readline()), feeds=feeds)
            path = rules / "feeds.yaml"
            path.write_text(path.read_text().replace("every: 1s", "every: 5s"))
            daemon = subprocess.Popen(
                [sys.executable, "-m", "monitor", "run", "--rules", str(rules), "--data", str(data)],
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            try:
                await watched(daemon.pid, data, feeds=feeds, seconds=seconds)
            finally:
                daemon.terminate()
                daemon.wait()
                server.terminate()


async def watched(pid: int, data: Path, *, feeds: int, seconds: float) -> None:
    """Print what the daemon takes when every feed was visited, and some time later."""
    async with asyncio.timeout(TIMEOUT):
        while (url := running_at(data)) is None:
            await asyncio.sleep(0.2)
    client = await connect(url)
    print(f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores; "
          f"{feeds} feeds of 20 items, {RULES} rules")  # fmt: skip
    try:
        await visited(client, feeds=feeds)
        for when in ("all has passed", f"{seconds:g} s later"):
            found = sizes(pid)
            workers = ", ".join(f"{worker:.0f}" for worker in found.workers)
            part = found.daemon / REACH_PROCESS
            print(f"{when:20} daemon {found.daemon:.0f} MB, {part:.2f} of what it may take; ", end="")
            print(f"workers {workers} MB; store {found.store:.0f} MB")
            await asyncio.sleep(seconds if when.startswith("all") else 0)
        feed, items = await of_a_feed(client, feeds=feeds)
        print(f"a feed in the store  {feed:,.0f} B, {feed / REACH_FEED:.2f} of what it may take; "
              f"and its items in the history {items:,.0f} B")  # fmt: skip
    finally:
        await client.aclose()


if __name__ == "__main__":
    arguments = [float(argument) for argument in sys.argv[1:]]
    asyncio.run(main(int(arguments[0]) if arguments else 1_000, arguments[1] if len(arguments) > 1 else 40.0))
