"""All data of one server, put into another: for a server that has lost its directory. It blocks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from redis.connection import UnixDomainSocketConnection

_AT_ONCE = 100
"""Keys that are copied in one round trip."""
_CONNECTION: Any = UnixDomainSocketConnection  # what it says of its types is not true
_PAUSE_MS = 120_000
"""No copy takes so long; after it whoever writes to the source may go on."""


class LastingConnection:
    """One connection to a server, which lasts whatever becomes of the file of its socket."""

    def __init__(self, socket: Path) -> None:
        """Connect. Raises RedisError."""
        self._connection = _CONNECTION(path=str(socket), socket_timeout=60.0)
        self._connection.connect()

    def ask(self, *commands: Sequence[str | bytes | int]) -> list[Any]:
        """The answers to these commands, sent at once. Raises RedisError."""
        self._connection.send_packed_command(self._connection.pack_commands(commands))
        return [self._connection.read_response() for _ in commands]

    def close(self) -> None:
        """Disconnect. Harmless if that was done."""
        self._connection.disconnect()


def copy_data(source: LastingConnection, target: LastingConnection) -> int:
    """Put every key of one server, with its time to live, into an empty one; how many there were.

    Nobody else can write to the source from then on: it must end, or `resume`. Raises RedisError.
    """
    source.ask(("CLIENT", "PAUSE", _PAUSE_MS, "WRITE"))
    copied, cursor = 0, b"0"
    while True:
        [[cursor, names]] = source.ask(("SCAN", cursor, "COUNT", _AT_ONCE))
        values = source.ask(*[command for name in names for command in (("PTTL", name), ("DUMP", name))])
        found = zip(names, values[::2], values[1::2], strict=True)
        restore = [
            ("RESTORE", name, max(left, 0), value, "REPLACE") for name, left, value in found if value is not None
        ]
        copied += len(target.ask(*restore))
        if cursor == b"0":
            return copied


def resume(source: LastingConnection) -> None:
    """Let others write to a server again that was not copied after all. Raises RedisError."""
    source.ask(("CLIENT", "UNPAUSE"))
