"""The line between the monitor and its store, which may be cut, delayed, or lose an answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum, auto


class Line(Enum):
    """How the line is."""

    GOOD = auto()
    REFUSED = auto()
    """New connections are closed at once, and those that stand are cut."""
    SILENT = auto()
    """Nothing comes back, and nobody is told."""
    SLOW = auto()


@dataclass
class Proxy:
    """Passes bytes to the store and back."""

    target: int
    """Port of the store."""
    port: int = 0
    line: Line = Line.GOOD
    lose_next_answer: bool = False
    """The next answer is lost, with its connection: the store did the work, nobody knows."""
    _writers: set[asyncio.StreamWriter] = field(default_factory=set)

    def cut(self) -> None:
        """End every connection that stands."""
        for writer in tuple(self._writers):
            writer.transport.abort()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.line is Line.REFUSED:
            writer.transport.abort()
            return
        try:
            back, forth = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            writer.transport.abort()
            return
        self._writers |= {writer, forth}
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._asked(reader, forth))
                group.create_task(self._answered(back, writer))
        finally:
            for end in (writer, forth):
                self._writers.discard(end)
                end.transport.abort()

    async def _asked(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(65_536):
                writer.write(data)
                await writer.drain()
        writer.transport.abort()

    async def _answered(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(65_536):
                if self.lose_next_answer:
                    self.lose_next_answer = False
                    break
                if self.line is Line.SLOW:
                    await asyncio.sleep(0.2)
                while self.line is Line.SILENT:
                    await asyncio.sleep(0.05)
                writer.write(data)
                await writer.drain()
        writer.transport.abort()

    @asynccontextmanager
    async def serve(self) -> AsyncIterator[Proxy]:
        """Listen on 127.0.0.1."""
        server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            self.cut()
