"""The loop that writes the archive: it gathers what has come, has a child process make files of it, and tidies."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path

import structlog

from monitor.app.archiving.cursors import ArchiveError, positions
from monitor.app.archiving.gathering import Gathering
from monitor.app.archiving.reporting import ArchiveReporter
from monitor.app.archiving.timing import ArchiverTiming
from monitor.archive.entries import entry_name
from monitor.archive.identity import open_archive
from monitor.archive.tables import TableName
from monitor.archive.write.child import run_jobs
from monitor.archive.write.jobs import Answer, Failed, Job, Sealed, Tidied, TidyJob
from monitor.clock import Now
from monitor.errors import MonitorError, StoreRefusedError, StoreUnavailableError
from monitor.model.notice import Notice
from monitor.store.base.codec import to_ms
from monitor.store.records.archived_streams import ArchivedStreams, FollowedStream

log = structlog.get_logger("monitor")


class Archiver:
    """Writes the archive of one store in one folder. Whatever goes wrong is reported and tried again later:
    nothing but a store that is away is raised."""

    def __init__(
        self,
        streams: ArchivedStreams,
        *,
        folder: Path,
        keep: Mapping[TableName, timedelta],
        max_size: int | None,
        store: Callable[[], str],
        finish_forgetting: Callable[[Callable[[], Awaitable[bool]]], Awaitable[bool]],
        notify: Callable[[Notice], None],
        now: Now,
        timing: ArchiverTiming | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`store` gives the id of the store. Of each table rows are kept for `keep`; all files have `max_size`
        bytes. `finish_forgetting` does what a person has asked for, while what it is given says that it may."""
        self._streams = streams
        self._folder = folder
        self._keep = keep
        self._max_size = max_size
        self._store = store
        self._finish_forgetting = finish_forgetting
        self._now = now
        self._timing = timing or ArchiverTiming()
        self._clock = clock
        self._reporter = ArchiveReporter(
            streams, folder=self._folder, host=socket.gethostname(), notify=notify, now=now
        )
        self._gatherings: dict[str, Gathering] = {}
        self._epoch = b""
        self._wait_until = clock() + self._timing.first_after
        self._tidied_at = -self._timing.tidy_every + clock()
        self._token = 0

    async def step(self) -> int:
        """Do what is due; how many files were made. Raises StoreUnavailableError and StoreRefusedError."""
        if self._clock() < self._wait_until:
            return 0
        try:
            return await self._step()
        except (StoreUnavailableError, StoreRefusedError):
            raise
        except (MonitorError, OSError) as error:
            why = f"{error.strerror or error}: {error.filename}" if isinstance(error, OSError) else str(error)
            await self._failed(why)
        except Exception as error:  # alerts never fail with the archive, not even by a bug in it
            log.exception("an unforeseen error in the archive")
            await self._failed(f"unforeseen error: {error!r}")
        return 0

    async def finish(self) -> None:
        """Take what has come since to disk, if that is quick, and let others write. Raises nothing."""
        try:
            async with asyncio.timeout(self._timing.finish_within):
                if self._epoch and not self._reporter.failing and await self._may_go_on():
                    await self._seal_all()
                    await self._reporter.note(always=True)
        except (MonitorError, OSError, TimeoutError) as error:
            log.info("the archive is completed at the next start", why=str(error) or "no time left")
        try:
            self._discard()
            await self._streams.release()
        except (MonitorError, OSError):
            pass  # the lease runs out, and leftovers are swept

    async def _step(self) -> int:
        token = await self._streams.hold()
        if token is None:
            self._forget()
            return 0
        self._token = token
        if await self._forgets():
            return 1
        epoch = await self._streams.epoch()
        if epoch != self._epoch:
            await self._recognise()
            self._epoch = epoch
        await self._follow()
        more = [await self._gather(one) for one in self._gatherings.values()]
        if await self._streams.epoch() != epoch:  # what was gathered may be of two servers
            self._forget()
            return 0
        at = self._clock()
        due = [one for one in self._gatherings.values() if one.is_due(self._timing.limits, at=at)]
        tidy = at - self._tidied_at >= self._timing.tidy_every
        if due or tidy:
            await self._carry_out(due, tidy=tidy)
        await self._reporter.note()
        return len(due) + sum(more)

    async def _forgets(self) -> bool:
        """Take out what a person wants to be forgotten, before anything else is read; whether there was any."""
        if not await self._streams.is_asked_to_forget():
            return False
        self._forget()
        log.info("forgetting what a person has asked for")
        return await self._finish_forgetting(self._may_go_on)

    async def _recognise(self) -> None:
        """Find out which archive this is, and where each stream goes on."""
        self._discard()
        before = await self._streams.archive()
        found = await asyncio.to_thread(open_archive, self._folder, store=self._store(), archive=before)
        self._reporter.opened(found.id)
        await self._reporter.note(always=True)
        self._gatherings = {}
        await self._follow()

    async def _follow(self) -> None:
        """Begin with the streams that are new."""
        fresh = [one for one in await self._streams.followed() if one.key not in self._gatherings]
        if not fresh:
            return
        found = await positions(self._streams, fresh, folder=self._folder, go_on=self._may_go_on)
        for stream, position in zip(fresh, found, strict=True):
            cursor = position.cursor
            if position.forgot:
                log.warning("the store lacks entries that the archive has", stream=stream.name)
            self._gatherings[stream.key] = Gathering(
                stream, folder=self._folder, life=cursor.life, after=cursor.last
            )
            await self._note_archived(stream, cursor.last, life=cursor.life)

    async def _gather(self, one: Gathering) -> bool:
        return await one.gather(self._streams, limits=self._timing.limits, at=self._clock())

    async def _seal_all(self) -> None:
        for one in self._gatherings.values():
            await self._gather(one)
        if await self._streams.epoch() == self._epoch:
            await self._carry_out([one for one in self._gatherings.values() if one.count], tidy=False)

    async def _carry_out(self, due: Sequence[Gathering], *, tidy: bool) -> None:
        jobs: list[Job] = [one.job() for one in due]
        if tidy:
            jobs.append(self._tidying())
        for one, answer in zip(
            [*due, None] if tidy else due, await run_jobs(jobs, go_on=self._may_go_on), strict=False
        ):
            await self._done(one, answer)

    async def _done(self, one: Gathering | None, answer: Answer) -> None:
        match answer:
            case Failed(why=why):
                raise ArchiveError(why)
            case Sealed() if one is not None:
                await self._note_archived(one.stream, answer.last, life=one.life)
                one.sealed()
                self._reporter.sealed(answer, one.stream)
            case Tidied():
                self._tidied_at = self._clock()
                self._reporter.tidied(answer)
            case _:
                raise AssertionError(f"nobody asked for {answer}")

    async def _note_archived(self, stream: FollowedStream, last: int, *, life: int) -> None:
        if not await self._streams.archived(stream, entry_name(last), files=life, token=self._token):
            self._forget()
            raise ArchiveError("another process writes the archive now")

    def _tidying(self) -> TidyJob:
        return TidyJob(
            folder=str(self._folder),
            keep_s={table: int(span.total_seconds()) for table, span in self._keep.items()},
            max_size=self._max_size,
            now_ms=to_ms(self._now()),
        )

    async def _may_go_on(self) -> bool:
        """Renew the right to write; whether it is still ours."""
        try:
            return await self._streams.hold() == self._token
        except (StoreUnavailableError, StoreRefusedError):
            return True  # what the child writes is right whoever holds the lease: link() lets one win

    async def _failed(self, why: str) -> None:
        self._wait_until = self._clock() + self._reporter.failed(why)
        self._forget()
        await self._reporter.note(always=True)

    def _forget(self) -> None:
        """Find out again how far everything is before the next step."""
        self._epoch = b""
        try:
            self._discard()
        except OSError as error:
            log.info("leftovers of the archive stay for now", why=str(error))
        self._gatherings = {}

    def _discard(self) -> None:
        for one in self._gatherings.values():
            one.discard()
