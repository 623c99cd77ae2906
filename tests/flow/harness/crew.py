"""The processes: a store and the workers of every role, which can be killed, stopped and started again."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from monitor.store.valkey_process import find_binary

STORE_AWAY = 3
"""The exit code of a worker that finds no store when it starts."""
ROLES = ("collect", "collect", "detect", "detect", "decide", "decide", "send", "send")


@dataclass
class StoreServer:
    """A server of its own that keeps its data in an append-only file."""

    directory: Path
    port: int = 0
    fsync: str = "everysec"
    _process: subprocess.Popen[bytes] | None = None

    async def start(self) -> None:
        """Start, with the data that there is, and wait until it answers."""
        self.directory.mkdir(exist_ok=True)
        if not self.port:
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                self.port = probe.getsockname()[1]
        settings = {
            "port": str(self.port), "bind": "127.0.0.1", "dir": str(self.directory), "appendonly": "yes",
            "appendfsync": self.fsync, "save": "", "maxmemory-policy": "noeviction", "logfile": "valkey.log",
        }  # fmt: skip
        arguments = [part for name, value in settings.items() for part in (f"--{name}", value)]
        self._process = subprocess.Popen([find_binary(), *arguments], stdout=subprocess.DEVNULL)
        async with asyncio.timeout(30):
            while await self.ask("PING") != "+PONG":
                await asyncio.sleep(0.02)

    async def ask(self, command: str) -> str:
        """The first line of the server's answer; empty if there is none."""
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            return ""
        try:
            writer.write(f"{command}\r\n".encode())
            return (await reader.readline()).decode().strip()
        except OSError:
            return ""
        finally:
            writer.close()

    def kill(self) -> None:
        """kill -9."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def cut_tail(self, most: int, rng: random.Random) -> int:
        """Take away the end of the append-only file, as a power cut does; how many bytes."""
        size = self.written()
        gone = min(rng.randint(1, most), size)
        self.cut_to(size - gone)
        return gone

    def written(self) -> int:
        """How long the append-only file is, in bytes."""
        return self._newest().stat().st_size

    def cut_to(self, size: int) -> None:
        """Leave the append-only file no longer than this."""
        os.truncate(self._newest(), size)

    def _newest(self) -> Path:
        return max((self.directory / "appendonlydir").glob("*.incr.aof"), key=lambda path: path.stat().st_mtime)


@dataclass
class Crew:
    """The workers."""

    rules: Path
    store: str
    logs: Path
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
        with self._log(place).open("ab") as log:
            self._workers[place] = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "monitor", "run", "--rules", str(self.rules), "--store", self.store,
                "--role", ROLES[place], stdout=log, stderr=log, env={**os.environ, "NO_COLOR": "1"},
            )  # fmt: skip
