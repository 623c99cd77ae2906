"""The file of a backup: a tar file with a first and a last member that say what is in it.

`backup.json`, `rules/…`, `store/NNNNNN` (parts of the store, compressed), `archive/…`, `end.json`, which has a
digest of each of the others: what is cut off has no end, and what is damaged has another digest.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import tarfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, TypeVar

import msgspec

from monitor.errors import MonitorError

T = TypeVar("T")

FORMAT = 1
"""Grows with a change that an older version would not understand."""
_BEGIN, _END = "backup.json", "end.json"
_STORE, RULES, ARCHIVE = "store/", "rules/", "archive/"
_PART = re.compile(r"[^/\\\x00-\x1f]+")
_OF_ARCHIVE = re.compile(
    r"archive/(archive\.json|(items|decisions|deliveries|activity)/[^/.\\\x00-\x1f][^/\\\x00-\x1f]*)"
)
_OF_STORE = re.compile(r"store/[0-9]{6,9}")
_JSON_LIMIT = 64 << 20
_FROM = 1_600_000_000  # what tar files want is a time; it says nothing here


class BackupHead(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a backup before it is made."""

    format: int
    version: str
    """Of the monitor that made it."""
    id: str
    archive: str
    """The id of the archive in it; empty if there is none."""


class BackupEnd(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a backup when it is whole."""

    taken_at: datetime
    keys: int
    store: dict[str, str]
    """What the store says of itself."""
    members: dict[str, str]
    """The name and the digest of everything before."""


class BackupWriter:
    """Writes one backup. Raises OSError."""

    def __init__(self, file: IO[bytes]) -> None:
        self._tar = tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT)  # noqa: SIM115  # closed by end
        self._digests: dict[str, str] = {}
        self._parts = 0

    def begin(self, head: BackupHead) -> None:
        """Write what comes first."""
        self._bytes(_BEGIN, msgspec.json.encode(head))

    def store_part(self, content: bytes) -> None:
        """A part of the store."""
        self._parts += 1
        self._bytes(f"{_STORE}{self._parts:06d}", zlib.compress(content, 1))

    def bytes_of(self, name: str, content: bytes, *, mode: int = 0o600) -> None:
        """A small file with these rights."""
        self._add(name, io.BytesIO(content), len(content), mode=mode)

    def file(self, name: str, path: Path) -> None:
        """A large file, as it is now."""
        with path.open("rb") as source:
            self._add(name, source, os.fstat(source.fileno()).st_size)

    def end(self, *, taken_at: datetime, keys: int, store: Mapping[str, str]) -> None:
        """Write what comes last."""
        last = BackupEnd(taken_at=taken_at, keys=keys, store=dict(store), members=self._digests)
        self._bytes(_END, msgspec.json.encode(last))
        self._tar.close()

    def _bytes(self, name: str, content: bytes) -> None:
        self._add(name, io.BytesIO(content), len(content))

    def _add(self, name: str, source: IO[bytes], size: int, *, mode: int = 0o600) -> None:
        info = tarfile.TarInfo(name)
        info.size, info.mode, info.mtime = size, mode, _FROM
        hashing = _Hashing(source)
        self._tar.addfile(info, hashing)
        self._digests[name] = hashing.digest


class _Hashing:
    """A file of which everything that is read is hashed."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._hash = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """Some bytes."""
        content = self._file.read(size)
        self._hash.update(content)
        return content

    @property
    def digest(self) -> str:
        """That of what was read."""
        return self._hash.hexdigest()


class BackupFile:
    """A backup that is whole."""

    def __init__(self, path: Path, head: BackupHead, end: BackupEnd, sizes: Mapping[str, int]) -> None:
        self.path = path
        self.head = head
        self.end = end
        self.sizes = sizes

    def size_of(self, beginning: str) -> int:
        """Bytes of everything whose name begins like this."""
        return sum(size for name, size in self.sizes.items() if name.startswith(beginning))

    def store_parts(self) -> Iterator[bytes]:
        """The parts of the store, in their order."""
        for _, _, file in self.members(_STORE):
            yield zlib.decompress(file.read())

    def members(self, beginning: str) -> Iterator[tuple[str, int, IO[bytes]]]:
        """What has a name that begins like this: the rest of the name, its rights, and the file to read."""
        with _opened(self.path) as tar:
            for info in tar:
                if info.name.startswith(beginning):
                    yield info.name.removeprefix(beginning), info.mode & 0o777, _content(tar, info)


def checked(path: Path) -> BackupFile:
    """The backup in a file, after every byte of it was read.

    Raises MonitorError if it is none, damaged, cut off, or of a newer format.
    """
    head = end = None
    digests: dict[str, str] = {}
    sizes: dict[str, int] = {}
    with _opened(path) as tar:
        for info in tar:
            if not info.isreg() or not _is_sound(info.name) or info.name in digests or end is not None:
                raise MonitorError(f"{path} is no backup of a monitor, or a forged one: it has {info.name!r}")
            file = _Hashing(_content(tar, info))
            if info.name == _BEGIN:
                head = _read(file, BackupHead, path)
                _check_format(head, path)
            elif head is None:
                raise MonitorError(f"{path} is no backup of a monitor: it begins with {info.name!r}")
            elif info.name == _END:
                end = _read(file, BackupEnd, path)
                continue
            else:
                while file.read(1 << 20):
                    pass
            digests[info.name], sizes[info.name] = file.digest, info.size
    if head is None:
        raise MonitorError(f"{path} is no backup of a monitor")
    if end is None:
        raise MonitorError(f"{path} is cut off: it has no end; it may have been copied in part")
    if wrong := sorted(name for name in {*digests, *end.members} if digests.get(name) != end.members.get(name)):
        raise MonitorError(f"{path} is damaged: {wrong[0]} is not what it was")
    return BackupFile(path, head, end, sizes)


def _check_format(head: BackupHead, path: Path) -> None:
    if head.format > FORMAT:
        raise MonitorError(
            f"{path} was made by a newer monitor ({head.version}, format {head.format}; this one reads up to"
            f" {FORMAT}): install that version"
        )


def _is_sound(name: str) -> bool:
    """Whether a name is one that a backup has, and leads nowhere else."""
    if name in (_BEGIN, _END) or _OF_STORE.fullmatch(name) or _OF_ARCHIVE.fullmatch(name):
        return True
    parts = name.removeprefix(RULES).split("/")
    return name.startswith(RULES) and all(_PART.fullmatch(part) and part not in (".", "..") for part in parts)


@contextmanager
def _opened(path: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(path, mode="r:") as tar:
            yield tar
    except tarfile.TarError as error:
        raise MonitorError(f"{path} is no backup of a monitor, or is damaged or cut off ({error})") from error
    except OSError as error:
        raise MonitorError(f"{path} cannot be read: {error.strerror or error}") from error


def _content(tar: tarfile.TarFile, info: tarfile.TarInfo) -> IO[bytes]:
    file = tar.extractfile(info)
    assert file is not None, "a regular file"
    return file


def _read(file: _Hashing, kind: type[T], path: Path) -> T:
    try:
        return msgspec.json.decode(file.read(_JSON_LIMIT), type=kind)
    except msgspec.DecodeError as error:
        raise MonitorError(f"{path} is damaged, or no backup of a monitor ({error})") from error
