"""The line between the monitor and a service: it hangs, cuts, talks nonsense or keeps the answer to itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum, auto


class Line(Enum):
    """What becomes of what is said on the line."""

    OPEN = auto()
    HANGS = auto()
    """Nothing reaches the service, and nothing is answered."""
    CUT = auto()
    """Broken off before anything reaches the service."""
    NO_ANSWER = auto()
    """The service gets and accepts the message; its answer does not arrive."""
    NO_ANSWER_AND_CUT = auto()
    """The same, and then the line is cut."""
    NONSENSE = auto()
    """Somebody else answers, in no language that the monitor knows."""


@dataclass
class Wire:
    """A proxy on loopback before one service."""

    target: int
    end_of_message: bytes = b""
    """After these bytes of the client the service has the whole message; until then it is answered."""
    line: Line = Line.OPEN
    port: int = 0
    _open: set[asyncio.Task[None]] = field(default_factory=set)

    def becomes(self, line: Line) -> None:
        """From now on; what is open is broken off, for clients keep their connections."""
        self.line = line
        for task in self._open:
            task.cancel()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                await self._talk(reader, writer)
        finally:
            self._open.discard(task)
            writer.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.line is Line.HANGS:
            await asyncio.sleep(3_600)
        if self.line is Line.CUT:
            return
        if self.line is Line.NONSENSE:
            writer.write(b"\x7fELF whatever this is\r\n\r\n" * 3)
            await writer.drain()
            await asyncio.sleep(0.2)
            return
        to_service, from_service = await asyncio.open_connection("127.0.0.1", self.target)
        told = asyncio.Event()
        if not self.end_of_message:
            told.set()
        there = asyncio.create_task(self._forward(reader, from_service, told))
        try:
            await self._back(to_service, writer, told)
        finally:
            there.cancel()
            from_service.close()

    async def _forward(
        self, reader: asyncio.StreamReader, service: asyncio.StreamWriter, told: asyncio.Event
    ) -> None:
        said = b""
        with suppress(ConnectionError):
            while data := await reader.read(65_536):
                said = (said + data)[-65_536:]
                if self.end_of_message and self.end_of_message in said:
                    told.set()
                service.write(data)
                await service.drain()

    async def _back(
        self, service: asyncio.StreamReader, writer: asyncio.StreamWriter, told: asyncio.Event
    ) -> None:
        while data := await service.read(65_536):
            if told.is_set() and self.line is Line.NO_ANSWER:
                continue
            if told.is_set() and self.line is Line.NO_ANSWER_AND_CUT:
                return
            writer.write(data)
            await writer.drain()
        if told.is_set() and self.line is Line.NO_ANSWER:
            await asyncio.sleep(3_600)

    @asynccontextmanager
    async def serve(self) -> AsyncIterator[Wire]:
        """Listen on 127.0.0.1."""
        server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        async with server:
            self.port = server.sockets[0].getsockname()[1]
            yield self
            self.becomes(Line.CUT)
            while self._open:
                await asyncio.sleep(0)
