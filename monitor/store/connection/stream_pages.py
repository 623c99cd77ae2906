"""Reading a stream from end to end without ever asking for more than a page."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

from monitor.store.connection.client import Client

PAGE = 500


async def read_stream(
    client: Client, name: str, *, since_ms: int = 0, after: str = ""
) -> AsyncIterator[tuple[bytes, dict[bytes, bytes]]]:
    """The entries of a stream made since an instant, or after an entry if one is given, oldest first."""
    async for page in pages_forwards(client, name, since_ms=since_ms, after=after):
        for entry, fields in page:
            yield entry, fields


async def pages_forwards(
    client: Client, name: str, *, since_ms: int = 0, after: str = ""
) -> AsyncIterator[Sequence[tuple[bytes, dict[bytes, bytes]]]]:
    """The same entries, as many at a time as are read at once. What the stream loses meanwhile is missing."""
    start = f"({after}" if after else str(max(since_ms, 0))
    while page := await client.read("XRANGE", client.key(name), start, "+", "COUNT", PAGE):
        yield page
        start = f"({page[-1][0].decode()}"


async def pages_backwards(
    client: Client, name: str, *, before: str = ""
) -> AsyncIterator[tuple[bytes, dict[bytes, bytes]]]:
    """The entries of a stream, newest first; only those before an entry, if one is given."""
    end = f"({before}" if before else "+"
    while page := await client.read("XREVRANGE", client.key(name), end, "-", "COUNT", PAGE):
        for entry, fields in page:
            yield entry, fields
        end = f"({page[-1][0].decode()}"
