"""The names of all keys that a monitor has in its store."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

from monitor.store.connection.client import Client

_AT_ONCE = 500


async def key_pages(client: Client, beginning: str = "") -> AsyncIterator[Sequence[str]]:
    """The names, without the prefix, of the keys that begin like this; some may come twice."""
    pattern = _literally(client.key(beginning)) + "*"
    cursor: bytes | int = b"0"
    while True:
        cursor, names = await client.read("SCAN", cursor, "MATCH", pattern, "COUNT", _AT_ONCE)
        yield [name.decode().removeprefix(client.prefix) for name in names]
        if int(cursor) == 0:
            return


def _literally(beginning: str) -> str:
    """What names begin with, as SCAN takes it letter for letter."""
    return "".join(f"\\{one}" if one in "*?[]\\^" else one for one in beginning)
