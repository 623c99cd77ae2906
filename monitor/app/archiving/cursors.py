"""How far the archive is in each stream when a process begins to write it, or when the server is another one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from monitor.archive.entries import entry_name, entry_number
from monitor.archive.segments import StreamCursor, cursor_of, segments
from monitor.archive.tables import TableName
from monitor.archive.write.child import run_jobs
from monitor.archive.write.jobs import Failed, Probed, ProbeJob
from monitor.archive.write.lines import raw_line
from monitor.errors import MonitorError
from monitor.store.records.archived_streams import ArchivedStreams, FollowedStream


class ArchiveError(MonitorError):
    """The archive cannot be written at present."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where a stream goes on."""

    cursor: StreamCursor
    forgot: bool
    """Whether the store lacks entries that are on disk: then the stream is read from its beginning, in a new life,
    and what is on disk already is left out."""


async def positions(
    streams: ArchivedStreams,
    followed: Sequence[FollowedStream],
    *,
    folder: Path,
    go_on: Callable[[], Awaitable[bool]],
) -> Sequence[Position]:
    """Where each stream goes on, in their order. Raises ArchiveError and OSError.

    The newest entry on disk is never trimmed from the store. If the store still has it as it is on disk, it has
    forgotten nothing that is on disk, because entries only ever come behind it.
    """
    found: list[Position | ProbeJob] = [await _look(streams, one, folder=folder) for one in followed]
    jobs = [one for one in found if isinstance(one, ProbeJob)]
    answers = await run_jobs(jobs, go_on=go_on) if jobs else []
    answered: list[bool] = []
    for answer in answers:
        if isinstance(answer, Failed):
            raise ArchiveError(answer.why)
        assert isinstance(answer, Probed), "only probes were asked for"
        answered.append(answer.same)
    same = iter(answered)
    return [one if isinstance(one, Position) else await _judged(one, folder, same=next(same)) for one in found]


async def _look(streams: ArchivedStreams, stream: FollowedStream, *, folder: Path) -> Position | ProbeJob:
    table = TableName(stream.table)
    on_disk = cursor_of(await asyncio.to_thread(segments, folder, table), stream.name)
    entry, files = await streams.cursor(stream)
    if not on_disk.last:  # nothing was ever written, or all of it has expired
        cursor = StreamCursor(life=files, last=entry_number(entry))
        return Position(cursor=cursor, forgot=False)
    name = entry_name(on_disk.last)
    held = await streams.entry(stream, name)
    if held is None:
        if await streams.was_forgotten(stream, name):
            return Position(cursor=on_disk, forgot=False)
        return _new_life(on_disk, files)
    lines = folder / table / f".probe-{stream.name}.lines"
    await asyncio.to_thread(lines.write_bytes, raw_line(name, held))
    return ProbeJob(folder=str(folder), table=table, stream=stream.name, lines=str(lines))


async def _judged(job: ProbeJob, folder: Path, *, same: bool) -> Position:
    on_disk = cursor_of(await asyncio.to_thread(segments, folder, job.table), job.stream)
    return Position(cursor=on_disk, forgot=False) if same else _new_life(on_disk, on_disk.life)


def _new_life(on_disk: StreamCursor, files: int) -> Position:
    return Position(cursor=StreamCursor(life=max(on_disk.life, files) + 1), forgot=True)
