"""Worker processes: started when they are first needed, killed and replaced when they hang or crash."""

from __future__ import annotations

import asyncio
import contextlib
import sys

import msgspec

from monitor.collect.entry import LENGTH, READY, Reply, Request, Unreadable
from monitor.handover import Failure

START_LIMIT = 20.0
"""Seconds in which a worker must have started."""

_REPLIES: msgspec.msgpack.Decoder[Reply] = msgspec.msgpack.Decoder(Reply)


class Pool:
    """Some workers that take one request at a time each."""

    def __init__(self, *, workers: int, time_limit: float) -> None:
        self._all = tuple(_Worker(time_limit=time_limit) for _ in range(workers))
        self._idle: asyncio.LifoQueue[_Worker] = asyncio.LifoQueue()  # the last one used is warm
        for worker in self._all:
            self._idle.put_nowait(worker)

    async def ask(self, request: Request, *, wait: float | None = None) -> Reply | None:
        """The reply to a request; None if there was none within the time limit.

        Waits for a worker if all are busy, up to `wait` seconds if given.
        """
        try:
            async with asyncio.timeout(wait):
                worker = await self._idle.get()
        except TimeoutError:
            return Unreadable(failure=Failure.TIMEOUT, detail="other documents keep the parser busy")
        try:
            return await worker.ask(request)
        finally:
            self._idle.put_nowait(worker)

    async def stop(self) -> None:
        """End all processes, whatever they are doing."""
        for worker in self._all:
            await worker.stop()


class _Worker:
    def __init__(self, *, time_limit: float) -> None:
        self._time_limit = time_limit
        self._process: asyncio.subprocess.Process | None = None

    async def ask(self, request: Request) -> Reply | None:
        try:
            if self._process is None:
                async with asyncio.timeout(START_LIMIT):
                    self._process = await _start()
                    await _ready(self._process)
            async with asyncio.timeout(self._time_limit):
                return await _exchange(self._process, request)
        except TimeoutError:
            await self.stop()
            return None
        except (asyncio.IncompleteReadError, ConnectionError):
            return Unreadable(failure=Failure.BROKEN, detail=f"the parser ended: {await self._last_words()}")
        except asyncio.CancelledError:
            # The reply to this request must not become the reply to the next.
            await self.stop()
            raise

    async def stop(self) -> None:
        """End the process, whatever it is doing."""
        process, self._process = self._process, None
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.communicate()

    async def _last_words(self) -> str:
        process, self._process = self._process, None
        assert process is not None, "only a process that was started can end"
        _, complaint = await process.communicate()
        lines = complaint.decode(errors="replace").split("\n")
        return next((line for line in reversed(lines) if line.strip()), f"status {process.returncode}")[:200]


async def _start() -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-W", "ignore", "-m", "monitor.collect.worker"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def _ready(process: asyncio.subprocess.Process) -> None:
    """Wait until a worker has read its modules. From here on the time is the document's."""
    assert process.stdout is not None
    await process.stdout.readexactly(len(READY))


async def _exchange(process: asyncio.subprocess.Process, request: Request) -> Reply:
    assert process.stdin is not None
    assert process.stdout is not None
    message = msgspec.msgpack.encode(request)
    process.stdin.write(len(message).to_bytes(LENGTH) + message)
    await process.stdin.drain()
    length = int.from_bytes(await process.stdout.readexactly(LENGTH))
    return _REPLIES.decode(await process.stdout.readexactly(length))
