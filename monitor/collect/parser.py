"""Parses documents in worker processes that can be killed."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from types import TracebackType
from typing import Self

import msgspec

from monitor.collect.entry import LENGTH, Reply, Request, Unreadable
from monitor.handover import Failure

WORKERS = 2
"""One may be busy with a bomb while the other goes on."""
TIME_LIMIT = 10.0
"""Seconds for one document, the start of the worker included."""

_REPLIES: msgspec.msgpack.Decoder[Reply] = msgspec.msgpack.Decoder(Reply)


class Parser:
    """A few worker processes, started when they are first needed, killed and replaced when they hang or crash."""

    def __init__(self, *, workers: int = WORKERS, time_limit: float = TIME_LIMIT) -> None:
        self._all = tuple(_Worker(time_limit=time_limit) for _ in range(workers))
        self._idle: asyncio.LifoQueue[_Worker] = asyncio.LifoQueue()  # the last one used is warm
        for worker in self._all:
            self._idle.put_nowait(worker)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker in self._all:
            await worker.stop()

    async def parse(self, body: bytes, *, content_type: str, url: str) -> Reply:
        """What a document says, or why it cannot be read. Waits for a worker if all are busy.

        `content_type` is the header as the server sent it; relative links are relative to `url`.
        """
        worker = await self._idle.get()
        try:
            return await worker.ask(Request(body=body, content_type=content_type, url=url))
        finally:
            self._idle.put_nowait(worker)


class _Worker:
    def __init__(self, *, time_limit: float) -> None:
        self._time_limit = time_limit
        self._process: asyncio.subprocess.Process | None = None

    async def ask(self, request: Request) -> Reply:
        try:
            async with asyncio.timeout(self._time_limit):
                process = self._process = self._process or await _start()
                return await _exchange(process, request)
        except TimeoutError:
            await self.stop()
            return Unreadable(failure=Failure.BROKEN, detail=f"not parsed within {self._time_limit:g} s")
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


async def _exchange(process: asyncio.subprocess.Process, request: Request) -> Reply:
    assert process.stdin is not None
    assert process.stdout is not None
    message = msgspec.msgpack.encode(request)
    process.stdin.write(len(message).to_bytes(LENGTH) + message)
    await process.stdin.drain()
    length = int.from_bytes(await process.stdout.readexactly(LENGTH))
    return _REPLIES.decode(await process.stdout.readexactly(length))
