"""Write all of a monitor into a file, while it works."""

from __future__ import annotations

import asyncio
import os
import shutil
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from monitor import __version__
from monitor.archive.identity import read_identity
from monitor.archive.segments import live, segments
from monitor.archive.tables import TableName
from monitor.clock import now
from monitor.desk.backup.container import ARCHIVE, FORMAT, RULES, BackupHead, BackupWriter
from monitor.desk.edit.forget import archive_folder_of
from monitor.desk.shapes.backup import BackedUpShape
from monitor.errors import MonitorError
from monitor.model.activity import Activity, Deed, Doer
from monitor.store.backup.dump import StoreDump
from monitor.store.backup.load import store_record
from monitor.store.backup.records import KeyPart, StoreRecordPart, encode_parts
from monitor.store.connection.client import Client
from monitor.store.records.activity import note_activity
from monitor.store.records.identity import StoreRecord
from monitor.yamldoc.regular_file import read_regular

_PART = 4 << 20
"""Bytes of the store that are compressed together."""
_LARGEST_RULE_FILE = 64 << 20


async def back_up(client: Client, file: Path, *, rules: Path, archive: Path | None, by: Doer) -> BackedUpShape:
    """Write the store, the archive in its folder (None to leave it out) and the folder of rules into a new file.

    Raises MonitorError if the file exists or cannot be written, if there are no such folders, or if the server
    does not let writers wait: then no file was made.
    """
    await StoreRecord(client).identify()
    held = await archive_folder_of(client, archive) if archive is not None else None
    taken = _Backup(client=client, rules=rules, archive=held, beside=file.parent)
    try:
        with _new_file(file) as to:
            await taken.write(to)
    except OSError as error:
        raise MonitorError(
            f"the backup cannot be written: {error.strerror or error}: {error.filename or file}"
        ) from error
    act = Activity(at=taken.at, person=by.person, way=by.way, action=Deed.BACKUP, object=f"backup:{file}")
    await note_activity(client, act)
    return BackedUpShape(
        file=str(file), size=taken.size, keys=taken.dump.keys, archive_files=len(taken.linked),
        rule_files=taken.rule_files, archive=held is not None, paused_s=round(taken.dump.paused_for, 3),
    )  # fmt: skip


@dataclass(slots=True, kw_only=True)
class _Backup:
    client: Client
    rules: Path
    archive: Path | None
    beside: Path
    """A folder with room for the store."""
    linked: list[tuple[str, Path]] = field(default_factory=list)
    """Files of the archive by their name in the backup, and under which name they stay for as long as it takes."""
    record: dict[str, str] = field(default_factory=dict)
    rule_files: int = 0
    size: int = 0
    at: datetime = field(default_factory=now)
    """The moment of which it is."""
    dump: StoreDump = field(init=False)

    def __post_init__(self) -> None:
        self.dump = StoreDump(client=self.client, at_one_moment=self._at_one_moment)

    async def write(self, to: IO[bytes]) -> None:
        writer = BackupWriter(to)
        identity = read_identity(self.archive) if self.archive is not None else None
        head = BackupHead(
            format=FORMAT, version=__version__, id=uuid.uuid4().hex, archive=identity.id if identity else ""
        )
        writer.begin(head)
        for name, path in _rule_files(self.rules):
            content = read_regular(path, limit=_LARGEST_RULE_FILE)
            writer.bytes_of(f"{RULES}{name}", content, mode=path.stat().st_mode & 0o777)
            self.rule_files += 1
        try:
            await self._store(writer)
            for name, path in self.linked:
                await asyncio.to_thread(writer.file, f"{ARCHIVE}{name}", path)
                os.utime(path.parent)  # not one of the leftovers that are swept
            if self.archive is not None:
                writer.bytes_of(f"{ARCHIVE}archive.json", (self.archive / "archive.json").read_bytes())
        finally:
            if self.archive is not None:
                for table in TableName:
                    shutil.rmtree(_links(self.archive, table), ignore_errors=True)
        writer.end(taken_at=self.at, keys=self.dump.keys, store=self.record)
        self.size = to.tell()

    async def _store(self, writer: BackupWriter) -> None:
        """Take the store aside as fast as it can be read, for the monitor waits; compress it then."""
        with TemporaryFile(dir=self.beside) as aside:
            sizes = [aside.write(content) async for content in self._contents()]
            aside.seek(0)
            for size in sizes:
                await asyncio.to_thread(writer.store_part, aside.read(size))

    async def _contents(self) -> AsyncIterator[bytes]:
        parts: list[StoreRecordPart] = []
        size = 0
        async for part in self.dump.parts():
            parts.append(part)
            size += _size(part)
            if size >= _PART:
                yield encode_parts(parts)
                parts, size = [], 0
        if parts:
            yield encode_parts(parts)

    async def _at_one_moment(self) -> None:
        """What the archive has while nobody can write to the store: all of it that the store may have trimmed, and
        no more than the store has."""
        self.at = now()
        self.record = dict(await store_record(self.client))
        if self.archive is not None:
            await asyncio.to_thread(self._link, self.archive)

    def _link(self, archive: Path) -> None:
        for table in TableName:
            links = _links(archive, table)
            shutil.rmtree(links, ignore_errors=True)
            links.mkdir(mode=0o700)
            for one in live(segments(archive, table)):
                os.link(one.path, links / one.path.name)
                self.linked.append((f"{table}/{one.path.name}", links / one.path.name))


def _links(archive: Path, table: TableName) -> Path:
    """A folder of second names for a table's files, which stay while the files themselves may be merged."""
    return archive / table / f".{os.getpid()}-backup"


@contextmanager
def _new_file(file: Path) -> Iterator[IO[bytes]]:
    """A file that has its name when it is whole. Raises OSError, and MonitorError if there is one."""
    if file.exists():
        raise MonitorError(f"{file} exists: name a new file")
    if not file.parent.is_dir():
        raise MonitorError(f"there is no folder {file.parent}")
    partial = file.with_name(f".{file.name}.{os.getpid()}")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)  # channels.yaml may hold secrets
    try:
        with os.fdopen(descriptor, "wb") as to:
            yield to
            to.flush()
            os.fsync(to.fileno())
        os.link(partial, file)
    finally:
        partial.unlink(missing_ok=True)


def _rule_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """All files of a folder by their paths in it, but hidden ones. Links are followed.

    Raises MonitorError if there is no such folder.
    """
    if not folder.is_dir():
        raise MonitorError(f"there is no folder {folder}: name the folder of rules with --rules")
    for root, folders, names in os.walk(folder, followlinks=True):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(root, name)
            if not name.startswith(".") and path.is_file():
                yield path.relative_to(folder).as_posix(), path


def _size(part: StoreRecordPart) -> int:
    return sum(map(len, part.values if isinstance(part, KeyPart) else part.pending))
