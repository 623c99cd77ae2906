"""Signed JSON to a web address: the whole alert, in the form of `Notification`, for programs.

The body is signed as `Monitor-Signature: v1=` and the HMAC-SHA256, in hex, of the timestamp in the header
`Monitor-Timestamp` (seconds since 1970), a full stop, and the body. A receiver compares it in constant time, and
takes nothing whose timestamp is more than a few minutes off. `Idempotency-Key` is the alert's id: the same alert
may come twice, and is then the same.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping

import msgspec

from monitor.clock import Now, now
from monitor.language.display import line
from monitor.send.attempt import Attempt, Sent, Unauthorised
from monitor.send.channel import ChannelType, Option, Unlimited
from monitor.send.channels.webhook_schema import notification
from monitor.send.message.compose import Message
from monitor.send.transport.classify import of
from monitor.send.transport.http import ServiceClient
from monitor.send.transport.options import switch, web_address
from monitor.send.transport.redact import of_address
from monitor.send.transport.wire import HttpAnswer

_SHORTEST_KEY = 16
_GONE = frozenset({404, 410})


class Webhook:
    """Posts to one address."""

    def __init__(
        self, *, url: str, key: str = "", updates: bool = False, proxy: str | None = None, now: Now = now
    ) -> None:
        """`updates` asks for alerts that need not notify, with the reason 'also reported'.

        Raises ValueError, without the address in it, if it is none, or for a key too short to protect.
        """
        self._url = web_address(url, "url")
        if key and len(key) < _SHORTEST_KEY:
            raise ValueError(
                f"key must have at least {_SHORTEST_KEY} characters: make one with openssl rand -hex 32"
            )
        self._key = key.encode()
        self._now = now
        self.updates = updates
        self._http = ServiceClient(secrets=of_address(url) | {key} if key else of_address(url), proxy=proxy)

    async def send(self, message: Message) -> Attempt:
        """Post one message. Any answer from 200 to 299 accepts it."""
        body = msgspec.json.encode(notification(message))
        timestamp = str(int(self._now().timestamp()))
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": message.alert.id,
            "Monitor-Timestamp": timestamp,
        }
        if self._key:
            headers["Monitor-Signature"] = signature(body, timestamp=timestamp, key=self._key)
        record = await self._http.post(self._url, body=body, headers=headers)
        if isinstance(record, HttpAnswer) and 200 <= record.status < 300:
            return Sent()
        if isinstance(record, HttpAnswer) and record.status in _GONE:
            return Unauthorised(line(f"HTTP {record.status} {record.text}", limit=200))
        return of(record)

    def preview(self, message: Message) -> str:
        """The JSON that it would post."""
        return msgspec.json.format(msgspec.json.encode(notification(message))).decode()

    async def close(self) -> None:
        """Close the connection."""
        await self._http.close()


def signature(body: bytes, *, timestamp: str, key: bytes) -> str:
    """What `Monitor-Signature` must be for this body."""
    return "v1=" + hmac.new(key, timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def build(_name: str, options: Mapping[str, str]) -> Webhook:
    """The channel of these options; see `CHANNELS`. Raises ValueError for values that cannot work."""
    return Webhook(
        url=options["url"],
        key=options.get("key", ""),
        updates=switch(options, "updates", default=False),
        proxy=options.get("proxy"),
    )


TYPE = ChannelType(
    name="webhook",
    options=(
        Option("url", required=True, secret=True),
        Option("key", secret=True),
        Option("updates"),
        Option("proxy", secret=True),
    ),
    limits=Unlimited("its receiver is a program of the user's, whose limit `pace` can say"),
    max_length=Unlimited("JSON over HTTP has no limit of its own"),
    in_flight=8,
    build=build,
)
