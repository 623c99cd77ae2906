"""Worker processes: started when they are first needed, killed and replaced when they hang or crash."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from monitor.collect.parse.entries import LENGTH, READY, ParseRequest, Reply, Unreadable
from monitor.model.news.visit import FetchFailure

START_LIMIT = 20.0
"""Seconds in which a worker must have started."""
BATCH = 8
BATCH_BYTES = 48_000
"""Documents, and bytes of them, that a worker is handed at a time: less than a pipe holds. One may be larger."""

_REPLIES: msgspec.msgpack.Decoder[Reply] = msgspec.msgpack.Decoder(Reply)


@dataclass(frozen=True, slots=True, eq=False)
class _Job:
    message: bytes
    answer: asyncio.Future[Reply | None]

    def reply(self, reply: Reply | None) -> None:
        """Give the reply to whoever waits for it, if somebody does."""
        if not self.answer.done():  # else nobody waits for it any more
            self.answer.set_result(reply)


class Pool:
    """Some workers and one queue. Who hands over small documents one by one pays more for it than for parsing."""

    def __init__(self, *, workers: int, time_limit: float, options: tuple[str, ...] = ()) -> None:
        """`options` are given to each worker at its start."""
        self._workers = workers
        self._idle = [_Worker(time_limit=time_limit, options=options) for _ in range(workers)]  # the last is warm
        self._jobs: deque[_Job] = deque()
        self._serving: set[asyncio.Task[None]] = set()

    async def ask(self, request: ParseRequest) -> Reply | None:
        """The reply to a request; None if its document took longer than the time limit."""
        body = msgspec.msgpack.encode(request)
        job = _Job(len(body).to_bytes(LENGTH) + body, asyncio.get_running_loop().create_future())
        self._jobs.append(job)
        self.warm_up()
        return await job.answer

    def warm_up(self) -> None:
        """Have a worker started, if one is idle, and let it look for work."""
        if self._idle:
            task = asyncio.create_task(self._serve(self._idle.pop()))
            self._serving.add(task)
            task.add_done_callback(self._serving.discard)

    async def stop(self) -> None:
        """End all processes, whatever they are doing."""
        serving = tuple(self._serving)
        for task in serving:
            task.cancel()
        await asyncio.gather(*serving, return_exceptions=True)
        for job in self._jobs:
            job.answer.cancel()
        for worker in self._idle:
            await worker.stop()

    async def _serve(self, worker: _Worker) -> None:
        """Keep a worker busy until the queue is empty."""
        batch: list[_Job] = []
        try:
            await worker.work(batch)  # which starts it
            while batch := self._next_batch():
                answered = await worker.work(batch)
                self._jobs.extendleft(reversed(batch[answered:]))
        finally:
            for job in batch:
                job.answer.cancel()
            self._idle.append(worker)

    def _next_batch(self) -> list[_Job]:
        """A fair share of the queue, and not more than fits into a pipe, without those that nobody waits for."""
        share = min(BATCH, -(-len(self._jobs) // self._workers))
        batch: list[_Job] = []
        size = 0
        while self._jobs and len(batch) < share:
            size += len(self._jobs[0].message)
            if batch and size > BATCH_BYTES:
                break
            job = self._jobs.popleft()
            if not job.answer.done():
                batch.append(job)
        return batch


class _Worker:
    def __init__(self, *, time_limit: float, options: tuple[str, ...]) -> None:
        self._time_limit = time_limit
        self._options = options
        self._process: asyncio.subprocess.Process | None = None

    async def work(self, batch: Sequence[_Job]) -> int:
        """Answer the jobs in their order, up to the first that is the end of the process; how many."""
        answered = 0
        try:
            process = await self._started()
            assert process.stdin is not None
            process.stdin.write(b"".join(job.message for job in batch))
            for job in batch:
                async with asyncio.timeout(self._time_limit):
                    reply = await _next_reply(process)
                job.reply(reply)
                answered += 1
        except TimeoutError:
            await self.stop()
            failed = None
        except (asyncio.IncompleteReadError, ConnectionError):
            detail = f"the parser ended: {await self._last_words()}"
            failed = Unreadable(failure=FetchFailure.BROKEN, detail=detail)
        except asyncio.CancelledError:
            await self.stop()
            raise
        else:
            return answered
        for job in batch[answered : answered + 1]:
            job.reply(failed)
        return answered + 1

    async def stop(self) -> None:
        """End the process, whatever it is doing."""
        process, self._process = self._process, None
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.communicate()

    async def _started(self) -> asyncio.subprocess.Process:
        if self._process is not None and self._process.returncode is not None:
            await self.stop()  # somebody else ended it while it was idle
        if self._process is None:
            async with asyncio.timeout(START_LIMIT):
                self._process = await asyncio.create_subprocess_exec(
                    *(sys.executable, "-W", "ignore", "-m", "monitor.collect.parse.worker", *self._options),
                    stdin=asyncio.subprocess.PIPE,
                    stdout=asyncio.subprocess.PIPE,
                    stderr=asyncio.subprocess.PIPE,
                )
                assert self._process.stdout is not None
                # It has read its modules then; from here on the time is the documents'.
                await self._process.stdout.readexactly(len(READY))
        return self._process

    async def _last_words(self) -> str:
        process, self._process = self._process, None
        assert process is not None, "only a process that was started can end"
        _, complaint = await process.communicate()
        lines = complaint.decode(errors="replace").split("\n")
        return next((line for line in reversed(lines) if line.strip()), f"status {process.returncode}")[:200]


async def _next_reply(process: asyncio.subprocess.Process) -> Reply:
    assert process.stdout is not None
    length = int.from_bytes(await process.stdout.readexactly(LENGTH))
    return _REPLIES.decode(await process.stdout.readexactly(length))
