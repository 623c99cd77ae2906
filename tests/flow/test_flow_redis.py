"""The daemon on a store of one's own, which goes away and comes back; and on the embedded one, which is killed."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import REDIS
from tests.flow.folder import webhook, write_folder
from tests.flow.test_flow_daemon import daemon, times, until
from tests.flow.web import LoopbackWeb
from tests.loopback import free_port

pytestmark = pytest.mark.gate


class Redis:
    """A Redis server that keeps its data, on a port of loopback."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir()
        self._directory = directory
        self._port = free_port()
        self.url = f"redis://127.0.0.1:{self._port}/0"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        assert REDIS is not None
        settings = ("--port", str(self._port), "--bind", "127.0.0.1", "--dir", str(self._directory))
        self._process = subprocess.Popen(
            [REDIS, *settings, "--appendonly", "yes", "--appendfsync", "always", "--save", ""],
            stdout=subprocess.DEVNULL,
        )
        for _ in range(1_500):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self._port)) == 0:
                    return
            time.sleep(0.02)
        raise AssertionError("redis-server did not start")

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()


@contextmanager
def own_redis(directory: Path) -> Iterator[Redis]:
    server = Redis(directory)
    server.start()
    try:
        yield server
    finally:
        server.kill()


@pytest.mark.skipif(REDIS is None, reason="no redis-server is installed")
async def test_on_a_redis_that_dies_and_comes_back_each_item_rings_once(tmp_path: Path) -> None:
    async with LoopbackWeb().serve() as web:
        web.open("alpha")
        folder = write_folder(tmp_path / "rules", web=web, feeds=["alpha"], channels=webhook(web))
        with own_redis(tmp_path / "redis") as redis:
            async with daemon(folder, "--store", redis.url) as process:
                await until(lambda: web.conditional_hits >= 1)
                web.publish("alpha", "a1", "Bridge near Kursk reopens after repairs")
                await until(lambda: times(web, "Bridge near Kursk") == 1)
                await asyncio.to_thread(redis.kill)
                web.publish("alpha", "a2", "Dock workers begin a harbour strike in Rostock")
                await asyncio.sleep(1)
                assert times(web, "harbour strike") == 0, "nothing is sent that nobody could note"
                await asyncio.to_thread(redis.start)
                await until(lambda: times(web, "harbour strike") == 1, seconds=40)
                process.send_signal(signal.SIGTERM)
                assert await asyncio.wait_for(process.wait(), 60) == 0

        assert [times(web, words) for words in ("Bridge near Kursk", "harbour strike")] == [1, 1]


async def test_an_embedded_server_that_is_killed_is_started_again(tmp_path: Path) -> None:
    async with LoopbackWeb().serve() as web:
        web.open("alpha")
        folder = write_folder(tmp_path / "rules", web=web, feeds=["alpha"], channels=webhook(web))
        async with daemon(folder, "--data", str(tmp_path / "data")) as process:
            await until(lambda: web.conditional_hits >= 1)
            for server in children(process.pid, "valkey"):
                os.kill(server, signal.SIGKILL)
            web.publish("alpha", "a1", "Bridge near Kursk reopens after repairs")
            await until(lambda: times(web, "Bridge near Kursk") == 1, seconds=40)
            process.send_signal(signal.SIGTERM)
            assert await asyncio.wait_for(process.wait(), 60) == 0

        assert len(web.hooked) == 1


def children(parent: int, name: str) -> list[int]:
    """The processes with this word in their name that a process has started."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid=,comm="], capture_output=True, text=True, check=True)
    rows = [line.split(None, 2) for line in listed.stdout.splitlines()]
    found = [int(pid) for pid, ppid, command in rows if int(ppid) == parent and name in command]
    assert found, "there is no such process"
    return found
