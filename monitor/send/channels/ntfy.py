"""A topic of ntfy, which pushes to phones (https://docs.ntfy.sh/publish/#publish-as-json).

What is critical comes through a phone's silence; a touch opens the report.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import timedelta

from monitor.model.ids import Severity
from monitor.model.sending.alert import Reason
from monitor.send.attempt import Ambiguous, Attempt, Sent
from monitor.send.channel import ChannelType, Limit, MaxLength, Option
from monitor.send.channels.multipart import MultipartSend
from monitor.send.message.compose import Message, MessagePart
from monitor.send.transport.classify import of
from monitor.send.transport.http import ServiceClient
from monitor.send.transport.options import web_address
from monitor.send.transport.wire import HttpAnswer

SERVER = "https://ntfy.sh"
LIMIT = 4_096
"""Bytes of a message; what is longer would arrive as a file."""
_TOPIC = re.compile(r"[-_A-Za-z0-9]{1,64}")
_PRIORITIES = {Severity.INFO: 2, Severity.LOW: 3, Severity.MEDIUM: 3, Severity.HIGH: 4, Severity.CRITICAL: 5}
_QUIET = 1


class Ntfy:
    """Publishes on one topic."""

    updates = False

    def __init__(self, *, topic: str, server: str = SERVER, token: str = "", proxy: str | None = None) -> None:
        """Raises ValueError if they cannot be a topic and a server."""
        if not _TOPIC.fullmatch(topic):
            raise ValueError("topic must be letters, digits, hyphens and underscores, 64 at most")
        self._server = web_address(server, "server")
        self._topic = topic
        self._headers = {"Content-Type": "application/json"}
        if token:
            self._headers["Authorization"] = f"Bearer {token}"
        self._http = ServiceClient(secrets=(token,) if token else (), proxy=proxy)
        self._pieces: MultipartSend[str] = MultipartSend()

    async def send(self, message: Message) -> Attempt:
        """Publish one message, or several if it is long."""

        async def send_piece(piece: str, *, first: str, last: bool) -> Attempt:
            return await self._publish(message, piece)

        return await self._pieces.send(message.alert.id, list(_pieces(message)), send_piece)

    async def close(self) -> None:
        """Close the connection."""
        await self._http.close()

    async def _publish(self, message: Message, text: str) -> Attempt:
        alert = message.alert
        call = {
            "topic": self._topic,
            "title": message.title,
            "message": text,
            "priority": _QUIET if alert.reason is Reason.ALSO else _PRIORITIES[alert.severity],
        }
        if MessagePart.LINK in message.parts:
            call["click"] = message.parts[MessagePart.LINK]
        body = json.dumps(call, ensure_ascii=False).encode()
        record = await self._http.post(self._server, body=body, headers=self._headers)
        if isinstance(record, HttpAnswer) and 200 <= record.status < 300:
            found = re.search(r'"id"\s*:\s*"(\w+)"', record.text)
            return Sent(found[1]) if found else Ambiguous("what answered is not ntfy")
        return of(record)


def _pieces(message: Message) -> Iterator[str]:
    """The lines of the message, as many in a piece as fit. The link is what a touch opens."""
    piece = ""
    for part, text in message.parts.items():
        for line in text.split("\n") if part is not MessagePart.LINK else ():
            longer = f"{piece}\n{line}" if piece else line
            if piece and len(longer.encode()) > LIMIT:
                yield piece
                longer = line
            piece = longer
    yield piece or message.headline


def build(_name: str, options: Mapping[str, str]) -> Ntfy:
    """The channel of these options; see `CHANNELS`. Raises ValueError for values that cannot work."""
    return Ntfy(
        topic=options["topic"],
        server=options.get("server", SERVER),
        token=options.get("token", ""),
        proxy=options.get("proxy"),
    )


def _limits(options: Mapping[str, str]) -> tuple[Limit, ...]:
    """60 requests at once, then one each 5 seconds, from one visitor (https://docs.ntfy.sh/publish/#limitations)."""
    return (Limit(60, timedelta(minutes=5), shared_by=(options.get("server", SERVER), options.get("token", ""))),)


TYPE = ChannelType(
    name="ntfy",
    options=(
        Option("topic", required=True, secret=True),  # whoever knows it can read along
        Option("server"),
        Option("token", secret=True),
        Option("proxy", secret=True),
    ),
    limits=_limits,
    max_length=MaxLength(LIMIT, "bytes"),
    in_flight=4,
    build=build,
)
