"""What people get to know of the archive: its state in the store, and a notice when something keeps it from being
written."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import msgspec
import structlog

from monitor.app.archiving.timing import NOTE_EVERY
from monitor.archive.segments import live, segments
from monitor.archive.tables import TableName
from monitor.archive.write.jobs import Sealed, Tidied
from monitor.clock import Now
from monitor.model.ids import Severity, content_id
from monitor.model.notice import Notice
from monitor.store.records.archived_streams import ArchivedStreams, ArchiveState, FollowedStream

log = structlog.get_logger("monitor")

_FIRST_PAUSE, _LONGEST_PAUSE = 60.0, 1800.0
"""Seconds until a failed step is tried again; each failure in a row doubles it."""


class ArchiveReporter:
    """The state of the archive, as this process knows it."""

    def __init__(
        self, streams: ArchivedStreams, *, folder: Path, host: str, notify: Callable[[Notice], None], now: Now
    ) -> None:
        self._archive = ""
        self._streams = streams
        self._folder = folder
        self._notify = notify
        self._now = now
        self._state = ArchiveState(folder=str(folder), host=host)
        self._noted_at: datetime | None = None
        self._pause = _FIRST_PAUSE

    @property
    def failing(self) -> bool:
        """Whether the last step failed."""
        return bool(self._state.trouble)

    def opened(self, archive: str) -> None:
        """The archive with this id is the one that is written."""
        self._archive = archive

    def sealed(self, answer: Sealed, stream: FollowedStream) -> None:
        """Entries are on disk."""
        log.debug("archived", table=stream.table, stream=stream.name, rows=answer.rows)
        self._well()
        state = self._state
        self._change(
            sealed_at=self._now(),
            rows=state.rows + answer.rows,
            unreadable=state.unreadable + answer.unreadable,
        )
        if answer.unreadable:
            self._notice(
                f"{answer.unreadable} entries of {stream.name} could not be read and are not in the archive",
                f"They are kept in {self._folder / stream.table} as .unreadable-… files.",
            )

    def tidied(self, answer: Tidied) -> None:
        """The folder is in order."""
        self._well()
        for name in answer.moved_aside:
            self._notice(
                f"a file of the archive cannot be read and was moved aside: {name}",
                "Its rows are missing from searches and reports. Restore the file from a backup if there is one.",
                severity=Severity.HIGH,
            )
        if answer.over_size:
            self._notice(
                f"the archive has reached max_size: {answer.over_size} files were removed before their time",
                "Raise max_size in monitor.yaml, or shorten keep.",
            )

    def failed(self, why: str) -> float:
        """A step failed; seconds until it is worth trying again."""
        if self._state.trouble != why:
            log.error("the archive cannot be written; alerts go on", why=why)
            self._change(trouble=why, since=self._state.since or self._now())
            self._notice(
                "the archive cannot be written",
                f"{why}. Alerts go on. Nothing is lost for now: entries wait in the store until they are on disk.",
                severity=Severity.HIGH,
            )
        pause, self._pause = self._pause, min(self._pause * 2, _LONGEST_PAUSE)
        return pause

    async def note(self, *, always: bool = False) -> None:
        """Keep the state where everybody can ask for it, now and then."""
        at = self._now()
        if always or self._noted_at is None or at - self._noted_at >= NOTE_EVERY:
            self._noted_at = at
            self._change(at=at)
            with suppress(OSError):  # what is wrong with the folder is reported by whoever writes there
                files = await asyncio.to_thread(_files, self._folder)
                self._change(files=len(files), size=sum(files))
            await self._streams.note(self._archive, self._state)

    def _well(self) -> None:
        if self._state.trouble:
            log.info("the archive is written again")
            self._change(trouble="", since=None)
        self._pause = _FIRST_PAUSE
        self._noted_at = None

    def _change(self, **values: object) -> None:
        self._state = msgspec.structs.replace(self._state, **values)

    def _notice(self, title: str, detail: str, *, severity: Severity = Severity.MEDIUM) -> None:
        """Once a day for the same."""
        key = content_id("archive", title, detail, self._now().date().isoformat())
        self._notify(Notice(key=key, title=title, detail=detail, severity=severity))


def not_archived(entries: int, *, at: datetime) -> Notice:
    """That the store could not wait any longer for the archive. Once a day."""
    return Notice(
        key=content_id("not archived", at.date().isoformat()),
        title=f"{entries} entries were removed from the store before the archive had them",
        detail="The archive is too far behind, and the store may not grow any more. See `monitor archive status`.",
        severity=Severity.HIGH,
    )


def _files(folder: Path) -> list[int]:
    return [one.size for table in TableName for one in live(segments(folder, table))]
