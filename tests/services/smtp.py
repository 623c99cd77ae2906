"""A mail server on loopback that keeps to RFC 5321: lines of 1,000 octets, seven bits, one mail at a time."""

from __future__ import annotations

import asyncio
import base64
import ssl
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage, Message
from email.parser import BytesParser
from email.policy import default
from pathlib import Path
from typing import cast

LINE = 1_000  # octets, with the line break (RFC 5321, 4.5.3.1.6)
_LONGEST = 16 << 20
"""Bytes of a mail."""
USER, PASSWORD = "monitor", "T0KENT0KEN"


@dataclass
class LoopbackSmtp:
    """Replies may be scripted for a command; a reply of None cuts the line."""

    port: int = 0
    security: str = "none"
    tls: ssl.SSLContext | None = None
    replies: dict[str, str | None] = field(default_factory=dict)
    """By command: CONNECT, EHLO, AUTH, MAIL, RCPT, DATA, TEXT, QUIT; CONFIRM is TEXT of a mail that was taken."""
    replies_once: list[dict[str, str | None]] = field(default_factory=list)
    """The same, each for one connection."""
    raw: list[bytes] = field(default_factory=list)

    @property
    def mails(self) -> list[EmailMessage]:
        parser: BytesParser[Message] = BytesParser(policy=default)
        return [cast(EmailMessage, parser.parsebytes(raw)) for raw in self.raw]

    @asynccontextmanager
    async def serve(self) -> AsyncIterator[LoopbackSmtp]:
        connections: set[asyncio.Task[None]] = set()

        async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task is not None
            connections.add(task)
            try:
                await _Session(self, reader, writer).run()
            except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError, ssl.SSLError):
                pass  # the other side has left, or the test is over
            finally:
                writer.close()
                with suppress(ConnectionError, ssl.SSLError, asyncio.CancelledError):
                    await writer.wait_closed()

        server = await asyncio.start_server(
            connected, "127.0.0.1", 0, ssl=self.tls if self.security == "tls" else None, limit=_LONGEST
        )
        async with server:
            self.port = server.sockets[0].getsockname()[1]
            yield self
        for task in connections:
            task.cancel()
            await asyncio.wait({task})


class _Session:
    def __init__(self, smtp: LoopbackSmtp, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._smtp, self._reader, self._writer = smtp, reader, writer
        self._encrypted = smtp.security == "tls"
        self._replies = smtp.replies | (smtp.replies_once.pop(0) if smtp.replies_once else {})

    async def run(self) -> None:
        if not await self._reply("CONNECT", "220 here"):
            return
        while line := await self._reader.readline():
            command = line.decode("ascii").strip()
            if not await self._obey(command[:4].upper(), command):
                return

    async def _obey(self, verb: str, command: str) -> bool:
        match verb:
            case "EHLO":
                return await self._reply("EHLO", self._greeting())
            case "STAR":
                await self._reply("STARTTLS", "220 go ahead")
                assert self._smtp.tls is not None
                await self._writer.start_tls(self._smtp.tls)
                self._encrypted = True
                return True
            case "AUTH":
                given = base64.b64decode(command.rsplit(maxsplit=1)[-1]).decode()
                known = given == f"\0{USER}\0{PASSWORD}"
                return await self._reply("AUTH", "235 welcome" if known else "535 5.7.8 who are you")
            case "DATA":
                return await self._data()
            case "QUIT":
                await self._reply("QUIT", "221 bye")
                return False
        return await self._reply(verb, "250 fine")

    async def _data(self) -> bool:
        if not await self._reply("DATA", "354 go ahead"):
            return False
        if not (self._replies.get("DATA") or "354").startswith("354"):
            return True
        text = await self._reader.readuntil(b"\r\n.\r\n")
        lines = text.split(b"\r\n")[:-2]
        if any(len(line) + 2 > LINE for line in lines):
            return await self._reply("LONG", "500 5.5.2 line too long")
        if not text.isascii():
            return await self._reply("8BIT", "554 5.6.1 eight bits without 8BITMIME")
        scripted = self._replies.get("TEXT", "250 taken")
        if scripted is not None and scripted.startswith("250"):
            unstuffed = (line[1:] if line.startswith(b".") else line for line in lines)
            self._smtp.raw.append(b"\r\n".join(unstuffed))
        return self._replies.get("CONFIRM", "") is not None and await self._reply("TEXT", "250 taken")

    def _greeting(self) -> str:
        lines = ["here"]
        if self._smtp.security == "starttls" and not self._encrypted:
            lines.append("STARTTLS")
        if self._encrypted:
            lines.append("AUTH PLAIN")
        return "\r\n".join(f"250-{line}" for line in lines) + "\r\n250 HELP"

    async def _reply(self, command: str, usual: str) -> bool:
        reply = self._replies.get(command, usual)
        if reply is None:
            return False
        self._writer.write(reply.encode() + b"\r\n")
        await self._writer.drain()
        return True


def certificate(directory: Path) -> tuple[ssl.SSLContext, Path]:
    """A certificate for 127.0.0.1 that only those trust who are given its file."""
    key, cert = directory / "key.pem", directory / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
         "-keyout", str(key), "-out", str(cert), "-days", "2", "-subj", "/CN=127.0.0.1",
         "-addext", "subjectAltName=IP:127.0.0.1"],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(cert, key)
    return context, cert
