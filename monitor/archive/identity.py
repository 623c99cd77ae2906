"""`archive.json`: which archive a folder is, of which store, in which format."""

from __future__ import annotations

import uuid
from pathlib import Path

import msgspec

from monitor.archive.publish import write_whole
from monitor.archive.segments import segments
from monitor.archive.tables import TableName
from monitor.errors import MonitorError, NoArchiveError

FORMAT = 1
"""Of the files and their columns. Grows with a change that an older version would not understand."""
_FILE = "archive.json"


class ArchiveIdentity(msgspec.Struct, frozen=True, kw_only=True):
    """What archive.json holds."""

    format: int
    id: str
    """Made when the archive was first used."""
    store: str
    """The id of the store whose entries it holds; its cursors mean something for that one alone."""


def read_identity(folder: Path) -> ArchiveIdentity:
    """Which archive the folder is.

    Raises NoArchiveError if it is none, MonitorError if it cannot be read or is of a newer format.
    """
    path = folder / _FILE
    try:
        found = msgspec.json.decode(path.read_bytes(), type=ArchiveIdentity)
    except FileNotFoundError as error:
        raise NoArchiveError(f"there is no archive in {folder}") from error
    except OSError as error:
        raise MonitorError(f"{path} cannot be read: {error.strerror}") from error
    except msgspec.DecodeError as error:
        raise MonitorError(f"{path} is damaged ({error}): restore it from a backup") from error
    if found.format > FORMAT:
        raise MonitorError(
            f"the archive in {folder} was written by a newer monitor (format {found.format}; this one reads up to"
            f" {FORMAT}): install that version again, or name another folder"
        )
    return found


def open_archive(folder: Path, *, store: str, archive: str) -> ArchiveIdentity:
    """The archive in a folder, for writing; made there if it is the store's first.

    `store` is the store's id, `archive` the id of the archive that the store has been using, empty if none. Raises
    MonitorError if the folder is not that archive: then nothing was written, and it says what to do.
    """
    hint = f"mount the right volume, or run `monitor archive adopt {folder}`"
    try:
        found = read_identity(folder)
    except NoArchiveError:
        if archive:
            raise MonitorError(
                f"the archive of this store is not in {folder}, which holds no archive: {hint}"
            ) from None
        if any(segments(folder, table) for table in TableName):
            raise MonitorError(f"the archive in {folder} has lost its {_FILE}: {hint}") from None
        return adopt(folder, store=store)
    if found.store != store:
        raise MonitorError(f"the archive in {folder} belongs to another store: {hint}")
    if archive and found.id != archive:
        raise MonitorError(f"the archive in {folder} is another than this store has been using: {hint}")
    return found


def adopt(folder: Path, *, store: str) -> ArchiveIdentity:
    """Make the folder the archive of this store; what it holds stays. Raises MonitorError if it cannot be written
    or is of a newer format."""
    try:
        before = read_identity(folder).id
    except NoArchiveError:
        before = uuid.uuid4().hex
    made = ArchiveIdentity(format=FORMAT, id=before, store=store)
    try:
        # Not the folders above it: they are gone if a volume is not mounted, or if somebody removed them.
        for path in (folder, *(folder / table for table in TableName)):
            path.mkdir(mode=0o700, exist_ok=True)
        write_whole(folder / _FILE, msgspec.json.format(msgspec.json.encode(made)) + b"\n")
    except OSError as error:
        raise MonitorError(f"the archive cannot be kept in {folder}: {error.strerror}") from error
    return made
