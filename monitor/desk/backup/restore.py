"""Put all that a backup holds in place, on this machine or another."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from monitor.archive.identity import FORMAT as ARCHIVE_FORMAT
from monitor.archive.identity import ArchiveIdentity, read_identity
from monitor.archive.tables import TableName
from monitor.clock import now
from monitor.config.configuration import load_settings
from monitor.config.files.settings import Settings
from monitor.desk.backup.container import ARCHIVE, RULES, BackupFile, checked
from monitor.desk.query.past.archive_place import archive_folder
from monitor.desk.shapes.backup import RestoredShape
from monitor.errors import MonitorError, NoArchiveError
from monitor.model.activity import Activity, Deed, Doer
from monitor.store.backup.load import StoreLoad
from monitor.store.backup.records import decode_parts
from monitor.store.open import open_store
from monitor.store.records.activity import note_activity
from monitor.store.records.identity import FORMAT as STORE_FORMAT

_ROOM = 64 << 20
"""Bytes that must be free beside what is written."""
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class RestorePlaces:
    """Where a backup is to be put."""

    rules: Path
    keep_rules: bool
    """Whether the rules that are there stay, and those of the backup are left out."""
    data: Path
    address: str | None
    """Of the store; None for the one that the rules name, else the embedded one."""


async def restore(file: Path, places: RestorePlaces, *, by: Doer) -> RestoredShape:
    """Put a backup in place. All of it is checked before anything is written.

    Raises MonitorError if the file is not whole, or of a newer format; if something is where it would be put; if
    there is no room. Then nothing is changed.
    """
    backup = await asyncio.to_thread(checked, file)
    _check_formats(backup)
    async with AsyncExitStack() as stack:
        rules = _Staged(places.rules.resolve(), "the folder of rules", use=not places.keep_rules)
        stack.callback(rules.discard)
        stack.enter_context(_reported(rules.folder))
        rules.extract(backup, RULES)
        settings = load_settings(places.rules if places.keep_rules else rules.staged)
        archive = _Staged(archive_folder(settings, data=places.data), "the archive", use=bool(backup.head.archive))
        stack.callback(archive.discard)
        address, place = _store_of(places, settings)
        client = await stack.enter_async_context(open_store(address, data=places.data))
        load = StoreLoad(client, backup=backup.head.id, place=place)
        again = await load.begin()
        try:
            rules.check(again=again and _has_all(rules.folder, backup))
            archive.check(again=again and _is_archive(archive.folder, backup.head.archive))
            with _reported(archive.folder):
                await asyncio.to_thread(archive.extract, backup, ARCHIVE, folders=tuple(TableName))
            for content in backup.store_parts():
                await load.put(decode_parts(content))
            with _reported(archive.folder):
                archive.put_in_place()
                rules.put_in_place()
        except BaseException:
            rules.undo()
            archive.undo()
            await load.abandon()
            raise
        await load.done(backup.end.store, taken_at=backup.end.taken_at)
        act = Activity(at=now(), person=by.person, way=by.way, action=Deed.RESTORE, object=f"backup:{backup.path}")
        await note_activity(client, act)
        return RestoredShape(
            file=str(file),
            taken_at=backup.end.taken_at,
            keys=backup.end.keys,
            store=place,
            archive=str(archive.folder) if archive.use else "",
            rules=str(places.rules) if rules.use else "",
        )


class _Staged:
    """A folder that is made beside its place, and put there when it is whole."""

    def __init__(self, folder: Path, what: str, *, use: bool) -> None:
        """`use` is false where nothing is to be put."""
        self.folder = folder
        self.use = use
        self.staged = folder.with_name(f".{folder.name}.restoring")
        self._what = what
        self._is_there = False
        self._was_put = False

    def check(self, *, again: bool) -> None:
        """Raise MonitorError if something is in its place; unless an attempt that was killed has put it there."""
        if not self.use or not self.folder.exists() or (self.folder.is_dir() and not any(self.folder.iterdir())):
            return
        self._is_there = again
        if not again:
            raise MonitorError(f"{self._what} {self.folder} is not empty: move it away, or name another")

    def extract(self, backup: BackupFile, beginning: str, *, folders: Iterable[str] = ()) -> None:
        """Make the folder beside its place, with these in it whether or not there are files for them.

        Raises OSError, and MonitorError if there is no room.
        """
        if not self.use or self._is_there:
            return
        shutil.rmtree(self.staged, ignore_errors=True)
        needed = backup.size_of(beginning) + _ROOM
        if (free := shutil.disk_usage(self.folder.parent).free) < needed:
            raise MonitorError(
                f"there is no room for {self._what} in {self.folder.parent}: {needed >> 20} MB are needed,"
                f" {free >> 20} MB are free"
            )
        self.staged.mkdir(mode=0o700 if folders else 0o755)
        for name in folders:
            (self.staged / name).mkdir(mode=0o700)
        for name, mode, file in backup.members(beginning):
            path = self.staged / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as to:
                shutil.copyfileobj(file, to, _BLOCK)
                to.flush()
                os.fsync(to.fileno())
            path.chmod(mode)

    def put_in_place(self) -> None:
        """Give the folder its name. Raises OSError."""
        if self.use and not self._is_there:
            if self.folder.exists():
                self.folder.rmdir()
            self.staged.rename(self.folder)
            self._was_put = True

    def discard(self) -> None:
        """Leave nothing that is not in its place."""
        shutil.rmtree(self.staged, ignore_errors=True)

    def undo(self) -> None:
        """Take away again what was put in place."""
        if self._was_put:
            shutil.rmtree(self.folder, ignore_errors=True)


def _check_formats(backup: BackupFile) -> None:
    form = backup.end.store.get("format", "0")
    if not form.isdigit() or int(form) > STORE_FORMAT:
        raise MonitorError(
            f"{backup.path} holds a store of a newer monitor ({backup.head.version}, format {form}; this one reads"
            f" up to {STORE_FORMAT}): install that version"
        )
    for name, _, file in backup.members(ARCHIVE):
        if name == "archive.json":
            found = msgspec.json.decode(file.read(), type=ArchiveIdentity)
            if found.format > ARCHIVE_FORMAT:
                raise MonitorError(
                    f"{backup.path} holds an archive of a newer monitor ({backup.head.version}, format"
                    f" {found.format}; this one reads up to {ARCHIVE_FORMAT}): install that version"
                )


def _store_of(places: RestorePlaces, settings: Settings) -> tuple[str | None, str]:
    """The address of the store, and what a person calls it."""
    address = places.address or settings.store
    return address, "at the address of --store, or of monitor.yaml," if address else f"in {places.data}"


def _has_all(folder: Path, backup: BackupFile) -> bool:
    """Whether a folder of rules has all files of a backup, as they are there."""
    return all(
        (folder / name).is_file() and (folder / name).read_bytes() == file.read()
        for name, _, file in backup.members(RULES)
    )


def _is_archive(folder: Path, name: str) -> bool:
    try:
        return bool(name) and read_identity(folder).id == name
    except (NoArchiveError, MonitorError):
        return False


@contextmanager
def _reported(folder: Path) -> Iterator[None]:
    """What the disk says as what a person can fix."""
    try:
        yield
    except OSError as error:
        raise MonitorError(f"{error.filename or folder} cannot be written: {error.strerror or error}") from error
