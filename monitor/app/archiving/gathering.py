"""The entries of one stream on their way to disk: paged from the store into a file of lines."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from monitor.app.archiving.timing import SealLimits
from monitor.archive.entries import entry_name, entry_number
from monitor.archive.tables import TableName
from monitor.archive.write.jobs import SealJob
from monitor.archive.write.lines import raw_line
from monitor.store.records.archived_streams import ArchivedStreams, FollowedStream

_PAGE = 200
"""Entries that are asked for at a time: a page of articles may have some megabytes."""


class Gathering:
    """What follows the cursor of one stream. `last` is the number of the newest entry that was gathered."""

    def __init__(self, stream: FollowedStream, *, folder: Path, life: int, after: int) -> None:
        self.stream = stream
        self.life = life
        self.after = after
        self.first = 0
        self.last = after
        self.count = 0
        self.began_at = 0.0
        self._folder = folder
        self._size = 0
        self._lines = folder / stream.table / f".{os.getpid()}-{stream.name}.lines"

    async def gather(self, streams: ArchivedStreams, *, limits: SealLimits, at: float) -> bool:
        """Take the entries that have come since, up to the limits; whether there may be more.

        `at` is the present by the clock that `is_due` is asked with. Raises OSError.
        """
        while not self._is_full(limits):
            page = await streams.entries(self.stream, after=entry_name(self.last), limit=_PAGE)
            if not page:
                return False
            if not self.count:
                self.first, self.began_at = entry_number(page[0][0]), at
            content = b"".join(raw_line(entry, fields) for entry, fields in page)
            await asyncio.to_thread(self._append, content)
            self.last = entry_number(page[-1][0])
            self.count += len(page)
            self._size += len(content)
            if len(page) < _PAGE:
                return False
        return True

    def is_due(self, limits: SealLimits, *, at: float) -> bool:
        """Whether what was gathered is worth a file."""
        return bool(self.count) and (self._is_full(limits) or at - self.began_at >= limits.age)

    def job(self) -> SealJob:
        """What makes a file of what was gathered."""
        return SealJob(
            folder=str(self._folder),
            table=TableName(self.stream.table),
            stream=self.stream.name,
            life=self.life,
            after=self.after,
            first=self.first,
            last=self.last,
            lines=str(self._lines),
        )

    def sealed(self) -> None:
        """Begin again behind what is on disk now."""
        self.after, self.count, self._size = self.last, 0, 0

    def discard(self) -> None:
        """Forget what was gathered: it is still in the store. Raises OSError."""
        self._lines.unlink(missing_ok=True)

    def _is_full(self, limits: SealLimits) -> bool:
        return self.count >= limits.entries or self._size >= limits.size

    def _append(self, content: bytes) -> None:
        with self._lines.open("ab" if self.count else "wb") as lines:
            lines.write(content)
