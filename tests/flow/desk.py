"""A desk for the tests: one feed on loopback, a phone that rings, and the daemon between them on a store."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.flow.folder import webhook, write_folder
from tests.flow.test_flow_daemon import copies, daemon, until
from tests.flow.web import LoopbackWeb

TO_THE_DESK = "routes: [{to: [desk]}]\n"
TIMEOUT = 200.0
"""Seconds. A feed whose visit was cut off is visited again after 90."""


@dataclass
class Desk:
    """What a test does at the desk. Every wait ends at once if the daemon does."""

    web: LoopbackWeb
    process: asyncio.subprocess.Process
    log: list[str] = field(default_factory=list)

    async def sees(self, condition: Callable[[], bool]) -> None:
        """Wait until a condition holds."""
        await until(lambda: self.process.returncode is not None or condition(), seconds=TIMEOUT)
        assert self.process.returncode is None, "the daemon ended"

    async def rings(self, words: str) -> None:
        """Wait until the phone has rung with these words, whether marked as a possible repeat or not."""
        await self.sees(lambda: copies(self.web, words) >= 1)

    async def logs(self, *words: str) -> None:
        """Wait until a line of the log has all of these."""
        await self.sees(lambda: any(all(word in line for word in words) for line in self.log))

    async def ends(self) -> None:
        """End the daemon, in good order."""
        self.process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(self.process.wait(), TIMEOUT) == 0

    async def listen(self) -> None:
        """Take down the daemon's log."""
        assert self.process.stderr is not None
        while line := await self.process.stderr.readline():
            self.log.append(line.decode())


@asynccontextmanager
async def desk(directory: Path, *, store: str, channels: str = "") -> AsyncIterator[Desk]:
    """A desk that has visited its feed. `channels` is added to channels.yaml, which has the phone and `ops`."""
    async with LoopbackWeb().serve() as web:
        web.open("alpha")
        ops = f"  ops: {{type: apprise, url: '{web.base.replace('http', 'json')}/hook'}}\n"
        folder = write_folder(
            directory / "rules", web=web, feeds=["alpha"], channels=webhook(web) + ops + (channels or TO_THE_DESK)
        )
        async with daemon(folder, "--store", store) as process:
            made = Desk(web, process)
            listening = asyncio.create_task(made.listen())
            try:
                await made.sees(lambda: web.conditional_hits >= 1)
                yield made
            finally:
                listening.cancel()
                with suppress(asyncio.CancelledError):
                    await listening
                shown = [line for line in made.log if "new=0" not in line]
                print("".join(shown[-80:]))  # shown with a test that fails
