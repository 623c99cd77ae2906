"""The store's side of the archive: which streams it follows, up to where it has them, and who may write it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from monitor.model.ids import ChannelName
from monitor.store.base import keys, scripts
from monitor.store.base.codec import decode_count, decode_entry_name, encode
from monitor.store.base.known_channels import known_channels
from monitor.store.base.lease import hold, release
from monitor.store.base.server_epoch import server_epoch
from monitor.store.base.unreadable import ValuePlace, readable, readable_as
from monitor.store.connection.client import Client

LEASE = timedelta(seconds=30)
"""How long whoever writes the archive may be silent before another may."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedStream:
    """A stream whose entries go into a table of the archive."""

    table: str
    name: str
    """As the archive's files have it."""
    key: str
    """Without the prefix."""


class ArchiveState(msgspec.Struct, frozen=True, kw_only=True):
    """How the archive is, as its writer last noted it."""

    folder: str = ""
    host: str = ""
    at: datetime | None = None
    """When it was noted."""
    sealed_at: datetime | None = None
    """When entries last went to disk."""
    rows: int = 0
    """How many rows this writer has written since it started."""
    unreadable: int = 0
    size: int = 0
    """Bytes of all files."""
    files: int = 0
    trouble: str = ""
    """Why nothing can be written at present; empty if all is well."""
    since: datetime | None = None
    """Since when."""


class ArchivedStreams:
    """What the archive asks of the store. One holder at a time writes the archive."""

    def __init__(self, client: Client, *, holder: str, span: timedelta = LEASE) -> None:
        self._client = client
        self._holder = holder
        self._span = span

    async def hold(self) -> int | None:
        """Take or renew the right to write the archive; its fencing token, or None while another has it."""
        lease, fence = self._client.key(keys.ARCHIVE_LEASE), self._client.key(keys.ARCHIVE_FENCE)
        return await hold(self._client, lease=lease, fence=fence, holder=self._holder, span=self._span)

    async def release(self) -> None:
        """Give the right back."""
        await release(self._client, lease=self._client.key(keys.ARCHIVE_LEASE), holder=self._holder)

    async def epoch(self) -> bytes:
        """The life of the server: in another, it may have forgotten entries."""
        return await server_epoch(self._client, self._client.key(keys.ARCHIVE))

    async def followed(self) -> Sequence[FollowedStream]:
        """Every stream that the archive follows."""
        return [
            FollowedStream(table="items", name="history", key=keys.HISTORY),
            FollowedStream(table="decisions", name="log", key=keys.LOG),
            FollowedStream(table="activity", name="activity", key=keys.ACTIVITY),
            *(_events(name) for name in await known_channels(self._client)),
        ]

    async def entries(
        self, stream: FollowedStream, *, after: str, limit: int
    ) -> Sequence[tuple[str, Mapping[bytes, bytes]]]:
        """The entries that follow one, oldest first, at most `limit`."""
        key = self._client.key(stream.key)
        found = await self._client.read("XRANGE", key, f"({after}", "+", "COUNT", limit)
        return [(entry.decode(), fields) for entry, fields in found]

    async def entry(self, stream: FollowedStream, name: str) -> Mapping[bytes, bytes] | None:
        """One entry, None if it is not there."""
        found = await self._client.read("XRANGE", self._client.key(stream.key), name, name)
        return found[0][1] if found else None

    async def cursor(self, stream: FollowedStream) -> tuple[str, int]:
        """Up to which entry the stream is known to be archived, `0-0` if nothing is, and in which life of its
        files."""
        key = keys.archived(stream.key)
        entry, files = await self._client.read("HMGET", self._client.key(key), "entry", "files")
        name = await readable_as(
            self._client, entry or b"0-0", decode_entry_name, place=ValuePlace(key=key, at="entry")
        )
        life = await readable_as(self._client, files or b"0", decode_count, place=ValuePlace(key=key, at="files"))
        return name or "0-0", life or 0

    async def was_forgotten(self, stream: FollowedStream, entry: str) -> bool:
        """Whether an entry that is not there, the newest on disk, went because a person had it forgotten."""
        key = self._client.key(keys.archived(stream.key))
        forgotten: bytes | None = await self._client.read("HGET", key, "forgotten")
        return forgotten == entry.encode()

    async def is_asked_to_forget(self) -> bool:
        """Whether a person wants something to be forgotten that is not yet."""
        return bool(await self._client.read("HEXISTS", self._client.key(keys.FORGETTING), "asked"))

    async def archived(self, stream: FollowedStream, entry: str, *, files: int, token: int) -> bool:
        """Remember that the stream is on disk up to an entry, in a life of the archive's files. May be repeated.

        False if the token or the life is old: nothing was done.
        """
        key = self._client.key(keys.archived(stream.key))
        return bool(await self._client.run(scripts.ARCHIVED, keys=[key], args=(entry, files, token)))

    async def archive(self) -> str:
        """The id of the archive that follows the store; empty if none ever did."""
        return (await archive_of(self._client))[0]

    async def note(self, archive: str, state: ArchiveState) -> None:
        """Note which archive follows the store, and how it is."""
        key = self._client.key(keys.ARCHIVE)
        await self._client.run(scripts.NOTE_ARCHIVE, keys=[key], args=(archive, encode(state)))


async def archive_of(client: Client) -> tuple[str, ArchiveState | None]:
    """The id of the archive that follows the store, empty if none ever did, and how it is."""
    found = await client.read("HGETALL", client.key(keys.ARCHIVE))
    state = None
    if body := found.get(b"state"):
        state = await readable(client, body, ArchiveState, place=ValuePlace(key=keys.ARCHIVE, at="state"))
    return found.get(b"id", b"").decode(errors="replace"), state


def _events(name: ChannelName) -> FollowedStream:
    return FollowedStream(table="deliveries", name=name, key=keys.channel(name, "events"))
