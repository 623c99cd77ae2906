"""The workers of every role, which can be killed, stopped and started again, and whose clock can be set."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path


def faketime() -> Path | None:
    """The library that lies to a process about the time, if it is installed (Debian: libfaketime)."""
    return next(iter(sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))), None)


STORE_AWAY = 3
"""The exit code of a worker that finds no store when it starts."""
ROLES = ("collect", "collect", "detect", "detect", "decide", "decide", "send", "send")


@dataclass
class Crew:
    """The workers."""

    rules: Path
    store: str
    logs: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    """What they find in their environment beside ours."""
    clock: Path | None = None
    """The file that says how wrong their clock is, if it can be."""
    files: int | None = None
    """How many files and connections each may have open; None for as many as we may."""
    failed: list[str] = field(default_factory=list)
    """Workers that ended by themselves for another reason than that the store was away when they started."""
    _workers: dict[int, asyncio.subprocess.Process] = field(default_factory=dict)

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[Crew]:
        """All of them; killed at the end."""
        for place in range(len(ROLES)):
            await self._start(place)
        supervisor = asyncio.create_task(self._supervise())
        try:
            yield self
        finally:
            supervisor.cancel()
            for worker in self._workers.values():
                if worker.returncode is None:
                    worker.kill()
                    await worker.wait()

    async def kill(self, place: int) -> str:
        """kill -9 one of them, and start it again; its role."""
        worker = self._workers[place]
        if worker.returncode is None:
            worker.kill()
        await worker.wait()
        await self._start(place)
        return ROLES[place]

    def freeze(self, place: int) -> None:
        """Stop one in the middle of whatever it does; it does not know."""
        if self._workers[place].returncode is None:
            self._workers[place].send_signal(signal.SIGSTOP)

    def thaw(self, place: int) -> None:
        """Let it go on, as if nothing had been."""
        if self._workers[place].returncode is None:
            self._workers[place].send_signal(signal.SIGCONT)

    def set_clock(self, off: str) -> None:
        """Set everybody's clock to so much off the true time, as in '+1h'."""
        assert self.clock is not None, "only with a clock of their own"
        self.clock.write_text(off)

    def _faked(self) -> dict[str, str]:
        if self.clock is None:
            return {}
        return {
            "LD_PRELOAD": str(faketime()),
            "FAKETIME_TIMESTAMP_FILE": str(self.clock),
            "FAKETIME_CACHE_DURATION": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",  # a wall clock jumps, the other never does
        }

    async def _supervise(self) -> None:
        """Start again whatever ends by itself, as systemd does."""
        while True:
            await asyncio.sleep(0.5)
            for place, worker in tuple(self._workers.items()):
                if worker.returncode is not None and worker.returncode != -signal.SIGKILL:
                    if worker.returncode != STORE_AWAY:
                        self.failed.append(
                            f"{ROLES[place]} ended with {worker.returncode}: {self._last_line(place)}"
                        )
                    await self._start(place)

    def _last_line(self, place: int) -> str:
        lines = self._log(place).read_text(errors="replace").strip().splitlines()
        return lines[-1] if lines else ""

    def _log(self, place: int) -> Path:
        return self.logs / f"{place}-{ROLES[place]}.log"

    async def _start(self, place: int) -> None:
        environment = {**os.environ, "NO_COLOR": "1", **self.environment, **self._faked()}
        with self._log(place).open("ab") as log:
            self._workers[place] = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "monitor", "run", "--rules", str(self.rules), "--store", self.store,
                "--role", ROLES[place], stdout=log, stderr=log, env=environment,
            )  # fmt: skip
        if self.files is not None:
            resource.prlimit(self._workers[place].pid, resource.RLIMIT_NOFILE, (self.files, self.files))
