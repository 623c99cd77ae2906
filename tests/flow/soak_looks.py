"""What `soak.py` sees of a daemon at one moment, and what it makes of all that it has seen."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from monitor.store.base import keys
from monitor.store.connection.client import Client
from monitor.store.records.counts import counts, queues
from tests.bench.memory import pss
from tests.bench.processes import children

MOST_GROWTH = 0.05
HEADER = (
    "minutes  daemon MB  workers MB  store MB  data MB  marks MB  descriptors  tasks  waiting  items seen    rings"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What was seen at one moment. Sizes in MB."""

    minutes: float
    daemon: float
    workers: float
    store: float
    """The store's process."""
    data: float
    """What lies in the store, without the marks of items that were seen: those are kept for thirty days."""
    marks: float
    descriptors: int
    tasks: int
    waiting: int
    """What lies in all queues."""
    seen: int
    rings: int

    def __str__(self) -> str:
        return (
            f"{self.minutes:7.1f}  {self.daemon:9.1f}  {self.workers:10.1f}  {self.store:8.1f}  {self.data:7.2f}"
            f"  {self.marks:8.2f}  {self.descriptors:11}  {self.tasks:5}  {self.waiting:7}  {self.seen:10,}"
            f"  {self.rings:7,}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether one figure has grown from the second quarter of the run to the last."""

    name: str
    before: float
    after: float
    slack: float
    """How much more is nothing, however small the figure."""

    @property
    def good(self) -> bool:
        return self.after <= self.before + max(self.slack, MOST_GROWTH * self.before)

    def __str__(self) -> str:
        grown = self.after / self.before - 1 if self.before else 0.0
        return (
            f"{'good' if self.good else 'GREW':4}  {self.name:11}"
            f"  second quarter {self.before:8.1f}  last {self.after:8.1f}  {grown:+.1%}"
        )


def verdicts(looks: Sequence[Look]) -> list[Verdict]:
    """Medians of the quarters, which a single moment of much work does not move."""
    slack = {"daemon": 1.0, "workers": 2.0, "data": 0.5, "descriptors": 5, "tasks": 5, "waiting": 50}
    quarter = len(looks) // 4
    return [
        Verdict(
            name=name,
            before=statistics.median(getattr(one, name) for one in looks[quarter : 2 * quarter]),
            after=statistics.median(getattr(one, name) for one in looks[-quarter:]),
            slack=more,
        )
        for name, more in slack.items()
        if quarter
    ]


@dataclass(slots=True)
class Watching:
    """Looks at one daemon."""

    pid: int
    client: Client
    tally: Path
    """Where it writes how many tasks it has, when it is told to."""
    rings: Sequence[str]
    """What has rung so far."""
    _start: float = field(default_factory=time.monotonic)

    async def look(self) -> Look:
        """What there is now."""
        started = {child: Path(f"/proc/{child}/cmdline").read_bytes() for child in children(self.pid)}
        store = [child for child, command in started.items() if b"valkey" in command]
        used, marks = await self._in_the_store()
        return Look(
            minutes=(time.monotonic() - self._start) / 60,
            daemon=pss(self.pid),
            workers=sum(pss(child) for child in started if child not in store),
            store=sum(map(pss, store)),
            data=(used - marks) / 1e6,
            marks=marks / 1e6,
            descriptors=len(os.listdir(f"/proc/{self.pid}/fd")),  # noqa: PTH208  # names are all that counts
            tasks=sum((await self._tasks()).values()),
            waiting=sum((await queues(self.client)).values()),
            seen=(await counts(self.client))["new"],
            rings=len(self.rings),
        )

    async def _in_the_store(self) -> tuple[int, int]:
        """Bytes of all data, and of the marks of items that were seen."""
        info = await self.client.read("INFO", "memory")
        marks = 0
        for feed in await self.client.read("ZRANGE", self.client.key(keys.DUE), 0, -1):
            name = self.client.key(keys.seen(feed.decode()))
            marks += int(await self.client.read("MEMORY", "USAGE", name) or 0)
        return int(info["used_memory_dataset"]), marks

    async def _tasks(self) -> dict[str, int]:
        """Kinds of tasks, and how many there are of each."""
        self.tally.unlink(missing_ok=True)
        os.kill(self.pid, signal.SIGUSR1)
        async with asyncio.timeout(60):
            while not self.tally.exists():
                await asyncio.sleep(0.05)
        found: dict[str, int] = json.loads(self.tally.read_text())
        return found
