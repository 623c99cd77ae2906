"""Commands that are asked for at the same time travel together, on one connection, in one write.

With fifty feeds in flight the client library's own work for each single command is most of what the store costs.
While one batch is under way the next one gathers, so that nobody waits for company.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from typing import Any

import hiredis
from redis.asyncio import ConnectionPool
from redis.exceptions import RedisError, ResponseError

BATCH_BYTES = 1 << 20
"""Beyond this, the rest waits for the next batch."""
REPLICATION_MS = 1_000
"""How long replicas may take to have what was written."""

_Waiting = tuple[bytes, "asyncio.Future[Any]"]


class Batcher:
    """Sends the commands of many callers. A caller who no longer waits does not disturb the others.

    `replicas` is how many replicas must have what was written before it counts; else each caller gets an error
    that it may not have been done.
    """

    def __init__(self, pool: ConnectionPool, *, replicas: int = 0) -> None:
        self._pool = pool
        self._replicas = replicas
        self._waiting: deque[_Waiting] = deque()
        self._sending: asyncio.Task[None] | None = None

    async def send(self, *command: bytes | str | int | float) -> Any:
        """The reply to a command: bytes, integers, None, and lists of these. Raises RedisError."""
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        packed = hiredis.pack_command(command)  # type: ignore[arg-type]  # declared for one argument, takes any number
        self._waiting.append((packed, answer))
        if self._sending is None or self._sending.done():
            self._sending = asyncio.create_task(self._send_all())
        reply = await answer
        if isinstance(reply, RedisError):
            raise reply
        return reply

    async def aclose(self) -> None:
        """Let what is under way come to its end."""
        if self._sending is not None:
            await self._sending

    async def _send_all(self) -> None:
        while self._waiting:
            batch = self._next_batch()
            replies = await self._replicated([command for command, _ in batch])
            for (_, answer), reply in zip(batch, replies, strict=True):
                if not answer.done():
                    answer.set_result(reply)

    def _next_batch(self) -> list[_Waiting]:
        batch, size = [self._waiting.popleft()], 0
        while self._waiting and size < BATCH_BYTES:
            batch.append(self._waiting.popleft())
            size += len(batch[-1][0])
        return batch

    async def _replicated(self, commands: list[bytes]) -> list[Any]:
        if not self._replicas:
            return await self._exchange(commands)
        # WAIT is about what its own connection has written, so it must travel with the batch.
        wait = hiredis.pack_command(("WAIT", self._replicas, REPLICATION_MS))  # type: ignore[arg-type]  # as above
        *replies, reached = await self._exchange([*commands, wait])
        if isinstance(reached, int) and reached >= self._replicas:
            return replies
        few = ResponseError(f"NOREPLICAS {reached} of {self._replicas} replicas have what was written")
        return [reply if isinstance(reply, RedisError) else few for reply in replies]

    async def _exchange(self, commands: Sequence[bytes]) -> list[Any]:
        """A reply, or the error, for each command. An error that is no answer is that of all that follow."""
        replies: list[Any] = []
        try:
            connection = await self._pool.get_connection()  # type: ignore[no-untyped-call]  # redis-py has no types here
            try:
                await connection.send_packed_command([b"".join(commands)])
                while len(replies) < len(commands):
                    try:
                        replies.append(await connection.read_response())
                    except ResponseError as error:
                        replies.append(error)
            finally:
                # After an error that is no answer the library has already closed the connection.
                await self._pool.release(connection)
        except RedisError as error:
            replies += [error] * (len(commands) - len(replies))
        return replies
