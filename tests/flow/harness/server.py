"""The store's server: it can be killed, stopped, cut short, and its disk can be filled."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from monitor.store.server.valkey_process import find_binary
from tests.loopback import free_port


@dataclass
class StoreServer:
    """A server of its own that keeps its data in an append-only file."""

    directory: Path
    port: int = 0
    fsync: str = "everysec"
    lives: int = 0
    """How many replicas have taken over."""
    _process: subprocess.Popen[bytes] | None = None

    async def start(self, *more: str) -> None:
        """Start, with the data that there is, and wait until it answers."""
        self.directory.mkdir(exist_ok=True)
        if not self.port:
            self.port = free_port()
        settings = {
            "port": str(self.port), "bind": "127.0.0.1", "dir": str(self.directory), "appendonly": "yes",
            "appendfsync": self.fsync, "save": "", "maxmemory-policy": "noeviction", "logfile": "valkey.log",
        }  # fmt: skip
        arguments = [part for name, value in settings.items() for part in (f"--{name}", value)]
        self._process = subprocess.Popen([find_binary(), *arguments, *more], stdout=subprocess.DEVNULL)
        async with asyncio.timeout(120):
            while await self.ask("PING") != "+PONG":
                await asyncio.sleep(0.02)

    async def ask(self, command: str, *, until: str = "") -> str:
        """The first line of the server's answer that begins so; empty if there is none."""
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            return ""
        try:
            writer.write(f"{command}\r\n".encode())
            while line := (await reader.readline()).decode().strip():  # an empty line ends what INFO says
                if line.startswith(until):
                    return line
            return ""
        except OSError:
            return ""
        finally:
            writer.close()

    async def forget(self) -> None:
        """Everything is gone, as after FLUSHALL or on an empty disk."""
        await self.ask("FLUSHALL")

    async def fail_over(self, *, behind: float) -> None:
        """A replica takes over, at another port, which lacks what was written in the last `behind` seconds."""
        replica = StoreServer(self.directory.with_name(f"store-{self.lives + 1}"), fsync=self.fsync)
        await replica.start("--replicaof", "127.0.0.1", str(self.port))
        async with asyncio.timeout(120):
            while not await replica.ask("INFO replication", until="master_link_status:up"):
                await asyncio.sleep(0.05)
        await replica.ask("REPLICAOF NO ONE")
        await asyncio.sleep(behind)
        self.kill()
        self.directory, self.port, self._process = replica.directory, replica.port, replica._process
        self.lives += 1

    def freeze(self) -> None:
        """Stop it in the middle of whatever it does."""
        if self._process is not None:
            self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on: it does now what it was asked meanwhile, also by those who have long given up."""
        if self._process is not None:
            self._process.send_signal(signal.SIGCONT)

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


@contextmanager
def small_disk(directory: Path, *, megabytes: int) -> Iterator[bool]:
    """A disk of its own at a directory; whether there is one: only root may mount."""
    directory.mkdir(exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(directory)]
    try:
        mounted = subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        mounted = False
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", str(directory)], capture_output=True, check=False)


@contextmanager
def filled(directory: Path) -> Iterator[None]:
    """Nothing more can be written to the disk of a directory."""
    ballast = directory / "ballast"
    try:
        with ballast.open("wb") as file:
            free = os.statvfs(directory)
            os.posix_fallocate(file.fileno(), 0, max(free.f_bavail * free.f_frsize, 1))
        yield
    finally:
        ballast.unlink()
