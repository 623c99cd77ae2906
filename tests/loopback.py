"""Services on loopback that answer as they are told to: HTTP and mail."""

from __future__ import annotations

import asyncio
import secrets
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field


def free_port() -> int:
    """A port of loopback that a server started later can have.

    It is below those that connections are given for their own end: one of these might take it before the server.
    """
    while True:
        port = 20_000 + secrets.randbelow(12_768)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port


@dataclass
class LoopbackService:
    """A server on loopback that reads what it is sent and answers with scripted bytes."""

    port: int = 0
    answers: list[bytes | None] = field(default_factory=list)
    """One for each request: bytes, or None for a connection that is cut after the request came in.
    After the script, everything is accepted."""
    requests: list[bytes] = field(default_factory=list)
    taken: list[bytes] = field(default_factory=list)
    """The requests that were accepted, whether or not that was answered."""
    lag: float = 0.0
    usual: bytes = b""
    """The body of the answer that accepts."""

    def answer(self, status: str, *headers: str, body: bytes = b"") -> None:
        """Answer the next request in HTTP."""
        lines = (f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers)
        self.answers.append("\r\n".join((*lines, "", "")).encode() + body)

    def cut_the_line(self) -> None:
        """Read the next request, and close the connection without a word."""
        self.answers.append(None)

    def accept_and_cut_the_line(self) -> None:
        """Accept the next request, and close the connection without a word."""
        self.answers.append(b"")

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(
            int(line.split(b":")[1]) for line in head.splitlines() if line.lower().startswith(b"content-length")
        )
        self.requests.append(head + await reader.readexactly(length))
        await asyncio.sleep(self.lag)
        if not self.answers:
            self.answer("200 OK", body=self.usual)
        if (scripted := self.answers.pop(0)) is not None:
            if not scripted or scripted.startswith(b"HTTP/1.1 2"):
                self.taken.append(self.requests[-1])
            writer.write(scripted)


@asynccontextmanager
async def loopback_service() -> AsyncIterator[LoopbackService]:
    """A service on a free port."""
    service = LoopbackService()
    async with _listening(service.serve) as service.port:
        yield service


@dataclass
class LoopbackMail:
    """A mail server on loopback. Replies may be changed per command; a reply of None cuts the line."""

    port: int = 0
    replies: dict[str, str | None] = field(default_factory=dict)
    """By command: CONNECT, EHLO, MAIL, RCPT, DATA, TEXT."""
    mails: list[bytes] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        usual = {"CONNECT": "220 here", "DATA": "354 go ahead", "TEXT": "250 taken", "QUIT": "221 bye"}
        command = "CONNECT"
        while True:
            reply = self.replies.get(command, usual.get(command, "250 fine"))
            if reply is None:
                break
            writer.write(reply.encode() + b"\r\n")
            if command == "QUIT":
                break
            if command == "DATA" and reply.startswith("354"):
                self.mails.append(await reader.readuntil(b"\r\n.\r\n"))
                command = "TEXT"
            else:
                command = (await reader.readline()).decode()[:4].strip().upper()
            if not command:
                break


@asynccontextmanager
async def loopback_mail() -> AsyncIterator[LoopbackMail]:
    """A mail server on a free port."""
    mail = LoopbackMail()
    async with _listening(mail.serve) as mail.port:
        yield mail


@asynccontextmanager
async def _listening(
    serve: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]],
) -> AsyncIterator[int]:
    """A server on a free port of loopback, which is given. At the end no connection is left open."""
    open_connections: set[asyncio.Task[None] | None] = set()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        open_connections.add(asyncio.current_task())
        try:
            await serve(reader, writer)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the other side has left, or the test is over
        finally:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]
    for task in open_connections:
        if task is not None:
            task.cancel()
            await asyncio.wait({task})
