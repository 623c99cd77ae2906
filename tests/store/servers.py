"""Processes of servers for the tests, each on a port of loopback that was free."""

from __future__ import annotations

import random
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from monitor.store.server.valkey_process import find_binary

PORTS = range(10_240, 20_000)
"""Below those that the system gives out by itself; so are the cluster's, 10,000 above."""

VALKEY = str(find_binary())
REDIS = shutil.which("redis-server")
EACH_BINARY = [
    pytest.param(VALKEY, id="valkey"),
    pytest.param(
        REDIS,
        id="redis",
        marks=[pytest.mark.slow, pytest.mark.skipif(REDIS is None, reason="no redis-server is installed")],
    ),
]
"""The embedded server's; in long runs the machine's own Redis as well."""


class Server:
    """A process of a server, with a directory of its own."""

    def __init__(self, binary: str, directory: Path, *settings: str, login: tuple[str, str] | None = None) -> None:
        directory.mkdir(parents=True)
        self.port = 0
        self._binary = binary
        self._directory = directory
        self._settings = settings
        self._login = login
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def start(self) -> Server:
        """Start it, on a free port the first time, and on the same port after that."""
        for port in [self.port] if self.port else random.sample(PORTS, 50):
            self.port = port
            self._process = subprocess.Popen(self._command(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            until(lambda: not self._runs() or self._answers())
            if self._runs():
                return self
        raise AssertionError("the server does not start")

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def signal(self, number: int) -> None:
        if self._process is not None:
            self._process.send_signal(number)

    def ask(self, *command: str | int) -> Any:
        """Its answer; raises errors of the client library."""
        user, password = self._login or (None, None)
        with redis.Redis(
            port=self.port, username=user, password=password, retry=Retry(NoBackoff(), 0), socket_timeout=60,
            decode_responses=True, protocol=3,
        ) as line:  # fmt: skip
            return line.execute_command(*command)

    def says(self, *command: str | int, holds: Callable[[Any], bool] = bool) -> Callable[[], bool]:
        """Whether its answer holds; an error is no."""

        def look() -> bool:
            try:
                return holds(self.ask(*command))
            except redis.RedisError:
                return False

        return look

    def replicated(self) -> Callable[[], bool]:
        """Whether its replica has what was written up to now; one that has just come is given everything first."""
        written = self.ask("INFO", "replication")["master_repl_offset"]
        return self.says("INFO", "replication", holds=lambda info: _has(info.get("slave0"), written))

    def _command(self) -> list[str]:
        common = ("--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self._directory), "--save", "")
        return [self._binary, *common, *self._settings]

    def _runs(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def _answers(self) -> bool:
        # On a port that was taken, somebody else answers while this process gives up.
        own = self._process.pid if self._process is not None else 0
        return self.says("INFO", "server", holds=lambda info: info["process_id"] == own)()


class SentinelServer(Server):
    """A sentinel that watches one primary."""

    def __init__(self, binary: str, directory: Path, *lines: str, login: tuple[str, str] | None) -> None:
        super().__init__(binary, directory, login=login)
        self._lines = lines

    def _command(self) -> list[str]:
        file = self._directory / "sentinel.conf"
        lines = (f"port {self.port}", "bind 127.0.0.1", f"dir {self._directory}", *self._lines)
        file.write_text("\n".join(lines) + "\n")
        return [self._binary, str(file), "--sentinel"]


def _has(replica: dict[str, Any] | None, offset: int) -> bool:
    """Whether a replica, as its primary sees it, is past the first transfer and has this much."""
    return replica is not None and replica["state"] == "online" and replica["offset"] >= max(offset, 1)


def until(condition: Callable[[], bool], *, seconds: float = 90) -> None:
    """Wait until a condition holds; fail the test if it does not in a time that is long for any machine."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.02)
