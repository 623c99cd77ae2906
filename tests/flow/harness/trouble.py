"""Whoever breaks things: a list of troubles in random order, spread over the run."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from dataclasses import dataclass, field

from tests.flow.harness.crew import ROLES, Crew, StoreServer
from tests.flow.harness.proxy import Line, Proxy


@dataclass
class Trouble:
    """Makes every kind of trouble; counts what it did."""

    crew: Crew
    store: StoreServer
    proxy: Proxy
    rng: random.Random
    done: Counter[str] = field(default_factory=Counter)

    async def make(self, plan: list[str], *, pause: float) -> None:
        """All of the plan, with about `pause` seconds between two troubles."""
        for kind in plan:
            await asyncio.sleep(self.rng.uniform(0.4, 1.6) * pause)
            name = await getattr(self, f"_{kind}")()
            self.done[name] += 1

    async def _kill(self) -> str:
        return f"kill {await self.crew.kill(self.rng.randrange(len(ROLES)))}"

    async def _freeze(self) -> str:
        """A worker that sleeps past its lease, and wakes as if nothing had been."""
        place = self.rng.randrange(len(ROLES))
        self.crew.freeze(place)
        await asyncio.sleep(self.rng.uniform(5, 7))
        self.crew.thaw(place)
        return f"freeze {ROLES[place]}"

    async def _store_kill(self) -> str:
        self.store.kill()
        await self.store.start()
        return "kill store"

    async def _cut(self) -> str:
        self.store.kill()
        self.store.cut_tail(60_000, self.rng)
        await self.store.start()
        return "cut the store's file"

    async def _full(self) -> str:
        await self.store.ask("CONFIG SET maxmemory 1mb")
        await asyncio.sleep(2)
        await self.store.ask("CONFIG SET maxmemory 0")
        return "fill the store"

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
