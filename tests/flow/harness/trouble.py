"""Whoever breaks things: a list of troubles in random order, spread over the run."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from monitor.store.base import keys
from tests.flow.harness.crew import ROLES, Crew
from tests.flow.harness.garbage import Spoiler
from tests.flow.harness.proxy import Line, Proxy
from tests.flow.harness.server import StoreServer, filled

KINDS = {
    "kill": "kill -9 of a worker, at random",
    "store_kill": "kill -9 of the store",
    "cut": "a power cut: the store dies, and up to 60 kB of what it had confirmed are gone",
    "freeze": "a worker sleeps past its lease (SIGSTOP), and wakes as if nothing had been",
    "store_freeze": "the store sleeps past every lease and time limit (SIGSTOP)",
    "full": "the store has no memory left for a while",
    "disk": "the store's disk is full for a while (a tmpfs; needs root)",
    "lost_answer": "the store does the work, but its answer is lost",
    "line": "the line to the store is cut, silent or slow",
    "clock": "the workers' clock jumps an hour ahead or back, and later returns (needs libfaketime)",
    "failover": "a replica that is up to a second behind takes the store's place",
    "forget": "the store forgets everything (FLUSHALL)",
    "garbage": "a value of one kind of key is overwritten with bytes that nobody can read",
    "poison": "an item and a match that nobody can read lie among the others",
    "half_rule": "the file of the rules stays half-written for a while",
}
"""Each kind of trouble: a method of `Trouble`, and a line about it."""
UNSTORED = (
    "kill store", "cut the store's file", "freeze store", "fill the store", "fill the disk", "line", "fail over",
)  # fmt: skip
"""Beginnings of the names of what keeps the store from noting things."""
FORGETTING = ("cut", "fail over", "forget")
"""Beginnings of the names of that after which the store has forgotten what it confirmed."""


STALL = 2.0
"""Seconds by which a sleep of ours is late when the machine has stood still for everybody: a lease may run out."""


async def count_stalls(done: Counter[str]) -> None:
    """Notice when the machine itself makes trouble; until cancelled."""
    clock = asyncio.get_running_loop().time
    while True:
        before = clock()
        await asyncio.sleep(0.2)
        if clock() - before > STALL:
            done["the machine stood still"] += 1


@dataclass
class Trouble:
    """Makes every kind of trouble; counts what it did."""

    crew: Crew
    store: StoreServer
    proxy: Proxy
    pack: Path
    """A file of rules."""
    rng: random.Random
    done: Counter[str] = field(default_factory=Counter)
    spoiler: Spoiler = field(init=False)

    def __post_init__(self) -> None:
        self.spoiler = Spoiler(self.rng)

    async def make(self, plan: Sequence[str], *, pause: float) -> None:
        """All of the plan, with about `pause` seconds between two troubles."""
        for kind in plan:
            await asyncio.sleep(self.rng.uniform(0.4, 1.6) * pause)
            name = await getattr(self, f"_{kind}")()
            self.done[name] += 1

    async def _kill(self) -> str:
        return f"kill {await self.crew.kill(self.rng.randrange(len(ROLES)))}"

    async def _freeze(self) -> str:
        place = self.rng.randrange(len(ROLES))
        self.crew.freeze(place)
        await asyncio.sleep(self.rng.uniform(5, 7))
        self.crew.thaw(place)
        return f"freeze {ROLES[place]}"

    async def _store_kill(self) -> str:
        self.store.kill()
        await self.store.start()
        return "kill store"

    async def _store_freeze(self) -> str:
        self.store.freeze()
        await asyncio.sleep(self.rng.uniform(5.5, 7))
        self.store.thaw()
        return "freeze store"

    async def _cut(self) -> str:
        self.store.kill()
        self.store.cut_tail(60_000, self.rng)
        await self.store.start()
        return "cut the store's file"

    async def _failover(self) -> str:
        await self.store.fail_over(behind=self.rng.uniform(0, 1))
        self.proxy.target = self.store.port
        self.proxy.cut()
        return "fail over"

    async def _forget(self) -> str:
        await self.store.forget()
        return "forget everything"

    async def _garbage(self) -> str:
        kind = await self.spoiler.spoil(self.store.port)
        return f"garbage in {kind}" if kind else "no kind of key is left for garbage"

    async def _full(self) -> str:
        await self.store.ask("CONFIG SET maxmemory 1mb")
        await asyncio.sleep(2)
        await self.store.ask("CONFIG SET maxmemory 0")
        return "fill the store"

    async def _disk(self) -> str:
        with filled(self.store.directory):
            await asyncio.sleep(self.rng.uniform(2, 4))
        return "fill the disk"

    async def _lost_answer(self) -> str:
        self.proxy.lose_next_answer = True
        return "lose an answer"

    async def _line(self) -> str:
        line = self.rng.choice([Line.REFUSED, Line.SILENT, Line.SLOW])
        self.proxy.line = line
        if line is Line.REFUSED:
            self.proxy.cut()
        await asyncio.sleep(self.rng.uniform(0.5, 2))
        self.proxy.line = Line.GOOD
        return f"line {line.name.lower()}"

    async def _clock(self) -> str:
        off = self.rng.choice(["+1h", "-1h"])
        self.crew.set_clock(off)
        await asyncio.sleep(self.rng.uniform(2, 4))
        self.crew.set_clock("+0")
        await asyncio.sleep(1)  # until everybody has looked
        return f"clock {off}"

    async def _poison(self) -> str:
        for stream, counter in ((keys.ITEMS, "new"), (keys.MATCHES, "matched_items")):
            await self.store.ask(f"XADD monitor:{stream} * v poison")
            await self.store.ask(f"HINCRBY monitor:{keys.ITEM_COUNTS} {counter} 1")  # as if it had been put
        return "poison"

    async def _half_rule(self) -> str:
        """Cut off in its first half: what is missing at the end of a file looks like any other edit."""
        whole = self.pack.read_bytes()
        self.pack.write_bytes(whole[: self.rng.randrange(len(whole) // 2)])
        await asyncio.sleep(self.rng.uniform(1, 2))
        self.pack.write_bytes(whole)
        return "half-write the rules"
