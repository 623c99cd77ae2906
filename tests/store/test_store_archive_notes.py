"""What the store knows of the archive that follows it."""

from __future__ import annotations

from monitor.store.connection.client import Client
from monitor.store.records.archived_streams import ArchivedStreams, ArchiveState, archive_of


async def test_the_archive_of_a_store_is_known_once_it_is_named(client: Client) -> None:
    streams = ArchivedStreams(client, holder="one")
    assert await archive_of(client) == ("", None)
    await streams.note("a1", ArchiveState(files=1))
    await streams.note("", ArchiveState(files=2))

    assert await archive_of(client) == ("a1", ArchiveState(files=2))
    assert await streams.archive() == "a1"
